import { createPublicKey } from 'node:crypto'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../clock.ts'
import type { Fingerprint } from '../keys/fingerprint.ts'
import type { CertificateRefusal, PartnerCertificate } from '../keys/partner-certificate.ts'
import type { TokenVerifyKey } from '../tokens/verify-token.ts'
import { METADATA_CLAIMS, PROTOCOL_NAME, PROTOCOL_VERSION } from './metadata-claims.ts'
import type { MetadataClaims, TokenKeyClaim } from './metadata-claims.ts'
import { publicPart, thumbprintOf } from './organization.ts'
import type { Organization } from './organization.ts'
import { readOrganizationId } from './organization-id.ts'
import type { OrganizationId } from './organization-id.ts'
import { digestOf, DOCUMENT_LIFETIME_SECONDS, isInTime, readSignedDocument, signDocument } from './signed-document.ts'
import type { DocumentRefusal } from './signed-document.ts'

export interface FederationEndpoints {
  /** The public URL that tokens for this organization name as `htu`, compared byte for byte. */
  readonly ews: string
  /** Where this document is. */
  readonly trust: string
  readonly token?: string | undefined
  readonly graph?: string | undefined
  /** Where partners post what they say of their trust with this organization. */
  readonly offers?: string | undefined
}

export interface PartnerTokenKey extends TokenVerifyKey {
  /** As the partner names it. */
  readonly kid: string
  /** RFC 7638, computed by us: says whether two keys are one. */
  readonly thumbprint: string
}

/** What a partner says of itself, verified. */
export interface FederationMetadata {
  readonly id: OrganizationId
  readonly name: string
  readonly contact: string | null
  readonly certificate: PartnerCertificate
  readonly issuedAt: Instant
  readonly expiresAt: Instant
  readonly sequence: number
  /** Milliseconds after which it should be fetched again. */
  readonly refreshAfter: number
  readonly tokenKeys: readonly PartnerTokenKey[]
  readonly endpoints: FederationEndpoints
  readonly software: { readonly name: string; readonly version: string }
  /** Digest of what a sequence number stands for: two documents of one number must agree in it. */
  readonly content: string
}

export type MetadataRefusal =
  | `METADATA_${DocumentRefusal}`
  | 'METADATA_CLAIMS'
  | 'METADATA_TIME'
  | 'METADATA_SEQUENCE' // lower than one already seen
  | 'METADATA_KEY' // a token key that is no point of its curve, or announced twice
  | 'METADATA_VERSION' // asks for a protocol we do not speak
  | CertificateRefusal

export type MetadataReading =
  | { readonly accepted: true; readonly metadata: FederationMetadata }
  | { readonly accepted: false; readonly because: MetadataRefusal }

export interface MetadataOrder {
  readonly endpoints: FederationEndpoints
  /** Grows by every change. */
  readonly sequence: number
  readonly clock: Clock
  readonly software: { readonly name: string; readonly version: string }
  readonly contact?: string
  /** Seconds; absent: 300. */
  readonly refresh?: number
}

export interface MetadataExpectation {
  readonly clock: Clock
  /** The certificate an administrator compared, where one did already. */
  readonly pinned?: Fingerprint
  /** The highest sequence number seen of this organization. */
  readonly seen?: number
}

const TYPE = 'federation-metadata+jwt'
const REFRESH_SECONDS = 300
const MAX_LENGTH = 64 * 1024

/** Metadata of one of our organizations, signed under its certificate (PS256), good for seven days. */
export function signMetadata(organization: Organization, order: MetadataOrder): string {
  const { certificate } = organization
  const now = Math.floor(order.clock.now() / 1000)
  const x5c = [certificate.raw.toString('base64')]
  const claims: MetadataClaims = {
    iss: organization.id,
    sub: organization.id,
    iat: now,
    exp: now + DOCUMENT_LIFETIME_SECONDS,
    sequence: order.sequence,
    refresh: order.refresh ?? REFRESH_SECONDS,
    name: organization.name,
    ...(order.contact === undefined ? {} : { contact: order.contact }),
    certificates: [
      { slot: 'current', x5c, notBefore: seconds(certificate.validFrom), notAfter: seconds(certificate.validTo) },
    ],
    tokenKeys: organization.tokenKeys.map((key) => ({
      kid: key.kid,
      jwk: publicPart(key.key).export({ format: 'jwk' }) as TokenKeyClaim['jwk'],
      use: 'sig',
      from: Math.floor(key.from / 1000),
      until: Math.floor(key.until / 1000),
    })),
    endpoints: order.endpoints,
    protocol: { name: PROTOCOL_NAME, version: PROTOCOL_VERSION, minimum: PROTOCOL_VERSION },
    software: order.software,
  }
  return signDocument(organization, TYPE, claims)
}

