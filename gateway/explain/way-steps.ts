import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { endOf, inForce, trustUsable } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { Route } from '../broker/route.ts'
import type { Ruling } from '../broker/rule.ts'
import { stepOf } from './explanation.ts'
import type { ExplanationStep } from './explanation.ts'

const iso = (instant: Instant): string => new Date(instant).toISOString()

/** Why a trust does not serve, beside its state. */
function overSince(trust: FederationTrust, at: Instant): string {
  const end = endOf(trust)
  if (end !== null && at >= end) return `the agreed end, ${iso(end)}, has passed`
  const { notBefore, notAfter } = trust.metadata.certificate
  return `its certificate is good from ${iso(notBefore)} to ${iso(notAfter)}`
}

/** The state of one trust: it serves, or why not. `trustUsable` alone says whether. */
export function trustStep(trust: FederationTrust, at: Instant): ExplanationStep {
  const { state } = trust.is
  const name = trust.metadata.name
  const because = trust.is.state === 'attention' ? `, ${trust.is.because}` : ''
  if (trustUsable(trust, at)) {
    const code = state === 'attention' ? 'TRUST_ATTENTION' : null
    return stepOf('trust', 'pass', { code, detail: `with ${name}: ${state}${because}` })
  }
  if (inForce(trust))
    return stepOf('trust', 'deny', { code: 'TRUST_EXPIRED', detail: `with ${name}: ${overSince(trust, at)}` })
  return stepOf('trust', 'deny', { code: `TRUST_${state.toUpperCase()}`, detail: `with ${name}: ${state}` })
}

/** Of a trust that serves, and no longer for the domain of who asks. */
export function endedStep({ metadata }: FederationTrust): ExplanationStep {
  const detail = `with ${metadata.name}: not for the domain of who asks`
  return stepOf('trust', 'deny', { code: 'TRUST_ENDED', detail })
}

/** By what the partner shows us who asks: whether we hold a key that its token could be signed with now. */
export function incomingCredentialStep(trust: FederationTrust, at: Instant): ExplanationStep {
  const { kind } = trust.credential
  const detail = `theirs, ${kind}`
  if (kind !== 'single-use' && kind !== 'access-token') return stepOf('credential', 'pass', { detail })
  if (trust.tokenKeys.length === 0) return stepOf('credential', 'deny', { code: 'TRUST_KEY_UNKNOWN', detail })
  const inUse = trust.tokenKeys.filter(({ from, until }) => from <= at && at < until)
  if (inUse.length === 0) return stepOf('credential', 'deny', { code: 'TRUST_KEY_EXPIRED', detail })
  return stepOf('credential', 'pass', { detail: `${detail}: ${inUse.length} of their token keys in use` })
}

/** What there is towards a mailbox that nobody leads to: the step of its trust, or the partner whose domain waits for a proof. */
export interface MissingWords {
  readonly trust: ExplanationStep | null
  readonly waiting: string | null
  readonly related: boolean
}

/** In the place of a domain whose address was erased. */
export const DOMAIN_ERASED = 'the domain'

/** Where a question of ours goes that has no way: whose trust is missing or does not serve. */
export function missingSteps({ trust, waiting, related }: MissingWords, domain: string): readonly ExplanationStep[] {
  const route = stepOf('route', 'pass', { detail: `${domain} is none of ours` })
  if (trust !== null) return [route, trust]
  if (waiting !== null) {
    const detail = `with ${waiting}: ${domain} waits for its proof`
    return [route, stepOf('trust', 'deny', { code: 'DOMAIN_UNPROVEN', detail })]
  }
  if (related) return [route, stepOf('trust', 'deny', { code: 'TRUST_NONE', detail: `with nobody of ${domain}` })]
  return [stepOf('route', 'deny', { code: 'ROUTE_NONE', detail: `nobody here knows ${domain}` })]
}

/** Where a partner's question goes that has no way. */
export function nowhereStep(because: string): ExplanationStep {
  const detail = 'not at the organization asked, and nothing is passed on from there'
  return stepOf('route', 'deny', { code: because, detail })
}

const words = (route: Exclude<Route, { kind: 'nowhere' }>): string =>
  route.kind === 'hosted'
    ? `hosted: ${route.organization.name}`
    : `${route.transit ? 'transit' : 'partner'}: ${route.trust.metadata.name}`

/** Where the mailbox is, and the trust that leads there. */
export function routeSteps(
  { route, decision, missing, asker }: Ruling,
  about: MailboxAddress,
  at: Instant,
): readonly ExplanationStep[] {
  // Whoever may not ask at all is not told apart by where to.
  if (decision.decidedBy === 'TRUST_ENDED') return asker !== null && trustUsable(asker, at) ? [endedStep(asker)] : []
  if (route.kind === 'hosted') return [stepOf('route', 'pass', { detail: words(route) })]
  if (route.kind === 'partner') return [stepOf('route', 'pass', { detail: words(route) }), trustStep(route.trust, at)]
  if (missing === null) return [nowhereStep(route.because)]
  const { trust, waiting, related } = missing
  const step = trust && trustStep(trust, at)
  return missingSteps({ trust: step, waiting: waiting?.metadata.name ?? null, related }, domainOf(about))
}
