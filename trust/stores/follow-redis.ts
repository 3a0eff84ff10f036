import type { ChainableCommander } from 'ioredis'
import { pauseBefore, unavailable } from './connection-redis.ts'
import { readChanges } from './layout-redis.ts'
import type { RedisLayout, StreamedChange } from './layout-redis.ts'
import type { Lease, OtherInstances } from './instances-redis.ts'
import type { RedisLink } from './link-redis.ts'
import type { EngineFollower, StateHead } from './state-engine.ts'
import { headText, readHead } from './state-head.ts'
import type { ServerClock, ServerTime } from './server-clock-redis.ts'
import { foreignStore } from './migrations/schema-migrations.ts'
import { waitForReplica } from './write-redis.ts'

const POLL_MS = 500
const CHANGES_AT_ONCE = 250

export type RedisLog = (
  level: 'info' | 'warn' | 'error',
  event: string,
  fields: Readonly<Record<string, string | number | boolean>>,
) => void

/** The newest head seen: a store that tells of an older one has lost what it acknowledged. */
export class SeenHead {
  #newest: StateHead | null = null
  #behind = false

  get newest(): StateHead | null {
    return this.#newest
  }

  /** Whether the store was behind when it was last looked at. */
  get behind(): boolean {
    return this.#behind
  }

