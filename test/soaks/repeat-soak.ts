import { repeatProposals } from './repeat-proposals.ts'
import { progress, soakCommand } from './soak-command.ts'

/** `npm run soak:repeats`: the same proposal of a trust, many times at once under one key: carried out once, answered alike. */
const USAGE = `npm run soak:repeats -- [--keys N] [--times M] [--json]
  --keys N   idempotency keys, each for a partner of its own; 100 where nothing is said
  --times M  requests under each key at once, 100 where nothing is said`

await soakCommand({
  usage: USAGE,
  numbers: { keys: { usual: 100, least: 2 }, times: { usual: 100, least: 2 } },
  run: ({ keys, times }) => repeatProposals({ keys, times, progress }),
  isSound: ({ wrong, controls, controlsMade }) => wrong === 0 && controls === controlsMade,
})
