import forge from 'node-forge'

const { Type, Class } = forge.asn1
/** Deeper than any file of this kind goes. */
const DEEPEST = 48

const isPlain = (node: forge.asn1.Asn1, type: forge.asn1.Type): boolean =>
  node.tagClass === Class.UNIVERSAL && (node.type as number) === (type as number)

/**
 * The highest iteration count that stands in a file, before any of it is decrypted. Wherever a key is derived from a
 * passphrase, the count follows the salt: PBKDF2 (RFC 8018 A.2), the schemes of PKCS#12 and its MAC (RFC 7292 4, C),
 * scrypt (RFC 7914 7.1, where it is N). So each INTEGER right behind an OCTET STRING counts, also inside octet strings
 * that hold DER; one that was no iteration count after all can only make a file refused.
 */
export function highestIteration(node: forge.asn1.Asn1, depth = 0): number {
  if (depth > DEEPEST) return Infinity
  if (!Array.isArray(node.value)) return isPlain(node, Type.OCTETSTRING) ? insideOf(node.value, depth) : 0
  const children = node.value
  let highest = 0
  for (const [at, child] of children.entries()) {
    const salt = children[at - 1]
    if (salt && isPlain(salt, Type.OCTETSTRING) && isPlain(child, Type.INTEGER)) {
      highest = Math.max(highest, valueOf(child))
    }
    highest = Math.max(highest, highestIteration(child, depth + 1))
  }
  return highest
}

function valueOf({ value }: forge.asn1.Asn1): number {
  if (typeof value !== 'string' || value.length > 6) return Infinity
  return Buffer.from(value, 'latin1').reduce((sum, byte) => sum * 256 + byte, 0)
}

function insideOf(bytes: string, depth: number): number {
  // SEQUENCE is what every structure in question begins with.
  if (bytes.charCodeAt(0) !== 0x30) return 0
  try {
    return highestIteration(forge.asn1.fromDer(bytes), depth + 1)
  } catch {
    return 0
  }
}
