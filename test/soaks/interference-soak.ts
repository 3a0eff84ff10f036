import { randomInt } from 'node:crypto'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { measureInterference } from './interference/measure-interference.ts'

/**
 * `npm run soak:interference`: pairs of worlds that differ only in what a requester may not see are asked the same, through
 * the gateway's own door. Every byte of the answers and all work done for them has to be equal; one pair in forty has a
 * leak planted in it, and is found.
 */
const USAGE = `npm run soak:interference -- [--pairs N] [--seed N] [--first N] [--json]
  --pairs N  pairs to ask, 20000 where nothing is said
  --seed N   what chance begins with; each run prints its own
  --first N  the number of the first pair, 0 where nothing is said: a pair of another run by itself`

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(randomInt(2 ** 32)) },
    first: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const [pairs, seed, first] = [Number(values.pairs), Number(values.seed), Number(values.first)]
const sound = Number.isInteger(pairs) && pairs > 0 && [seed, first].every((one) => Number.isInteger(one) && one >= 0)
/** Of a hundred pairs; with fewer the answers would hide too little to be worth comparing. */
const LEAST_TELLING = 30

if (values.help || !sound) {
  process.stderr.write(`${USAGE}\n`)
  process.exitCode = values.help ? 0 : 2
} else {
  process.stderr.write(`seed ${String(seed)}\n`)
  const progress = (line: string): void => void process.stderr.write(`${line}\n`)
  const report = await measureInterference({ pairs, seed, first, progress })
  process.stdout.write(`${values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`)
  const { differing, astray, telling, controls, controlsFound } = report
  const few = pairs >= 100 && telling * 100 < pairs * LEAST_TELLING
  if (differing > 0 || astray > 0 || few || controls !== controlsFound) process.exitCode = 1
}
