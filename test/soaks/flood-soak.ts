import process from 'node:process'
import { parseArgs } from 'node:util'
import { floodGateway } from './flood-gateway.ts'

/**
 * `npm run soak:flood`: good lookups at a steady rate, quietly and while bad tokens are offered from another address. None of
 * the good ones may fail, none of the bad ones be accepted; how long the good ones take is told, and decides nothing.
 */
const USAGE = `npm run soak:flood -- [--seconds N] [--rate N] [--sockets N] [--bare] [--json]
  --seconds N  of flood, 30 where nothing is said; as long quietly, and as long with the flood elsewhere
  --rate N     bad tokens offered in a second, 50000 where nothing is said
  --sockets N  connections they come over at once, 64 where nothing is said
  --bare       one round more, at a server of node:http alone`

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    rate: { type: 'string', default: '50000' },
    sockets: { type: 'string', default: '64' },
    bare: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const [seconds, rate, sockets] = [Number(values.seconds), Number(values.rate), Number(values.sockets)]
if (values.help || ![seconds, rate, sockets].every((number) => Number.isInteger(number) && number > 0)) {
  process.stderr.write(`${USAGE}\n`)
  process.exitCode = values.help ? 0 : 2
} else {
  const progress = (line: string): void => void process.stderr.write(`${line}\n`)
  const report = await floodGateway({ seconds, rate, sockets, bare: values.bare, progress })
  process.stdout.write(`${values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`)
  const { goodFailed, badAccepted, controls, controlsSeen, verifier } = report
  const wrong = goodFailed + badAccepted + verifier.goodFailed + verifier.badAccepted
  if (wrong > 0 || controlsSeen !== controls) process.exitCode = 1
}
