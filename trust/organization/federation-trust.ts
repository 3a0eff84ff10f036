import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../clock.ts'
import type { Fingerprint } from '../keys/fingerprint.ts'
import { UNPROVEN } from './domain-proof.ts'
import type { DomainProof } from './domain-proof.ts'
import type { FederationMetadata, PartnerTokenKey } from './federation-metadata.ts'
import type { Offer } from './offer.ts'
import type { OrganizationId } from './organization-id.ts'

/** A domain the partner's people have, if `bindsDomain` says so of its proof. */
export interface TrustedDomain {
  readonly domain: Domain
  readonly proof: DomainProof
}

/** A domain for which our relationship names this partner as broker, and whose organization it may act for. */
export interface BrokeredDomain {
  readonly domain: Domain
  readonly organization: OrganizationId
}

/** What an administrator said yes to. */
export interface AcceptedTrust {
  /** The certificate compared over another channel. */
  readonly signer: Fingerprint
  readonly domains: readonly TrustedDomain[]
  readonly brokerFor: readonly BrokeredDomain[]
}

export type TrustState =
  | { readonly state: 'proposed'; readonly proposedAt: Instant }
  | ({ readonly state: 'active'; readonly activeSince: Instant } & AcceptedTrust)
  | ({ readonly state: 'suspended'; readonly suspendedAt: Instant; readonly reason: string } & AcceptedTrust)
  | { readonly state: 'revoked'; readonly revokedAt: Instant; readonly reason: string }

/** What one organization of ours (`local`) holds of one partner. */
export interface FederationTrust {
  readonly local: OrganizationId
  readonly partner: OrganizationId
  /** The newest taken. */
  readonly metadata: FederationMetadata
  /** Those of the metadata, and older ones until their own end. */
  readonly tokenKeys: readonly PartnerTokenKey[]
  /** Where its metadata is fetched. */
  readonly metadataUrl: string
  /** What the partner gives and asks, as the administrator registered it; null where it said nothing. */
  readonly offer: Offer | null
  readonly is: TrustState
}

export interface TransitionRefused {
  readonly refused:
    | 'wrong-state'
    | 'own-organization'
    | 'fingerprint-differs'
    | 'domain-twice'
    | 'other-organization'
    | 'sequence-lower'
    | 'sequence-not-raised' // something changed under the same number
    | 'key-changed' // one key id, two keys
    | 'too-many-keys'
  readonly from: TrustState['state'] | 'none'
}

const MAX_KEYS = 32

export function isRefused(outcome: FederationTrust | TransitionRefused): outcome is TransitionRefused {
  return 'refused' in outcome
}

/**
 * A trust nobody has said yes to: it is kept and shown, and lets nobody do anything.
 *
 * @param metadataUrl where the metadata was found; absent: where it says it is
 */
export function propose(
  local: OrganizationId,
  metadata: FederationMetadata,
  clock: Clock,
  metadataUrl: string = metadata.endpoints.trust,
): FederationTrust | TransitionRefused {
  if (metadata.id === local) return { refused: 'own-organization', from: 'none' }
  const is = { state: 'proposed', proposedAt: clock.now() } as const
  return { local, partner: metadata.id, metadata, tokenKeys: metadata.tokenKeys, metadataUrl, offer: null, is }
}

export interface AdministratorsYes {
  /** As the administrator got it from the partner's administrator, not as we show it. */
  readonly fingerprint: Fingerprint
  readonly domains: readonly Domain[]
  readonly brokerFor?: readonly BrokeredDomain[]
  readonly offer?: Offer | null
}

