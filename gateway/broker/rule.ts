import type { View } from '../../protocols/availability/availability-question.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Offer } from '../../trust/organization/offer.ts'
import { trustUsable } from '../../trust/organization/federation-trust.ts'
import { decideAccess, decideByOffer } from '../../trust/policies/decide-access.ts'
import { sided, tighter } from '../../trust/policies/decision.ts'
import type { Ask, Decision, Side, SidedDecision } from '../../trust/policies/decision.ts'
import type { Policy } from '../../trust/policies/policy.ts'
import type { Directory } from './directory.ts'
import type { Requester } from './requester.ts'
import { routeTo } from './route.ts'
import type { Route } from './route.ts'

/** A refusal that no policy document made: there is no way there, or no longer a trust, so nobody's policy was asked. */
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

const asked = (policy: Policy, ask: Ask): SidedDecision => sided(decideAccess(policy, ask, 'asking'), 'asking')
const answered = (policy: Policy, ask: Ask): SidedDecision => sided(decideAccess(policy, ask, 'answering'), 'answering')
const offered = (offer: Offer, side: Side, ask: Ask): SidedDecision => sided(decideByOffer(offer, side, ask), side)

/** The other side's offer narrows; a partner that made none adds nothing to what its own server decides. */
function withOffer(own: SidedDecision, offer: Offer | null, side: 'asking' | 'answering', ask: Ask): SidedDecision {
  return offer === null ? own : tighter(own, offered(offer, side, ask))
}

function ruleTransit(askerOffer: Offer | null, targetOffer: Offer | null, ask: Ask): SidedDecision {
  // Nobody's mailboxes are ours here, so without both offers nobody has said that this may be asked.
  if (askerOffer === null) return { ...NO_OFFER, side: 'asking' }
  if (targetOffer === null) return { ...NO_OFFER, side: 'answering' }
  return tighter(offered(askerOffer, 'asking', ask), offered(targetOffer, 'answering', ask))
}

function decideRoute(directory: Directory, requester: Requester, route: Route, ask: Ask): SidedDecision | Unroutable {
  const trusts = directory.trusts()
  if (requester.kind === 'partner') {
    const asker = trusts.trust(requester.audience, requester.issuer)
    if (asker === undefined || !trustUsable(asker, ask.at)) {
      return { outcome: 'refuse', decidedBy: 'TRUST_ENDED', side: 'answering' }
    }
    if (route.kind === 'nowhere') return { outcome: 'refuse', decidedBy: route.because, side: 'answering' }
    if (route.kind === 'hosted')
      return withOffer(answered(route.organization.policy, ask), directory.offerOf(asker), 'asking', ask)
    return ruleTransit(directory.offerOf(asker), directory.offerOf(route.trust), ask)
  }
  const own = requester.organization
  if (route.kind === 'hosted' && route.organization === own) return answered(own.policy, ask)
  const asking = asked(own.policy, ask)
  if (route.kind === 'hosted') return tighter(asking, answered(route.organization.policy, ask))
  if (route.kind === 'partner') return withOffer(asking, directory.offerOf(route.trust), 'answering', ask)
  return asking.outcome === 'refuse' ? asking : { outcome: 'refuse', decidedBy: route.because, side: 'answering' }
}

/** Routes and decides one mailbox. Pure over the directory's state: asked again, it tells what changed meanwhile. */
export function rule(
  directory: Directory,
  requester: Requester,
  about: MailboxAddress,
  view: View,
  at: Instant,
): Ruling {
  const route = routeTo(directory, requester, about, at)
  return { route, decision: decideRoute(directory, requester, route, { from: requester.person, about, view, at }) }
}
