import type { Instant } from '../../protocols/availability/time-window.ts'
import { valuesOf } from '../../trust/audit/personal.ts'
import type { StoredEntry } from '../../trust/stores/state-engine.ts'

/** Bits for each name: with four of them set, a block that does not name one is read in two of a hundred cases. */
const BITS_EACH = 10
const SET_EACH = 4
const FEWEST_BITS = 64
/** 1 KB: of entries about very many, a block is read more often instead. */
const MOST_BITS = 8_192

const AT = '"at":"'
const AT_LENGTH = 24

/** When an entry says it happened. Its text says so right after its number and its predecessor. */
export function instantOf(text: string): Instant {
  const begin = text.indexOf(AT) + AT.length
  return Date.parse(text.slice(begin, begin + AT_LENGTH))
}

const REQUEST_ID = /"requestId":("(?:[^"\\]|\\.)*")/

/** Which request an entry is of, as it stands in its text: a JSON string; none where it is of none. */
const requestOf = ({ text }: StoredEntry): readonly string[] => REQUEST_ID.exec(text ?? '')?.slice(1, 2) ?? []

/** Every address beside an entry, once for each time it stands there. */
export function addressesOf({ personal }: StoredEntry): readonly string[] {
  const values = Object.values(personal ?? {}).flatMap((kept) => valuesOf(kept))
  return values.filter((value) => value !== null)
}

/** Two hashes of a name, 32 bits each (FNV-1a, from two beginnings). */
function hashesOf(name: string): readonly [number, number] {
  let [one, other] = [0x811c9dc5, 0x01000193]
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i)
    one = Math.imul(one ^ unit, 0x01000193)
    other = Math.imul(other ^ unit, 0x5bd1e995)
  }
  return [mixed(one), mixed(other) | 1]
}

/** So that every bit counts for every other (the end of MurmurHash3). */
function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (half ^ (half >>> 13)) >>> 0
}

/**
 * What is remembered of some entries in a row, so that most are not read again for one mailbox or request: a Bloom filter of
 * the addresses beside them and of their requests, and between which instants they happened. What is erased from them later is not taken out of it.
 */
export class EntryBlock {
  /** Infinity and its negative where no entry has its text any more. */
  readonly oldest: Instant
  readonly newest: Instant
  readonly #bits: Uint32Array

  constructor(entries: readonly StoredEntry[]) {
    const kept = entries.filter(({ text }) => text !== null)
    const instants = kept.map(({ text }) => instantOf(text ?? ''))
    this.oldest = Math.min(...instants)
    this.newest = Math.max(...instants)
    const names = new Set(kept.flatMap((entry) => [...addressesOf(entry), ...requestOf(entry)]))
    let bits = FEWEST_BITS
    while (bits < names.size * BITS_EACH && bits < MOST_BITS) bits *= 2
    this.#bits = new Uint32Array(bits / 32)
    for (const name of names) {
      for (const bit of this.#placesOf(name)) this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] ?? 0) | (1 << (bit & 31))
    }
  }

  /**
   * False only where it does not stand in any of them.
   *
   * @param name an address, or the id of a request as a JSON string, which no address is
   */
  mayName(name: string): boolean {
    return this.#placesOf(name).every((bit) => ((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0)
  }

  #placesOf(name: string): readonly number[] {
    const [one, other] = hashesOf(name)
    const mask = this.#bits.length * 32 - 1
    return Array.from({ length: SET_EACH }, (_, i) => (one + i * other) & mask)
  }
}
