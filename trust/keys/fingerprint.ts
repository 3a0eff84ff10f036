import { createHash } from 'node:crypto'
import { FederationError } from '../../protocols/federation-error.ts'
import { FINGERPRINT_WORDS } from './fingerprint-words.ts'

declare const fingerprint: unique symbol

/**
 * SHA-256 of a certificate's DER bytes, 64 lower-case hex digits: what `openssl x509 -fingerprint -sha256` prints, and
 * what two administrators compare over another channel before a trust becomes active.
 */
export type Fingerprint = string & { readonly [fingerprint]: true }

export function fingerprintOf(certificate: Uint8Array): Fingerprint {
  return createHash('sha256').update(certificate).digest('hex') as Fingerprint
}

/**
 * Reads what a person typed or pasted: 64 hex digits or the 32 words, in any case, with spaces, colons or hyphens between.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`
 */
export function parseFingerprint(input: unknown): Fingerprint {
  const text = typeof input === 'string' && input.length <= 512 ? input.trim().toLowerCase() : ''
  const hex = text.replace(/[\s:-]/g, '')
  if (/^[0-9a-f]{64}$/.test(hex)) return hex as Fingerprint
  const bytes = text.split(/[\s:-]+/).map((word) => FINGERPRINT_WORDS.indexOf(word))
  if (bytes.length === 32 && !bytes.includes(-1)) return Buffer.from(bytes).toString('hex') as Fingerprint
  throw new FederationError('ERR_MESSAGE_MALFORMED', 'expected 64 hex digits, or the 32 words', {
    field: 'fingerprint',
  })
}

/** Sixteen groups of four digits, upper case, to be read line by line. */
export function fingerprintInHex(print: Fingerprint): string {
  return (print.toUpperCase().match(/.{4}/g) ?? []).join(' ')
}

/** One word for each byte, to be read over the telephone. */
export function fingerprintInWords(print: Fingerprint): string {
  return Array.from(Buffer.from(print, 'hex'), (byte) => FINGERPRINT_WORDS[byte]).join(' ')
}
