import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Offer } from '../organization/offer.ts'
import { compareLevels, levelOfView, viewAtLevel } from './access-level.ts'
import type { AccessLevel } from './access-level.ts'
import type { Ask, Decision, DecisionCode, Side } from './decision.ts'
import type { MailboxPolicy, Policy, Relationship } from './policy.ts'

export { tighter } from './decision.ts'
export type { Ask, Decision, DecisionCode, Granted, Refused, Side, SidedDecision } from './decision.ts'

/** One step of a decision as it is told: a gate that let the question through or not, or a ceiling and where it lies. */
export type Step =
  | { readonly code: DecisionCode; readonly kind: 'gate'; readonly passed: boolean }
  | { readonly code: DecisionCode; readonly kind: 'ceiling'; readonly level: AccessLevel }

/** Where the answer goes and what is held back of it besides the level. */
type Manner = Pick<Extract<Decision, { outcome: 'answer' }>, 'outsider' | 'joinBlocks' | 'giveWorkingHours'>

const INSIDE: Manner = { outsider: false, joinBlocks: false, giveWorkingHours: true }
/** For the side that only takes in: what an answer looks like is for the side that gives. */
const AS_GIVEN: Manner = { outsider: true, joinBlocks: false, giveWorkingHours: true }
/** An offer says nothing of these, so they are at their defaults. */
const BY_DEFAULT: Manner = { outsider: true, joinBlocks: true, giveWorkingHours: false }

/**
 * Goes through the steps of one decision in their order. A gate that is shut refuses at once; ceilings only lower, and
 * the first of the lowest decides. Deciding and explaining are the same walk; explaining keeps the steps.
 */
class Walk {
  readonly #steps: Step[] | null
  #refusedBy: DecisionCode | null = null
  #level: AccessLevel = 'Reviewer'
  #lowestBy: DecisionCode | null = null

  constructor(steps: Step[] | null) {
    this.#steps = steps
  }

  /** Says whether to go on. */
  gate(code: DecisionCode, passed: boolean): boolean {
    this.#steps?.push({ code, kind: 'gate', passed })
    if (!passed) this.#refusedBy = code
    return passed
  }