function seconds(date: string): number {
  return Math.floor(Date.parse(date) / 1000)
}

/**
 * Reads what an address or a file gave as somebody's metadata. It proves only that one key holder said all of it; that
 * the key is the partner's is proved by `pinned`, or by the administrator who compares the fingerprint.
 */
export function readMetadata(document: string, expected: MetadataExpectation): MetadataReading {
  const outcome = readDocument(document, expected)
  return typeof outcome === 'string' ? { accepted: false, because: outcome } : { accepted: true, metadata: outcome }
}

function readDocument(document: string, expected: MetadataExpectation): FederationMetadata | MetadataRefusal {
  const { pinned, seen } = expected
  const now = expected.clock.now()
  const read = readSignedDocument(document, { type: TYPE, longest: MAX_LENGTH, pinned, now })
  if (typeof read === 'string') return isOfCertificate(read) ? read : `METADATA_${read}`
  const claims = METADATA_CLAIMS.safeParse(read.claims)
  if (!claims.success) return 'METADATA_CLAIMS'
  const bad = claimsRefusal(claims.data, read.certificate, seen, now)
  return bad ?? toMetadata(claims.data, read.certificate)
}

function isOfCertificate(refusal: DocumentRefusal | CertificateRefusal): refusal is CertificateRefusal {
  return refusal.startsWith('CERTIFICATE_')
}

function claimsRefusal(
  claims: MetadataClaims,
  certificate: PartnerCertificate,
  seen: number | undefined,
  now: Instant,
): MetadataRefusal | undefined {
  if (claims.iss !== claims.sub) return 'METADATA_CLAIMS'
  const current = claims.certificates.filter((listed) => listed.slot === 'current')
  const same = current[0]?.x5c[0] === certificate.der.toString('base64')
  if (current.length !== 1 || !same) return 'METADATA_CLAIMS'
  if (claims.protocol.minimum > PROTOCOL_VERSION || claims.protocol.version < PROTOCOL_VERSION)
    return 'METADATA_VERSION'
  if (!isInTime(claims, now)) return 'METADATA_TIME'
  return seen !== undefined && claims.sequence < seen ? 'METADATA_SEQUENCE' : undefined
}

function toMetadata(claims: MetadataClaims, certificate: PartnerCertificate): FederationMetadata | MetadataRefusal {
  const id = readOrganizationId(claims.iss)
  if (id === undefined) return 'METADATA_CLAIMS'
  const tokenKeys = claims.tokenKeys.map(toTokenKey).filter((key) => key !== null)
  const distinct = new Set(tokenKeys.map((key) => key.kid)).size === claims.tokenKeys.length
  const different = new Set(tokenKeys.map((key) => key.thumbprint)).size === claims.tokenKeys.length
  if (!distinct || !different) return 'METADATA_KEY'
  const stable = [id, certificate.fingerprint, claims.tokenKeys, claims.endpoints, claims.protocol]
  return {
    id,
    name: claims.name,
    contact: claims.contact ?? null,
    certificate,
    issuedAt: claims.iat * 1000,
    expiresAt: claims.exp * 1000,
    sequence: claims.sequence,
    refreshAfter: claims.refresh * 1000,
    tokenKeys,
    endpoints: claims.endpoints,
    software: claims.software,
    content: digestOf(JSON.stringify(stable)),
  }
}

/** Null where it is no key: OpenSSL refuses coordinates off the curve. */
function toTokenKey(claim: TokenKeyClaim): PartnerTokenKey | null {
  if (claim.until <= claim.from) return null
  try {
    const key = createPublicKey({ key: claim.jwk, format: 'jwk' })
    const times = { from: claim.from * 1000, until: claim.until * 1000 }
    return { kid: claim.kid, thumbprint: thumbprintOf(key), key, algorithm: 'ES256', ...times }
  } catch {
    return null
  }
}
