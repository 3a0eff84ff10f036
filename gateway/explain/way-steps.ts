import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { acceptedOf, endOf, inForce, trustUsable } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { Directory } from '../broker/directory.ts'
import type { Requester } from '../broker/requester.ts'
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

/** The trust one of our organizations would ask by, in whatever state, and whose domain waits for its proof. */
function trustTowards(directory: Directory, requester: Requester & { kind: 'inside' }, about: MailboxAddress) {
  const { identity, policy } = requester.organization
  const domain = domainOf(about)
  const snapshot = directory.trusts()
  const broker = policy.brokerFor(domain)
  if (broker !== null) return { found: snapshot.trust(identity.id, broker), waiting: undefined }
  const waiting = snapshot
    .trusts(identity.id)
    .find((trust) => acceptedOf(trust)?.domains.some((one) => one.domain === domain))
  return { found: snapshot.trustForDomain(identity.id, domain), waiting }
}

/** Where a question of ours goes that has no way: whose trust is missing or does not serve. */
function nowhereSteps(directory: Directory, requester: Requester, about: MailboxAddress, at: Instant) {
  const route = stepOf('route', 'pass', { detail: `${domainOf(about)} is none of ours` })
  const known = requester.kind === 'inside' && requester.organization.policy.relationship(domainOf(about)) !== undefined
  if (requester.kind !== 'inside') return [stepOf('route', 'deny', { code: 'ROUTE_NONE' })]
  const { found, waiting } = trustTowards(directory, requester, about)
  if (found !== undefined) return [route, trustStep(found, at)]
  if (waiting !== undefined) {
    const detail = `with ${waiting.metadata.name}: ${domainOf(about)} waits for its proof`
    return [route, stepOf('trust', 'deny', { code: 'DOMAIN_UNPROVEN', detail })]
  }
  if (known)
    return [route, stepOf('trust', 'deny', { code: 'TRUST_NONE', detail: `with nobody of ${domainOf(about)}` })]
  return [stepOf('route', 'deny', { code: 'ROUTE_NONE', detail: `nobody here knows ${domainOf(about)}` })]
}

const words = (route: Exclude<Route, { kind: 'nowhere' }>): string =>
  route.kind === 'hosted'
    ? `hosted: ${route.organization.name}`
    : `${route.transit ? 'transit' : 'partner'}: ${route.trust.metadata.name}`

/** Where the mailbox is, and the trust that leads there. */
export function routeSteps(
  directory: Directory,
  requester: Requester,
  about: MailboxAddress,
  { route, decision }: Ruling,
  at: Instant,
): readonly ExplanationStep[] {
  // Whoever may not ask at all is not told apart by where to.
  if (decision.decidedBy === 'TRUST_ENDED') return []
  if (route.kind === 'hosted') return [stepOf('route', 'pass', { detail: words(route) })]
  if (route.kind === 'partner') return [stepOf('route', 'pass', { detail: words(route) }), trustStep(route.trust, at)]
  if (route.because === 'ROUTE_NO_TRANSIT') {
    const detail = 'not at the organization asked, and nothing is passed on from there'
    return [stepOf('route', 'deny', { code: route.because, detail })]
  }
  return nowhereSteps(directory, requester, about, at)
}
