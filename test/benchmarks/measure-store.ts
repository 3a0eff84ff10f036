import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRedis } from '../conformance/redis-server.ts'
import { Child } from './child-process.ts'
import { measureBodies } from './measure-bodies.ts'
import { measureRecord } from './measure-record.ts'
import type { Effort } from './measure-lookups.ts'
import { Loader } from './measure-lookups.ts'
import { question } from './messages.ts'
import { median } from './report.ts'
import type { Ratio } from './report.ts'
import type { StoreOrder } from './store-under-load.ts'
import { CONTOSO, World } from './world.ts'

export interface StoreTools {
  readonly client: Child
  readonly effort: Effort
  readonly monday: number
  readonly progress: (line: string) => void
}

/** About what a change of one mailbox entry writes, its audit entry with it. */
const BYTES_OF_A_CHANGE = 1_200
const REQUESTS = 6_000
const CONNECTIONS = 32
const MEGABYTE = 2 ** 20

/** Everything about the store: changes, the audit log, lookups over each store, a start with a large one. */
export async function measureStore(tools: StoreTools): Promise<readonly Ratio[]> {
  const { monday, progress } = tools
  return [
    ...(await measureChanges(tools)),
    ...(await measureLookupsByStore(tools)),
    ...(await measureRecord(tools)),
    ...(await measureStart(tools)),
    ...(await measureBodies(monday, progress)),
  ]
}

async function withStore<T>(work: (ask: (order: StoreOrder) => Promise<unknown>, folder: string) => Promise<T>) {
  const folder = mkdtempSync(join(tmpdir(), 'ledig-bench-store-'))
  const child = await Child.start('store-under-load.ts')
  try {
    return await work((order) => child.ask(order), join(folder, 'store'))
  } finally {
    await child.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureChanges({ effort, progress }: StoreTools): Promise<Ratio[]> {
  const floor = await Child.start('floors/append.ts')
  try {
    return await withStore(async (ask, folder) => {
      const micros = async (order: StoreOrder): Promise<number> => ((await ask(order)) as { micros: number }).micros
      const times = Math.max(100, Math.ceil(4_000 * effort.share))
      const append = async (): Promise<number> =>
        ((await floor.ask({ times, bytes: BYTES_OF_A_CHANGE })) as { micros: number }).micros
      await ask({ open: folder })
      await micros({ commits: 2 * times, concurrent: 64 })
      const rounds: { alone: number; together: number; append: number }[] = []
      for (let i = 0; i < effort.rounds; i++) {
        const round = {
          append: await append(),
          alone: await micros({ commits: times, concurrent: 1 }),
          together: await micros({ commits: 8 * times, concurrent: 64 }),
        }
        rounds.push(round)
        const [a, b, c] = [round.append, round.alone, round.together].map((cost) => cost.toFixed(0))
        progress(`store: an append ${a} µs, a change alone ${b} µs, one of 64 ${c} µs`)
      }
      await ask({ entries: Math.ceil(400_000 * effort.share) })
      const { entries, micros: took } = (await ask({ verify: true })) as { entries: number; micros: number }
      const over = (quotient: (round: (typeof rounds)[number]) => number): number => median(rounds.map(quotient))
      return [
        { name: 'store-change-over-append', value: over((r) => r.alone / r.append), target: 5, better: 'lower' },
        { name: 'store-64-at-once-over-alone', value: over((r) => r.alone / r.together), target: 10, better: 'higher' },
        { name: 'store-audit-verified-per-second', value: entries / (took / 1e6), target: 50_000, better: 'higher' },
      ] satisfies Ratio[]
    })
  } finally {
    await floor.end()
  }
}

/** One mailbox a week, ten meetings in it: the same lookup over each store. */
async function measureLookupsByStore({ client, effort, monday, progress }: StoreTools): Promise<Ratio[]> {
  const redis = await startRedis({
    ...{ appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'noeviction' },
  })
  const open = async (variant: Parameters<typeof World.open>[2]): Promise<World> => {
    const world = await World.open(new Map([['vera', { inside: 10, outside: 90 }]]), monday, variant)
    await world.befriend(monday)
    return world
  }
  const worlds = {
    embedded: await open({}),
    ...(redis !== null && { redis: await open({ redisUrl: redis.url }) }),
  }
  try {
    const loader = new Loader(client)
    const body = question(['vera@contoso.example'], monday, 'DetailedMerged').toString('base64')
    const cost = async (world: World): Promise<number> => {
      const requests = Math.max(2 * CONNECTIONS, Math.ceil(REQUESTS * effort.share))
      const order = { url: world.started.ewsUrl, body, requests, connections: CONNECTIONS, token: world.token(CONTOSO) }
      return (await loader.load(world.gateway, order)).cpu
    }
    for (const world of Object.values(worlds)) await cost(world)
    const rounds: { embedded: number; redis: number | null }[] = []
    for (let i = 0; i < effort.rounds; i++) {
      const embedded = await cost(worlds.embedded)
      const round = { embedded, redis: worlds.redis === undefined ? null : await cost(worlds.redis) }
      rounds.push(round)
      progress(`store: a lookup ${embedded.toFixed(0)} µs, over Redis ${round.redis?.toFixed(0) ?? '–'} µs`)
    }
    const overRedis = rounds.flatMap(({ embedded, redis: cpu }) => (cpu === null ? [] : [cpu / embedded]))
    if (overRedis.length === 0) return []
    return [{ name: 'store-lookup-redis-over-embedded', value: median(overRedis), target: 1.25, better: 'lower' }]
  } finally {
    for (const world of Object.values(worlds)) await world.end()
    await redis?.stop()
  }
}

/** A gateway that starts on a million mailbox entries and a hundred thousand relationships. */
async function measureStart({ effort, monday, progress }: StoreTools): Promise<Ratio[]> {
  const world = await World.open(new Map(), monday)
  try {
    await world.stop()
    const mailboxes = Math.ceil(1_000_000 * effort.share)
    const child = await Child.start('store-under-load.ts')
    try {
      await child.ask({ open: world.storeFolder })
      await child.ask({ mailboxes, relationships: Math.ceil(mailboxes / 10) })
      await child.ask({ close: true })
    } finally {
      await child.end()
    }
    const { took } = await world.restart()
    const rss = (await world.gateway.usage()).rss / MEGABYTE
    progress(`store: started on ${mailboxes} mailboxes in ${(took / 1_000).toFixed(1)} s, ${rss.toFixed(0)} MiB`)
    const whole = effort.share === 1
    return [
      { name: 'store-start-seconds', value: took / 1_000, target: whole ? 30 : null, better: 'lower' },
      { name: 'store-start-mib', value: rss, target: whole ? 1_536 : null, better: 'lower' },
    ]
  } finally {
    await world.end()
  }
}
