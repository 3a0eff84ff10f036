import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../clock.ts'
import type { Randomness } from '../randomness.ts'
import { eraseValues, pruneEntries } from './erase-redis.ts'
import { Following, SeenHead } from './follow-redis.ts'
import type { FollowingParts, RedisLog } from './follow-redis.ts'
import { listenForHints } from './hints-redis.ts'
import { DEFAULT_LEASE, OtherInstances } from './instances-redis.ts'
import type { Lease } from './instances-redis.ts'
import { RedisLayout, STATE_SLOT } from './layout-redis.ts'
import { RedisLink } from './link-redis.ts'
import type { LinkParts } from './link-redis.ts'
import { parseRedisPlace, placeName } from './place-redis.ts'
import { ServerClock } from './server-clock-redis.ts'
import { Settling } from './settle-redis.ts'
import { readEntries, readPage, RedisSnapshot } from './snapshot-redis.ts'
import type {
  EngineFollower,
  Peers,
  StateBatch,
  StateEngine,
  StateHead,
  PersonalLeft,
  StateSnapshot,
  StoredEntry,
} from './state-engine.ts'
import { readHead } from './state-head.ts'
import type { RecordKind, RecordName } from './state-record.ts'
import { readTexts, RedisRounds } from './write-redis.ts'

export interface RedisEngineOptions {
  /** As `parseRedisPlace` takes it; it may hold a password and is never logged. */
  readonly url: string
  readonly clock: Clock
  readonly random: Randomness
  readonly log?: RedisLog
  readonly lease?: Partial<Lease>
  /** Before the name of every key; keeps several stores in one Redis apart. */
  readonly prefix?: string
  /** False: news are not listened for, and only asked for. */
  readonly hints?: boolean
  /** How far our clock and the server's may be apart, at the start and later; absent: they are not compared. */
  readonly mostSkewMs?: number
}

const ASK_MS = 500

/**
 * Connects to the state in Redis, and refuses a Redis that could forget what it acknowledged.
 *
 * @throws FederationError `ERR_CONFIG_INVALID` naming the setting, `ERR_STORE_UNAVAILABLE` when it does not answer
 */
export async function openRedisEngine(options: RedisEngineOptions): Promise<StateEngine> {
  const log: RedisLog = options.log ?? (() => undefined)
  const parts: LinkParts = {
    place: parseRedisPlace(options.url),
    slot: STATE_SLOT,
    random: () => options.random.fraction(),
    onError: (error) => log('warn', 'store connection failed', { detail: error.message }),
    onWeak: (error) => log('error', 'store refused', { detail: error.message }),
  }
  const { clock, mostSkewMs } = options
  const commands = await RedisLink.open({ ...parts, clock, ...(mostSkewMs !== undefined && { mostSkewMs }) })
  try {
    const rounds = await RedisLink.open(parts)
    log('info', 'store opened', { store: placeName(parts.place), ...commands.settings })
    return new RedisEngine(options, parts, { commands, rounds }, log)
  } catch (error) {
    commands.close()
    throw error
  }
}

interface Links {
  readonly commands: RedisLink
  readonly rounds: RedisLink
}

class RedisEngine implements StateEngine {
  readonly kind = 'redis'
  readonly #options: RedisEngineOptions
  readonly #linkParts: LinkParts
  readonly #links: Links
  readonly #log: RedisLog
  readonly #layout: RedisLayout
  readonly #lease: Lease
  readonly #instance: string
  readonly #seen = new SeenHead()
  readonly #others: OtherInstances
  readonly #serverClock: ServerClock
  readonly #rounds: RedisRounds
  readonly #settling: Settling
  #following: Following | null = null
  #hints: { close(): void } | null = null

