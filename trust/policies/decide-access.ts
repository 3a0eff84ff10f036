import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Offer } from '../organization/offer.ts'
import { compareLevels, higherLevel, lowerLevel } from './access-level.ts'
import type { AccessLevel } from './access-level.ts'
import type { Ask, Decision, GroupMerge, Side } from './decision.ts'
import { AS_GIVEN, BY_DEFAULT, INSIDE, Walk } from './decision-walk.ts'
import type { Step, StepKeeper, VoidGrant } from './decision-walk.ts'
import { groupSteps, isResource } from './group-steps.ts'
import type { MailboxPolicy, Policy, Relationship } from './policy.ts'
import { bothParts } from './visible-part.ts'
import type { VisiblePart } from './visible-part.ts'

export { tighter } from './decision.ts'
export type { Ask, Decision, DecisionCode, Granted, GroupMerge, Refused, Side, SidedDecision } from './decision.ts'
export type { Step } from './decision-walk.ts'

/** What the grants in force come to. */
interface InForce {
  readonly level: AccessLevel
  /** Null: all of the time. */
  readonly part: VisiblePart | null
}

type Grants = NonNullable<MailboxPolicy['grants']>

/** The lowest level of the grants to `to` that are in force, and what all of them show; null where none is. */
function grantTo(grants: Grants, to: string, at: Instant): InForce | null {
  let found: InForce | null = null
  for (const grant of grants.get(to) ?? []) {
    const { level, from, until, part } = grant
    if (at < from || at >= until) continue
    if (found === null) found = grant
    else found = { level: lowerLevel(level, found.level), part: bothParts(part, found.part) }
  }
  return found
}

/** The most specific grant in force: one to the person beats one to the domain, downwards too. */
function grantFor({ grants }: MailboxPolicy, from: MailboxAddress, domain: Domain, at: Instant): InForce | null {
  return grants === null ? null : (grantTo(grants, from, at) ?? grantTo(grants, `@${domain}`, at))
}

/** Whose grant counts for this person now, as `to` names it: the person, `@domain`, or nobody's (null). */
export function granteeInForce({ grants }: MailboxPolicy, { from, at }: Pick<Ask, 'from' | 'at'>): string | null {
  const everybody = `@${domainOf(from)}`
  if (grants === null) return null
  if (grantTo(grants, from, at) !== null) return from
  return grantTo(grants, everybody, at) === null ? null : everybody
}

/** Why the grants there are to this person do not count; null where there are none. */
function voidGrantTo({ grants }: MailboxPolicy, { from, at }: Ask, domain: Domain): VoidGrant | null {
  if (grants === null) return null
  const all = [from, `@${domain}`].flatMap((to) => grants.get(to) ?? [])
  if (all.length === 0) return null
  return all.every((grant) => grant.until <= at) ? 'over' : 'not begun'
}

/** Tells of grants that there are and that do not count. */
function tellVoidGrant(walk: Walk, mailbox: MailboxPolicy, ask: Ask, domain: Domain, honoured: boolean): void {
  walk.voidGrant(() => {
    const because = voidGrantTo(mailbox, ask, domain)
    return because === null || honoured ? because : 'ignored'
  })
}

/**
 * A colleague's question.
 *
 * @param supposed a level that the owner might grant, in the place of the grants there are
 */
export function walkInside(
  walk: Walk,
  policy: Policy,
  ask: Ask,
  domain: Domain,
  supposed: AccessLevel | null = null,
): Decision {
  const mailbox = policy.mailbox(ask.about)
  let part: VisiblePart | null = null
  let group: GroupMerge | null = null
  if (walk.finds('MAILBOX_UNKNOWN', mailbox)) {
    const granted = supposed === null ? grantFor(mailbox, ask.from, domain, ask.at) : null
    const level = supposed ?? granted?.level
    if (granted === null) tellVoidGrant(walk, mailbox, ask, domain, true)
    if (level === undefined) walk.ceiling('INSIDE_LEVEL', mailbox.inside)
    else walk.ceiling('GRANT', level)
    // Nobody is kept out of her own calendar.
    if (ask.from !== ask.about) part = bothParts(granted?.part ?? null, mailbox.part)
    if (mailbox.kind === 'group') group = groupSteps(walk, policy, ask, mailbox, null)
  }
  return walk.decision(ask, INSIDE, part, group)
}

/** The gates every question to or from another organization passes first. */
function relationshipInForce(walk: Walk, policy: Policy, domain: Domain, at: Instant): Relationship | undefined {
  if (!walk.gate('FEDERATION_OFF', policy.federationEnabled)) return undefined
  const relationship = policy.relationship(domain)
  if (!walk.finds('NO_RELATIONSHIP', relationship)) return undefined
  if (!walk.gate('RELATIONSHIP_DISABLED', relationship.enabled)) return undefined
  if (!walk.gate('RELATIONSHIP_EXPIRED', at < relationship.validUntil)) return undefined
  return relationship
}

/** What a kind of mailbox tells outsiders at most, whoever allows more. */
function kindSteps(walk: Walk, policy: Policy, ask: Ask, mailbox: MailboxPolicy): GroupMerge | null {
  if (isResource(mailbox)) walk.ceiling('ROOM_OUTSIDE', 'AvailabilityOnly')
  if (mailbox.kind !== 'group') return null
  const decideMember = (member: Ask) => walkAnswering(new Walk(null), policy, member, domainOf(ask.from))
  return groupSteps(walk, policy, ask, mailbox, decideMember)
}

