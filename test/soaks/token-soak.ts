import { randomInt } from 'node:crypto'
import { attackTokens } from './attack-tokens.ts'
import { progress, soakCommand } from './soak-command.ts'

/**
 * `npm run soak:tokens`: bad tokens, each made from one that was just accepted, offered to the verifier and to a gateway.
 * None may be accepted, all are refused alike, and the good ones among them are accepted.
 */
const USAGE = `npm run soak:tokens -- [--count N] [--seed N] [--json]
  --count N  bad tokens to offer, 100000 where nothing is said
  --seed N   what chance begins with; each run prints its own`

await soakCommand({
  usage: USAGE,
  numbers: { count: { usual: 100_000, least: 1 }, seed: { usual: randomInt(2 ** 32), least: 0 } },
  run: ({ count, seed }) => {
    progress(`seed ${seed}`)
    return attackTokens({ count, seed, progress })
  },
  isSound: ({ accepted, distinctRefusals, controls, controlsAccepted }) =>
    accepted === 0 && distinctRefusals === 1 && controls === controlsAccepted,
})
