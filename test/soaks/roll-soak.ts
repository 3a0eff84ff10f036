import process from 'node:process'
import { parseArgs } from 'node:util'
import { rollUnderLoad } from './roll-under-load.ts'

/**
 * `npm run soak:roll`: two gateways replace certificates and token keys, N times each, while lookups run both ways; none
 * may fail. Two faults on purpose at the end must be seen.
 */
const USAGE = `npm run soak:roll -- [--rounds N] [--json]`

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
if (values.help || !Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write(`${USAGE}\n`)
  process.exitCode = values.help ? 0 : 2
} else {
  const report = await rollUnderLoad(rounds)
  process.stdout.write(`${values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`)
  if (report.failed > 0 || report.controls.unannounced.failed === 0) process.exitCode = 1
}
