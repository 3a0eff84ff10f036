import { isIPv6 } from 'node:net'
import { LRUCache } from 'lru-cache'
import { MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'

const MOST = 50_000

interface Bucket {
  left: number
  at: Instant
}

/**
 * How often something may be done in a minute, for each name; what is not used adds up to one minute's worth. Of this
 * process alone, and of a bounded number of names: the one unused for longest is forgotten first.
 */
export class Budget {
  readonly #perMinute: number
  readonly #buckets = new LRUCache<string, Bucket>({ max: MOST })

  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  #bucket(name: string, now: Instant): Bucket {
    const bucket = this.#buckets.get(name)
    if (bucket === undefined) {
      const full = { left: this.#perMinute, at: now }
      this.#buckets.set(name, full)
      return full
    }
    const gained = (Math.max(0, now - bucket.at) / MINUTE) * this.#perMinute
    bucket.left = Math.min(this.#perMinute, bucket.left + gained)
    bucket.at = now
    return bucket
  }

  /** Takes one, if there is one. */
  take(name: string, now: Instant): boolean {
    const bucket = this.#bucket(name, now)
    if (bucket.left < 1) return false
    bucket.left--
    return true
  }

  /** Whether there is one, without taking it. */
  has(name: string, now: Instant): boolean {
    return this.#bucket(name, now).left >= 1
  }
}

export interface VisitorLimits {
  /** A minute, from one network address: everything. */
  readonly requestsPerAddress: number
  /** The same: addresses at which there is nothing. */
  readonly missesPerAddress: number
  /** A minute, of one link. */
  readonly requestsPerLink: number
}

/** Whose requests are counted together: an IPv4 address, or the /64 network of an IPv6 one, which one subscriber has. */
export function visitorOf(address: string | undefined): string {
  if (address === undefined) return ''
  if (!address.includes(':')) return address
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail = ''] = plain.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const zeros = plain.includes('::') ? Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0') : []
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}

/** Bounds what visitors may cost, and how fast anybody can guess addresses (threats PU1, PU8). */
export class VisitorBudget {
  readonly #requests: Budget
  readonly #misses: Budget
  readonly #links: Budget

  constructor({ requestsPerAddress, missesPerAddress, requestsPerLink }: VisitorLimits) {
    this.#requests = new Budget(requestsPerAddress)
    this.#misses = new Budget(missesPerAddress)
    this.#links = new Budget(requestsPerLink)
  }

  /** Whether this visitor is heard at all: nothing is looked up for one who has missed too often. */
  admits(visitor: string, now: Instant): boolean {
    return this.#requests.take(visitor, now) && this.#misses.has(visitor, now)
  }

  missed(visitor: string, now: Instant): void {
    this.#misses.take(visitor, now)
  }

  admitsTo(linkId: string, now: Instant): boolean {
    return this.#links.take(linkId, now)
  }
}
