import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { LeakyBuckets } from '../../trust/leaky-buckets.ts'
import type { PartnerRequester } from '../../trust/tokens/verify-token.ts'

/** Mailboxes that one partner may ask about, by any of our organizations. */
export interface PartnerBudgetLimits {
  readonly partnerMailboxesPerMinute: number
  readonly partnerMailboxesPerHour: number
}

/** More partners than one gateway is made for; each bucket is about 100 bytes. */
const MOST_PARTNERS = 100_000

/** How full one bucket is, what it holds, and what one mailbox costs of it. */
export interface BucketUse {
  readonly used: number
  readonly of: number
  readonly one: number
}

type Spender = Pick<PartnerRequester, 'issuer' | 'organization'>

/** Both, since nobody may use up what another asks with. */
const nameOf = ({ issuer, organization }: Spender): string => `${issuer} ${organization}`

const bucketsOver = (capacity: number, seconds: number): LeakyBuckets =>
  new LeakyBuckets({ capacity, perSecond: capacity / seconds, most: MOST_PARTNERS })

/**
 * Bounds what one partner's questions may cost us and the partners they are passed on to (threats BF12). Kept in memory:
 * of several instances each gives out its share, so that no question waits for a store.
 */
export class PartnerBudget {
  readonly #buckets: readonly LeakyBuckets[]
  readonly #instances: () => number

  /** @param instances how many share the budget now; at least 1 */
  constructor(limits: PartnerBudgetLimits, instances: () => number) {
    this.#buckets = [
      bucketsOver(limits.partnerMailboxesPerMinute, 60),
      bucketsOver(limits.partnerMailboxesPerHour, 3_600),
    ]
    this.#instances = instances
  }

  /**
   * Takes what one question costs, all of it or nothing. A question costs no more than a whole budget, so that each can be
   * asked some time.
   *
   * @param mailboxes what it costs
   * @throws FederationError `ERR_BUSY` with the milliseconds until there is enough
   */
  spend(who: Spender, mailboxes: number, now: Instant): void {
    for (const [buckets, cost] of this.#covered(who, mailboxes, now)) buckets.pour(nameOf(who), cost, now)
  }

  /**
   * Takes nothing, and says whether `spend` would.
   *
   * @throws FederationError as `spend` does
   */
  check(who: Spender, mailboxes: number, now: Instant): void {
    this.#covered(who, mailboxes, now)
  }

  /** What it has used of a minute and of an hour. */
  used(who: Spender, now: Instant): readonly BucketUse[] {
    const one = this.#instances()
    return this.#buckets.map((buckets) => {
      return { used: buckets.capacity - buckets.room(nameOf(who), now), of: buckets.capacity, one }
    })
  }

  #covered(who: Spender, mailboxes: number, now: Instant) {
    const shared = mailboxes * this.#instances()
    const costs = this.#buckets.map((buckets) => [buckets, Math.min(shared, buckets.capacity)] as const)
    const waits = costs.map(([buckets, cost]) => buckets.waitFor(nameOf(who), cost, now))
    const backOffMs = Math.ceil(Math.max(...waits))
    if (backOffMs === 0) return costs
    const { organization } = who
    throw new FederationError('ERR_BUSY', `${organization} has asked about too many mailboxes`, {
      backOffMs,
      organization,
    })
  }
}
