import type { View } from '../../protocols/availability/availability-question.ts'
import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { trustUsable } from '../../trust/organization/federation-trust.ts'
import { decideAccess, decideByOffer } from '../../trust/policies/decide-access.ts'
import { sided, tighter } from '../../trust/policies/decision.ts'
import type { Ask, Decision, Side, SidedDecision } from '../../trust/policies/decision.ts'
import { NO_NAMES, ruleNames } from '../../trust/policies/rule-place.ts'
import type { RuleNames } from '../../trust/policies/rule-place.ts'
import { PathKeeper, StepPath } from '../../trust/policies/step-path.ts'
import type { PartnerRequester } from '../../trust/tokens/verify-token.ts'
import type { Directory, HostedOrganization } from './directory.ts'
import { missingWay } from './missing-way.ts'
import type { MissingWay } from './missing-way.ts'
import type { Requester } from './requester.ts'
import { routeTo } from './route.ts'
import type { Route } from './route.ts'

/**
 * A refusal that no policy document made: there is no way there, or no longer a trust that serves for the asker's domain,
 * so nobody's policy was asked.
 */
export interface Unroutable {
  readonly outcome: 'refuse'
  readonly decidedBy: 'ROUTE_NONE' | 'ROUTE_NO_TRANSIT' | 'TRUST_ENDED'
  readonly side: 'answering'
}

/** Whose rules one side of a question went through: a policy document of ours, or what a partner offers. */
export type Rules =
  | { readonly kind: 'policy'; readonly organization: HostedOrganization }
  | { readonly kind: 'offer'; readonly trust: FederationTrust }

/** One set of rules that a question went through, with every step. */
export interface Walked {
  readonly side: Side
  readonly rules: Rules
  readonly path: StepPath
  readonly names: RuleNames
}

/** What was ruled about one mailbox: where it is, and the tighter of both sides' decisions. */
export interface Ruling {
  readonly route: Route
  readonly decision: SidedDecision | Unroutable
  /** The trust a partner asks by; null for one of our own people, and where there is none any more. */
  readonly asker: FederationTrust | null
  /** Of a question of our own people that leads nowhere; else null. */
  readonly missing: MissingWay | null
  /** In the order in which they were gone through. */
  readonly walks: readonly Walked[]
}

const NO_OFFER: Decision = { outcome: 'refuse', decidedBy: 'NO_RELATIONSHIP' }
const NOTHING_OFFERED = StepPath.START.then({ code: 'NO_RELATIONSHIP', kind: 'gate', passed: false })

/** One question on its way through the rules. */
interface Asking {
  readonly directory: Directory
  readonly ask: Ask
  readonly walks: Walked[]
}

function decided({ ask, walks }: Asking, side: Side, organization: HostedOrganization): SidedDecision {
  const { policy } = organization
  const steps = new PathKeeper()
  const decision = decideAccess(policy, ask, side, steps)
  const { path } = steps
  walks.push({ side, rules: { kind: 'policy', organization }, path, names: ruleNames(policy, side, ask, path) })
  return sided(decision, side)
}

/** Null where the partner offers nothing in particular. */
function offered({ directory, ask, walks }: Asking, side: Side, trust: FederationTrust): SidedDecision | null {
  const offer = directory.offerOf(trust)
  if (offer === null) return null
  const steps = new PathKeeper()
  const decision = decideByOffer(offer, side, ask, steps)
  walks.push({ side, rules: { kind: 'offer', trust }, path: steps.path, names: NO_NAMES })
  return sided(decision, side)
}

/** The other side's offer narrows; a partner that made none adds nothing to what its own server decides. */
function withOffer(asking: Asking, own: SidedDecision, trust: FederationTrust, side: Side): SidedDecision {
  const offer = offered(asking, side, trust)
  return offer === null ? own : tighter(own, offer)
}

/** Nobody's mailboxes are ours in transit, so without an offer nobody has said that this may be asked. */
function offeredInTransit(asking: Asking, side: Side, trust: FederationTrust): SidedDecision {
  const offer = offered(asking, side, trust)
  if (offer !== null) return offer
  asking.walks.push({ side, rules: { kind: 'offer', trust }, path: NOTHING_OFFERED, names: NO_NAMES })
  return { ...NO_OFFER, side }
}

/** The trust a partner asks by, which is the same for all mailboxes of a question. */
interface Standing {
  readonly asker: FederationTrust | null
  /** Whether it can be used, and speaks for who asks. */
  readonly serves: boolean
}

