import { FederationError } from '../../protocols/federation-error.ts'
import type { Lease, OtherInstances } from './instances-redis.ts'
import type { RedisLayout } from './layout-redis.ts'
import type { RedisLink } from './link-redis.ts'

const FIRST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 200
const ASK_MS = 500

export interface SettlingParts {
  readonly link: RedisLink
  readonly layout: RedisLayout
  readonly others: OtherInstances
  readonly lease: Lease
  /** Whether this instance has applied a change, or may not answer. */
  readonly appliedHere: (sequence: number) => boolean
}

interface Waiting {
  readonly sequence: number
  /**
   * When every lease from before the change is over. No later poll renews one that did not apply the change, so nobody
   * is waited for any longer: not for an instance of another release that asks on and cannot apply it either.
   */
  readonly leasesOver: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** Waits for all instances, with one look at Redis for all who wait. */
export class Settling {
  readonly #parts: SettlingParts
  #waiting: Waiting[] = []
  #looking = false
  #closed = false

  constructor(parts: SettlingParts) {
    this.#parts = parts
  }

  until(sequence: number): Promise<void> {
    const { monotonic, leaseMs, marginMs } = this.#parts.lease
    const leasesOver = monotonic() + leaseMs + marginMs
    if (this.#isSettled({ sequence, leasesOver })) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ sequence, leasesOver, resolve, reject })
      if (!this.#looking) void this.#look()
    })
  }

  /** Something was applied here. */
  applied(): void {
    const settled = this.#waiting.filter((waiting) => this.#isSettled(waiting))
    this.#waiting = this.#waiting.filter((waiting) => !settled.includes(waiting))
    for (const { resolve } of settled) resolve()
  }

  close(): void {
    this.#closed = true
    const error = new FederationError('ERR_OUTCOME_UNKNOWN', 'closed while a change was coming into force')
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }

  #isSettled({ sequence, leasesOver }: Pick<Waiting, 'sequence' | 'leasesOver'>): boolean {
    const { appliedHere, others, lease } = this.#parts
    return appliedHere(sequence) && (others.haveApplied(sequence) || lease.monotonic() >= leasesOver)
  }

  async #look(): Promise<void> {
    this.#looking = true
    let newest = 0
    for (let pause = FIRST_PAUSE_MS; this.#waiting.length > 0 && !this.#closed;) {
      const last = Math.max(...this.#waiting.map(({ sequence }) => sequence))
      pause = last > newest ? FIRST_PAUSE_MS : Math.min(pause * 1.5, LONGEST_PAUSE_MS)
      newest = last
      await new Promise((resolve) => setTimeout(resolve, pause))
      if (!this.#parts.others.haveApplied(last)) await this.#observe()
      this.applied()
    }
    this.#looking = false
  }

  /** Without Redis nothing new is heard, and the leases run out all the same. */
  async #observe(): Promise<void> {
    const { link, layout, others } = this.#parts
    try {
      others.observe(await link.within(link.redis.hgetall(layout.instances), ASK_MS))
    } catch {
      return
    }
  }
}
