import { createHash, generateKeyPair, sign, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import forge from 'node-forge'
import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'

/** A certificate of our own with its private key. */
export interface KeyedCertificate {
  readonly certificate: X509Certificate
  readonly key: KeyObject
}

export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export interface CertificateOrder {
  readonly commonName: string
  readonly notBefore: Instant
  /** Days from `notBefore`. */
  readonly days: number
  /** RSA modulus in bits. */
  readonly bits: 2048 | 3072 | 4096
  readonly use: 'federation' | 'authority' | 'server'
  /** Host names and IP addresses a server certificate is for. */
  readonly hosts?: readonly string[]
  /** Who signs it; absent: it signs itself. */
  readonly by?: KeyedCertificate & { readonly commonName: string }
}

/** In node-forge since 0.6, missing from its type declarations. */
const LAYOUT = forge.pki as unknown as { getTBSCertificate(certificate: forge.pki.Certificate): forge.asn1.Asn1 }
const FEDERATION_BITS = 3072
const RSA_KEY_PAIR = promisify(generateKeyPair)

/** A self-signed federation certificate: RSA 3072, client authentication, not an authority (RFC 5280 4.2). */
export function makeFederationCertificate(name: string, notBefore: Instant, days: number): Promise<KeyedCertificate> {
  return makeCertificate({ commonName: name, notBefore, days, bits: FEDERATION_BITS, use: 'federation' })
}

/**
 * node:crypto makes the key and the signature; node-forge only lays out the certificate (its own RSA is some 65 times
 * slower), and the result is read back by `X509Certificate`, the one reader of certificates in the program.
 */
export async function makeCertificate(order: CertificateOrder): Promise<KeyedCertificate> {
  return certify(order, await makeKeyPair(order.bits))
}

/** RSA, exponent 65537. */
export function makeKeyPair(bits: CertificateOrder['bits'] = FEDERATION_BITS): Promise<KeyPair> {
  return RSA_KEY_PAIR('rsa', { modulusLength: bits, publicExponent: 0x10001 })
}

/** The certificate of an RSA key pair there already is. */
export function certify(order: Omit<CertificateOrder, 'bits'>, pair: KeyPair): KeyedCertificate {
  const { publicKey, privateKey } = pair
  const laidOut = layOut(order, publicKey)
  const tbs = LAYOUT.getTBSCertificate(laidOut)
  const signature = sign('sha256', toBuffer(tbs), order.by?.key ?? privateKey)
  const certificate = new X509Certificate(toBuffer(sealSigned(tbs, signature)))
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new FederationError('ERR_INTERNAL', 'a new certificate does not fit its key')
  }
  return { certificate, key: privateKey }
}

function layOut(order: Omit<CertificateOrder, 'bits'>, publicKey: KeyObject): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }).toString())
  certificate.serialNumber = serialNumberOf(publicKey, order.notBefore)
  certificate.validity.notBefore = new Date(order.notBefore)
  certificate.validity.notAfter = new Date(order.notBefore + order.days * DAY)
  certificate.setSubject([commonName(order.commonName)])
  certificate.setIssuer([commonName(order.by?.commonName ?? order.commonName)])
  certificate.setExtensions(extensionsOf(order))
  certificate.siginfo.algorithmOid = forge.pki.oids['sha256WithRSAEncryption'] as string
  return certificate
}

export function commonName(value: string): forge.pki.CertificateField {
  // UTF8String: forge's default, PrintableString, garbles every name outside ASCII. At most 64 characters (RFC 5280, A.1).
  const short = Array.from(value).slice(0, 64).join('')
  return { name: 'commonName', value: short, valueTagClass: forge.asn1.Type.UTF8 as never }
}

/** Twenty octets at most, positive, never the same for two keys (RFC 5280 4.1.2.2): no randomness is needed for that. */
function serialNumberOf(publicKey: KeyObject, notBefore: Instant): string {
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const digest = createHash('sha256').update(spki).update(String(notBefore)).digest()
  digest[0] = 0x40 | ((digest[0] ?? 0) & 0x3f)
  return digest.subarray(0, 16).toString('hex')
}

function extensionsOf(order: Omit<CertificateOrder, 'bits'>): object[] {
  const authority = order.use === 'authority'
  const extensions: object[] = [
    { name: 'basicConstraints', cA: authority, critical: true },
    { name: 'subjectKeyIdentifier' },
    authority
      ? { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true }
      : { name: 'keyUsage', digitalSignature: true, keyEncipherment: order.use === 'server', critical: true },
  ]
  if (order.by)
    extensions.push({ name: 'authorityKeyIdentifier', keyIdentifier: keyIdentifierOf(order.by.certificate) })
  if (order.use === 'federation') extensions.push({ name: 'extKeyUsage', clientAuth: true })
  if (order.use === 'server')
    extensions.push({ name: 'extKeyUsage', serverAuth: true }, alternativeNames(order.hosts ?? []))
  return extensions
}

/** As the authority's own subjectKeyIdentifier has it (RFC 5280 4.2.1.2, method 1), in forge's byte strings. */
function keyIdentifierOf(certificate: X509Certificate): string {
  const pem = certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return forge.pki.getPublicKeyFingerprint(forge.pki.publicKeyFromPem(pem), { type: 'RSAPublicKey' }).getBytes()
}

function alternativeNames(hosts: readonly string[]): object {
  const isAddress = (host: string): boolean => /^[0-9.]+$|:/.test(host)
  const altNames = hosts.map((host) => (isAddress(host) ? { type: 7, ip: host } : { type: 2, value: host }))
  return { name: 'subjectAltName', altNames }
}

/** SEQUENCE { what is signed, signatureAlgorithm, signature }: a certificate (RFC 5280 4.1) or a request for one (RFC 2986 4.2). */
export function sealSigned(tbs: forge.asn1.Asn1, signature: Buffer): forge.asn1.Asn1 {
  const { asn1 } = forge
  const { UNIVERSAL } = asn1.Class
  const oid = asn1.oidToDer(forge.pki.oids['sha256WithRSAEncryption'] as string).getBytes()
  const algorithm = asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, [
    asn1.create(UNIVERSAL, asn1.Type.OID, false, oid),
    asn1.create(UNIVERSAL, asn1.Type.NULL, false, ''),
  ])
  const bits = `\0${signature.toString('latin1')}`
  return asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, [
    tbs,
    algorithm,
    asn1.create(UNIVERSAL, asn1.Type.BITSTRING, false, bits),
  ])
}

export function toBuffer(node: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(node).getBytes(), 'latin1')
}
