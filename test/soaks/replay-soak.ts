import process from 'node:process'
import { parseArgs } from 'node:util'
import { startRedis } from '../conformance/redis-server.ts'
import { replayTokens } from './replay-tokens.ts'

/** `npm run soak:replays`: each good token is sent to several instances over one Redis at once; exactly one takes it. */
const USAGE = `npm run soak:replays -- [--count N] [--instances N] [--json]
  --count N      tokens, 100000 where nothing is said
  --instances N  verifiers that share the Redis, 4 where nothing is said`

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    instances: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const [count, instances] = [Number(values.count), Number(values.instances)]
if (values.help || !Number.isInteger(count) || count < 1 || !Number.isInteger(instances) || instances < 2) {
  process.stderr.write(`${USAGE}\n`)
  process.exitCode = values.help ? 0 : 2
} else {
  const redis = await startRedis({ 'maxmemory-policy': 'noeviction' })
  if (redis === null) throw new Error('redis-server is missing: install the Debian package redis-server')
  try {
    const progress = (line: string): void => void process.stderr.write(`${line}\n`)
    const report = await replayTokens({ redisUrl: redis.url, count, instances, progress })
    process.stdout.write(`${values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`)
    if (report.wrong > 0 || report.controlsSeen !== report.controls) process.exitCode = 1
  } finally {
    await redis.stop()
  }
}
