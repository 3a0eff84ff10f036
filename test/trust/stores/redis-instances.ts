import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { Redis } from 'ioredis'
import { FederationError } from '../../../protocols/federation-error.ts'
import { MIGRATIONS } from '../../../trust/stores/migrations/schema-migrations.ts'
import { openRedisEngine } from '../../../trust/stores/state-engine-redis.ts'
import type { RedisEngineOptions } from '../../../trust/stores/state-engine-redis.ts'
import type { StateEngine } from '../../../trust/stores/state-engine.ts'
import type { Json } from '../../../trust/stores/state-record.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import type { Change } from '../../../trust/stores/state-change.ts'
import { eventOf } from '../../conformance/state-store.ts'
import { VirtualClock } from '../known-organizations.ts'

export const random = { bytes: randomBytes, uuid: () => randomUUID(), fraction: () => randomInt(2 ** 32) / 2 ** 32 }

export interface Instance {
  readonly engine: StateEngine
  readonly store: StateStore
  /** What it decides on: values by key. */
  readonly copy: ReadonlyMap<string, Json>
}

export const write = (key: string, value: Json | null, before = 0): Change => ({
  writes: [{ kind: 'mailbox', key, value, before }],
  audit: [eventOf('mailbox.changed')],
})

export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (error instanceof FederationError) return error.code
    throw error
  }
  return 'done'
}

/** Several gateways over one place of their own in Redis. */
export class World {
  readonly admin: Redis
  readonly prefix = `${randomUUID()}:`
  readonly logged: string[] = []
  readonly #url: string
  readonly #opened: StateStore[] = []

  constructor({ url }: { readonly url: string }, admin = url) {
    this.#url = url
    this.admin = new Redis(admin)
    this.admin.on('error', () => undefined)
  }

  async open(options: Partial<RedisEngineOptions>, migrations = MIGRATIONS): Promise<Instance> {
    const clock = new VirtualClock()
    const log: RedisEngineOptions['log'] = (level, event, fields) =>
      this.logged.push(`${level} ${event} ${JSON.stringify(fields)}`)
    const engine = await openRedisEngine({ url: this.#url, clock, random, prefix: this.prefix, log, ...options })
    const store = new StateStore(engine, { clock, random, checksumKey: null, migrations })
    this.#opened.push(store)
    await store.open()
    const copy = new Map<string, Json>()
    await store.follow({
      reload: async (records) => {
        const next: [string, Json][] = []
        for await (const { key, value } of records) next.push([key, value])
        copy.clear()
        for (const [key, value] of next) copy.set(key, value)
      },
      changed: (records) => {
        for (const { key, held } of records) {
          if (held === null) copy.delete(key)
          else copy.set(key, held.value)
        }
      },
    })
    return { engine, store, copy }
  }

  /** Everything there is, as Redis itself writes it. */
  async dump(): Promise<ReadonlyMap<string, Buffer>> {
    const keys = await this.admin.keys(`${this.prefix}*`)
    const dumps = await Promise.all(keys.map((key) => this.admin.dumpBuffer(key)))
    return new Map(keys.map((key, i) => [key, dumps[i] as Buffer]))
  }

  async restore(dump: ReadonlyMap<string, Buffer>): Promise<void> {
    const commands = this.admin.multi().del(...(await this.admin.keys(`${this.prefix}*`)))
    for (const [key, bytes] of dump) commands.restore(key, 0, bytes)
    await commands.exec()
  }

  async close(): Promise<void> {
    for (const store of this.#opened) await store.close()
    this.admin.disconnect()
  }
}

/** A way to a server that can be cut without a sound: what is sent is lost, and connections stay open. */
export async function cutOff({ url }: { readonly url: string }) {
  let isCut = false
  const sockets = new Set<Socket>()
  const proxy = createServer((client) => {
    const server = connect(Number(new URL(url).port), '127.0.0.1')
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from)
      from.on('data', (bytes) => isCut || to.write(bytes))
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
    }
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const drop = (): void => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  return {
    url: `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    cut: () => (isCut = true),
    mend: () => {
      isCut = false
      drop()
    },
    close: () => {
      drop()
      proxy.close()
    },
  }
}
