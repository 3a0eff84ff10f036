import process from 'node:process'
import { parseArgs } from 'node:util'
import { startRedis } from '../conformance/redis-server.ts'
import { revokeUnderLoad } from './revoke-under-load.ts'

/**
 * `npm run soak:revocation`: two gateways on one Redis, lookups all the time, a trust revoked again and again; half of
 * the rounds with pub/sub cut. No lookup may be answered that began after the acknowledgement.
 */
const USAGE = `npm run soak:revocation -- [--rounds N] [--json]`

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
if (values.help || !Number.isInteger(rounds) || rounds < 2) {
  process.stderr.write(`${USAGE}\n`)
  process.exitCode = values.help ? 0 : 2
} else {
  const redis = await startRedis({ 'maxmemory-policy': 'noeviction' })
  if (redis === null) throw new Error('redis-server is missing: install the Debian package redis-server')
  try {
    const half = Math.ceil(rounds / 2)
    const withHints = await revokeUnderLoad(redis, half, false)
    const cut = await revokeUnderLoad(redis, half, true)
    const report = { withHints, cut }
    process.stdout.write(`${values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`)
    if (withHints.acceptedAfter + cut.acceptedAfter > 0) process.exitCode = 1
  } finally {
    await redis.stop()
  }
}
