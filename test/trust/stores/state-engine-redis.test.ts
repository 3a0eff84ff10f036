import { randomBytes, randomUUID } from 'node:crypto'
import { openRedisEngine } from '../../../trust/stores/state-engine-redis.ts'
import type { StateEngine } from '../../../trust/stores/state-engine.ts'
import { startRedis, withoutRedis } from '../../conformance/redis-server.ts'
import type { RedisServer } from '../../conformance/redis-server.ts'
import { describeStateStore } from '../../conformance/state-store.ts'

const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => Math.random() }

describe('with a redis-server', () => {
  let server: RedisServer

  before(async function () {
    const started = await startRedis()
    if (started === null) withoutRedis(this)
    else server = started
  })
  after(() => server?.stop())

  describeStateStore('RedisEngine', async (clock) => {
    const opened: StateEngine[] = []
    const prefix = `${randomUUID()}:`
    const open = async () => {
      const engine = await openRedisEngine({ url: server.url, clock, random, prefix })
      opened.push(engine)
      return engine
    }
    const engine = await open()
    return {
      engine,
      other: open,
      reopen: async () => {
        await engine.close()
        return open()
      },
      close: async () => {
        for (const one of opened) await one.close()
      },
    }
  })
})
