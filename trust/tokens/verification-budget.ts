import { LRUCache } from 'lru-cache'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { OrganizationId } from '../organization/organization-id.ts'

export interface BudgetLimits {
  /** Failed verifications a second that one address may cost us. */
  readonly perSource: number
  /** Failed verifications a second in the name of one issuer, from addresses it was not heard from lately. */
  readonly perIssuer: number
}

/** A check of a signature takes about 80 µs: a tenth of a core for one address, and as much again in one issuer's name. */
export const BUDGET_LIMITS: BudgetLimits = { perSource: 1_000, perIssuer: 500 }

const BURST_SECONDS = 2
const HEARD_FOR_MS = 10 * 60_000
const MOST = 20_000

interface Bucket {
  readonly left: number
  readonly at: Instant
}

/**
 * Bounds what bad tokens may cost (threats TK13): every failed check of a signature is taken from its sender's bucket and
 * from that of the issuer it named. Good tokens cost nothing, and an issuer's own address is not shut out by what others
 * send in its name.
 */
export class VerificationBudget {
  readonly #limits: BudgetLimits
  readonly #buckets = new LRUCache<string, Bucket>({ max: MOST })
  readonly #heard = new LRUCache<string, Instant>({ max: MOST })

  constructor(limits: BudgetLimits = BUDGET_LIMITS) {
    this.#limits = limits
  }

  /** Whether a signature may be checked for this sender now. */
  allows(source: string, issuer: OrganizationId, now: Instant): boolean {
    const { perSource, perIssuer } = this.#limits
    if (this.#left(`from ${source}`, perSource, now) < 1) return false
    if (this.#left(`as ${issuer}`, perIssuer, now) >= 1) return true
    return now - (this.#heard.get(`${source} ${issuer}`) ?? -Infinity) < HEARD_FOR_MS
  }

  failed(source: string, issuer: OrganizationId, now: Instant): void {
    const { perSource, perIssuer } = this.#limits
    this.#take(`from ${source}`, perSource, now)
    this.#take(`as ${issuer}`, perIssuer, now)
  }

  succeeded(source: string, issuer: OrganizationId, now: Instant): void {
    const place = `${source} ${issuer}`
    // Renewed once a minute, so that a good token costs a look and no more.
    if (now - (this.#heard.get(place) ?? -Infinity) > 60_000) this.#heard.set(place, now)
  }

  #left(name: string, perSecond: number, now: Instant): number {
    const bucket = this.#buckets.get(name)
    const most = perSecond * BURST_SECONDS
    if (bucket === undefined) return most
    return Math.min(most, bucket.left + (Math.max(0, now - bucket.at) / 1_000) * perSecond)
  }

  #take(name: string, perSecond: number, now: Instant): void {
    this.#buckets.set(name, { left: Math.max(0, this.#left(name, perSecond, now) - 1), at: now })
  }
}
