import type { Instant } from '../../protocols/availability/time-window.ts'
import { acceptedOf, endOf } from './federation-trust.ts'
import type { AcceptedTrust, AttentionCause, FederationTrust, TrustState } from './federation-trust.ts'
import { unconfirmedHosts } from './partner-hosts.ts'
import type { ExpectedDomain, Standing } from './trust-halves.ts'

const BY_PARTNER = 'The partner suspended it.'

/** The name of the instant at which a state began. */
const BEGAN = {
  proposed: 'proposedAt',
  proving: 'since',
  offered: 'since',
  active: 'activeSince',
  attention: 'since',
  suspended: 'suspendedAt',
  expired: 'since',
  revoked: 'revokedAt',
} as const

/**
 * The state that follows, once our administrator has said yes, from what holds: the agreed end, what the partner tells,
 * proofs that are awaited. It keeps an expiry by certificate, which `atTime` alone begins and ends.
 */
export function stateOf(trust: FederationTrust, accepted: AcceptedTrust, now: Instant): TrustState {
  return goingOn(trust.is, followingState(trust, accepted, now))
}

function followingState(trust: FederationTrust, accepted: AcceptedTrust, now: Instant): TrustState {
  const { is, theirs } = trust
  const end = endOf(trust)
  const ended = end !== null && now >= end
  const expired = { state: 'expired', since: now, because: 'end-date', ...accepted } as const
  const served = hasServed(is)
  if (is.state === 'expired' && is.because === 'certificate') return { ...is, ...accepted }
  if (served && ended) return expired
  if (served && theirs?.standing === 'suspended')
    return { state: 'suspended', suspendedAt: now, reason: BY_PARTNER, by: 'partner', ...accepted }
  if (!served && accepted.domains.some(({ proof }) => proof.state === 'pending'))
    return { state: 'proving', since: now, ...accepted }
  if (!saidYes(trust)) return { state: 'offered', since: now, ...accepted }
  if (ended) return expired
  return servingState(trust, accepted, now)
}

/**
 * How a trust serves that does: `attention` while a person is needed. A host or a certificate that needs one is seen in the
 * trust itself, so that it is found again after whatever hid it; the first cause stands until it is settled.
 */
export function servingState(trust: FederationTrust, accepted: AcceptedTrust, now: Instant): TrustState {
  const { is } = trust
  if (is.state === 'attention' && is.because !== 'host-unconfirmed') return { ...is, ...accepted }
  const [because] = seenNeeds(trust, accepted)
  if (because !== undefined) return { state: 'attention', since: now, because, ...accepted }
  return { state: 'active', activeSince: now, ...accepted }
}

function seenNeeds(trust: FederationTrust, { domains }: AcceptedTrust): AttentionCause[] {
  const strange = trust.strange !== null
  const moved = unconfirmedHosts(trust, domains).length > 0
  return [...(strange ? (['certificate-changed'] as const) : []), ...(moved ? (['host-unconfirmed'] as const) : [])]
}

/** What of a trust needs a person, also where it does not serve and so is not in `attention`. */
export function needsOf(trust: FederationTrust): readonly AttentionCause[] {
  const accepted = acceptedOf(trust)
  if (accepted === null) return []
  const { is } = trust
  return [...new Set([...(is.state === 'attention' ? [is.because] : []), ...seenNeeds(trust, accepted)])]
}

/** The same state goes on since it began. */
export function goingOn(before: TrustState, next: TrustState): TrustState {
  const same = before.state === next.state && !(before.state === 'suspended' && before.by === 'us')
  const began = BEGAN[next.state]
  return same ? { ...next, [began]: (before as unknown as Record<string, Instant>)[began] } : next
}

/** A trust that served does not fall back to waiting for a domain that was added, nor for a partner's first word. */
export function hasServed({ state }: TrustState): boolean {
  return state === 'active' || state === 'attention' || state === 'suspended' || state === 'expired'
}

/** A partner without an address for statements is taken at our yes alone, as one that served before it had one. */
function saidYes({ is, theirs, metadata }: FederationTrust): boolean {
  if (theirs === null) return metadata.endpoints.offers === undefined || hasServed(is)
  return theirs.standing === 'offered' || theirs.standing === 'active'
}

/** How we stand to a trust. Suspended by the partner we are ready ourselves: else each would wait for the other. */
export function standingOf({ is }: Pick<FederationTrust, 'is'>): Standing {
  switch (is.state) {
    case 'attention':
      return 'active'
    case 'expired':
      return 'suspended'
    case 'suspended':
      return is.by === 'us' ? 'suspended' : 'active'
    default:
      return is.state
  }
}

/** What a statement of ours says beside times and number: the number grows exactly when this changes. */
export interface Told {
  readonly standing: Standing
  readonly offer: FederationTrust['ours']['offer']
  readonly scopeDescription: string | null
  readonly validUntil: Instant | null
  readonly accepts: number | null
  readonly seenMetadata: number
  readonly domains: readonly ExpectedDomain[]
}

export function toldOf(trust: FederationTrust): Told {
  const { sequence: _, ...decided } = trust.ours
  const { is } = trust
  const domains = is.state === 'proposed' || is.state === 'revoked' ? [] : is.domains
  return {
    ...decided,
    standing: standingOf(trust),
    seenMetadata: trust.metadata.sequence,
    domains: domains.map(({ domain, proof }) => ({
      domain,
      proof: proof.state,
      challenge: proof.state === 'unproven' ? null : proof.challenge,
    })),
  }
}

/**
 * `after` with a new number for our statement where it says something else than `before`. The number is the second of
 * the change, or one more than the last: it grows even over a restored backup.
 */
export function restated(after: FederationTrust, before: FederationTrust | undefined, now: Instant): FederationTrust {
  const last = before?.ours.sequence ?? 0
  if (after.ours.sequence > last) return after
  const same = before !== undefined && last > 0 && JSON.stringify(toldOf(after)) === JSON.stringify(toldOf(before))
  const sequence = same ? last : Math.max(last + 1, Math.floor(now / 1000))
  return sequence === after.ours.sequence ? after : { ...after, ours: { ...after.ours, sequence } }
}
