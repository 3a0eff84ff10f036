import { createConnection } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { AbstractConnector, Cluster, Redis } from 'ioredis'
import type { RedisOptions } from 'ioredis'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../clock.ts'
import type { RedisAddress, RedisPlace } from './place-redis.ts'
import { aheadOf } from './server-clock-redis.ts'
import type { ServerTime } from './server-clock-redis.ts'

export interface ConnectionParts {
  /** Between 0 and 1, for the pause before the next connection. */
  readonly random: () => number
  /** Told each time the connection fails, for the log. */
  readonly onError?: (error: Error) => void
}

const CONNECT_MS = 500
const LONGEST_PAUSE_MS = 1_000
/** Where each question has a limit of its own. */
const LONGEST_REPLY_MS = 15_000

/** Between half and all of a pause that doubles from 50 ms to 1 s: what was cut off together does not come back together. */
export function pauseBefore(attempt: number, random: () => number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 10), LONGEST_PAUSE_MS) * (0.5 + random() / 2)
}

/** What every connection has, whether to one server or to the nodes of a Cluster. */
export function commonOptions(place: RedisPlace) {
  return {
    ...(place.username !== undefined && { username: place.username }),
    ...(place.password !== undefined && { password: place.password }),
    ...(place.tls && { tls: {} }),
    connectTimeout: CONNECT_MS,
    protocol: 2,
    // What is under way when the connection goes is refused at once, not kept for the next.
    maxRetriesPerRequest: 0,
    // Nobody would hear of it where this fails; who listens subscribes on each connection himself.
    autoResubscribe: false,
    // A write sent twice would meet its own first try.
    autoResendUnfulfilledCommands: false,
    // After a failover or a moved slot: find the master again.
    reconnectOnError: (error: Error) => (/^(?:READONLY|MOVED|MASTERDOWN)\b/.test(error.message) ? 1 : false),
  } as const
}

type OurOptions = Omit<RedisOptions, 'replyMapping'>

/**
 * A connection, not yet connected, to the master; in a Cluster to the one that keeps `slot`.
 *
 * @param together whether commands of one turn go out together
 */
export function connectMaster(place: RedisPlace, slot: number, parts: ConnectionParts, together = false): Redis {
  const retryStrategy = (times: number): number => pauseBefore(times, parts.random)
  const options: OurOptions = {
    ...commonOptions(place),
    ...target(place, slot, retryStrategy),
    lazyConnect: true,
    commandTimeout: LONGEST_REPLY_MS,
    enableAutoPipelining: together,
    enableOfflineQueue: false,
    retryStrategy,
  }
  const redis = new LastingRedis(options, () => retryStrategy(1))
  redis.on('error', (error: Error) => parts.onError?.(error))
  return redis
}

/**
 * Comes back until it is closed. Of itself the client ends for good where word of a failover reaches it while it asks the
 * Sentinels for the new master.
 */
class LastingRedis extends Redis {
  #isClosed = false

