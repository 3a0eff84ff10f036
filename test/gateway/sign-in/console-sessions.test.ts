import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedEngine } from '../../../trust/stores/state-engine-embedded.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { openRedisEngine } from '../../../trust/stores/state-engine-redis.ts'
import { describeConsoleSessions } from '../../conformance/console-sessions.ts'
import type { EnginesUnderTest } from '../../conformance/console-sessions.ts'
import { describeWithRedis } from '../../conformance/redis-server.ts'
import type { VirtualClock } from '../../trust/known-organizations.ts'

const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }

describeConsoleSessions('memory', () => {
  const world = new MemoryWorld()
  const another = () => Promise.resolve(new MemoryEngine(world))
  const close = () => Promise.resolve()
  return Promise.resolve({ engine: new MemoryEngine(world), other: another, reopen: another, close })
})

describeConsoleSessions('an embedded store', async (clock): Promise<EnginesUnderTest> => {
  const folder = mkdtempSync(join(tmpdir(), 'ledig-sessions-'))
  const open = () => openEmbeddedEngine({ folder, clock, log: () => {} })
  const close = () => Promise.resolve(rmSync(folder, { recursive: true }))
  return { engine: await open(), other: null, reopen: open, close }
})

describeWithRedis('with a redis-server', (server) => {
  describeConsoleSessions('Redis', async (clock: VirtualClock): Promise<EnginesUnderTest> => {
    const prefix = `${randomUUID()}:`
    const open = () => openRedisEngine({ url: server.url, clock, random, prefix })
    return { engine: await open(), other: open, reopen: open, close: () => Promise.resolve() }
  })
})
