import { LRUCache } from 'lru-cache'
import type { Instant } from '../protocols/availability/time-window.ts'

export interface BucketSize {
  /** What one bucket holds at once. */
  readonly capacity: number
  /** What runs out of it in a second, steadily. */
  readonly perSecond: number
  /** Buckets remembered; beyond them the one that was used longest ago counts as empty. */
  readonly most: number
}

interface Level {
  readonly filled: number
  readonly at: Instant
}

/** One bucket for each name: what is poured in runs out again over time, and what does not fit is seen before. */
export class LeakyBuckets {
  readonly #size: BucketSize
  readonly #levels: LRUCache<string, Level>

  constructor(size: BucketSize) {
    this.#size = size
    this.#levels = new LRUCache({ max: size.most })
  }

  get capacity(): number {
    return this.#size.capacity
  }

  /** What fits into it now. */
  room(name: string, now: Instant): number {
    return this.#size.capacity - this.#filled(name, now)
  }

  /** Milliseconds until `amount` fits; 0 where it does. */
  waitFor(name: string, amount: number, now: Instant): number {
    return Math.max(0, ((amount - this.room(name, now)) / this.#size.perSecond) * 1_000)
  }

  /** No more than fits. */
  pour(name: string, amount: number, now: Instant): void {
    this.#levels.set(name, { filled: Math.min(this.#size.capacity, this.#filled(name, now) + amount), at: now })
  }

  #filled(name: string, now: Instant): number {
    const level = this.#levels.get(name)
    if (level === undefined) return 0
    return Math.max(0, level.filled - (Math.max(0, now - level.at) / 1_000) * this.#size.perSecond)
  }
}
