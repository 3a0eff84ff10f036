import { createCipheriv, createDecipheriv, scrypt } from 'node:crypto'
import type { ScryptOptions } from 'node:crypto'
import { FederationError } from '../../protocols/federation-error.ts'

const MAGIC = 'LEDIG-BACKUP 1\n'
const SALT = 16
const TAG = 16
const CHUNK = 65_536
const KEY = 32
/** About a second of one core and 128 MiB: a passphrase is guessed offline (RFC 7914). */
const COST: ScryptOptions = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 }
const LAST = 1

/** Long enough that guessing it costs more than asking for it. */
export const SHORTEST_PASSPHRASE = 12

function keyFrom(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, KEY, COST, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

/** Never repeats under one key: its number, and whether it is the last, so that no chunk can be left out, moved or cut off. */
function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(number, 4, 6)
  nonce[11] = last ? LAST : 0
  return nonce
}

function seal(key: Buffer, number: number, last: boolean, plain: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, last))
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function open(key: Buffer, number: number, last: boolean, sealed: Buffer): Buffer {
  if (sealed.length < TAG) throw notRead()
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, last))
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG)), decipher.final()])
  } catch {
    throw notRead()
  }
}

function notRead(): FederationError {
  return new FederationError('ERR_STORE_DAMAGED', 'the backup was not read: another passphrase, or a damaged file')
}

/** Pieces of exactly `size`, and a last one of what is left, told apart: it may be empty. */
async function* pieces(source: AsyncIterable<Buffer>, size: number): AsyncIterable<{ piece: Buffer; last: boolean }> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const bytes of source) {
    rest = Buffer.concat([rest, bytes])
    for (; rest.length > size; rest = rest.subarray(size)) yield { piece: rest.subarray(0, size), last: false }
  }
  yield { piece: rest, last: true }
}

/** Encrypts a stream under a passphrase: a line that names the format, a salt, then sealed chunks of 64 KiB. */
export async function* encryptBackup(
  plain: AsyncIterable<Buffer>,
  passphrase: string,
  salt: Buffer,
): AsyncIterable<Buffer> {
  const key = await keyFrom(passphrase, salt)
  yield Buffer.concat([Buffer.from(MAGIC), salt])
  let number = 0
  for await (const { piece, last } of pieces(plain, CHUNK)) yield seal(key, number++, last, piece)
}

/** @throws FederationError `ERR_STORE_DAMAGED` for another passphrase, a changed or a shortened file */
export async function* decryptBackup(sealed: AsyncIterable<Buffer>, passphrase: string): AsyncIterable<Buffer> {
  const source = sealed[Symbol.asyncIterator]()
  let head: Buffer = Buffer.alloc(0)
  const wanted = MAGIC.length + SALT
  while (head.length < wanted) {
    const next: IteratorResult<Buffer, unknown> = await source.next()
    if (next.done === true) throw notRead()
    head = Buffer.concat([head, next.value])
  }
  if (head.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new FederationError('ERR_STORE_DAMAGED', 'this is no backup that this release reads')
  }
  const key = await keyFrom(passphrase, head.subarray(MAGIC.length, wanted))
  async function* rest(): AsyncIterable<Buffer> {
    yield head.subarray(wanted)
    yield* { [Symbol.asyncIterator]: () => source }
  }
  let number = 0
  for await (const { piece, last } of pieces(rest(), CHUNK + TAG)) yield open(key, number++, last, piece)
}
