import { readDomain } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { AccessLevel } from './access-level.ts'
import { walkAnonymous } from './decide-anonymous.ts'
import { walkAnswering, walkInside } from './decide-access.ts'
import type { Decision, DecisionCode } from './decision.ts'
import { Walk } from './decision-walk.ts'
import type { Policy } from './policy.ts'

/** How far a share can go at most. */
export interface Cap {
  /** None: such a share would come to nothing. */
  readonly level: AccessLevel
  /** What caps it; null where the owner may show everything. */
  readonly decidedBy: DecisionCode | null
}

/** All that an owner can give. */
const ALL = 'Reviewer'

/**
 * What a grant to `grantee`, or a link, could come to at most if the owner of `about` gave all she can, and which step
 * caps it. It is what a decision would say, by the same walk: a grant shows in lookups, hence never more than their
 * views do (`REQUESTED_VIEW`).
 *
 * @param grantee an address, or `@domain` for everybody there, as in `grants`; `Anonymous` for a link
 */
export function capOf(policy: Policy, about: MailboxAddress, grantee: string, at: Instant): Cap {
  const decision = atMost(policy, about, grantee, at)
  // Her own step is not what caps her; a grant of all is never it, since a lookup asks for less.
  const decidedBy = decision.decidedBy === 'LINK_LEVEL' ? null : decision.decidedBy
  return { level: decision.outcome === 'refuse' ? 'None' : decision.level, decidedBy }
}

function atMost(policy: Policy, about: MailboxAddress, grantee: string, at: Instant): Decision {
  const walk = new Walk(null)
  if (grantee === 'Anonymous') return walkAnonymous(walk, policy, { about, level: ALL, part: null })
  const domain = readDomain(grantee.slice(grantee.lastIndexOf('@') + 1))
  if (domain === null) return { outcome: 'refuse', decidedBy: 'NO_RELATIONSHIP' }
  // Who asks makes no difference beside a grant that is only supposed.
  const ask = { from: about, about, view: 'Detailed', at } as const
  return policy.isOwnDomain(domain)
    ? walkInside(walk, policy, ask, domain, ALL)
    : walkAnswering(walk, policy, ask, domain, ALL)
}
