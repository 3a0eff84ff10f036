/** SHA-256, SHA-384 and SHA-512 with RSA (RFC 8017 A.2.4) and ECDSA (RFC 5758 3.2), and Ed25519 (RFC 8410 3): DER of each OID. */
const SAFE_SIGNATURES = new Set([
  '2a864886f70d01010b',
  '2a864886f70d01010c',
  '2a864886f70d01010d',
  '2a8648ce3d040302',
  '2a8648ce3d040303',
  '2a8648ce3d040304',
  '2b6570',
])
const RSASSA_PSS = '2a864886f70d01010a'
/** SHA-256, SHA-384, SHA-512 (RFC 8017 A.2.1). */
const SAFE_DIGESTS = new Set(['608648016503040201', '608648016503040202', '608648016503040203'])

/** Where the content of the DER element at `at` begins. */
export function contentAt(der: Buffer, at: number): number {
  const length = der[at + 1] ?? 0
  return at + 2 + (length < 0x80 ? 0 : length & 0x7f)
}

/** Where the DER element at `at` ends. */
function endOf(der: Buffer, at: number): number {
  const content = contentAt(der, at)
  let length = der[at + 1] ?? 0
  if (length >= 0x80) {
    length = 0
    for (let digit = at + 2; digit < content; digit++) length = length * 256 + (der[digit] ?? 0)
  }
  return content + length
}

/**
 * Whether a certificate was signed over a digest nobody can find a second document for: who could, would have a
 * certificate of ours that says something else. RSASSA-PSS names its digest in [0] of its parameters, and means SHA-1
 * where it names none (RFC 4055 3.1).
 *
 * @param der of one certificate, read by OpenSSL already: SEQUENCE { tbsCertificate, signatureAlgorithm, … }
 */
export function isSignedSafely(der: Buffer): boolean {
  const algorithm = endOf(der, contentAt(der, 0))
  const oid = contentAt(der, algorithm)
  const parameters = endOf(der, oid)
  const name = hex(der, oid)
  if (name !== RSASSA_PSS) return SAFE_SIGNATURES.has(name)
  const digest = contentAt(der, parameters)
  if (der[digest] !== 0xa0 || parameters >= endOf(der, algorithm)) return false
  return SAFE_DIGESTS.has(hex(der, contentAt(der, contentAt(der, digest))))
}

function hex(der: Buffer, at: number): string {
  return der.subarray(contentAt(der, at), endOf(der, at)).toString('hex')
}
