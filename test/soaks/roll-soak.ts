import { rollUnderLoad } from './roll-under-load.ts'
import { soakCommand } from './soak-command.ts'

/**
 * `npm run soak:roll`: two gateways replace certificates and token keys, N times each, while lookups run both ways; none
 * may fail. Two faults on purpose at the end must be seen.
 */
const USAGE = `npm run soak:roll -- [--rounds N] [--json]`

await soakCommand({
  usage: USAGE,
  numbers: { rounds: { usual: 5, least: 1 } },
  run: ({ rounds }) => rollUnderLoad(rounds),
  isSound: ({ failed, controls }) => failed === 0 && controls.unannounced.failed > 0,
})
