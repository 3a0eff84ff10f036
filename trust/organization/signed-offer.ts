import { parseDomain } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../clock.ts'
import type { Fingerprint } from '../keys/fingerprint.ts'
import type { CertificateRefusal } from '../keys/partner-certificate.ts'
import { readCompactJws } from '../tokens/compact-jws.ts'
import { readStrictJson } from '../tokens/strict-json.ts'
import type { FederationTrust } from './federation-trust.ts'
import { OFFER_CLAIMS } from './offer-claims.ts'
import type { OfferClaims } from './offer-claims.ts'
import type { Organization } from './organization.ts'
import { readOrganizationId } from './organization-id.ts'
import type { OrganizationId } from './organization-id.ts'
import { toldOf } from './settle-trust.ts'
import { digestOf, DOCUMENT_LIFETIME_SECONDS, isInTime, readSignedDocument, signDocument } from './signed-document.ts'
import type { DocumentRefusal } from './signed-document.ts'
import type { ExpectedDomain, PartnerHalf } from './trust-halves.ts'

/** No signed offer has more characters. */
export const LONGEST_OFFER = 16 * 1024

const TYPE = 'federation-offer+jwt'
/** Of domains in JSON: with the certificate in its header and base64 around it, the whole stays under its limit. */
const DOMAINS_LENGTH = 6_000
/** Those first that the partner has to do something about. */
const URGENCY: readonly ExpectedDomain['proof'][] = ['pending', 'lost', 'missing', 'proven', 'unproven']

export type OfferRefusal =
  | `OFFER_${DocumentRefusal}`
  | 'OFFER_CLAIMS'
  | 'OFFER_PARTY' // from somebody else than the partner, or for somebody else than us
  | 'OFFER_TIME'
  | CertificateRefusal

export type OfferReading =
  { readonly accepted: true; readonly half: PartnerHalf } | { readonly accepted: false; readonly because: OfferRefusal }

export interface OfferExpectation {
  readonly clock: Clock
  readonly pinned: Fingerprint
  readonly issuer: OrganizationId
  readonly audience: OrganizationId
}

/** What we say of this trust to its partner, signed under our certificate, good for seven days. */
export function signOffer(organization: Organization, trust: FederationTrust, clock: Clock): string {
  const iat = Math.floor(clock.now() / 1000)
  const told = toldOf(trust)
  const { standing, offer, scopeDescription, validUntil, accepts, seenMetadata } = told
  const claims: OfferClaims = {
    ...{ iss: organization.id, aud: trust.partner, iat, exp: iat + DOCUMENT_LIFETIME_SECONDS },
    ...{ sequence: trust.ours.sequence, standing, ...offer },
    ...(scopeDescription !== null && { scopeDescription }),
    ...(validUntil !== null && { validUntil: Math.floor(validUntil / 1000) }),
    ...{ accepts, seen: { metadata: seenMetadata }, domains: fitting(told.domains) },
  }
  return signDocument(organization, TYPE, claims)
}

function fitting(domains: readonly ExpectedDomain[]): ExpectedDomain[] {
  const urgent = [...domains].sort((a, b) => URGENCY.indexOf(a.proof) - URGENCY.indexOf(b.proof))
  let length = 0
  return urgent.filter((domain) => (length += JSON.stringify(domain).length + 1) <= DOMAINS_LENGTH)
}

/** Who says it and to whom, not believed: only to find the trust whose certificate must have signed it. */
export function partiesOf(
  document: string,
): { readonly issuer: OrganizationId; readonly audience: OrganizationId } | null {
  if (document.length > LONGEST_OFFER) return null
  const jws = readCompactJws(document)
  const payload = jws && jws.header['typ'] === TYPE ? readStrictJson(jws.payload) : null
  const issuer = readOrganizationId(payload?.['iss'])
  const audience = readOrganizationId(payload?.['aud'])
  return issuer === undefined || audience === undefined ? null : { issuer, audience }
}

/** Reads what a partner says of its trust with us, with the same strictness as its metadata. */
export function readOffer(document: string, expected: OfferExpectation): OfferReading {
  const outcome = readHalf(document, expected)
  return typeof outcome === 'string' ? { accepted: false, because: outcome } : { accepted: true, half: outcome }
}

function readHalf(document: string, { clock, pinned, issuer, audience }: OfferExpectation): PartnerHalf | OfferRefusal {
  const now = clock.now()
  const read = readSignedDocument(document, { type: TYPE, longest: LONGEST_OFFER, pinned, now })
  if (typeof read === 'string') return isOfCertificate(read) ? read : `OFFER_${read}`
  const claims = OFFER_CLAIMS.safeParse(read.claims)
  if (!claims.success) return 'OFFER_CLAIMS'
  if (claims.data.iss !== issuer || claims.data.aud !== audience) return 'OFFER_PARTY'
  if (!isInTime(claims.data, now)) return 'OFFER_TIME'
  return toHalf(claims.data, now) ?? 'OFFER_CLAIMS'
}

function isOfCertificate(refusal: DocumentRefusal | CertificateRefusal): refusal is CertificateRefusal {
  return refusal.startsWith('CERTIFICATE_')
}

function toHalf(claims: OfferClaims, takenAt: Instant): PartnerHalf | null {
  const { iat, exp: _, sequence, standing, gives, asks, scopeDescription, validUntil, accepts, seen } = claims
  const domains = domainsOf(claims)
  if (domains === null) return null
  const { iat: _iat, exp: _exp, ...stable } = claims
  return {
    ...{ sequence, issuedAt: iat * 1000, takenAt, standing },
    offer: gives === undefined || asks === undefined ? null : { gives, asks },
    scopeDescription: scopeDescription ?? null,
    validUntil: validUntil === undefined ? null : validUntil * 1000,
    ...{ accepts, seenMetadata: seen.metadata, domains },
    content: digestOf(JSON.stringify(stable)),
  }
}

/** Null where one is no domain, or named twice. */
function domainsOf({ domains }: OfferClaims): ExpectedDomain[] | null {
  try {
    const read = domains.map(({ domain, ...rest }) => ({ domain: parseDomain(domain), ...rest }))
    return new Set(read.map(({ domain }) => domain)).size === read.length ? read : null
  } catch {
    return null
  }
}
