import { randomInt } from 'node:crypto'
import { guessLinks } from './guess-links.ts'
import { progress, soakCommand } from './soak-command.ts'

/**
 * `npm run soak:links`: guessed addresses of published calendars, each made from a real one, looked up in process and, one
 * in a hundred, over HTTP. None may be found; one in ten is a real address, and each of those is.
 */
const USAGE = `npm run soak:links -- [--count N] [--seed N] [--json]
  --count N  addresses to guess, 100000 where nothing is said
  --seed N   what chance begins with; each run prints its own`

await soakCommand({
  usage: USAGE,
  numbers: { count: { usual: 100_000, least: 1 }, seed: { usual: randomInt(2 ** 32), least: 0 } },
  run: ({ count, seed }) => {
    progress(`seed ${seed}`)
    return guessLinks({ count, seed, progress })
  },
  isSound: ({ hits, distinctAnswers, controls, controlsFound }) =>
    hits === 0 && distinctAnswers <= 2 && controls === controlsFound,
})