/** What the token was accepted for, as of now: while a question is under way, a domain can be lost, or a broker's yes. */
function stillSpeaks(directory: Directory, { audience, issuer, organization, hop, person }: PartnerRequester): boolean {
  const speaker = directory.trusts().issuer(audience, issuer)
  const domain = domainOf(person)
  return (hop === 0 ? speaker?.speaksFor(domain) : speaker?.brokers(domain, organization)) === true
}

function standingOf(directory: Directory, requester: PartnerRequester, trustsAt: Instant): Standing {
  const asker = directory.trusts().trust(requester.audience, requester.issuer) ?? null
  return { asker, serves: asker !== null && trustUsable(asker, trustsAt) && stillSpeaks(directory, requester) }
}

function decideForPartner(asking: Asking, { asker, serves }: Standing, route: Route): SidedDecision | Unroutable {
  if (asker === null || !serves) return { outcome: 'refuse', decidedBy: 'TRUST_ENDED', side: 'answering' }
  if (route.kind === 'nowhere') return { outcome: 'refuse', decidedBy: route.because, side: 'answering' }
  if (route.kind === 'hosted')
    return withOffer(asking, decided(asking, 'answering', route.organization), asker, 'asking')
  return tighter(offeredInTransit(asking, 'asking', asker), offeredInTransit(asking, 'answering', route.trust))
}

function decideForOurs(
  asking: Asking,
  { organization: own }: Requester & { kind: 'inside' },
  route: Route,
): SidedDecision | Unroutable {
  if (route.kind === 'hosted' && route.organization === own) return decided(asking, 'answering', own)
  const asks = decided(asking, 'asking', own)
  if (route.kind === 'hosted') return tighter(asks, decided(asking, 'answering', route.organization))
  if (route.kind === 'partner') return withOffer(asking, asks, route.trust, 'answering')
  return asks.outcome === 'refuse' ? asks : { outcome: 'refuse', decidedBy: route.because, side: 'answering' }
}

/**
 * Routes and decides the mailboxes of one question, and keeps how it came to that. Pure over the directory's state: made
 * again, it tells what changed meanwhile.
 *
 * @param at when it is asked
 * @param trustsAt when trusts have to be usable: of a question that was asked long ago, now
 */
export function rulesFor(
  directory: Directory,
  requester: Requester,
  view: View,
  at: Instant,
  trustsAt: Instant = at,
): (about: MailboxAddress) => Ruling {
  const asking = (about: MailboxAddress): Asking => {
    return { directory, ask: { from: requester.person, about, view, at }, walks: [] }
  }
  if (requester.kind === 'inside') {
    return (about) => {
      const route = routeTo(directory, requester, about, trustsAt)
      const missing = route.kind === 'nowhere' ? missingWay(directory, requester.organization, about) : null
      const one = asking(about)
      return { route, decision: decideForOurs(one, requester, route), asker: null, missing, walks: one.walks }
    }
  }
  const standing = standingOf(directory, requester, trustsAt)
  return (about) => {
    const route = routeTo(directory, requester, about, trustsAt)
    const one = asking(about)
    const decision = decideForPartner(one, standing, route)
    return { route, decision, asker: standing.asker, missing: null, walks: one.walks }
  }
}

/** The same of one mailbox. */
export function rule(
  directory: Directory,
  requester: Requester,
  about: MailboxAddress,
  view: View,
  at: Instant,
  trustsAt: Instant = at,
): Ruling {
  return rulesFor(directory, requester, view, at, trustsAt)(about)
}

const NOT_PASSED_ON: Route = { kind: 'nowhere', because: 'ROUTE_NO_TRANSIT' }
const TOLD_BY_OTHERS: Unroutable = { outcome: 'refuse', decidedBy: 'ROUTE_NO_TRANSIT', side: 'answering' }

/**
 * What is ruled on somebody as one of a group. To outsiders, neighbours on this gateway too, a group's organization tells of
 * its own people alone: were another one asked for their sake, the work would tell who is in the group, and whoever keeps
 * it would have other people's questions sent on.
 */
export function asMember(requester: Requester, group: Pick<Ruling, 'route'>, member: Ruling): Ruling {
  if (group.route.kind !== 'hosted') return member
  const { organization } = group.route
  const inside = requester.kind === 'inside' && requester.organization === organization
  const { route } = member
  if (inside || (route.kind === 'hosted' && route.organization === organization)) return member
  return { ...member, route: NOT_PASSED_ON, decision: TOLD_BY_OTHERS }
}