  constructor(options: OurOptions, pauseMs: () => number) {
    super(options)
    this.on('end', () => setTimeout(() => this.#beginAnew(), pauseMs()).unref())
  }

  override disconnect(reconnect = false): void {
    if (!reconnect) this.#isClosed = true
    super.disconnect(reconnect)
  }

  #beginAnew(): void {
    if (!this.#isClosed) this.connect().catch(() => undefined)
  }
}

/** A connection, not yet connected, for commands on keys of all slots, each for itself. */
export function connectAny(place: RedisPlace, parts: ConnectionParts): Redis | Cluster {
  const { random } = parts
  if (place.kind !== 'cluster') return connectMaster(place, 0, parts, true)
  const cluster = new Cluster([...place.nodes], {
    lazyConnect: true,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    clusterRetryStrategy: (times) => pauseBefore(times, random),
    slotsRefreshTimeout: CONNECT_MS,
    slotsRefreshInterval: 5_000,
    maxRedirections: 3,
    // A node that went away may have done what it was asked.
    retryDelayOnFailover: 0,
    redisOptions: { ...commonOptions(place), commandTimeout: LONGEST_REPLY_MS },
  })
  cluster.on('error', (error: Error) => parts.onError?.(error))
  return cluster
}

/** The servers a client writes to. */
export function mastersOf(redis: Redis | Cluster): readonly Redis[] {
  return redis instanceof Cluster ? redis.nodes('master') : [redis]
}

function target(place: RedisPlace, slot: number, retryStrategy: (times: number) => number): OurOptions {
  if (place.kind === 'single') return { ...place.address, db: place.database }
  if (place.kind === 'cluster') return { Connector: slotConnector(place, slot) }
  return {
    sentinels: place.sentinels.map(({ host, port }) => ({ host, port })),
    name: place.master,
    ...(place.password !== undefined && { sentinelPassword: place.password }),
    ...(place.username !== undefined && { sentinelUsername: place.username }),
    ...(place.tls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
    sentinelCommandTimeout: CONNECT_MS,
    sentinelRetryStrategy: retryStrategy,
    // Closes the connection when the Sentinels name another master, even where the old one still answers.
    failoverDetector: true,
  }
}

/** Asks the nodes for the master of a slot anew before each connection. Nodes are asked in turn, the last that knew first. */
function slotConnector(place: Extract<RedisPlace, { kind: 'cluster' }>, slot: number) {
  let nodes = place.nodes
  return class SlotConnector extends AbstractConnector {
    constructor() {
      super(CONNECT_MS)
    }

    async connect(): Promise<Socket> {
      this.connecting = true
      const found = await masterOf(slot, nodes, place)
      nodes = [...found.masters, ...place.nodes]
      if (!this.connecting) throw unavailable('connection closed')
      const { host, port } = found.master
      this.stream = place.tls ? connectTls({ host, port }) : createConnection({ host, port })
      this.stream.once('error', (error: Error) => (this.firstError = error))
      return this.stream
    }
  }
}

async function masterOf(slot: number, nodes: readonly RedisAddress[], place: RedisPlace) {
  let cause: unknown
  const note = (error: unknown): void => {
    cause = error
  }
  for (const node of nodes) {
    const options = { ...commonOptions(place), ...node, lazyConnect: true, commandTimeout: CONNECT_MS }
    const redis = new Redis({ ...options, retryStrategy: () => null })
    redis.on('error', note)
    try {
      await redis.connect()
      const ranges = (await redis.cluster('SLOTS')) as unknown as readonly [number, number, [string | null, number]][]
      const masters = ranges.map(([from, to, [host, port]]) => ({ from, to, host: host || node.host, port }))
      const master = masters.find(({ from, to }) => from <= slot && slot <= to)
      if (master !== undefined) return { master, masters: masters.slice(0, 16) }
    } catch (error) {
      note(error)
    } finally {
      redis.disconnect()
    }
  }
  throw unavailable(`no node of the cluster knows the master of slot ${slot}`, cause)
}

export function unavailable(message: string, cause?: unknown): FederationError {
  return new FederationError('ERR_STORE_UNAVAILABLE', message, { store: 'redis' }, { cause })
}

/**
 * @param where as `placeName` tells it
 * @throws FederationError `ERR_STORE_UNAVAILABLE`
 */
export async function answerOf<T>(reply: Promise<T>, where: string): Promise<T> {
  try {
    return await reply
  } catch (cause) {
    throw unavailable(`${where} did not answer`, cause)
  }
}

/** What makes an acknowledged write survive the death of the process (threats 0.8). */
export const DURABLE_SETTINGS: readonly (readonly [name: string, value: string])[] = [
  ['appendonly', 'yes'],
  ['appendfsync', 'always'],
  ['maxmemory-policy', 'noeviction'],
]

/**
 * Refuses a Redis that could forget what it acknowledged.
 *
 * @returns what it runs with
 * @throws FederationError `ERR_CONFIG_INVALID` naming the setting, `ERR_STORE_UNAVAILABLE`
 */
export async function checkDurability(redis: Redis, where: string): Promise<Readonly<Record<string, string>>> {
  const replies = await answerOf(Promise.all(DURABLE_SETTINGS.map(([name]) => redis.config('GET', name))), where)
  DURABLE_SETTINGS.forEach(([name, wanted], i) => {
    const found = (replies[i] as readonly string[])[1] ?? 'unknown'
    if (found === wanted) return
    const message = `${where} runs with ${name} ${found}; it must be ${wanted}`
    throw new FederationError('ERR_CONFIG_INVALID', message, { setting: name, wanted, found })
  })
  return Object.fromEntries(DURABLE_SETTINGS)
}

/**
 * Refuses a clock that is far from the server's: what one keeps until an instant, the other would forget too early.
 *
 * @returns by how many milliseconds ours is ahead
 * @throws FederationError `ERR_CONFIG_INVALID`, `ERR_STORE_UNAVAILABLE`
 */
export async function checkClock(redis: Redis, clock: Clock, mostMs: number, where: string): Promise<number> {
  const asked = clock.now()
  const time = (await answerOf(redis.time(), where)) as unknown as ServerTime
  const ahead = aheadOf(time, asked, clock.now())
  if (Math.abs(ahead) <= mostMs) return ahead
  const how = `${(Math.abs(ahead) / 1_000).toFixed(1)} s ${ahead > 0 ? 'ahead of' : 'behind'}`
  const message = `the clock here is ${how} that of ${where}; ${mostMs / 1_000} s are allowed`
  throw new FederationError('ERR_CONFIG_INVALID', message, { ahead })
}
