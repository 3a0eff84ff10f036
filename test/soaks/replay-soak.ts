import { replayTokens } from './replay-tokens.ts'
import { progress, soakCommand, withRedis } from './soak-command.ts'

/** `npm run soak:replays`: each good token is sent to several instances over one Redis at once; exactly one takes it. */
const USAGE = `npm run soak:replays -- [--count N] [--instances N] [--json]
  --count N      tokens, 100000 where nothing is said
  --instances N  verifiers that share the Redis, 4 where nothing is said`

await soakCommand({
  usage: USAGE,
  numbers: { count: { usual: 100_000, least: 1 }, instances: { usual: 4, least: 2 } },
  run: ({ count, instances }) =>
    withRedis(({ url: redisUrl }) => replayTokens({ redisUrl, count, instances, progress })),
  isSound: ({ wrong, controls, controlsSeen }) => wrong === 0 && controls === controlsSeen,
})
