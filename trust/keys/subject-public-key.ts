/** Elements of a TBSCertificate before subjectPublicKeyInfo: version, serial number, signature, issuer, validity, subject. */
const BEFORE_KEY = 6

/**
 * The SubjectPublicKeyInfo of a certificate that was read before, as it stands in it (RFC 5280 4.1): the bytes tell one key
 * from another without any key being made.
 */
export function subjectPublicKeyOf(der: Buffer): Buffer {
  let at = contentOf(der, contentOf(der, 0))
  for (let element = 0; element < BEFORE_KEY; element++) at = endOf(der, at)
  return der.subarray(at, endOf(der, at))
}

/** Where the content of the DER element at `at` begins. */
function contentOf(der: Buffer, at: number): number {
  const length = der[at + 1] ?? 0
  return at + 2 + (length < 0x80 ? 0 : length & 0x7f)
}

function endOf(der: Buffer, at: number): number {
  const content = contentOf(der, at)
  const length = der[at + 1] ?? 0
  return content + (length < 0x80 ? length : der.readUIntBE(at + 2, content - at - 2))
}
