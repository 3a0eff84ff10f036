import { revokeUnderLoad } from './revoke-under-load.ts'
import { soakCommand, withRedis } from './soak-command.ts'

/**
 * `npm run soak:revocation`: two gateways on one Redis, lookups all the time, a trust revoked again and again; half of
 * the rounds with pub/sub cut. No lookup may be answered that began after the acknowledgement.
 */
const USAGE = `npm run soak:revocation -- [--rounds N] [--json]`

await soakCommand({
  usage: USAGE,
  numbers: { rounds: { usual: 200, least: 2 } },
  run: ({ rounds }) =>
    withRedis(async (redis) => {
      const half = Math.ceil(rounds / 2)
      const withHints = await revokeUnderLoad(redis, half, false)
      return { withHints, cut: await revokeUnderLoad(redis, half, true) }
    }),
  isSound: ({ withHints, cut }) => withHints.acceptedAfter + cut.acceptedAfter === 0,
})
