/** The name of an element that is in no vocabulary; nothing a reader expects is ever this. */
export const UNKNOWN = 0

/** How the bytes of a local name or word are hashed; the reader does the same while it walks over them. */
export const hashStep = (hash: number, byte: number): number => (Math.imul(hash, 31) + byte) | 0

/**
 * The namespaces, element names and words (values of enumerations) a reader of one protocol knows, each as a small
 * integer, so that to match an element is to compare two integers and no string is made of a name. Filled while modules
 * load, only read afterwards. Nothing that comes from outside is ever added.
 */
export class Vocabulary {
  readonly #namespaces: Buffer[] = []
  readonly #words: Buffer[] = [Buffer.alloc(0)]
  readonly #index = new Map<string, number>()
  #slots = new Int32Array(64)
  /** By namespace, by word: the element of that name. */
  readonly #elements: number[][] = [[]]
  readonly #elementNames: string[] = ['(unknown)']

  /** The number of a namespace, from 1; asked twice for the same, it says the same. */
  namespace(uri: string): number {
    const bytes = Buffer.from(uri)
    const known = this.#namespaces.findIndex((other) => other.equals(bytes))
    if (known >= 0) return known + 1
    this.#elements.push([])
    return this.#namespaces.push(bytes)
  }

  /** The number of a local name or of a value of an enumeration, from 1. */
  word(word: string): number {
    const known = this.#index.get(word)
    if (known !== undefined) return known
    const number = this.#words.push(Buffer.from(word)) - 1
    this.#index.set(word, number)
    if (this.#words.length * 4 > this.#slots.length) this.#slots = new Int32Array(this.#slots.length * 2)
    this.#slots.fill(0)
    for (let i = 1; i < this.#words.length; i++) this.#place(i)
    return number
  }

  /** The number of an element, from 1, unlike that of every other element of this vocabulary. */
  element(namespace: number, local: string): number {
    const elements = this.#elements[namespace] as number[]
    const word = this.word(local)
    return (elements[word] ??= this.#elementNames.push(local) - 1)
  }

  /** For messages of errors. */
  localNameOf(element: number): string {
    return this.#elementNames[element] ?? '(unknown)'
  }

  get namespaces(): number {
    return this.#namespaces.length
  }

  elementOf(namespace: number, word: number): number {
    return this.#elements[namespace]?.[word] ?? UNKNOWN
  }

  /** The number of the word that stands at [from, to), whose hash is `hash`; 0 if there is none such. */
  wordAt(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const mask = this.#slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const word = this.#slots[slot] as number
      if (word === 0 || same(this.#words[word] as Buffer, bytes, from, to)) return word
    }
  }

  /** The number of the namespace whose name stands at [from, to); 0 if there is none such. */
  namespaceAt(bytes: Uint8Array, from: number, to: number): number {
    for (let i = this.#namespaces.length; i > 0; i--) {
      if (same(this.#namespaces[i - 1] as Buffer, bytes, from, to)) return i
    }
    return 0
  }

  #place(word: number): void {
    let hash = 0
    for (const byte of this.#words[word] as Buffer) hash = hashStep(hash, byte)
    const mask = this.#slots.length - 1
    let slot = hash & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = word
  }
}

function same(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from
  if (known.length !== length) return false
  // From the end: namespaces of one family differ in their last letters.
  for (let i = length - 1; i >= 0; i--) if (known[i] !== bytes[from + i]) return false
  return true
}
