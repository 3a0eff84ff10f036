import { createHash, createPublicKey, generateKeyPair } from 'node:crypto'
import type { KeyObject, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../clock.ts'
import { makeFederationCertificate } from '../keys/certificate.ts'
import type { KeyedCertificate } from '../keys/certificate.ts'
import type { Fingerprint } from '../keys/fingerprint.ts'
import type { TokenSigner } from '../tokens/issue-token.ts'
import { LIFETIME_SECONDS, SKEW_SECONDS } from '../tokens/token-claims.ts'
import type { OrganizationId } from './organization-id.ts'

/** One P-256 key that signs requests. */
export interface TokenKey {
  /** Thumbprint of the public key (RFC 7638). */
  readonly kid: string
  /** Private. */
  readonly key: KeyObject
  readonly from: Instant
  /** Partners accept its tokens before this instant. */
  readonly until: Instant
}

/** A certificate that partners are told of before it signs anything. */
export interface NextCertificate extends KeyedCertificate {
  /** The sequence number of the first metadata that named it. */
  readonly announced: number
}

/** The certificate that signed before the last switch; its private key is gone. */
export interface PreviousCertificate {
  readonly certificate: X509Certificate
  /** Every document it signed is over by then. */
  readonly until: Instant
}

/** An organization of our own: its identity and all its private keys. */
export interface Organization {
  readonly id: OrganizationId
  readonly name: string
  /** The current one. */
  readonly certificate: X509Certificate
  /** Private, RSA or elliptic: signs the metadata, never a token. */
  readonly certificateKey: KeyObject
  readonly next: NextCertificate | null
  readonly previous: PreviousCertificate | null
  /** Every certificate that signed before the current one, oldest first: what they signed stays signed. */
  readonly retired: readonly Fingerprint[]
  /** Private: of a certificate request whose certificate did not come back yet. */
  readonly requested: KeyObject | null
  /** Oldest first; the last one in use signs. */
  readonly tokenKeys: readonly TokenKey[]
}

export interface OrganizationOrder {
  readonly id: OrganizationId
  readonly name: string
  readonly clock: Clock
  /** How long the certificate is valid. Absent: 825. */
  readonly certificateDays?: number
  /** How long a token key is in use. Absent: 30. */
  readonly tokenKeyDays?: number
}

const CERTIFICATE_DAYS = 825
const TOKEN_KEY_DAYS = 30
/** A key stops signing so early that every token it signed is over when the key is. */
const LAST_TOKEN = (LIFETIME_SECONDS + SKEW_SECONDS) * 1000
const EC_KEY_PAIR = promisify(generateKeyPair)

/** Nothing but a current certificate. */
export const EMPTY_SLOTS = { next: null, previous: null, retired: [], requested: null } as const

/** Makes a new identity: certificate with RSA 3072 key, one token key. Both begin a minute ago, for partners whose clock is late. */
export async function createOrganization(order: OrganizationOrder): Promise<Organization> {
  const { id, name, clock } = order
  const from = clock.now() - SKEW_SECONDS * 1000
  const { certificate, key } = await makeFederationCertificate(name, from, order.certificateDays ?? CERTIFICATE_DAYS)
  const tokenKey = await makeTokenKey(from, order.tokenKeyDays ?? TOKEN_KEY_DAYS)
  return { id, name, certificate, certificateKey: key, ...EMPTY_SLOTS, tokenKeys: [tokenKey] }
}

/**
 * The same organization with one more token key, and without those that are over. The new key signs from
 * `announcedFor` milliseconds on: time for every partner to fetch the metadata that announces it.
 */
export async function withNewTokenKey(
  organization: Organization,
  options: { readonly clock: Clock; readonly announcedFor: number; readonly days?: number },
): Promise<Organization> {
  const now = options.clock.now()
  const key = await makeTokenKey(now + options.announcedFor, options.days ?? TOKEN_KEY_DAYS)
  return { ...organization, tokenKeys: [...organization.tokenKeys.filter((old) => old.until > now), key] }
}

async function makeTokenKey(from: Instant, days: number): Promise<TokenKey> {
  const { publicKey, privateKey } = await EC_KEY_PAIR('ec', { namedCurve: 'P-256' })
  return { kid: thumbprintOf(publicKey), key: privateKey, from, until: from + days * DAY }
}

/**
 * The key to sign with now.
 *
 * @throws FederationError `ERR_INTERNAL` when every key is over
 */
export function tokenSigner(organization: Organization, now: Instant): TokenSigner {
  const key = organization.tokenKeys.findLast(
    (candidate) => now >= candidate.from && now < candidate.until - LAST_TOKEN,
  )
  if (key) return { issuer: organization.id, kid: key.kid, key: key.key }
  throw new FederationError('ERR_INTERNAL', 'no token key is in use', { organization: organization.id })
}

/** JWK thumbprint of a P-256 key, SHA-256, base64url (RFC 7638 3). */
export function thumbprintOf(key: KeyObject): string {
  const { crv, kty, x, y } = publicPart(key).export({ format: 'jwk' })
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
}

export function publicPart(key: KeyObject): KeyObject {
  return key.type === 'private' ? createPublicKey(key) : key
}
