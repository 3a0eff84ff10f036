import { createHash, createHmac } from 'node:crypto'
import forge from 'node-forge'
import type { Randomness } from '../randomness.ts'
import type { KeyedCertificate } from './certificate.ts'
import { toBuffer } from './certificate.ts'

const { asn1 } = forge
const { Type, Class } = asn1
const SALT_BYTES = 16
/** Of the key that makes the MAC; the private key itself is encrypted by node:crypto. */
const ITERATIONS = 10_000
/** Which of a passphrase's keys it is (RFC 7292 B.3). */
const MAC_KEY = 3
const BLOCK_BYTES = 64

const universal = (type: forge.asn1.Type, constructed: boolean, value: string | forge.asn1.Asn1[]): forge.asn1.Asn1 =>
  asn1.create(Class.UNIVERSAL, type, constructed, value)
const sequence = (...children: forge.asn1.Asn1[]) => universal(Type.SEQUENCE, true, children)
const set = (...children: forge.asn1.Asn1[]) => universal(Type.SET, true, children)
const octets = (bytes: Buffer) => universal(Type.OCTETSTRING, false, bytes.toString('latin1'))
const oid = (dotted: string) => universal(Type.OID, false, asn1.oidToDer(dotted).getBytes())
const integer = (value: number) => universal(Type.INTEGER, false, asn1.integerToDer(value).getBytes())
const explicit0 = (child: forge.asn1.Asn1) => asn1.create(Class.CONTEXT_SPECIFIC, 0 as never, true, [child])

const OID = {
  data: '1.2.840.113549.1.7.1',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  x509: '1.2.840.113549.1.9.22.1',
  localKeyId: '1.2.840.113549.1.9.21',
  sha256: '2.16.840.1.101.3.4.2.1',
}

/**
 * A certificate and its private key as PKCS#12 (RFC 7292), as Windows and Exchange import it: the key under AES-256
 * (PBES2), all of it under a MAC of SHA-256. node:crypto encrypts; node-forge lays out.
 */
export function writePkcs12({ certificate, key }: KeyedCertificate, passphrase: string, random: Randomness): Buffer {
  const shrouded = key.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase })
  const id = createHash('sha1').update(certificate.raw).digest()
  const safe = sequence(
    bag(OID.certificateBag, sequence(oid(OID.x509), explicit0(octets(certificate.raw))), id),
    bag(OID.shroudedKeyBag, asn1.fromDer(shrouded.toString('latin1')), id),
  )
  const authenticated = toBuffer(sequence(contentOf(toBuffer(safe))))
  const mac = macOf(authenticated, passphrase, random.bytes(SALT_BYTES))
  return toBuffer(sequence(integer(3), contentOf(authenticated), mac))
}

const contentOf = (bytes: Buffer): forge.asn1.Asn1 => sequence(oid(OID.data), explicit0(octets(bytes)))

/** The same id on both: that is how a reader knows which key belongs to which certificate. */
function bag(type: string, value: forge.asn1.Asn1, id: Buffer): forge.asn1.Asn1 {
  return sequence(oid(type), explicit0(value), set(sequence(oid(OID.localKeyId), set(octets(id)))))
}

function macOf(bytes: Buffer, passphrase: string, salt: Buffer): forge.asn1.Asn1 {
  const digest = createHmac('sha256', macKeyOf(passphrase, salt)).update(bytes).digest()
  const algorithm = sequence(oid(OID.sha256), universal(Type.NULL, false, ''))
  return sequence(sequence(algorithm, octets(digest)), octets(salt), integer(ITERATIONS))
}

/** RFC 7292 B.2 for SHA-256, whose digest is as long as the key: one round of it. The passphrase is UTF-16 with an end. */
function macKeyOf(passphrase: string, salt: Buffer): Buffer {
  const text = Buffer.from(`${passphrase}\0`, 'utf16le').swap16()
  const whole = (part: Buffer): Buffer => Buffer.alloc(Math.ceil(part.length / BLOCK_BYTES) * BLOCK_BYTES, part)
  let key = Buffer.concat([Buffer.alloc(BLOCK_BYTES, MAC_KEY), whole(salt), whole(text)])
  for (let round = 0; round < ITERATIONS; round++) key = createHash('sha256').update(key).digest()
  return key
}
