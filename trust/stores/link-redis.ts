import type { ChainableCommander, Redis } from 'ioredis'
import { FederationError } from '../../protocols/federation-error.ts'
import { checkClock, checkDurability, connectMaster, unavailable } from './connection-redis.ts'
import type { ConnectionParts } from './connection-redis.ts'
import type { Clock } from '../clock.ts'
import { inTime } from './in-time.ts'
import { placeName } from './place-redis.ts'
import type { RedisPlace } from './place-redis.ts'

export interface LinkParts extends ConnectionParts {
  readonly place: RedisPlace
  readonly slot: number
  /** Told what keeps a server from being used that answers. */
  readonly onWeak: (error: Error) => void
  /** Compared with the server's when the first connection is made, where `mostSkewMs` says how far they may be apart. */
  readonly clock?: Clock
  readonly mostSkewMs?: number
}

/** One connection to the master that is used only while the server behind it is known to keep what it acknowledges. */
export class RedisLink {
  readonly #redis: Redis
  readonly #onWeak: (error: Error) => void
  readonly #where: string
  /** What the server ran with when it was last looked at. */
  settings: Readonly<Record<string, string>> = {}
  /** Counts connections: what was begun on one cannot go on on another. */
  #generation = 0
  #usable = false

  private constructor(parts: LinkParts) {
    this.#redis = connectMaster(parts.place, parts.slot, parts)
    this.#onWeak = parts.onWeak
    this.#where = placeName(parts.place)
  }

  /** @throws FederationError `ERR_STORE_UNAVAILABLE`, `ERR_CONFIG_INVALID` for a server that could forget */
  static async open(parts: LinkParts): Promise<RedisLink> {
    const link = new RedisLink(parts)
    try {
      await link.#redis.connect()
      link.settings = await checkDurability(link.#redis, link.#where)
      const { clock, mostSkewMs } = parts
      if (clock !== undefined && mostSkewMs !== undefined) await checkClock(link.#redis, clock, mostSkewMs, link.#where)
    } catch (cause) {
      link.close()
      throw cause instanceof FederationError ? cause : unavailable(`${link.#where} did not answer`, cause)
    }
    link.#begin()
    return link
  }

  get generation(): number {
    return this.#generation
  }

  /** The connection, where it may be used now. @throws FederationError `ERR_STORE_UNAVAILABLE` */
  get redis(): Redis {
    if (!this.#usable || this.#redis.status !== 'ready') throw unavailable('there is no connection to Redis')
    return this.#redis
  }

  /**
   * Several commands sent as one, each answered; as one transaction where they begin with `multi`. Where no reply comes
   * in time the connection is given up, as later replies could be taken for others.
   *
   * @throws FederationError `ERR_STORE_UNAVAILABLE`, also where one of the commands failed
   */
  async ask(commands: ChainableCommander, withinMs: number): Promise<readonly unknown[]> {
    const replies = await this.within(commands.exec(), withinMs)
    if (replies === null) throw unavailable('Redis gave the transaction up')
    return replies.map(([error, reply]) => {
      if (error === null) return reply
      // A connection that is lost ends each command by itself.
      const lost = error.name !== 'ReplyError'
      throw unavailable(`${this.#where} ${lost ? 'did not answer' : 'refused'}`, error)
    })
  }

  /** @throws FederationError `ERR_STORE_UNAVAILABLE` with the client's error as its cause */
  async within<T>(reply: Promise<T>, withinMs: number): Promise<T> {
    try {
      return await inTime(reply, withinMs, () => {
        this.#redis.disconnect(true)
        return unavailable(`${this.#where} did not answer in time`)
      })
    } catch (cause) {
      throw cause instanceof FederationError ? cause : unavailable(`${this.#where} did not answer`, cause)
    }
  }

  close(): void {
    this.#usable = false
    this.#redis.disconnect()
  }

  #begin(): void {
    this.#usable = this.#redis.status === 'ready'
    this.#redis.on('close', () => {
      this.#usable = false
      this.#generation++
    })
    this.#redis.on('ready', () => void this.#checkAgain(this.#generation))
  }

  /** Another server may have come in place of the first. */
  async #checkAgain(generation: number): Promise<void> {
    try {
      this.settings = await checkDurability(this.#redis, this.#where)
      if (generation === this.#generation) this.#usable = true
    } catch (error) {
      if (error instanceof FederationError && error.code === 'ERR_CONFIG_INVALID') this.#onWeak(error)
      // Asked again over the next connection.
      if (generation === this.#generation) setTimeout(() => this.#giveUp(generation), 1_000).unref()
    }
  }

  #giveUp(generation: number): void {
    if (generation === this.#generation && this.#redis.status === 'ready') this.#redis.disconnect(true)
  }
}
