import { scrypt, scryptSync, timingSafeEqual } from 'node:crypto'
import type { ScryptOptions } from 'node:crypto'

/** `scrypt$<log2 N>$<r>$<p>$<salt>$<hash>`, salt and hash in base64url (RFC 7914; 32 MiB, three passes by default). */
const FORM = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{16,64})\$([\w-]{43})$/
const HASH_BYTES = 32

export interface PasswordHash {
  readonly cost: ScryptOptions
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

function derive(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, cost, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}

const costOf = (log2n: number, r: number, p: number): ScryptOptions => ({
  N: 2 ** log2n,
  r,
  p,
  maxmem: 256 * 2 ** log2n * r,
})

/** Null where the text is no hash of this form, or asks for more than 256 MiB or 16 passes. */
export function parsePasswordHash(text: string): PasswordHash | null {
  const match = FORM.exec(text)
  if (match === null) return null
  const [log2n, r, p] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (log2n < 10 || log2n > 18 || r < 1 || r > 8 || p < 1 || p > 16) return null
  return {
    cost: costOf(log2n, r, p),
    salt: Buffer.from(match[4] as string, 'base64url'),
    hash: Buffer.from(match[5] as string, 'base64url'),
  }
}

/**
 * @param salt random, 16 bytes
 * @param log2n cost; 15 takes 32 MiB and, with three passes, a few hundred milliseconds of one core
 */
export async function hashPassword(password: string, salt: Buffer, log2n = 15): Promise<string> {
  const [r, p] = [8, log2n >= 15 ? 3 : 1]
  const hash = await derive(password, salt, costOf(log2n, r, p))
  return ['scrypt', log2n, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/** Holds up its thread for as long as it takes. */
export function matchesPassword(password: string, { salt, hash, cost }: PasswordHash): boolean {
  return timingSafeEqual(scryptSync(password.normalize('NFC'), salt, HASH_BYTES, cost), hash)
}
