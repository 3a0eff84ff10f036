import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { endOf, inForce, trustUsable } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { Route } from '../broker/route.ts'
import type { Ruling } from '../broker/rule.ts'
import { stepOf } from './explanation.ts'
import type { ExplanationStep } from './explanation.ts'
import { says } from './step-finding.ts'
import type { StepFinding } from './step-finding.ts'

/** Why a trust does not serve, beside its state. */
function overSince(trust: FederationTrust, at: Instant): StepFinding {
  const { name, certificate } = trust.metadata
  const end = endOf(trust)
  if (end !== null && at >= end) return says('trustPastEnd', { name, end })
  return says('trustCertificate', { name, from: certificate.notBefore, until: certificate.notAfter })
}

/** The state of one trust: it serves, or why not. `trustUsable` alone says whether. */
export function trustStep(trust: FederationTrust, at: Instant): ExplanationStep {
  const { state } = trust.is
  const name = trust.metadata.name
  const because = trust.is.state === 'attention' ? trust.is.because : null
  const found = says('trustIs', { name, state, because })
  if (trustUsable(trust, at)) {
    const code = state === 'attention' ? 'TRUST_ATTENTION' : null
    return stepOf('trust', 'pass', { code, found })
  }
  if (inForce(trust)) return stepOf('trust', 'deny', { code: 'TRUST_EXPIRED', found: overSince(trust, at) })
  return stepOf('trust', 'deny', { code: `TRUST_${state.toUpperCase()}`, found })
}

/** Of a trust that serves, and no longer for the domain of who asks. */
export function endedStep({ metadata }: FederationTrust): ExplanationStep {
  return stepOf('trust', 'deny', { code: 'TRUST_ENDED', found: says('notForDomain', { name: metadata.name }) })
}

/** By what the partner shows us who asks: whether we hold a key that its token could be signed with now. */
export function incomingCredentialStep(trust: FederationTrust, at: Instant): ExplanationStep {
  const { kind } = trust.credential
  const found = says('theirKind', { kind })
  if (kind !== 'single-use' && kind !== 'access-token') return stepOf('credential', 'pass', { found })
  if (trust.tokenKeys.length === 0) return stepOf('credential', 'deny', { code: 'TRUST_KEY_UNKNOWN', found })
  const inUse = trust.tokenKeys.filter(({ from, until }) => from <= at && at < until)
  if (inUse.length === 0) return stepOf('credential', 'deny', { code: 'TRUST_KEY_EXPIRED', found })
  return stepOf('credential', 'pass', { found: says('theirKeys', { kind, keys: inUse.length }) })
}

/** What there is towards a mailbox that nobody leads to: the step of its trust, or the partner whose domain waits for a proof. */
export interface MissingWords {
  readonly trust: ExplanationStep | null
  readonly waiting: string | null
  readonly related: boolean
}

/**
 * Where a question of ours goes that has no way: whose trust is missing or does not serve.
 *
 * @param domain null where its address was erased
 */
export function missingSteps(
  { trust, waiting, related }: MissingWords,
  domain: string | null,
): readonly ExplanationStep[] {
  const route = stepOf('route', 'pass', { found: says('noneOfOurs', { domain }) })
  if (trust !== null) return [route, trust]
  if (waiting !== null) {
    const found = says('waitsForProof', { name: waiting, domain })
    return [route, stepOf('trust', 'deny', { code: 'DOMAIN_UNPROVEN', found })]
  }
  if (related) return [route, stepOf('trust', 'deny', { code: 'TRUST_NONE', found: says('nobodyOf', { domain }) })]
  return [stepOf('route', 'deny', { code: 'ROUTE_NONE', found: says('nobodyKnows', { domain }) })]
}

/** Where a partner's question goes that has no way. */
export function nowhereStep(because: string): ExplanationStep {
  return stepOf('route', 'deny', { code: because, found: says('notPassedOn', {}) })
}

const wayOf = (route: Exclude<Route, { kind: 'nowhere' }>): StepFinding =>
  route.kind === 'hosted'
    ? says('wayTo', { kind: 'hosted', name: route.organization.name })
    : says('wayTo', { kind: route.transit ? 'transit' : 'partner', name: route.trust.metadata.name })

/** Where the mailbox is, and the trust that leads there. */
export function routeSteps(
  { route, decision, missing, asker }: Ruling,
  about: MailboxAddress,
  at: Instant,
): readonly ExplanationStep[] {
  // Whoever may not ask at all is not told apart by where to.
  if (decision.decidedBy === 'TRUST_ENDED') return asker !== null && trustUsable(asker, at) ? [endedStep(asker)] : []
  if (route.kind === 'hosted') return [stepOf('route', 'pass', { found: wayOf(route) })]
  if (route.kind === 'partner') return [stepOf('route', 'pass', { found: wayOf(route) }), trustStep(route.trust, at)]
  if (missing === null) return [nowhereStep(route.because)]
  const { trust, waiting, related } = missing
  const step = trust && trustStep(trust, at)
  return missingSteps({ trust: step, waiting: waiting?.metadata.name ?? null, related }, domainOf(about))
}