  ceiling(code: DecisionCode, level: AccessLevel): void {
    this.#steps?.push({ code, kind: 'ceiling', level })
    if (this.#lowestBy !== null && compareLevels(level, this.#level) >= 0) return
    this.#level = level
    this.#lowestBy = code
  }

  decision(ask: Pick<Ask, 'view'>, manner: Manner): Decision {
    if (this.#refusedBy !== null) return { outcome: 'refuse', decidedBy: this.#refusedBy }
    this.ceiling('REQUESTED_VIEW', levelOfView(ask.view))
    const level = this.#level
    const decidedBy = this.#lowestBy ?? 'REQUESTED_VIEW'
    if (level === 'None') return { outcome: 'refuse', decidedBy }
    const { outsider, joinBlocks, giveWorkingHours } = manner
    const view = viewAtLevel(ask.view, level)
    return { outcome: 'answer', level, view, decidedBy, outsider, joinBlocks, giveWorkingHours }
  }
}

/** The lowest level of the grants to `to` that are in force; null where none is. */
function grantTo(mailbox: MailboxPolicy, to: string, at: Instant): AccessLevel | null {
  let lowest: AccessLevel | null = null
  for (const { level, from, until } of mailbox.grants?.get(to) ?? []) {
    if (at < from || at >= until) continue
    if (lowest === null || compareLevels(level, lowest) < 0) lowest = level
  }
  return lowest
}

/** The most specific grant in force: one to the person beats one to the domain, downwards too. */
function grantFor(mailbox: MailboxPolicy, from: MailboxAddress, domain: Domain, at: Instant): AccessLevel | null {
  if (mailbox.grants === null) return null
  return grantTo(mailbox, from, at) ?? grantTo(mailbox, `@${domain}`, at)
}

function decideInside(walk: Walk, policy: Policy, ask: Ask, domain: Domain): Decision {
  const mailbox = policy.mailbox(ask.about)
  if (walk.gate('MAILBOX_UNKNOWN', mailbox !== undefined) && mailbox !== undefined) {
    const granted = grantFor(mailbox, ask.from, domain, ask.at)
    if (granted === null) walk.ceiling('INSIDE_LEVEL', mailbox.inside)
    else walk.ceiling('GRANT', granted)
  }
  return walk.decision(ask, INSIDE)
}

/** The gates every question to or from another organization passes first. */
function relationshipInForce(walk: Walk, policy: Policy, domain: Domain, at: Instant): Relationship | undefined {
  if (!walk.gate('FEDERATION_OFF', policy.federationEnabled)) return undefined
  const relationship = policy.relationship(domain)
  if (!walk.gate('NO_RELATIONSHIP', relationship !== undefined) || relationship === undefined) return undefined
  if (!walk.gate('RELATIONSHIP_DISABLED', relationship.enabled)) return undefined
  if (!walk.gate('RELATIONSHIP_EXPIRED', at < relationship.validUntil)) return undefined
  return relationship
}

/** What the owner allows: a grant in force replaces the default; above it, the sharing policy caps, never below it. */
function ownerCeilings(walk: Walk, policy: Policy, mailbox: MailboxPolicy, ask: Ask, domain: Domain): void {
  const granted = policy.honourGrants ? grantFor(mailbox, ask.from, domain, ask.at) : null
  if (granted === null) {
    walk.ceiling('MAILBOX_DEFAULT', mailbox.default)
    return
  }
  walk.ceiling('GRANT', granted)
  if (compareLevels(granted, mailbox.default) <= 0) return
  const { caps, otherwise } = mailbox.sharingPolicy
  const cap = caps.get(domain) ?? otherwise
  walk.ceiling('SHARING_POLICY', compareLevels(cap, mailbox.default) < 0 ? mailbox.default : cap)
}

function decideAnswering(walk: Walk, policy: Policy, ask: Ask, domain: Domain): Decision {
  const relationship = relationshipInForce(walk, policy, domain, ask.at)
  if (relationship === undefined) return walk.decision(ask, BY_DEFAULT)
  const mailbox = policy.mailbox(ask.about)
  const open =
    walk.gate('FREEBUSY_DISABLED', relationship.freeBusyAccessEnabled) &&
    walk.gate('LEVEL_NONE', relationship.freeBusyAccessLevel !== 'None') &&
    walk.gate('MAILBOX_UNKNOWN', mailbox !== undefined) &&
    walk.gate('OUT_OF_SCOPE', relationship.scope === null || relationship.scope.has(ask.about)) &&
    walk.gate('EXCLUDED', !relationship.exclude.has(ask.about))
  if (open && mailbox !== undefined) {
    walk.ceiling('RELATIONSHIP_LEVEL', relationship.freeBusyAccessLevel)
    ownerCeilings(walk, policy, mailbox, ask, domain)
  }
  const { joinBlocks, giveWorkingHours } = relationship
  return walk.decision(ask, { outsider: true, joinBlocks, giveWorkingHours })
}

/** Only our own people ask in our name: a stranger is outside every scope. */
function decideAsking(walk: Walk, policy: Policy, ask: Ask, ours: boolean): Decision {
  const relationship = relationshipInForce(walk, policy, domainOf(ask.about), ask.at)
  if (relationship === undefined) return walk.decision(ask, AS_GIVEN)
  const { requestsEnabled, requestsScope, requestsLevel } = relationship
  const open =
    walk.gate('REQUESTS_DISABLED', requestsEnabled) &&
    walk.gate('REQUESTER_OUT_OF_SCOPE', ours && (requestsScope === null || requestsScope.has(ask.from)))
  if (open) walk.ceiling('REQUESTS_LEVEL', requestsLevel)
  return walk.decision(ask, AS_GIVEN)
}

function walkThrough(policy: Policy, ask: Ask, side: Side, steps: Step[] | null): Decision {
  const walk = new Walk(steps)
  const domain = domainOf(ask.from)
  const ours = policy.isOwnDomain(domain)
  if (ours && (side === 'answering' || policy.isOwnDomain(domainOf(ask.about)))) {
    return decideInside(walk, policy, ask, domain)
  }
  return side === 'answering' ? decideAnswering(walk, policy, ask, domain) : decideAsking(walk, policy, ask, ours)
}

/**
 * What one organization's policy says to one question, on the side where it stands: what it gives (`answering`), or what
 * its people may ask for and take in (`asking`). Pure; a few look-ups, whatever the size of the document. Nothing said
 * means no. A question among our own people passes no step of a relationship, on either side.
 */
export function decideAccess(policy: Policy, ask: Ask, side: Side): Decision {
  return walkThrough(policy, ask, side, null)
}

/** The steps `decideAccess` goes through for the same question, in their order, up to a shut gate or to the last. */
export function explainAccess(policy: Policy, ask: Ask, side: Side): readonly Step[] {
  const steps: Step[] = []
  walkThrough(policy, ask, side, steps)
  return steps
}

/** What a partner's offer says to one question, on the partner's side: `answering` what it gives, `asking` what it asks. */
export function decideByOffer(offer: Offer, side: Side, ask: Pick<Ask, 'view'>): Decision {
  const walk = new Walk(null)
  if (side === 'asking') {
    if (walk.gate('REQUESTS_DISABLED', offer.asks.enabled)) walk.ceiling('REQUESTS_LEVEL', offer.asks.level)
    return walk.decision(ask, AS_GIVEN)
  }
  const { freeBusyAccessEnabled, freeBusyAccessLevel } = offer.gives
  const open =
    walk.gate('FREEBUSY_DISABLED', freeBusyAccessEnabled) && walk.gate('LEVEL_NONE', freeBusyAccessLevel !== 'None')
  if (open) walk.ceiling('RELATIONSHIP_LEVEL', freeBusyAccessLevel)
  return walk.decision(ask, BY_DEFAULT)
}
