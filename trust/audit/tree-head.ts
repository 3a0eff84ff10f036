import { createHash, X509Certificate } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { z } from 'zod'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { fingerprintOf } from '../keys/fingerprint.ts'
import type { Fingerprint } from '../keys/fingerprint.ts'
import { documentAlgorithmOf, keptCertificate } from '../keys/partner-certificate.ts'
import type { Organization } from '../organization/organization.ts'
import { isSignedDocument, readCompactJws } from '../tokens/compact-jws.ts'
import { readStrictJson } from '../tokens/strict-json.ts'
import type { TreeAt } from './merkle-tree.ts'

/** What somebody said of a whole log at one moment, so that its past cannot be another one later. */
export interface TreeHead extends TreeAt {
  /** The organization that signed. */
  readonly issuer: string
  /** Which log: the epoch of the store it is in. */
  readonly log: string
  readonly at: Instant
  /** The certificate it was signed under. */
  readonly signer: Fingerprint
}

const TYPE = 'audit-head+jwt'
const HEADER_NAMES = 4
const MAX_LENGTH = 32 * 1024
const CLAIMS = z.strictObject({
  iss: z.string(),
  log: z.string().min(1).max(64),
  size: z.int().min(0),
  root: z.string().regex(/^[0-9a-f]{64}$/),
  iat: z.int().min(0),
})

/** Signed under the organization's certificate, like its metadata: who pinned that can check it offline. */
export function signTreeHead(
  { id, certificate, certificateKey }: Organization,
  { log, size, root, at }: Pick<TreeHead, 'log' | 'size' | 'root' | 'at'>,
): string {
  const x5c = [certificate.raw.toString('base64')]
  const digest = createHash('sha256').update(certificate.raw).digest('base64url')
  const algorithm = documentAlgorithmOf(certificateKey)
  const header = { alg: algorithm, typ: TYPE, 'x5t#S256': digest, x5c }
  const claims = { iss: id, log, size, root, iat: Math.floor(at / 1000) }
  return jwt.sign(claims, certificateKey, { algorithm, header })
}

/**
 * Reads a signed tree head; null where anything about it is not as it must be.
 *
 * @param pinned the certificates it may be signed under
 */
export function readTreeHead(document: string, pinned: readonly Fingerprint[]): TreeHead | null {
  if (document.length > MAX_LENGTH) return null
  const jws = readCompactJws(document)
  const payload = jws && readStrictJson(jws.payload)
  if (!jws || !payload || Object.keys(jws.header).length !== HEADER_NAMES || jws.header['typ'] !== TYPE) return null
  const certificate = certificateOf(jws.header['x5c'])
  if (certificate === null || !pinned.includes(certificate.fingerprint)) return null
  const algorithm = certificate.algorithms.find((usable) => usable === jws.header['alg'])
  if (algorithm === undefined || !isSignedDocument(document, certificate.key, algorithm)) return null
  const claims = CLAIMS.safeParse(payload)
  if (!claims.success) return null
  const { iss: issuer, iat, ...rest } = claims.data
  return { issuer, ...rest, at: iat * 1000, signer: certificate.fingerprint }
}

/** The certificate a head says it is signed under: to say why it does not hold, never to believe it. */
export function namedSigner(document: string): Fingerprint | null {
  const jws = document.length > MAX_LENGTH ? null : readCompactJws(document)
  return jws && (certificateOf(jws.header['x5c'])?.fingerprint ?? null)
}

function certificateOf(x5c: unknown) {
  const first: unknown = Array.isArray(x5c) ? x5c[0] : undefined
  if (typeof first !== 'string') return null
  try {
    const der = Buffer.from(first, 'base64')
    return new X509Certificate(der).raw.equals(der) ? keptCertificate(der) : null
  } catch {
    return null
  }
}

/** Every certificate an organization signs with or ever signed with: a head it signed once still stands. */
export function signersOf({ certificate, retired }: Organization): readonly Fingerprint[] {
  return [fingerprintOf(certificate.raw), ...retired]
}
