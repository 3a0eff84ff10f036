import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../clock.ts'
import type { Fingerprint } from '../keys/fingerprint.ts'
import { exchangeCredential, SINGLE_USE } from '../credentials/partner-credential.ts'
import type { DomainProof } from './domain-proof.ts'
import type { FederationMetadata } from './federation-metadata.ts'
import { acceptedOf, endOf, inForce, isRefused } from './federation-trust.ts'
import type {
  AcceptedTrust,
  AttentionCause,
  BrokeredDomain,
  FederationTrust,
  TransitionRefused,
  TrustedDomain,
} from './federation-trust.ts'
import type { Offer } from './offer.ts'
import type { OrganizationId } from './organization-id.ts'
import { askedEndpoints, namedHosts, unconfirmedHosts } from './partner-hosts.ts'
import type { Host } from './partner-hosts.ts'
import { restated, stateOf } from './settle-trust.ts'
import { NOTHING_TOLD } from './trust-halves.ts'

/**
 * A trust nobody has said yes to: it is kept and shown, and lets nobody do anything.
 *
 * @param metadataUrl where the metadata was found; absent: where it says it is
 * @param tombstone the revoked trust, or the older proposal, that it takes the place of: numbers go on from there
 */
export function propose(
  local: OrganizationId,
  metadata: FederationMetadata,
  clock: Clock,
  metadataUrl: string = metadata.endpoints.trust,
  tombstone?: FederationTrust,
): FederationTrust | TransitionRefused {
  if (metadata.id === local) return { refused: 'own-organization', from: 'none' }
  if (tombstone !== undefined && acceptedOf(tombstone) !== null)
    return { refused: 'wrong-state', from: tombstone.is.state }
  const heard = tombstone?.heard ?? 0
  const is = { state: 'proposed', proposedAt: clock.now() } as const
  const ids = { local, partner: metadata.id }
  const trust = {
    ...ids,
    metadata,
    tokenKeys: metadata.tokenKeys,
    metadataUrl,
    ...{ hosts: [], asked: {}, strange: null },
    offer: null,
    theirs: null,
    heard,
    is,
    credential: SINGLE_USE,
  }
  return restated({ ...trust, ours: NOTHING_TOLD }, tombstone, clock.now())
}

export interface AdministratorsYes {
  /** As the administrator got it from the partner's administrator, not as we show it. */
  readonly fingerprint: Fingerprint
  /** Absent: those of the yes before; none in a first yes. */
  readonly domains?: readonly Domain[]
  /**
   * Hosts of the metadata outside the partner's domains at which it may be asked from now on. A first yes is to all that
   * were proposed; a later one to those it names, so that nobody confirms by the way what came meanwhile.
   */
  readonly hosts?: readonly Host[]
  /** With what a domain begins that has no proof yet: unproven where that is allowed, else a challenge. */
  readonly prove: (domain: Domain) => DomainProof
  /** Whether a domain bound by an administrator's word before stays so; else it begins to be proven. Absent: no. */
  readonly wordStands?: boolean
  readonly brokerFor?: readonly BrokeredDomain[]
  /** What the partner gives and asks, where it cannot say so itself. */
  readonly offer?: Offer | null
  /** What we give and ask. Absent: as before; null: our policy decides. */
  readonly ourOffer?: Offer | null
  readonly scopeDescription?: string | null
  /** The first instant at which the trust is over. Absent: as before; null: no end. */
  readonly validUntil?: Instant | null
}

/** Suspended by ourselves it is resumed first, so that nobody ends a suspension without a word about it. */
function maySayYes({ is }: FederationTrust): boolean {
  return is.state !== 'revoked' && !(is.state === 'suspended' && is.by === 'us')
}

/**
 * The administrator's yes, the first or another with other terms; only with the fingerprint compared (threats TH3). What
 * follows depends on proofs and on the partner: it is active only when that said yes too. A revoked trust never comes back.
 */