/** What the owner allows: a grant in force replaces the default; above it, the sharing policy caps, never below it. */
function ownerCeilings(walk: Walk, mailbox: MailboxPolicy, granted: AccessLevel | null, domain: Domain): void {
  if (granted === null) {
    walk.ceiling('MAILBOX_DEFAULT', mailbox.default)
    return
  }
  walk.ceiling('GRANT', granted)
  if (compareLevels(granted, mailbox.default) <= 0) return
  const { caps, otherwise } = mailbox.sharingPolicy
  const cap = caps.get(domain) ?? otherwise
  walk.ceiling('SHARING_POLICY', higherLevel(cap, mailbox.default))
}

/**
 * Another organization's question about one of our mailboxes.
 *
 * @param supposed a level that the owner might grant, in the place of the grants there are
 */
export function walkAnswering(
  walk: Walk,
  policy: Policy,
  ask: Ask,
  domain: Domain,
  supposed: AccessLevel | null = null,
): Decision {
  const relationship = relationshipInForce(walk, policy, domain, ask.at)
  if (relationship === undefined) return walk.decision(ask, BY_DEFAULT, null)
  const mailbox = policy.mailbox(ask.about)
  const open =
    walk.gate('FREEBUSY_DISABLED', relationship.freeBusyAccessEnabled) &&
    walk.gate('LEVEL_NONE', relationship.freeBusyAccessLevel !== 'None') &&
    walk.finds('MAILBOX_UNKNOWN', mailbox) &&
    walk.gate('OUT_OF_SCOPE', relationship.scope === null || relationship.scope.has(ask.about)) &&
    walk.gate('EXCLUDED', !relationship.exclude.has(ask.about))
  let part: VisiblePart | null = null
  let group: GroupMerge | null = null
  if (open) {
    walk.ceiling('RELATIONSHIP_LEVEL', relationship.freeBusyAccessLevel)
    const granted = policy.honourGrants && supposed === null ? grantFor(mailbox, ask.from, domain, ask.at) : null
    if (granted === null) tellVoidGrant(walk, mailbox, ask, domain, policy.honourGrants)
    ownerCeilings(walk, mailbox, policy.honourGrants ? (supposed ?? granted?.level ?? null) : null, domain)
    part = bothParts(granted?.part ?? null, mailbox.part)
    group = kindSteps(walk, policy, ask, mailbox)
  }
  const { joinBlocks, giveWorkingHours } = relationship
  return walk.decision(ask, { outsider: true, joinBlocks, giveWorkingHours }, part, group)
}

/** Only our own people ask in our name: a stranger is outside every scope. */
function decideAsking(walk: Walk, policy: Policy, ask: Ask, ours: boolean): Decision {
  const relationship = relationshipInForce(walk, policy, domainOf(ask.about), ask.at)
  if (relationship === undefined) return walk.decision(ask, AS_GIVEN, null)
  const { requestsEnabled, requestsScope, requestsLevel } = relationship
  const open =
    walk.gate('REQUESTS_DISABLED', requestsEnabled) &&
    walk.gate('REQUESTER_OUT_OF_SCOPE', ours && (requestsScope === null || requestsScope.has(ask.from)))
  if (open) walk.ceiling('REQUESTS_LEVEL', requestsLevel)
  return walk.decision(ask, AS_GIVEN, null)
}

function walkThrough(policy: Policy, ask: Ask, side: Side, steps: StepKeeper | null): Decision {
  const walk = new Walk(steps)
  const domain = domainOf(ask.from)
  const ours = policy.isOwnDomain(domain)
  if (ours && (side === 'answering' || policy.isOwnDomain(domainOf(ask.about)))) {
    return walkInside(walk, policy, ask, domain)
  }
  return side === 'answering' ? walkAnswering(walk, policy, ask, domain) : decideAsking(walk, policy, ask, ours)
}

/**
 * What one organization's policy says to one question, on the side where it stands: what it gives (`answering`), or what
 * its people may ask for and take in (`asking`). Pure; a few look-ups, whatever the size of the document. Nothing said
 * means no. A question among our own people passes no step of a relationship, on either side.
 *
 * @param steps where the steps are written down, in their order, up to a shut gate or to the last; null: nowhere
 */
export function decideAccess(policy: Policy, ask: Ask, side: Side, steps: StepKeeper | null = null): Decision {
  return walkThrough(policy, ask, side, steps)
}

/** The steps `decideAccess` goes through for the same question, in their order, up to a shut gate or to the last. */
export function explainAccess(policy: Policy, ask: Ask, side: Side): readonly Step[] {
  const steps: Step[] = []
  walkThrough(policy, ask, side, steps)
  return steps
}

/**
 * What a partner's offer says to one question, on the partner's side: `answering` what it gives, `asking` what it asks.
 *
 * @param steps as of `decideAccess`
 */
export function decideByOffer(
  offer: Offer,
  side: Side,
  ask: Pick<Ask, 'view'>,
  steps: StepKeeper | null = null,
): Decision {
  const walk = new Walk(steps)
  if (side === 'asking') {
    if (walk.gate('REQUESTS_DISABLED', offer.asks.enabled)) walk.ceiling('REQUESTS_LEVEL', offer.asks.level)
    return walk.decision(ask, AS_GIVEN, null)
  }
  const { freeBusyAccessEnabled, freeBusyAccessLevel } = offer.gives
  const open =
    walk.gate('FREEBUSY_DISABLED', freeBusyAccessEnabled) && walk.gate('LEVEL_NONE', freeBusyAccessLevel !== 'None')
  if (open) walk.ceiling('RELATIONSHIP_LEVEL', freeBusyAccessLevel)
  return walk.decision(ask, BY_DEFAULT, null)
}
