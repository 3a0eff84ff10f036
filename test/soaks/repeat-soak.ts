import process from 'node:process'
import { parseArgs } from 'node:util'
import { repeatProposals } from './repeat-proposals.ts'

/** `npm run soak:repeats`: the same proposal of a trust, many times at once under one key: carried out once, answered alike. */
const USAGE = `npm run soak:repeats -- [--keys N] [--times M] [--json]
  --keys N   idempotency keys, each for a partner of its own; 100 where nothing is said
  --times M  requests under each key at once, 100 where nothing is said`

const { values } = parseArgs({
  options: {
    keys: { type: 'string', default: '100' },
    times: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const [keys, times] = [Number(values.keys), Number(values.times)]
if (values.help || !Number.isInteger(keys) || keys < 2 || !Number.isInteger(times) || times < 2) {
  process.stderr.write(`${USAGE}\n`)
  process.exitCode = values.help ? 0 : 2
} else {
  const progress = (line: string): void => void process.stderr.write(`${line}\n`)
  const report = await repeatProposals({ keys, times, progress })
  process.stdout.write(`${values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`)
  if (report.wrong > 0 || report.controlsMade !== report.controls) process.exitCode = 1
}