export function accept(
  trust: FederationTrust,
  yes: AdministratorsYes,
  clock: Clock,
): FederationTrust | TransitionRefused {
  const { state } = trust.is
  const before = acceptedOf(trust)
  if (!maySayYes(trust)) return { refused: 'wrong-state', from: state }
  if (yes.fingerprint !== trust.metadata.certificate.fingerprint) return { refused: 'fingerprint-differs', from: state }
  const brokerFor = yes.brokerFor ?? before?.brokerFor ?? []
  const twice = hasTwice(yes.domains ?? []) || hasTwice(brokerFor.map((brokered) => brokered.domain))
  if (twice) return { refused: 'domain-twice', from: state }
  if (brokerFor.some(({ organization }) => organization === trust.local))
    return { refused: 'own-organization', from: state }
  const named = namedHosts(trust.metadata)
  if (yes.hosts?.some((host) => !named.has(host))) return { refused: 'host-unknown', from: state }
  const now = clock.now()
  if (yes.validUntil !== undefined && yes.validUntil !== null && yes.validUntil <= now)
    return { refused: 'end-passed', from: state }
  const accepted = { signer: yes.fingerprint, domains: namedDomains(yes, before, now), brokerFor }
  const agreed = withHosts(withTerms(trust, yes), accepted, before === null ? null : (yes.hosts ?? []))
  return settle(trust, withCredential(agreed, accepted), confirmed(trust, accepted), now)
}

/** @param named null: all that the metadata names */
function withHosts(trust: FederationTrust, { domains }: AcceptedTrust, named: readonly Host[] | null): FederationTrust {
  const outside = unconfirmedHosts(trust, domains)
  const confirmed = outside.filter((host) => named === null || named.includes(host))
  return { ...trust, hosts: [...trust.hosts, ...confirmed], strange: null }
}

/** An Exchange organization begins with the tokens it has; what somebody said otherwise since stays. */
function withCredential(trust: FederationTrust, { domains }: AcceptedTrust): FederationTrust {
  if (trust.metadata.exchange === undefined || trust.credential.kind !== 'single-use') return trust
  return { ...trust, credential: exchangeCredential(domains.map(({ domain }) => domain)) }
}

function hasTwice(domains: readonly Domain[]): boolean {
  return new Set(domains).size !== domains.length
}

function namedDomains(yes: AdministratorsYes, before: AcceptedTrust | null, now: Instant): readonly TrustedDomain[] {
  const known = new Map(before?.domains.map(({ domain, proof }) => [domain, proof]))
  if (yes.domains === undefined) return before?.domains ?? []
  return yes.domains.map((domain) => ({ domain, proof: proofOf(known.get(domain), yes, domain, now) }))
}

/**
 * What was shown stays shown, and a word that stands is not taken back because a domain is named again; a challenge stays
 * while it is not over, so that a record already published counts.
 */
function proofOf(known: DomainProof | undefined, yes: AdministratorsYes, domain: Domain, now: Instant): DomainProof {
  if (known?.state === 'proven' || known?.state === 'missing') return known
  if (known?.state === 'unproven' && yes.wordStands === true) return known
  const fresh = yes.prove(domain)
  const waits = known?.state === 'pending' && known.until > now && fresh.state === 'pending'
  return waits ? known : fresh
}

function withTerms(trust: FederationTrust, yes: AdministratorsYes): FederationTrust {
  const { ours, theirs } = trust
  return {
    ...trust,
    offer: yes.offer === undefined ? trust.offer : yes.offer,
    ours: {
      ...ours,
      offer: yes.ourOffer === undefined ? ours.offer : yes.ourOffer,
      scopeDescription: yes.scopeDescription === undefined ? ours.scopeDescription : yes.scopeDescription,
      validUntil: yes.validUntil === undefined ? ours.validUntil : yes.validUntil,
      accepts: theirs?.sequence ?? ours.accepts,
    },
  }
}

/** A person has looked: what a changed certificate asked for, and what an expired one ended, is settled by the yes. */
function confirmed(trust: FederationTrust, accepted: AcceptedTrust): AcceptedTrust & { readonly looked: boolean } {
  const { is } = trust
  const looked =
    (is.state === 'attention' && is.because === 'certificate-changed') ||
    (is.state === 'expired' && is.because === 'certificate')
  return { ...accepted, looked }
}

function settle(
  before: FederationTrust,
  after: FederationTrust,
  { looked, ...accepted }: AcceptedTrust & { readonly looked?: boolean },
  now: Instant,
): FederationTrust {
  const from = looked === true ? { ...after, is: { state: 'active', activeSince: now, ...accepted } as const } : after
  const asked = askedEndpoints(after, accepted.domains)
  return restated({ ...from, asked, is: stateOf(from, accepted, now) }, before, now)
}

/** Stops a trust that serves, or that only the partner stopped, until `resume`. */
export function suspend(trust: FederationTrust, reason: string, clock: Clock): FederationTrust | TransitionRefused {
  const { is } = trust
  const accepted = acceptedOf(trust)
  const may = inForce(trust) || (is.state === 'suspended' && is.by === 'partner')
  if (!may || accepted === null) return { refused: 'wrong-state', from: is.state }
  const now = clock.now()
  return restated({ ...trust, is: { state: 'suspended', suspendedAt: now, reason, by: 'us', ...accepted } }, trust, now)
}

