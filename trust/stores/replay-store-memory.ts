import { hash } from 'node:crypto'
import { MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../clock.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import { FingerprintTable } from './fingerprint-table.ts'
import type { ReplayStore } from './replay-store.ts'

export interface MemoryReplayOptions {
  readonly clock: Clock
  /** How many live ids are held at most; with one more the store is unavailable. Absent: a million (about 32 MB). */
  readonly capacity?: number
  /** Absent: the second of its making. Earlier only where no earlier token can exist, as for an organization just made. */
  readonly remembersSince?: Instant
  /** Told of each new id, as a fingerprint of twelve bytes, before its first use is acknowledged. */
  readonly spent?: (print: Buffer, until: Instant) => void
}

const CAPACITY = 1_000_000

/**
 * Spent tokens of one process. Ids are kept by the minute in which they end and dropped minute by minute: nothing is
 * ever searched for the oldest, and a full store refuses instead of forgetting a live id.
 */
export class MemoryReplayStore implements ReplayStore {
  readonly remembersSince: Instant
  readonly #clock: Clock
  readonly #capacity: number
  readonly #spent: MemoryReplayOptions['spent']
  /** By the minute in which the ids in it end, counted from 1970. */
  readonly #byMinute = new Map<number, FingerprintTable>()
  #size = 0

  constructor(options: MemoryReplayOptions) {
    this.#clock = options.clock
    this.#capacity = options.capacity ?? CAPACITY
    this.#spent = options.spent
    this.remembersSince = options.remembersSince ?? Math.floor(options.clock.now() / 1000) * 1000
  }

  /** Ids held, some of them over for up to a minute. */
  get size(): number {
    this.#dropEnded(this.#clock.now())
    return this.#size
  }

  firstUse(issuer: OrganizationId, tokenId: string, until: Instant): Promise<boolean> {
    const now = this.#clock.now()
    if (!(until > now)) return Promise.resolve(false)
    this.#dropEnded(now)
    // The length first: no issuer and id can be taken for another pair.
    const print = hash('sha256', `${issuer.length}:${issuer}${tokenId}`, 'buffer')
    for (const table of this.#byMinute.values()) if (table.has(print)) return Promise.resolve(false)
    if (this.#size >= this.#capacity) return Promise.reject(this.#full())
    try {
      this.#spent?.(print, until)
    } catch (error) {
      return Promise.reject(error as Error)
    }
    this.#add(print, until)
    return Promise.resolve(true)
  }

  /** Takes back what was spent before this process began. */
  restore(print: Buffer, until: Instant): void {
    const table = this.#tableFor(until)
    if (until > this.#clock.now() && !table.has(print)) this.#add(print, until)
  }

  #add(print: Buffer, until: Instant): void {
    this.#tableFor(until).add(print)
    this.#size++
  }

  #tableFor(until: Instant): FingerprintTable {
    const minute = Math.floor(until / MINUTE)
    const table = this.#byMinute.get(minute) ?? new FingerprintTable()
    this.#byMinute.set(minute, table)
    return table
  }

  #dropEnded(now: Instant): void {
    const current = Math.floor(now / MINUTE)
    for (const [minute, table] of this.#byMinute) {
      if (minute >= current) continue
      this.#size -= table.size
      this.#byMinute.delete(minute)
    }
  }

  #full(): FederationError {
    return new FederationError('ERR_STORE_UNAVAILABLE', 'too many live token ids', {
      store: 'memory',
      held: this.#size,
    })
  }
}
