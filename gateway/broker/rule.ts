import type { View } from '../../protocols/availability/availability-question.ts'
import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { trustUsable } from '../../trust/organization/federation-trust.ts'
import { decideAccess, decideByOffer } from '../../trust/policies/decide-access.ts'
import { sided, tighter } from '../../trust/policies/decision.ts'
import type { Step } from '../../trust/policies/decision-walk.ts'
import type { Ask, Decision, Side, SidedDecision } from '../../trust/policies/decision.ts'
import type { PartnerRequester } from '../../trust/tokens/verify-token.ts'
import type { Directory, HostedOrganization } from './directory.ts'
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

/** What was ruled about one mailbox: where it is, and the tighter of both sides' decisions. */
export interface Ruling {
  readonly route: Route
  readonly decision: SidedDecision | Unroutable
}

const NO_OFFER: Decision = { outcome: 'refuse', decidedBy: 'NO_RELATIONSHIP' }

/** Whose rules one side of a question went through: a policy document of ours, or what a partner offers. */
export type Rules =
  | { readonly kind: 'policy'; readonly organization: HostedOrganization }
  | { readonly kind: 'offer'; readonly trust: FederationTrust }

/** Asked, for each set of rules that is gone through, where to write its steps. A lookup has none: it is for explaining. */
export type Watch = (side: Side, rules: Rules) => Step[]

/** One question on its way through the rules. */
interface Asking {
  readonly directory: Directory
  readonly ask: Ask
  /** When trusts have to be usable. */
  readonly trustsAt: Instant
  readonly watch: Watch | null
}

function decided({ ask, watch }: Asking, side: Side, organization: HostedOrganization): SidedDecision {
  const steps = watch?.(side, { kind: 'policy', organization }) ?? null
  return sided(decideAccess(organization.policy, ask, side, steps), side)
}

/** Null where the partner offers nothing in particular. */
function offered({ directory, ask, watch }: Asking, side: Side, trust: FederationTrust): SidedDecision | null {
  const offer = directory.offerOf(trust)
  if (offer === null) return null
  return sided(decideByOffer(offer, side, ask, watch?.(side, { kind: 'offer', trust }) ?? null), side)
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
  asking.watch?.(side, { kind: 'offer', trust }).push({ code: 'NO_RELATIONSHIP', kind: 'gate', passed: false })
  return { ...NO_OFFER, side }
}

/** What the token was accepted for, as of now: while a question is under way, a domain can be lost, or a broker's yes. */
function stillSpeaks({ directory, ask }: Asking, { audience, issuer, organization, hop }: PartnerRequester): boolean {
  const speaker = directory.trusts().issuer(audience, issuer)
  const domain = domainOf(ask.from)
  return (hop === 0 ? speaker?.speaksFor(domain) : speaker?.brokers(domain, organization)) === true
}

function decideForPartner(
  asking: Asking,
  requester: Requester & { kind: 'partner' },
  route: Route,
): SidedDecision | Unroutable {
  const { directory, trustsAt } = asking
  const asker = directory.trusts().trust(requester.audience, requester.issuer)
  if (asker === undefined || !trustUsable(asker, trustsAt) || !stillSpeaks(asking, requester)) {
    return { outcome: 'refuse', decidedBy: 'TRUST_ENDED', side: 'answering' }
  }
  if (route.kind === 'nowhere') return { outcome: 'refuse', decidedBy: route.because, side: 'answering' }
  if (route.kind === 'hosted')
    return withOffer(asking, decided(asking, 'answering', route.organization), asker, 'asking')
  return tighter(offeredInTransit(asking, 'asking', asker), offeredInTransit(asking, 'answering', route.trust))
}

function decideRoute(asking: Asking, requester: Requester, route: Route): SidedDecision | Unroutable {
  if (requester.kind === 'partner') return decideForPartner(asking, requester, route)
  const own = requester.organization
  if (route.kind === 'hosted' && route.organization === own) return decided(asking, 'answering', own)
  const asks = decided(asking, 'asking', own)
  if (route.kind === 'hosted') return tighter(asks, decided(asking, 'answering', route.organization))
  if (route.kind === 'partner') return withOffer(asking, asks, route.trust, 'answering')
  return asks.outcome === 'refuse' ? asks : { outcome: 'refuse', decidedBy: route.because, side: 'answering' }
}

/**
 * Routes and decides one mailbox. Pure over the directory's state: asked again, it tells what changed meanwhile, and,
 * watched, how it came to that.
 *
 * @param at when it is asked
 * @param trustsAt when trusts have to be usable: of a question that was asked long ago, now
 */
export function rule(
  directory: Directory,
  requester: Requester,
  about: MailboxAddress,
  view: View,
  at: Instant,
  watch: Watch | null = null,
  trustsAt: Instant = at,
): Ruling {
  const route = routeTo(directory, requester, about, trustsAt)
  const asking = { directory, ask: { from: requester.person, about, view, at }, trustsAt, watch }
  return { route, decision: decideRoute(asking, requester, route) }
}
