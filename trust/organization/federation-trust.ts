import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { PartnerCredential } from '../credentials/partner-credential.ts'
import type { Fingerprint } from '../keys/fingerprint.ts'
import type { DomainProof } from './domain-proof.ts'
import type { FederationMetadata, PartnerTokenKey } from './federation-metadata.ts'
import type { Offer } from './offer.ts'
import type { OrganizationId } from './organization-id.ts'
import type { AskedEndpoints, Host } from './partner-hosts.ts'
import type { OurHalf, PartnerHalf } from './trust-halves.ts'

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

/** What needs a person while the trust still serves. */
export type AttentionCause = 'certificate-changed' | 'host-unconfirmed' | 'domain-missing' | 'metadata-stale'

export type TrustState =
  /** Kept and shown; nobody said yes. */
  | { readonly state: 'proposed'; readonly proposedAt: Instant }
  /** Our yes is given; domains it names still wait for their proof. */
  | ({ readonly state: 'proving'; readonly since: Instant } & AcceptedTrust)
  /** Our yes is given and our offer stands; the partner's yes is not there yet. */
  | ({ readonly state: 'offered'; readonly since: Instant } & AcceptedTrust)
  | ({ readonly state: 'active'; readonly activeSince: Instant } & AcceptedTrust)
  /** Serves, and needs a person. */
  | ({ readonly state: 'attention'; readonly since: Instant; readonly because: AttentionCause } & AcceptedTrust)
  | ({
      readonly state: 'suspended'
      readonly suspendedAt: Instant
      readonly reason: string
      /** By the partner: until it says otherwise; by us: until an administrator of ours does. */
      readonly by: 'us' | 'partner'
    } & AcceptedTrust)
  /** Either side's certificate, or the agreed end, has passed. */
  | ({
      readonly state: 'expired'
      readonly since: Instant
      readonly because: 'certificate' | 'end-date'
    } & AcceptedTrust)
  /** Final. */
  | { readonly state: 'revoked'; readonly revokedAt: Instant; readonly reason: string; readonly by: 'us' | 'partner' }

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
  /** Hosts outside its domains at which an administrator said that the partner may be asked. */
  readonly hosts: readonly Host[]
  /** Where the partner is asked: `metadata.endpoints`, but for what is on a host nobody confirmed (threats BF1). */
  readonly asked: AskedEndpoints
  /**
   * The certificate the partner was last seen under, where nothing vouches for it and no administrator compared it; null
   * while it is seen under the one that is pinned.
   */
  readonly strange: Fingerprint | null
  /** What the partner gives and asks, as our administrator registered it; null where nothing was. Its signed offer wins. */
  readonly offer: Offer | null
  /** What we tell the partner of this trust, signed whenever it is told. */
  readonly ours: OurHalf
  /** What the partner told us of it, verified; null where it told nothing since it was proposed. */
  readonly theirs: PartnerHalf | null
  /** The highest sequence of its statements that was seen, also by a trust that was revoked since; 0: none. */
  readonly heard: number
  readonly credential: PartnerCredential
  readonly is: TrustState
}

export interface TransitionRefused {
  readonly refused:
    | 'wrong-state'
    | 'own-organization'
    | 'fingerprint-differs'
    | 'certificate-changed' // neither pinned nor announced under the pinned one: somebody has to compare it
    | 'domain-twice'
    | 'host-unknown' // a host is to be confirmed that the metadata does not name
    | 'end-passed' // the end somebody names is not after now
    | 'other-organization'
    | 'sequence-lower'
    | 'sequence-not-raised' // something changed under the same number
    | 'key-changed' // one key id, two keys
    | 'too-many-keys'
  readonly from: TrustState['state'] | 'none'
}

export function isRefused(outcome: FederationTrust | TransitionRefused): outcome is TransitionRefused {
  return 'refused' in outcome
}

/** What our administrator said yes to; null where nobody did, or it is over for good. */
export function acceptedOf({ is }: Pick<FederationTrust, 'is'>): AcceptedTrust | null {
  if (is.state === 'proposed' || is.state === 'revoked') return null
  return { signer: is.signer, domains: is.domains, brokerFor: is.brokerFor }
}

/** Whether it serves as far as its state says: the certificate's time and the agreed end are asked by `trustUsable`. */
export function inForce({ is }: Pick<FederationTrust, 'is'>): boolean {
  return is.state === 'active' || is.state === 'attention'
}

/** The certificate the partner's documents have to be signed under. */
export function pinnedOf({ is, metadata }: Pick<FederationTrust, 'is' | 'metadata'>): Fingerprint {
  return is.state === 'proposed' || is.state === 'revoked' ? metadata.certificate.fingerprint : is.signer
}

/**
 * The certificates a statement of the partner may be signed under: the pinned one, and those the newest metadata announced
 * to follow it. In the minutes after the partner's switch we may not have read of it, and its word must not be lost.
 */
export function statementSigners(trust: FederationTrust): readonly [Fingerprint, ...Fingerprint[]] {
  return [pinnedOf(trust), ...(acceptedOf(trust) === null ? [] : trust.metadata.vouched)]
}

/** The first instant at which the trust is over by what either side said; null where neither named an end. */
export function endOf({ ours, theirs }: Pick<FederationTrust, 'ours' | 'theirs'>): Instant | null {
  const ends = [ours.validUntil, theirs?.validUntil ?? null].filter((end) => end !== null)
  return ends.length === 0 ? null : Math.min(...ends)
}

/** What the partner gives and asks: as it signed it, else as our administrator registered it. */
export function offerOf({ offer, theirs }: Pick<FederationTrust, 'offer' | 'theirs'>): Offer | null {
  return theirs?.offer ?? offer
}

/** Whether the partner may ask and be asked now. The one reader of a trust's state on every path (threats TH11). */
export function trustUsable(trust: FederationTrust, now: Instant): boolean {
  const { notBefore, notAfter } = trust.metadata.certificate
  const end = endOf(trust)
  return inForce(trust) && now >= notBefore && now <= notAfter && (end === null || now < end)
}
