import { createPublicKey } from 'node:crypto'
import type { X509Certificate } from 'node:crypto'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../clock.ts'
import { fingerprintOf } from '../keys/fingerprint.ts'
import type { Fingerprint } from '../keys/fingerprint.ts'
import { readComingCertificate } from '../keys/partner-certificate.ts'
import type { CertificateRefusal, PartnerCertificate } from '../keys/partner-certificate.ts'
import type { TokenVerifyKey } from '../tokens/verify-token.ts'
import { METADATA_CLAIMS, PROTOCOL_MINIMUM, PROTOCOL_NAME, PROTOCOL_VERSION } from './metadata-claims.ts'
import type { MetadataClaims, TokenKeyClaim } from './metadata-claims.ts'
import { publicPart, thumbprintOf } from './organization.ts'
import type { Organization } from './organization.ts'
import { readOrganizationId } from './organization-id.ts'
import type { OrganizationId } from './organization-id.ts'
import { digestOf, DOCUMENT_LIFETIME_SECONDS, isInTime, readSignedDocument, signDocument } from './signed-document.ts'
import type { DocumentRefusal } from './signed-document.ts'
import { protocolRemedy, softwareRemedy } from './version-demand.ts'
import type { MinimumSoftware } from './version-demand.ts'

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
  /** The current one, which signed all this. */
  readonly certificate: PartnerCertificate
  /** Those it announces as the next to sign. */
  readonly vouched: readonly Fingerprint[]
  readonly issuedAt: Instant
  readonly expiresAt: Instant
  readonly sequence: number
  /** Milliseconds after which it should be fetched again. */
  readonly refreshAfter: number
  readonly tokenKeys: readonly PartnerTokenKey[]
  readonly endpoints: FederationEndpoints
  readonly software: { readonly name: string; readonly version: string }
  /** Where it is the document of an Exchange organization: the name under which that signs tokens. */
  readonly exchange?: { readonly service: string; readonly realm: string } | undefined
  /** An availability address space: typed by our administrator, never fetched, signed by nobody. */
  readonly addressSpace?: boolean | undefined
  /** Digest of what a sequence number stands for: two documents of one number must agree in it. */
  readonly content: string
}

export type MetadataRefusal =
  | `METADATA_${DocumentRefusal}`
  | 'METADATA_CLAIMS'
  | 'METADATA_TIME'
  | 'METADATA_SEQUENCE' // lower than one already seen
  | 'METADATA_KEY' // a token key that is no point of its curve, or announced twice
  | 'METADATA_REALM' // an Exchange organization without a realm of its own
  | 'METADATA_VERSION' // no version of the protocol in common
  | 'METADATA_SOFTWARE' // an older program than the configuration allows
  | CertificateRefusal

export type MetadataReading =
  | { readonly accepted: true; readonly metadata: FederationMetadata }
  | {
      readonly accepted: false
      readonly because: MetadataRefusal
      /** What to upgrade, and on which side; null where that would not help. */
      readonly remedy: string | null
    }

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
  /** The certificate the trust has, where the document may be under another one: of several listed, that one is meant. */
  readonly known?: Fingerprint
  /** The highest sequence number seen of this organization. */
  readonly seen?: number
  readonly minimumSoftware?: MinimumSoftware
}

const TYPE = 'federation-metadata+jwt'
const REFRESH_SECONDS = 300
const MAX_LENGTH = 64 * 1024

/** Metadata of one of our organizations, signed under its current certificate, good for seven days. */
export function signMetadata(organization: Organization, order: MetadataOrder): string {
  const now = Math.floor(order.clock.now() / 1000)
  const claims: MetadataClaims = {
    iss: organization.id,
    sub: organization.id,
    iat: now,
    exp: now + DOCUMENT_LIFETIME_SECONDS,
    sequence: order.sequence,
    refresh: order.refresh ?? REFRESH_SECONDS,
    name: organization.name,
    ...(order.contact === undefined ? {} : { contact: order.contact }),
    certificates: certificateClaims(organization),
    tokenKeys: organization.tokenKeys.map((key) => ({
      kid: key.kid,
      jwk: publicPart(key.key).export({ format: 'jwk' }) as TokenKeyClaim['jwk'],
      use: 'sig',
      from: Math.floor(key.from / 1000),
      until: Math.floor(key.until / 1000),
    })),
    endpoints: order.endpoints,
    protocol: { name: PROTOCOL_NAME, version: PROTOCOL_VERSION, minimum: PROTOCOL_MINIMUM },
    software: order.software,
  }
  return signDocument(organization, TYPE, claims)
}

/** The three slots, as Exchange has them: a reader that knows `next` before it signs takes it over by itself. */
function certificateClaims({ certificate, next, previous }: Organization): MetadataClaims['certificates'] {
  const claim = (slot: 'current' | 'next' | 'previous', shown: X509Certificate) => ({
    slot,
    x5c: [shown.raw.toString('base64')],
    notBefore: seconds(shown.validFrom),
    notAfter: seconds(shown.validTo),
  })
  return [
    claim('current', certificate),
    ...(next === null ? [] : [claim('next', next.certificate)]),
    ...(previous === null ? [] : [claim('previous', previous.certificate)]),
  ]
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
  if (typeof outcome === 'string') return { accepted: false, because: outcome, remedy: null }
  return 'remedy' in outcome ? { accepted: false, ...outcome } : { accepted: true, metadata: outcome }
}

interface Outdated {
  readonly because: 'METADATA_VERSION' | 'METADATA_SOFTWARE'
  readonly remedy: string
}

function readDocument(
  document: string,
  expected: MetadataExpectation,
): FederationMetadata | MetadataRefusal | Outdated {
  const { pinned, seen } = expected
  const now = expected.clock.now()
  const read = readSignedDocument(document, { type: TYPE, longest: MAX_LENGTH, pinned, now })
  if (typeof read === 'string') return isOfCertificate(read) ? read : `METADATA_${read}`
  const claims = METADATA_CLAIMS.safeParse(read.claims)
  if (!claims.success) return 'METADATA_CLAIMS'
  const bad = claimsRefusal(claims.data, read.certificate, seen, now)
  return bad ?? outdated(claims.data, expected.minimumSoftware ?? {}) ?? toMetadata(claims.data, read.certificate)
}

function outdated({ protocol, software }: MetadataClaims, minimum: MinimumSoftware): Outdated | undefined {
  const older = protocolRemedy(protocol)
  if (older !== null) return { because: 'METADATA_VERSION', remedy: older }
  const old = softwareRemedy(software, minimum)
  return old === null ? undefined : { because: 'METADATA_SOFTWARE', remedy: old }
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
  const others = claims.certificates.filter(({ slot }) => slot !== 'current')
  // Without the slots nobody filled, so that what was kept before there were any still compares.
  const slots = others.length === 0 ? [] : [others]
  const stable = [id, certificate.fingerprint, claims.tokenKeys, claims.endpoints, claims.protocol, ...slots]
  return {
    id,
    name: claims.name,
    contact: claims.contact ?? null,
    certificate,
    vouched: vouchedBy(claims),
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

/** A `next` that could not be taken when its time comes is not vouched for; the rest is as good without it. */
function vouchedBy({ certificates }: MetadataClaims): Fingerprint[] {
  const next = certificates.filter(({ slot }) => slot === 'next').map(({ x5c }) => Buffer.from(x5c[0] ?? '', 'base64'))
  return next.filter((der) => typeof readComingCertificate(der) !== 'string').map(fingerprintOf)
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
