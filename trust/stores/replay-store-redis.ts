import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../clock.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import type { ReplayStore } from './replay-store.ts'

export interface RedisReplayOptions {
  /** `redis://` or `rediss://`; it may hold a password and is never logged. */
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
/** What makes an acknowledged write survive the death of the process (threats 0.8). */
const SETTINGS: readonly (readonly [name: string, value: string])[] = [
  ['appendonly', 'yes'],
  ['appendfsync', 'always'],
  ['maxmemory-policy', 'noeviction'],
]

/**
 * Connects, and refuses a Redis that could forget what it acknowledged.
 *
 * @throws FederationError `ERR_STORE_UNAVAILABLE` when it does not answer, `ERR_CONFIG_INVALID` when it may forget
 */
export async function openRedisReplayStore(options: RedisReplayOptions): Promise<RedisReplayStore> {
  const redis = connect(options)
  try {
    await answer(redis.connect())
    await checkSettings(redis)
    const born = Math.floor(options.clock.now() / 1000) * 1000
    await answer(redis.set(BIRTH, String(born), 'NX'))
    const since = Number(await answer(redis.get(BIRTH)))
    if (!Number.isFinite(since)) throw new FederationError('ERR_STORE_UNAVAILABLE', 'no birth date', { store: 'redis' })
    return new ConnectedReplayStore(redis, options.clock, since)
  } catch (cause) {
    redis.disconnect()
    throw cause
  }
}

function connect({ url, random, onError }: RedisReplayOptions): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    commandTimeout: 250,
    connectTimeout: 500,
    enableOfflineQueue: false,
    // A SET NX sent twice would call its own first try a replay.
    autoResendUnfulfilledCommands: false,
    enableAutoPipelining: true,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), 1000) * (0.5 + random() / 2),
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 1 : false),
  })
  redis.on('error', (error: Error) => onError?.(error))
  return redis
}

async function checkSettings(redis: Redis): Promise<void> {
  for (const [name, wanted] of SETTINGS) {
    const found = (await answer(redis.config('GET', name))) as readonly string[]
    if (found[1] === wanted) continue
    const context = { setting: name, wanted, found: found[1] ?? 'unknown' }
    throw new FederationError('ERR_CONFIG_INVALID', `Redis must run with ${name} ${wanted}`, context)
  }
}

async function answer<T>(reply: Promise<T>): Promise<T> {
  try {
    return await reply
  } catch (cause) {
    throw new FederationError('ERR_STORE_UNAVAILABLE', 'Redis did not answer', { store: 'redis' }, { cause })
  }
}

class ConnectedReplayStore implements RedisReplayStore {
  readonly remembersSince: Instant
  readonly #redis: Redis
  readonly #clock: Clock

  constructor(redis: Redis, clock: Clock, remembersSince: Instant) {
    this.#redis = redis
    this.#clock = clock
    this.remembersSince = remembersSince
  }

  async firstUse(issuer: OrganizationId, tokenId: string, until: Instant): Promise<boolean> {
    const remaining = Math.ceil(until - this.#clock.now())
    if (!(remaining > 0)) return false
    const id = createHash('sha256').update(`${issuer.length}:${issuer}${tokenId}`).digest('base64url')
    const reply = await answer(this.#redis.set(`ledig:{spent:${id}}`, '1', 'PX', remaining, 'NX'))
    return reply === 'OK'
  }

  close(): void {
    this.#redis.disconnect()
  }
}
