import { randomInt } from 'node:crypto'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { attackTokens } from './attack-tokens.ts'

/**
 * `npm run soak:tokens`: bad tokens, each made from one that was just accepted, offered to the verifier and to a gateway.
 * None may be accepted, all are refused alike, and the good ones among them are accepted.
 */
const USAGE = `npm run soak:tokens -- [--count N] [--seed N] [--json]
  --count N  bad tokens to offer, 100000 where nothing is said
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
  const report = await attackTokens({ count, seed, progress: (line) => process.stderr.write(`${line}\n`) })
  process.stdout.write(`${values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`)
  const { accepted, distinctRefusals, controls, controlsAccepted } = report
  if (accepted > 0 || distinctRefusals !== 1 || controls !== controlsAccepted) process.exitCode = 1
}
