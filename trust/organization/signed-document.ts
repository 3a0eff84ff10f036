import { createHash } from 'node:crypto'
import jwt from 'jsonwebtoken'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { fingerprintOf } from '../keys/fingerprint.ts'
import type { Fingerprint } from '../keys/fingerprint.ts'
import { documentAlgorithmOf, readPartnerCertificate } from '../keys/partner-certificate.ts'
import type { CertificateRefusal, PartnerCertificate } from '../keys/partner-certificate.ts'
import { isSignedDocument, readCompactJws } from '../tokens/compact-jws.ts'
import { readStrictJson } from '../tokens/strict-json.ts'
import type { PlainObject } from '../tokens/strict-json.ts'
import { SKEW_SECONDS } from '../tokens/token-claims.ts'
import type { Organization } from './organization.ts'

/** Documents an organization signs under its certificate, by the `typ` of their header (RFC 8725 3.11). */
export type DocumentType = 'federation-metadata+jwt' | 'federation-offer+jwt'

export type DocumentRefusal =
  | 'TOO_LONG'
  | 'MALFORMED' // not three canonical parts of strict JSON
  | 'HEADER'
  | 'TYPE'
  | 'PIN' // signed under another certificate than the one pinned
  | 'ALG' // not an algorithm of the certificate's key
  | 'SIG'

export interface DocumentExpectation {
  readonly type: DocumentType
  /** Characters. */
  readonly longest: number
  readonly pinned: Fingerprint | undefined
  readonly now: Instant
}

export interface SignedDocument {
  /** Read as strict JSON; of what form they are, their own reader says. */
  readonly claims: PlainObject
  readonly certificate: PartnerCertificate
}

/** No document is good for longer. */
export const DOCUMENT_LIFETIME_SECONDS = 7 * 86_400

const HEADER_NAMES = 4
const MAX_CERTIFICATES = 4

/** Signs under the organization's current certificate: PS256 under RSA, ES256 or ES384 under an elliptic key. */
export function signDocument(
  { certificate, certificateKey }: Pick<Organization, 'certificate' | 'certificateKey'>,
  type: DocumentType,
  claims: object,
): string {
  const x5c = [certificate.raw.toString('base64')]
  const algorithm = documentAlgorithmOf(certificateKey)
  const header = { alg: algorithm, typ: type, 'x5t#S256': digestOf(certificate.raw), x5c }
  return jwt.sign(claims, certificateKey, { algorithm, header })
}

/** SHA-256, base64url. */
export function digestOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('base64url')
}

/**
 * Reads a signed document from cheap to dear: length, form, header, pin, certificate, signature. That the certificate is
 * somebody's is said by `pinned`, or by whoever compares the fingerprint.
 */
export function readSignedDocument(
  document: string,
  expected: DocumentExpectation,
): SignedDocument | DocumentRefusal | CertificateRefusal {
  if (document.length > expected.longest) return 'TOO_LONG'
  const jws = readCompactJws(document)
  const claims = jws && readStrictJson(jws.payload)
  if (!jws || !claims) return 'MALFORMED'
  const certificate = readHeader(jws.header, expected)
  if (typeof certificate === 'string') return certificate
  const algorithm = certificate.algorithms.find((usable) => usable === jws.header['alg'])
  if (algorithm === undefined) return 'ALG'
  return isSignedDocument(document, certificate.key, algorithm) ? { claims, certificate } : 'SIG'
}

/** The certificate of a header of four names: `typ`, `x5c`, `x5t#S256` here, `alg` in the next step, so there is room for no fifth. */
function readHeader(
  header: PlainObject,
  { type, pinned, now }: DocumentExpectation,
): PartnerCertificate | DocumentRefusal | CertificateRefusal {
  if (Object.keys(header).length !== HEADER_NAMES) return 'HEADER'
  if (header['typ'] !== type) return 'TYPE'
  const x5c: unknown = header['x5c']
  if (!Array.isArray(x5c) || x5c.length < 1 || x5c.length > MAX_CERTIFICATES) return 'HEADER'
  const first: unknown = x5c[0]
  if (typeof first !== 'string') return 'HEADER'
  const der = Buffer.from(first, 'base64')
  if (der.toString('base64') !== first || header['x5t#S256'] !== digestOf(der)) return 'HEADER'
  if (pinned !== undefined && fingerprintOf(der) !== pinned) return 'PIN'
  return readPartnerCertificate(der, now)
}

/** Whether a document of these times (NumericDate) is good now, with the skew that clocks may have. */
export function isInTime({ iat, exp }: { readonly iat: number; readonly exp: number }, now: Instant): boolean {
  const skew = SKEW_SECONDS * 1000
  const lasts = exp - iat
  if (lasts <= 0 || lasts > DOCUMENT_LIFETIME_SECONDS) return false
  return now < exp * 1000 + skew && now >= iat * 1000 - skew
}