/** Ends a suspension of ours; one of the partner's goes on until the partner ends it. */
export function resume(trust: FederationTrust, clock: Clock): FederationTrust | TransitionRefused {
  const accepted = acceptedOf(trust)
  if (trust.is.state !== 'suspended' || trust.is.by !== 'us' || accepted === null)
    return { refused: 'wrong-state', from: trust.is.state }
  return settle(trust, trust, accepted, clock.now())
}

/** Final: the record stays as a tombstone, its partner proposes anew. */
export function revoke(trust: FederationTrust, reason: string, clock: Clock): FederationTrust | TransitionRefused {
  if (trust.is.state === 'revoked') return { refused: 'wrong-state', from: 'revoked' }
  const now = clock.now()
  return restated({ ...trust, is: { state: 'revoked', revokedAt: now, reason, by: 'us' } }, trust, now)
}

/** Says that a trust in force needs a person; the first cause stands until it is cleared. */
export function raiseAttention(
  trust: FederationTrust,
  because: AttentionCause,
  clock: Clock,
): FederationTrust | TransitionRefused {
  const accepted = acceptedOf(trust)
  if (trust.is.state !== 'active' || accepted === null) return { refused: 'wrong-state', from: trust.is.state }
  const now = clock.now()
  return restated({ ...trust, is: { state: 'attention', since: now, because, ...accepted } }, trust, now)
}

/** The cause is gone by itself: a record is there again, metadata was read. */
export function clearAttention(
  trust: FederationTrust,
  because: AttentionCause,
  clock: Clock,
): FederationTrust | TransitionRefused {
  const { is } = trust
  const accepted = acceptedOf(trust)
  if (is.state !== 'attention' || is.because !== because || accepted === null)
    return { refused: 'wrong-state', from: is.state }
  const now = clock.now()
  const active = { ...trust, is: { state: 'active', activeSince: now, ...accepted } as const }
  return settle(trust, active, accepted, now)
}

/**
 * What the age of the partner's metadata asks for: a person, once the newest that could be read is over; that is settled
 * by itself when newer was read.
 *
 * @returns the same object where nothing changes
 */
export function atMetadataAge(trust: FederationTrust, clock: Clock): FederationTrust {
  const over = clock.now() >= trust.metadata.expiresAt
  const outcome = over ? raiseAttention(trust, 'metadata-stale', clock) : clearAttention(trust, 'metadata-stale', clock)
  return isRefused(outcome) ? trust : outcome
}

/** Takes what was found out about the domains, by whom it was checked; a proof that was awaited may make the trust active. */
export function withDomains(
  trust: FederationTrust,
  domains: readonly TrustedDomain[],
  clock: Clock,
): FederationTrust | TransitionRefused {
  const accepted = acceptedOf(trust)
  if (accepted === null) return { refused: 'wrong-state', from: trust.is.state }
  const { is } = trust
  const now = clock.now()
  if (is.state === 'suspended' && is.by === 'us') return restated({ ...trust, is: { ...is, domains } }, trust, now)
  return settle(trust, trust, { ...accepted, domains }, now)
}

/**
 * What time alone changes: the agreed end, and the end of either certificate, also back when a certificate was replaced.
 *
 * @param ownUntil the last instant of our own certificate
 * @returns the same object where nothing changes
 */
export function atTime(trust: FederationTrust, ownUntil: Instant, clock: Clock): FederationTrust {
  const accepted = acceptedOf(trust)
  const { is, metadata } = trust
  const now = clock.now()
  if (accepted === null || (is.state === 'suspended' && is.by === 'us')) return trust
  // Before it served there is nothing to expire: it is not usable, and waits on.
  if (is.state === 'proving' || is.state === 'offered') return trust
  const over = now > metadata.certificate.notAfter || now > ownUntil
  if (over && is.state === 'expired' && is.because === 'certificate') return trust
  if (over) {
    const expired = { state: 'expired', since: now, because: 'certificate', ...accepted } as const
    return restated({ ...trust, is: expired }, trust, now)
  }
  const expired = is.state === 'expired' && is.because === 'certificate'
  const end = endOf(trust)
  if (!expired && (end === null || now < end || is.state === 'expired')) return trust
  return settle(trust, trust, { ...accepted, looked: expired }, now)
}
