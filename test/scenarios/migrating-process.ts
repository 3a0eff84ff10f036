import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { readSync, writeSync } from 'node:fs'
import { MIGRATIONS } from '../../trust/stores/migrations/schema-migrations.ts'
import { openEmbeddedEngine } from '../../trust/stores/state-engine-embedded.ts'
import { openRedisEngine } from '../../trust/stores/state-engine-redis.ts'
import type { StateEngine } from '../../trust/stores/state-engine.ts'
import { StateStore } from '../../trust/stores/state-store.ts'

/**
 * Opens the store in the folder or Redis named by its argument as a gateway does at start, and says `write` on standard
 * output whenever it is about to write, and waits for a byte on standard input before it does; ends with `open` when the
 * store is of schema 2.
 */
const place = process.argv[2] ?? ''
const clock = { now: Date.now }
const random = { bytes: randomBytes, uuid: () => randomUUID(), fraction: () => randomInt(2 ** 32) / 2 ** 32 }
const engine = place.startsWith('redis:')
  ? await openRedisEngine({ url: place, clock, random })
  : await openEmbeddedEngine({ folder: place, clock, log: () => undefined })
// At once: what is kept back would die with the process.
const say = (word: string): void => void writeSync(1, `${word}\n`)
const told = new Proxy<StateEngine>(engine, {
  get(target, name) {
    const value: unknown = Reflect.get(target, name, target)
    if (typeof value !== 'function') return value
    if (name === 'write') {
      say('write')
      readSync(0, Buffer.alloc(1))
    }
    return value.bind(target) as unknown
  },
})
await new StateStore(told, { clock, random, checksumKey: null, migrations: MIGRATIONS.slice(0, 1) }).open()
say('open')
await engine.close()
