const WORDS = 3
const FIRST_SLOTS = 64
/** Full to at most this share, so that a search ends after a few steps. */
const LOAD = 0.6

/**
 * A set of 96-bit fingerprints, given as the first twelve bytes of a SHA-256, in one typed array: 20 bytes each at the
 * fullest, where a Set of strings takes 120. Nothing is taken out; the whole table is let go instead.
 */
export class FingerprintTable {
  #slots = FIRST_SLOTS
  #words = new Uint32Array(FIRST_SLOTS * WORDS)
  #size = 0

  get size(): number {
    return this.#size
  }

  has(print: Buffer): boolean {
    return this.#words[this.#find(firstWord(print), print.readUInt32LE(4), print.readUInt32LE(8))] !== 0
  }

  /** @param print not in the table yet */
  add(print: Buffer): void {
    if (this.#size >= this.#slots * LOAD) this.#grow()
    this.#write(firstWord(print), print.readUInt32LE(4), print.readUInt32LE(8))
    this.#size++
  }

  #write(first: number, second: number, third: number): void {
    const at = this.#find(first, second, third)
    this.#words[at] = first
    this.#words[at + 1] = second
    this.#words[at + 2] = third
  }

  /** Where these words stand, or the empty place where they would. */
  #find(first: number, second: number, third: number): number {
    const words = this.#words
    for (let slot = second & (this.#slots - 1); ; slot = (slot + 1) & (this.#slots - 1)) {
      const at = slot * WORDS
      if (words[at] === 0) return at
      if (words[at] === first && words[at + 1] === second && words[at + 2] === third) return at
    }
  }

  #grow(): void {
    const old = this.#words
    this.#slots *= 2
    this.#words = new Uint32Array(this.#slots * WORDS)
    for (let at = 0; at < old.length; at += WORDS) {
      if (old[at] !== 0) this.#write(old[at] ?? 0, old[at + 1] ?? 0, old[at + 2] ?? 0)
    }
  }
}

/** Zero marks an empty place, so a fingerprint never begins with it. */
function firstWord(print: Buffer): number {
  return print.readUInt32LE(0) || 1
}
