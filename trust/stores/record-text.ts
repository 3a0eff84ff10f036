import { createHmac, hash } from 'node:crypto'
import { FederationError } from '../../protocols/federation-error.ts'
import type { HeldRecord, Json, RecordName } from './state-record.ts'

/** Under which checksums are made: with a secret, nobody who can only write to the store can write a record. */
export type ChecksumKey = Buffer | null

const CHECKSUM_LENGTH = 32
const MODULUS = 1n << 128n

function checksum({ kind, key }: RecordName, content: string, secret: ChecksumKey): string {
  // The length first: no kind, key and content can be taken for others.
  const text = `${kind} ${key.length}:${key}${content}`
  const full = secret === null ? hash('sha256', text, 'hex') : createHmac('sha256', secret).update(text).digest('hex')
  return full.slice(0, CHECKSUM_LENGTH)
}

/** A record as it is kept: a checksum of 32 hex digits, its version, a space, its value as JSON. */
export function recordText(name: RecordName, version: number, value: Json, secret: ChecksumKey): string {
  const content = `${version} ${JSON.stringify(value)}`
  return `${checksum(name, content, secret)}${content}`
}

/** The checksum a record is kept under. */
export const checksumIn = (text: string): string => text.slice(0, CHECKSUM_LENGTH)

/** A record by its text, whose checksum nobody looks at: for what was made a moment ago by `recordText`. */
export function madeRecord({ kind, key }: RecordName, text: string): HeldRecord {
  const space = text.indexOf(' ', CHECKSUM_LENGTH)
  const version = Number(text.slice(CHECKSUM_LENGTH, space))
  return { kind, key, version, value: JSON.parse(text.slice(space + 1)) as Json }
}

/** @throws FederationError `ERR_STORE_DAMAGED` where the text is not what was written under this name */
export function readRecord(name: RecordName, text: string, secret: ChecksumKey): HeldRecord {
  const { kind, key } = name
  if (checksum(name, text.slice(CHECKSUM_LENGTH), secret) !== text.slice(0, CHECKSUM_LENGTH)) {
    throw new FederationError(
      'ERR_STORE_DAMAGED',
      `the ${kind} record ${key} was changed, damaged, or written under another store key`,
      {
        kind,
        key,
      },
    )
  }
  return madeRecord(name, text)
}

/** The digest of a store that holds nothing. */
export const EMPTY_DIGEST = '0'.repeat(CHECKSUM_LENGTH)

/** What one record adds to a digest: its checksum, or with a secret what nobody else can tell from it. */
function termOf(text: string, secret: ChecksumKey): bigint {
  const shown = text.slice(0, CHECKSUM_LENGTH)
  if (secret === null) return BigInt(`0x${shown}`)
  return BigInt(`0x${createHmac('sha256', secret).update(shown).digest('hex').slice(0, CHECKSUM_LENGTH)}`)
}

/**
 * The digest of a store after `added` came and `removed` went: the sum of a term for each record modulo 2^128, so that it
 * follows each change without reading the rest.
 *
 * @param secret of the terms; without one they are the checksums, and any sum can be made by who can choose records
 */
export function changedDigest(
  digest: string,
  added: readonly string[],
  removed: readonly string[],
  secret: ChecksumKey,
): string {
  const sum = (texts: readonly string[]): bigint => texts.reduce((total, text) => total + termOf(text, secret), 0n)
  const next = (BigInt(`0x${digest}`) + sum(added) - sum(removed)) % MODULUS
  return ((next + MODULUS) % MODULUS).toString(16).padStart(CHECKSUM_LENGTH, '0')
}

const SUMMED_AT_ONCE = 1_000

/** The digest of texts that come one by one. */
export class DigestSum {
  readonly #secret: ChecksumKey
  #digest = EMPTY_DIGEST
  #texts: string[] = []

  constructor(secret: ChecksumKey) {
    this.#secret = secret
  }

  add(text: string): void {
    if (this.#texts.push(text) === SUMMED_AT_ONCE) this.#fold()
  }

  get digest(): string {
    this.#fold()
    return this.#digest
  }

  #fold(): void {
    this.#digest = changedDigest(this.#digest, this.#texts, [], this.#secret)
    this.#texts = []
  }
}