  /**
   * @param floor what had been seen when `head` was asked for: a reply may come late
   * @throws FederationError `ERR_STORE_UNAVAILABLE` for a head that is gone or older
   */
  accept(head: StateHead | null, floor: StateHead | null): void {
    if (floor !== null && isBehind(head, floor)) {
      this.#behind = true
      const at = head === null ? 'is empty' : `is at change ${head.sequence}`
      throw unavailable(`the store went back: it ${at} and was at ${floor.sequence}; restore a backup, or wait`)
    }
    if (head === null || (this.#newest !== null && isBehind(head, this.#newest))) return
    this.#newest = head
  }

  /** True once after the store was behind: what it tells since may be another history. */
  healed(): boolean {
    const was = this.#behind
    this.#behind = false
    return was
  }
}

function isBehind(head: StateHead | null, floor: StateHead): boolean {
  if (head === null) return true
  if (head.epoch !== floor.epoch) return false
  return head.sequence < floor.sequence || head.auditSize < floor.auditSize
}

export interface FollowingParts {
  readonly link: RedisLink
  readonly layout: RedisLayout
  readonly instance: string
  readonly lease: Lease
  readonly others: OtherInstances
  readonly seen: SeenHead
  readonly serverClock: ServerClock
  readonly random: () => number
  readonly log: RedisLog
  /** Told each time something came into force here. */
  readonly onApplied: () => void
}

/**
 * Keeps one follower true. A poll tells Redis what is applied here and asks for what is not; the next begins when
 * everything asked for is applied, so that an instance that cannot keep up is silent and its lease runs out.
 */
export class Following {
  readonly #parts: FollowingParts
  #follower: EngineFollower
  #applied: number
  #epoch: string | null
  #polls = 0
  #freshUntil = -Infinity
  #registeredAt = -Infinity
  #woken: 'by hint' | 'by own write' | null = null
  #wake: (() => void) | null = null
  #failures = 0
  /** Of another schema when last looked at: then nothing is said of this instance, so that nobody waits for it. */
  #foreign = false
  #closed = false

  constructor(parts: FollowingParts, sequence: number, follower: EngineFollower) {
    this.#parts = parts
    this.#follower = follower
    this.#applied = sequence
    this.#epoch = parts.seen.newest?.epoch ?? null
  }

  get applied(): number {
    return this.#applied
  }

  fresh(): boolean {
    return !this.#closed && this.#parts.lease.monotonic() < this.#freshUntil
  }

  /** The first poll, and from then on by itself. @throws FederationError `ERR_STORE_UNAVAILABLE` */
  async start(): Promise<void> {
    await this.#turn(true)
    void this.#run()
  }

  /** Tells another from now on, again from `sequence` where that was told already. */
  replace(sequence: number, follower: EngineFollower): void {
    this.#follower = follower
    this.#applied = Math.min(this.#applied, sequence)
    this.wake('by hint')
  }

  /** There may be news: looked for at once. Others need not be told when it is our own. */
  wake(why: 'by hint' | 'by own write'): void {
    if (this.#woken !== 'by hint') this.#woken = why
    this.#wake?.()
  }

  stop(): void {
    this.#closed = true
    this.#wake?.()
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      await this.#pause()
      if (this.#closed) return
      // Not with each write of our own, and yet in time, however often we write.
      const registers = !this.#foreign && (this.#woken !== 'by own write' || this.#isRegistrationDue())
      this.#woken = null
      try {
        const before = this.#applied
        await this.#turn(registers)
        if (registers && this.#applied !== before) this.wake('by hint')
        if (this.#failures > 0) this.#parts.log('info', 'store reached again', { failures: this.#failures })
        this.#failures = 0
      } catch (error) {
        this.#failed(error)
      }
    }
  }

  #isRegistrationDue(): boolean {
    const { lease } = this.#parts
    return lease.monotonic() - this.#registeredAt >= lease.pollMs / 2
  }

  #failed(error: unknown): void {
    if (this.#closed) return
    this.#failures++
    const detail = error instanceof Error ? error.message : String(error)
    // The first of a row, and one a minute or so.
    if (this.#failures % 64 === 1) this.#parts.log('error', 'store not followed', { detail, failures: this.#failures })
  }

  async #pause(): Promise<void> {
    const { random, lease } = this.#parts
    if (this.#woken !== null && this.#failures === 0) return
    const ms = this.#failures > 0 ? pauseBefore(this.#failures, random) : lease.pollMs * (0.75 + random() / 4)
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        if (this.#failures > 0 && !this.#closed) return
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = null
  }

  async #turn(registers: boolean): Promise<void> {
    const { lease, seen } = this.#parts
    const began = lease.monotonic()
    for (let first = true; ; first = false) {
      const { head, changes } = await this.#poll(registers && first)
      await this.#apply(head, changes)
      if (this.#applied >= head.sequence) break
    }
    this.#parts.onApplied()
    // A write of our own may have ended since; then this poll was before it.
    const upToDate = this.#applied >= (seen.newest?.sequence ?? 0)
    if (registers) this.#registeredAt = began
    if (registers && upToDate) this.#freshUntil = began + lease.leaseMs
  }

  async #poll(registers: boolean): Promise<{ head: StateHead; changes: readonly StreamedChange[] }> {
    const { link, layout, seen, serverClock } = this.#parts
    if (this.#closed) throw unavailable('closed')
    const floor = seen.newest
    const { redis, generation } = link
    const commands = redis
      .multi()
      .get(layout.head)
      .xrange(layout.changes, `${this.#applied + 1}-0`, '+', 'COUNT', CHANGES_AT_ONCE)
    if (registers) this.#addRegistration(commands)
    const heard = serverClock.asked()
    const [text, stream, info, instances, time] = await link.ask(commands, POLL_MS)
    if (registers) heard(time as ServerTime)
    const head = readHead(text as string | null)
    seen.accept(head, floor)
    if (head === null) throw unavailable('the store is empty')
    this.#foreign = !this.#follower.understands(head)
    if (this.#foreign) {
      this.#freshUntil = -Infinity
      throw foreignStore(head)
    }
    if (registers) {
      this.#parts.others.observe(instances as Record<string, string>)
      // A master whose replicas do not hear it may have been replaced without knowing.
      await waitForReplica(link, generation, String(info)).catch((cause: unknown) => {
        throw unavailable('no replica hears the master', cause)
      })
    }
    return { head, changes: readChanges(stream) }
  }

  #addRegistration(commands: ChainableCommander): void {
    const { layout, instance, others } = this.#parts
    commands.info('replication').hgetall(layout.instances).time()
    commands.hset(layout.instances, instance, `${++this.#polls} ${this.#applied}`)
    if (others.gone.length > 0) commands.hdel(layout.instances, ...others.gone)
  }

  async #apply(head: StateHead, changes: readonly StreamedChange[]): Promise<void> {
    const otherStore = this.#epoch !== null && head.epoch !== this.#epoch
    if (otherStore || this.#parts.seen.behind) {
      this.#parts.log('warn', 'store read anew', { head: headText(head), otherStore })
      await this.#reload(head)
      return
    }
    this.#epoch = head.epoch
    for (const { sequence, touched } of changes) {
      if (sequence !== this.#applied + 1) break
      await this.#follower.changed(touched, sequence)
      this.#applied = sequence
    }
    const complete = this.#applied >= head.sequence || changes.at(-1)?.sequence === this.#applied
    if (!complete) await this.#reload(head)
  }

  async #reload(head: StateHead): Promise<void> {
    await this.#follower.lost()
    this.#parts.seen.healed()
    this.#epoch = head.epoch
    this.#applied = head.sequence
  }
}
