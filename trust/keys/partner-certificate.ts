import { X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { Fingerprint } from './fingerprint.ts'
import { contentAt, isSignedSafely } from './certificate-signature.ts'
import { subjectPublicKeyOf } from './subject-public-key.ts'

export type MetadataAlgorithm = 'RS256' | 'PS256' | 'ES256' | 'ES384'

/** A partner's certificate that passed `readPartnerCertificate`. */
export interface PartnerCertificate {
  readonly der: Buffer
  readonly fingerprint: Fingerprint
  readonly subject: string
  readonly key: KeyObject
  /** The signature algorithms its key may be used with: never what a document's header asks for. */
  readonly algorithms: readonly MetadataAlgorithm[]
  readonly notBefore: Instant
  /** The last instant of its validity (RFC 5280 4.1.2.5: inclusive). */
  readonly notAfter: Instant
}

export type CertificateRefusal =
  | 'CERTIFICATE_TOO_LONG'
  | 'CERTIFICATE_MALFORMED' // not exactly one DER certificate of version 3
  | 'CERTIFICATE_AUTHORITY'
  | 'CERTIFICATE_KEY' // another kind of key, or too weak, or too big to verify cheaply
  | 'CERTIFICATE_SIGNATURE' // signed over SHA-1 or another digest that can be forged
  | 'CERTIFICATE_TIME'

const MAX_BYTES = 16 * 1024
const MIN_RSA_BITS = 2048
const MAX_RSA_BITS = 8192

/** A certificate that passed once and was kept by us since: its time is not asked again, who uses it does. */
export function keptCertificate(der: Buffer): PartnerCertificate {
  return new KeptCertificate(der)
}

/**
 * Parsed when somebody asks for what is in it: a start with ten thousand trusts parses none, and most partners are silent
 * for hours.
 */
class KeptCertificate implements PartnerCertificate {
  readonly der: Buffer
  #parsed: PartnerCertificate | null = null

  constructor(der: Buffer) {
    this.der = der
  }

  get fingerprint(): Fingerprint {
    return this.#parsed === null ? fingerprintOf(this.der) : this.#parsed.fingerprint
  }

  get subject(): string {
    return this.#read().subject
  }

  get key(): KeyObject {
    return this.#read().key
  }

  get algorithms(): readonly MetadataAlgorithm[] {
    return this.#read().algorithms
  }

  get notBefore(): Instant {
    return this.#read().notBefore
  }

  get notAfter(): Instant {
    return this.#read().notAfter
  }

  /** @throws FederationError `ERR_STORE_DAMAGED` where what was kept is no certificate */
  #read(): PartnerCertificate {
    if (this.#parsed !== null) return this.#parsed
    const certificate = readCertificate(this.der)
    if (typeof certificate === 'string') {
      throw new FederationError('ERR_STORE_DAMAGED', 'a certificate that was kept is none', { because: certificate })
    }
    this.#parsed = certificate
    return certificate
  }
}

/** Reads a certificate somebody else made (threats TH6). Only `X509Certificate` parses it; two parsers would disagree. */
export function readPartnerCertificate(der: Buffer, now: Instant): PartnerCertificate | CertificateRefusal {
  const certificate = readComingCertificate(der)
  if (typeof certificate === 'string') return certificate
  return now >= certificate.notBefore && now <= certificate.notAfter ? certificate : 'CERTIFICATE_TIME'
}

/** The same for one that is announced for later: whoever uses it asks for its time. */
export function readComingCertificate(der: Buffer): PartnerCertificate | CertificateRefusal {
  const certificate = readCertificate(der)
  if (typeof certificate === 'string') return certificate
  return isSignedSafely(der) ? certificate : 'CERTIFICATE_SIGNATURE'
}

function readCertificate(der: Buffer): PartnerCertificate | CertificateRefusal {
  if (der.length > MAX_BYTES) return 'CERTIFICATE_TOO_LONG'
  try {
    const certificate = new X509Certificate(der)
    // Unequal where text was taken for a certificate, or something follows it.
    if (!certificate.raw.equals(der) || !isVersion3(der)) return 'CERTIFICATE_MALFORMED'
    if (certificate.ca) return 'CERTIFICATE_AUTHORITY'
    const key = certificate.publicKey
    const algorithms = algorithmsOf(key)
    if (algorithms.length === 0 || !isSpelledOnce(der, key)) return 'CERTIFICATE_KEY'
    const notBefore = Date.parse(certificate.validFrom)
    const notAfter = Date.parse(certificate.validTo)
    // A time that is not read makes comparisons false, never true.
    if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) return 'CERTIFICATE_MALFORMED'
    const { subject } = certificate
    return { der, fingerprint: fingerprintOf(der), subject, key, algorithms, notBefore, notAfter }
  } catch {
    // Whatever OpenSSL finds wrong inside, it is the certificate that is bad.
    return 'CERTIFICATE_MALFORMED'
  }
}

/** What a document is signed with under this key: one of those that `readPartnerCertificate` lets it be verified with. */
export function documentAlgorithmOf(key: KeyObject): MetadataAlgorithm {
  const algorithm = algorithmsOf(key).at(-1)
  if (algorithm !== undefined) return algorithm
  throw new FederationError('ERR_INTERNAL', 'a certificate of ours has a key that signs no document')
}

function algorithmsOf(key: KeyObject): readonly MetadataAlgorithm[] {
  const details = key.asymmetricKeyDetails
  if (key.asymmetricKeyType === 'rsa') {
    const bits = details?.modulusLength ?? 0
    return bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS && details?.publicExponent === 65537n ? ['RS256', 'PS256'] : []
  }
  if (key.asymmetricKeyType !== 'ec') return []
  if (details?.namedCurve === 'prime256v1') return ['ES256']
  return details?.namedCurve === 'secp384r1' ? ['ES384'] : []
}

/** Lengths of a SubjectPublicKeyInfo with an uncompressed point (RFC 5480 2.2) of P-256 and P-384. */
const UNCOMPRESSED: readonly number[] = [91, 120]

/** Keys are told apart by these bytes, so a key has one spelling only: that of DER, and no compressed point. */
function isSpelledOnce(der: Buffer, key: KeyObject): boolean {
  const spelled = subjectPublicKeyOf(der)
  const canonical = spelled.equals(key.export({ type: 'spki', format: 'der' }))
  return canonical && (key.asymmetricKeyType === 'rsa' || UNCOMPRESSED.includes(spelled.length))
}

/** Versions 1 and 2 cannot say that they are no authority. TBSCertificate begins with [0] { INTEGER 2 } (RFC 5280 4.1). */
function isVersion3(der: Buffer): boolean {
  const tbs = contentAt(der, 0)
  const version = contentAt(der, tbs)
  return der.subarray(version, version + 5).equals(Buffer.from([0xa0, 3, 2, 1, 2]))
}
