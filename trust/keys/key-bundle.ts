import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import forge from 'node-forge'
import { FederationError } from '../../protocols/federation-error.ts'
import { toBuffer } from './certificate.ts'
import { highestIteration } from './iterations.ts'

/** A file an administrator hands over, to be opened in a thread of its own. */
export interface BundleJob {
  readonly bytes: Uint8Array
  readonly passphrase: string | null
}

export type BundleRefusal =
  | 'too big'
  | 'no certificate file' // neither PEM nor PKCS#12
  | 'no certificate in it'
  | 'no key that can be read' // a form of encryption we do not know, or none at all
  | 'passphrase missing'
  | 'passphrase wrong'
  | 'too many iterations'
  | 'takes too long'

export type BundleOutcome =
  /** DER: every certificate of the file, and its private key (PKCS#8), if it has one. */
  | { readonly read: true; readonly certificates: readonly Uint8Array[]; readonly key: Uint8Array | null }
  | { readonly read: false; readonly because: BundleRefusal }

/** A certificate with its chain and a key of 8,192 bits has a fifth of it. */
export const LARGEST_BUNDLE = 64 * 1024
/** What turns a passphrase into a key takes about this many microseconds: the highest that programs write is 600,000. */
const MOST_ITERATIONS = 1_000_000
const MOST_CERTIFICATES = 16

/**
 * Opens PEM (certificates, and a key that may be encrypted) or PKCS#12 as Exchange and Windows export it. Never throws,
 * and its reasons quote nothing: there is a private key and a passphrase in what it reads.
 */
export function openBundle({ bytes, passphrase }: BundleJob): BundleOutcome {
  if (bytes.length > LARGEST_BUNDLE) return refused('too big')
  const buffer = Buffer.from(bytes)
  const text = buffer.toString('latin1')
  try {
    return text.includes(BEGIN) ? openPem(text, passphrase) : openPkcs12(text, passphrase)
  } catch (error) {
    return refused(error instanceof FederationError ? (error.message as BundleRefusal) : 'no certificate file')
  }
}

const refused = (because: BundleRefusal): BundleOutcome => ({ read: false, because })

/** Carries a refusal out of what is nested; it goes no further than `openBundle`. */
function refusal(because: BundleRefusal): FederationError {
  return new FederationError('ERR_MESSAGE_MALFORMED', because)
}

function openPem(text: string, passphrase: string | null): BundleOutcome {
  const certificates: Uint8Array[] = []
  let key: Uint8Array | null = null
  for (const block of pemBlocks(text)) {
    if (block.label === 'CERTIFICATE' && certificates.length < MOST_CERTIFICATES) {
      certificates.push(new X509Certificate(block.text).raw)
    } else if (block.label.endsWith('PRIVATE KEY')) key ??= openPemKey(block, passphrase)
  }
  return certificates.length === 0 ? refused('no certificate in it') : { read: true, certificates, key }
}

interface PemBlock {
  readonly label: string
  readonly text: string
  readonly body: string
}

/** RFC 7468, in one pass: what a block without an end hides is not looked for. */
function* pemBlocks(text: string): Iterable<PemBlock> {
  for (let at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at)) {
    const label = text.slice(at + BEGIN.length, text.indexOf('-----', at + BEGIN.length))
    const body = at + BEGIN.length + label.length + DASHES
    const end = label.length > LONGEST_LABEL ? -1 : text.indexOf(`-----END ${label}-----`, body)
    if (end < 0) return
    at = end + `-----END ${label}-----`.length
    yield { label, text: text.slice(body - BEGIN.length - label.length - DASHES, at), body: text.slice(body, end) }
  }
}

const BEGIN = '-----BEGIN '
const DASHES = 5
const LONGEST_LABEL = 40

function openPemKey({ text, label, body }: PemBlock, passphrase: string | null): Uint8Array {
  const encrypted = label.startsWith('ENCRYPTED') || body.includes('Proc-Type: 4,ENCRYPTED')
  if (encrypted && passphrase === null) throw refusal('passphrase missing')
  if (label.startsWith('ENCRYPTED')) checkIterations(Buffer.from(body, 'base64').toString('latin1'))
  try {
    return pkcs8(createPrivateKey({ key: text, ...(encrypted && { passphrase: passphrase ?? '' }) }))
  } catch {
    throw refusal(encrypted ? 'passphrase wrong' : 'no key that can be read')
  }
}

const pkcs8 = (key: KeyObject): Buffer => key.export({ type: 'pkcs8', format: 'der' })

/** OpenSSL's and node-forge's work is bounded before either begins. */
function checkIterations(der: string): forge.asn1.Asn1 {
  const tree = parse(der)
  if (highestIteration(tree) > MOST_ITERATIONS) throw refusal('too many iterations')
  return tree
}

function parse(der: string): forge.asn1.Asn1 {
  try {
    return forge.asn1.fromDer(der)
  } catch {
    throw refusal('no certificate file')
  }
}

function openPkcs12(der: string, passphrase: string | null): BundleOutcome {
  const tree = checkIterations(der)
  if (passphrase === null) return refused('passphrase missing')
  const bags = decrypt(tree, passphrase).safeContents.flatMap(({ safeBags }) => safeBags)
  const certificates = bags
    .filter(({ type }) => type === forge.pki.oids['certBag'])
    .slice(0, MOST_CERTIFICATES)
    .map((bag) => toBuffer(bag.cert ? forge.pki.certificateToAsn1(bag.cert) : (bag.asn1 as forge.asn1.Asn1)))
  if (certificates.length === 0) return refused('no certificate in it')
  const keyBag = bags.find(({ type }) => KEY_BAGS.has(type))
  return { read: true, certificates, key: keyBag === undefined ? null : keyOf(keyBag) }
}

const KEY_BAGS = new Set([forge.pki.oids['keyBag'], forge.pki.oids['pkcs8ShroudedKeyBag']])

/** The password is wrong where the MAC over everything does not hold (RFC 7292 4), or a key does not come out. */
function decrypt(tree: forge.asn1.Asn1, passphrase: string): forge.pkcs12.Pkcs12Pfx {
  try {
    return forge.pkcs12.pkcs12FromAsn1(tree, true, passphrase)
  } catch (error) {
    const wrong = error instanceof Error && /password\?|decrypt/i.test(error.message)
    throw refusal(wrong ? 'passphrase wrong' : 'no key that can be read')
  }
}

/** node-forge keeps the parts of RSA keys, and the bytes of others. */
function keyOf({ key, asn1 }: forge.pkcs12.Bag): Uint8Array {
  const der = key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)) : (asn1 as forge.asn1.Asn1)
  try {
    return pkcs8(createPrivateKey({ key: toBuffer(der), format: 'der', type: 'pkcs8' }))
  } catch {
    throw refusal('no key that can be read')
  }
}
