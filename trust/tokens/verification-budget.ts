import { LRUCache } from 'lru-cache'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { LeakyBuckets } from '../leaky-buckets.ts'
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

const bucketsOf = (perSecond: number): LeakyBuckets =>
  new LeakyBuckets({ capacity: perSecond * BURST_SECONDS, perSecond, most: MOST })

/**
 * Bounds what bad tokens may cost (threats TK13): every failed check of a signature is poured into its sender's bucket and
 * into that of the issuer it named. Good tokens cost nothing, and an issuer's own address is not shut out by what others
 * send in its name.
 */
export class VerificationBudget {
  readonly #bySource: LeakyBuckets
  readonly #byIssuer: LeakyBuckets
  readonly #heard = new LRUCache<string, Instant>({ max: MOST })

  constructor({ perSource, perIssuer }: BudgetLimits = BUDGET_LIMITS) {
    this.#bySource = bucketsOf(perSource)
    this.#byIssuer = bucketsOf(perIssuer)
  }

  /** Whether a signature may be checked for this sender now. */
  allows(source: string, issuer: OrganizationId, now: Instant): boolean {
    if (this.#bySource.room(source, now) < 1) return false
    if (this.#byIssuer.room(issuer, now) >= 1) return true
    return now - (this.#heard.get(`${source} ${issuer}`) ?? -Infinity) < HEARD_FOR_MS
  }

  failed(source: string, issuer: OrganizationId, now: Instant): void {
    this.#bySource.pour(source, 1, now)
    this.#byIssuer.pour(issuer, 1, now)
  }

  succeeded(source: string, issuer: OrganizationId, now: Instant): void {
    const place = `${source} ${issuer}`
    // Renewed once a minute, so that a good token costs a look and no more.
    if (now - (this.#heard.get(place) ?? -Infinity) > 60_000) this.#heard.set(place, now)
  }
}
