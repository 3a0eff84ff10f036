import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'
import type { Cluster } from 'ioredis'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../clock.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import { answerOf, checkDurability, connectAny, mastersOf, unavailable } from './connection-redis.ts'
import { inTime } from './in-time.ts'
import { parseRedisPlace, placeName } from './place-redis.ts'
import type { ReplayStore } from './replay-store.ts'

export interface RedisReplayOptions {
  /** As `parseRedisPlace` takes it; it may hold a password and is never logged. */
  readonly url: string
  readonly clock: Clock
  /** Between 0 and 1, for the pause before the next connection. */
  readonly random: () => number
  /** Told each time the connection fails, for the log. */
  readonly onError?: (error: Error) => void
}

/** Spent tokens shared by all instances. Down, slow or unsure means unavailable, at once. */
export interface RedisReplayStore extends ReplayStore {
  close(): void
}

const BIRTH = 'ledig:{spent}:since'
const REPLY_MS = 250
/** For all that is asked before the first id. */
const OPEN_MS = 2_000

const toSecond = (instant: Instant): Instant => Math.floor(instant / 1000) * 1000

/**
 * Connects, and refuses a Redis that could forget what it acknowledged. In a Cluster the ids are spread over all slots.
 *
 * @throws FederationError `ERR_STORE_UNAVAILABLE` when it does not answer, `ERR_CONFIG_INVALID` when it may forget
 */
export async function openRedisReplayStore(options: RedisReplayOptions): Promise<RedisReplayStore> {
  const place = parseRedisPlace(options.url)
  const where = placeName(place)
  const redis = connectAny(place, options)
  const late = (): Error => unavailable(`${where} did not answer in time`)
  try {
    const since = await inTime(birthOf(redis, where, options.clock), OPEN_MS, late)
    return new ConnectedReplayStore(redis, options.clock, since, where)
  } catch (cause) {
    redis.disconnect()
    throw cause
  }
}

/** Connects, looks at what has to hold, and leaves the first instant of which it knows what was spent. */
async function birthOf(redis: Redis | Cluster, where: string, clock: Clock): Promise<Instant> {
  await answerOf(redis.connect(), where)
  for (const master of mastersOf(redis)) await checkDurability(master, where)
  const born = toSecond(clock.now())
  await answerOf(redis.set(BIRTH, String(born), 'NX'), where)
  const since = Number(await answerOf(redis.get(BIRTH), where))
  if (!Number.isFinite(since)) throw new FederationError('ERR_STORE_UNAVAILABLE', 'no birth date', { store: 'redis' })
  return since
}

class ConnectedReplayStore implements RedisReplayStore {
  #remembersSince: Instant
  readonly #redis: Redis | Cluster
  readonly #clock: Clock
  readonly #where: string

  constructor(redis: Redis | Cluster, clock: Clock, remembersSince: Instant, where: string) {
    this.#where = where
    this.#redis = redis
    this.#clock = clock
    this.#remembersSince = remembersSince
    if (redis instanceof Redis) this.#watchServer(redis)
  }

  get remembersSince(): Instant {
    return this.#remembersSince
  }

  async firstUse(issuer: OrganizationId, tokenId: string, until: Instant): Promise<boolean> {
    const remaining = Math.ceil(until - this.#clock.now())
    if (!(remaining > 0)) return false
    const id = createHash('sha256').update(`${issuer.length}:${issuer}${tokenId}`).digest('base64url')
    const spent = this.#redis.set(`ledig:{spent:${id}}`, '1', 'PX', remaining, 'NX')
    const reply = inTime(spent, REPLY_MS, () => new Error('no reply in time'))
    return (await answerOf(reply, this.#where)) === 'OK'
  }

  close(): void {
    this.#redis.disconnect()
  }

  /** A server that took over may not have heard of the last ids: what was issued before is not known any more. */
  #watchServer(redis: Redis): void {
    const serverOf = (): string => `${redis.stream.remoteAddress} ${redis.stream.remotePort}`
    let server = serverOf()
    let told = true
    redis.on('connect', () => {
      if (serverOf() === server) return
      server = serverOf()
      told = false
      this.#remembersSince = toSecond(this.#clock.now())
    })
    redis.on('ready', () => {
      if (told) return
      // For those that open it later.
      redis.set(BIRTH, String(this.#remembersSince)).then(
        () => (told = true),
        () => undefined,
      )
    })
  }
}