  constructor(options: RedisEngineOptions, linkParts: LinkParts, links: Links, log: RedisLog) {
    this.#options = options
    this.#linkParts = linkParts
    this.#links = links
    this.#log = log
    this.#layout = new RedisLayout(options.prefix ?? '')
    this.#lease = { ...DEFAULT_LEASE, ...options.lease }
    this.#instance = options.random.uuid()
    this.#others = new OtherInstances(this.#instance, this.#lease)
    this.#serverClock = new ServerClock(options.clock, options.mostSkewMs ?? Infinity, log)
    this.#rounds = new RedisRounds(links.rounds, this.#layout, options.clock, this.#instance)
    this.#settling = new Settling({
      link: links.commands,
      layout: this.#layout,
      others: this.#others,
      lease: this.#lease,
      appliedHere: (sequence) => this.#appliedHere(sequence),
    })
  }

  async begin(): Promise<StateHead | null> {
    const floor = this.#seen.newest
    const head = await this.#rounds.begin()
    try {
      this.#seen.accept(head, floor)
      return head
    } catch (error) {
      await this.abandon()
      throw error
    }
  }

  read(names: readonly RecordName[]): Promise<readonly (string | null)[]> {
    if (this.#rounds.open) return this.#rounds.read(names)
    return readTexts(this.#links.commands, this.#layout, names)
  }

  async readAnswer(id: string, now: Instant): Promise<string | null> {
    const { commands } = this.#links
    const kept = await commands.within(commands.redis.get(this.#layout.answer(id)), ASK_MS)
    if (kept === null) return null
    const { until, text } = JSON.parse(kept) as { until: Instant; text: string }
    return until <= now ? null : text
  }

  async write(batch: StateBatch): Promise<'written' | 'raced'> {
    const written = await this.#rounds.write(batch)
    if (written === 'raced') return 'raced'
    this.#others.observe(written.instances)
    this.#seen.accept(batch.after, null)
    this.#following?.wake('by own write')
    return 'written'
  }

  abandon(): Promise<void> {
    return this.#rounds.abandon()
  }

  settled(sequence: number): Promise<void> {
    // What was only rehearsed has a number that nothing was written under.
    return this.#settling.until(Math.min(sequence, this.#seen.newest?.sequence ?? 0))
  }

  async list(
    kind: RecordKind,
    page: { readonly prefix: string; readonly after: string | null; readonly limit: number },
  ): Promise<readonly { readonly key: string; readonly text: string }[]> {
    let { after } = page
    const found: { key: string; text: string }[] = []
    // A record may go between the page of keys and that of texts; a short page would say that it was the last.
    while (found.length < page.limit) {
      const limit = page.limit - found.length
      const read = await readPage(this.#links.commands, this.#layout, kind, { ...page, after, limit })
      found.push(...read.flatMap(({ key, text }) => (text === null ? [] : [{ key, text }])))
      if (read.length < limit) break
      after = read.at(-1)?.key ?? after
    }
    return found
  }

  async snapshot(): Promise<StateSnapshot> {
    const { commands } = this.#links
    const floor = this.#seen.newest
    const head = readHead(await commands.within(commands.redis.get(this.#layout.head), ASK_MS))
    // Who has not seen more than this store is shown what there is, also before a restore.
    this.#seen.accept(head, floor)
    return new RedisSnapshot(head, this.#layout, () => RedisLink.open(this.#linkParts))
  }

  entries(from: number, limit: number): Promise<readonly StoredEntry[]> {
    return readEntries(this.#links.commands, this.#layout, from, limit)
  }

  erase(index: number, left: PersonalLeft): Promise<void> {
    return eraseValues(this.#links.commands, this.#layout, index, left)
  }

  prune(before: number): Promise<void> {
    return pruneEntries(this.#links.commands, this.#layout, before)
  }

  /** Redis rewrites its append-only file when it has grown, or when its operator says so. */
  forget(): Promise<void> {
    return Promise.resolve()
  }

  /** Redis forgets kept answers by itself. */
  sweep(): Promise<void> {
    return Promise.resolve()
  }

  async follow(sequence: number, follower: EngineFollower): Promise<void> {
    if (this.#following !== null) {
      this.#following.replace(sequence, follower)
      return
    }
    const following = new Following(this.#followingParts(), sequence, follower)
    await following.start()
    this.#following = following
    if (this.#options.hints === false) return
    this.#hints = listenForHints(this.#linkParts, this.#layout.hints, (from) => {
      // Our own are applied without being asked for.
      if (from !== this.#instance) following.wake('by hint')
    })
  }

  get peers(): Peers {
    const [others, serverClock] = [this.#others, this.#serverClock]
    return { instances: () => 1 + others.alive, clockAgrees: () => serverClock.agrees }
  }

  fresh(): boolean {
    return this.#following?.fresh() ?? false
  }

  async close(): Promise<void> {
    this.#hints?.close()
    this.#following?.stop()
    this.#settling.close()
    const { commands, rounds } = this.#links
    try {
      // Nobody has to wait for this instance any more.
      await commands.within(commands.redis.hdel(this.#layout.instances, this.#instance), ASK_MS)
    } catch (error) {
      this.#log('warn', 'store left without a word', { detail: (error as Error).message })
    }
    rounds.close()
    commands.close()
  }

  #followingParts(): FollowingParts {
    return {
      link: this.#links.commands,
      layout: this.#layout,
      instance: this.#instance,
      lease: this.#lease,
      others: this.#others,
      seen: this.#seen,
      serverClock: this.#serverClock,
      random: () => this.#options.random.fraction(),
      log: this.#log,
      onApplied: () => this.#settling.applied(),
    }
  }

  #appliedHere(sequence: number): boolean {
    const following = this.#following
    return following === null || following.applied >= sequence || !following.fresh()
  }
}
