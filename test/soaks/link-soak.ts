import { randomInt } from 'node:crypto'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { guessLinks } from './guess-links.ts'

/**
 * `npm run soak:links`: guessed addresses of published calendars, each made from a real one, looked up in process and, one
 * in a hundred, over HTTP. None may be found; one in ten is a real address, and each of those is.
 */
const USAGE = `npm run soak:links -- [--count N] [--seed N] [--json]
  --count N  addresses to guess, 100000 where nothing is said
  --seed N   what chance begins with; each run prints its own`

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(randomInt(2 ** 32)) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const [count, seed] = [Number(values.count), Number(values.seed)]
if (values.help || !Number.isInteger(count) || count < 1 || !Number.isInteger(seed) || seed < 0) {
  process.stderr.write(`${USAGE}\n`)
  process.exitCode = values.help ? 0 : 2
} else {
  process.stderr.write(`seed ${seed}\n`)
  const report = await guessLinks({ count, seed, progress: (line) => process.stderr.write(`${line}\n`) })
  process.stdout.write(`${values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`)
  const { hits, distinctAnswers, controls, controlsFound } = report
  if (hits > 0 || distinctAnswers > 2 || controls !== controlsFound) process.exitCode = 1
}