/** Only a proposed trust can be accepted, and only with the fingerprint compared (threats TH3): a revoked one never comes back. */
export function accept(
  trust: FederationTrust,
  yes: AdministratorsYes,
  clock: Clock,
): FederationTrust | TransitionRefused {
  const { state } = trust.is
  if (state !== 'proposed') return { refused: 'wrong-state', from: state }
  if (yes.fingerprint !== trust.metadata.certificate.fingerprint) return { refused: 'fingerprint-differs', from: state }
  const brokerFor = yes.brokerFor ?? []
  const twice = hasTwice(yes.domains) || hasTwice(brokerFor.map((brokered) => brokered.domain))
  if (twice) return { refused: 'domain-twice', from: state }
  const domains = yes.domains.map((domain) => ({ domain, proof: UNPROVEN }))
  const accepted = { signer: yes.fingerprint, domains, brokerFor }
  const offer = yes.offer ?? null
  return { ...trust, offer, is: { state: 'active', activeSince: clock.now(), ...accepted } }
}

function hasTwice(domains: readonly Domain[]): boolean {
  return new Set(domains).size !== domains.length
}

export function suspend(trust: FederationTrust, reason: string, clock: Clock): FederationTrust | TransitionRefused {
  if (trust.is.state !== 'active') return { refused: 'wrong-state', from: trust.is.state }
  return { ...trust, is: { state: 'suspended', suspendedAt: clock.now(), reason, ...acceptedOf(trust.is) } }
}

export function resume(trust: FederationTrust, clock: Clock): FederationTrust | TransitionRefused {
  if (trust.is.state !== 'suspended') return { refused: 'wrong-state', from: trust.is.state }
  return { ...trust, is: { state: 'active', activeSince: clock.now(), ...acceptedOf(trust.is) } }
}

function acceptedOf(is: AcceptedTrust): AcceptedTrust {
  return { signer: is.signer, domains: is.domains, brokerFor: is.brokerFor }
}

/** Final: the record stays as a tombstone, its partner proposes anew. */
export function revoke(trust: FederationTrust, reason: string, clock: Clock): FederationTrust | TransitionRefused {
  if (trust.is.state === 'revoked') return { refused: 'wrong-state', from: 'revoked' }
  return { ...trust, is: { state: 'revoked', revokedAt: clock.now(), reason } }
}

/** Takes newer metadata of the same organization under the same certificate; a new certificate needs a person. */
export function refresh(
  trust: FederationTrust,
  metadata: FederationMetadata,
  clock: Clock,
): FederationTrust | TransitionRefused {
  const from = trust.is.state
  if (from === 'revoked') return { refused: 'wrong-state', from }
  if (metadata.id !== trust.partner) return { refused: 'other-organization', from }
  const pinned = trust.is.state === 'proposed' ? trust.metadata.certificate.fingerprint : trust.is.signer
  if (metadata.certificate.fingerprint !== pinned) return { refused: 'fingerprint-differs', from }
  if (metadata.sequence < trust.metadata.sequence) return { refused: 'sequence-lower', from }
  if (metadata.sequence === trust.metadata.sequence && metadata.content !== trust.metadata.content) {
    return { refused: 'sequence-not-raised', from }
  }
  const tokenKeys = joinKeys(metadata.tokenKeys, trust.tokenKeys, clock.now())
  return typeof tokenKeys === 'string' ? { refused: tokenKeys, from } : { ...trust, metadata, tokenKeys }
}

function joinKeys(
  announced: readonly PartnerTokenKey[],
  held: readonly PartnerTokenKey[],
  now: Instant,
): readonly PartnerTokenKey[] | 'key-changed' | 'too-many-keys' {
  const byKid = new Map(announced.map((key) => [key.kid, key]))
  const changed = held.some((old) => (byKid.get(old.kid) ?? old).thumbprint !== old.thumbprint)
  if (changed) return 'key-changed'
  const kept = held.filter((old) => !byKid.has(old.kid) && old.until > now)
  return announced.length + kept.length > MAX_KEYS ? 'too-many-keys' : [...announced, ...kept]
}

/** Whether the partner may ask and be asked now. The one reader of a trust's state (threats TH11). */
export function trustUsable(trust: FederationTrust, now: Instant): boolean {
  const { notBefore, notAfter } = trust.metadata.certificate
  return trust.is.state === 'active' && now >= notBefore && now <= notAfter
}
