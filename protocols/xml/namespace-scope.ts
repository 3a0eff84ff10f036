import type { Vocabulary } from './vocabulary.ts'

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'
const LETTER_X = 0x78
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/'

/** No namespace at all; also what a prefix that is bound to nothing resolves to. */
export const NO_NAMESPACE = 0
export const UNBOUND = -1

/**
 * Which prefix means which namespace at the place a reader stands (Namespaces in XML 1.0). Namespaces of the vocabulary
 * have its numbers; others get one each per document, so that they can be told apart. The number in scope at one time is
 * bounded, which bounds the cost of a prefix.
 */
export class NamespaceScope {
  readonly #bytes: Buffer
  readonly #vocabulary: Vocabulary
  readonly #others = new Map<string, number>()
  readonly #from: number[] = []
  readonly #to: number[] = []
  readonly #namespace: number[] = []

  constructor(bytes: Buffer, vocabulary: Vocabulary) {
    this.#bytes = bytes
    this.#vocabulary = vocabulary
  }

  /** How many declarations are in scope; `leave` goes back to such a number. */
  get size(): number {
    return this.#from.length
  }

  leave(size: number): void {
    // Nearly every element declares nothing, and to set a length costs as much as to read the element.
    if (size === this.#from.length) return
    this.#from.length = size
    this.#to.length = size
    this.#namespace.length = size
  }

  /**
   * Binds the prefix at [from, to), empty for the default namespace, to the namespace whose name stands at
   * [valueFrom, valueTo), or is `uri` where it had to be decoded. Says why it may not be bound.
   */
  declare(from: number, to: number, uri: string | null, valueFrom: number, valueTo: number): string | null {
    const known = uri === null ? this.#vocabulary.namespaceAt(this.#bytes, valueFrom, valueTo) : 0
    // Only what is not of the vocabulary, or begins like xml, can be what must not be bound.
    if (known === 0 || this.#bytes[from] === LETTER_X) {
      const refusal = this.#refusal(from, to, uri ?? this.#bytes.toString('utf8', valueFrom, valueTo))
      if (refusal !== null) return refusal
    }
    this.#from.push(from)
    this.#to.push(to)
    this.#namespace.push(known > 0 ? known : this.numberOf(uri ?? this.#bytes.toString('utf8', valueFrom, valueTo)))
    return null
  }

  /** The namespace of the prefix at [from, to); empty: the default one. */
  resolve(from: number, to: number): number {
    const bytes = this.#bytes
    for (let i = this.#from.length - 1; i >= 0; i--) {
      const start = this.#from[i] as number
      if ((this.#to[i] as number) - start !== to - from) continue
      let k = to - from - 1
      while (k >= 0 && bytes[start + k] === bytes[from + k]) k--
      if (k < 0) return this.#namespace[i] as number
    }
    if (from === to) return NO_NAMESPACE
    return to - from === 3 && bytes.toString('latin1', from, to) === 'xml' ? this.numberOf(XML_NAMESPACE) : UNBOUND
  }

  numberOf(uri: string): number {
    if (uri === '') return NO_NAMESPACE
    const bytes = Buffer.from(uri)
    const known = this.#vocabulary.namespaceAt(bytes, 0, bytes.length)
    if (known > 0) return known
    let number = this.#others.get(uri)
    if (number === undefined) this.#others.set(uri, (number = this.#vocabulary.namespaces + 1 + this.#others.size))
    return number
  }

  /** Namespaces in XML 1.0, section 3: what may be bound to what. */
  #refusal(from: number, to: number, uri: string): string | null {
    const prefix = this.#bytes.toString('utf8', from, to)
    if (prefix === 'xmlns' || uri === XMLNS_NAMESPACE) return 'xmlns cannot be bound'
    if ((prefix === 'xml') !== (uri === XML_NAMESPACE)) return 'xml is bound to its own namespace only'
    if (prefix !== '' && uri === '') return 'a prefix cannot be unbound'
    return null
  }
}
