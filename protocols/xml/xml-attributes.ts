import type { NamespaceScope } from './namespace-scope.ts'
import { NO_NAMESPACE, UNBOUND } from './namespace-scope.ts'
import * as c from './xml-characters.ts'
import type { QualifiedName } from './xml-name.ts'
import { decodeAttribute } from './xml-text.ts'

const VALUE_BYTES = 4096

/** The attributes of the start tag a reader stands on, as places in the document; strings are made only when asked for. */
export class XmlAttributes {
  readonly #bytes: Buffer
  readonly #scope: NamespaceScope
  #count = 0
  readonly #names: QualifiedName[] = []
  readonly #valueFrom: number[] = []
  readonly #valueTo: number[] = []
  readonly #plain: boolean[] = []
  readonly #namespace: number[] = []

  constructor(bytes: Buffer, scope: NamespaceScope) {
    this.#bytes = bytes
    this.#scope = scope
  }

  get count(): number {
    return this.#count
  }

  clear(): void {
    this.#count = 0
  }

  /** The name to scan the next attribute into. */
  next(): QualifiedName {
    return (this.#names[this.#count] ??= { from: 0, colon: 0, local: 0, to: 0, hash: 0 })
  }

  /** Takes the attribute whose name was scanned into `next()`; says why it may not be. */
  take(valueFrom: number, valueTo: number, plain: boolean): string | null {
    const name = this.#names[this.#count] as QualifiedName
    if (valueTo - valueFrom > VALUE_BYTES) return 'an attribute is too long'
    for (let i = 0; i < this.#count; i++) {
      const other = this.#names[i] as QualifiedName
      if (this.#equal(other.from, other.to, name.from, name.to)) return 'an attribute stands twice'
    }
    this.#valueFrom[this.#count] = valueFrom
    this.#valueTo[this.#count] = valueTo
    this.#plain[this.#count] = plain
    this.#count++
    return null
  }

  /** Binds what the tag declares, then resolves the prefixes of the others; says why it cannot. */
  settle(): string | null {
    let prefixed = 0
    for (let i = 0; i < this.#count; i++) {
      const name = this.#names[i] as QualifiedName
      if (name.colon !== name.from) prefixed++
      const refusal = this.#declares(name) ? this.#declare(i, name) : null
      if (refusal !== null) return refusal
    }
    for (let i = 0; i < this.#count; i++) {
      const name = this.#names[i] as QualifiedName
      const plain = name.colon === name.from || this.#declares(name)
      const namespace = plain ? NO_NAMESPACE : this.#scope.resolve(name.from, name.colon)
      if (namespace === UNBOUND) return 'a prefix is not bound'
      this.#namespace[i] = namespace
      if (prefixed > 1 && namespace !== NO_NAMESPACE && this.#seen(i, namespace)) return 'an attribute stands twice'
    }
    return null
  }

  /** The value of the attribute of that name, or undefined; `namespace` as the scope numbers it, 0 for none. */
  find(namespace: number, local: string): string | undefined {
    for (let i = 0; i < this.#count; i++) {
      const name = this.#names[i] as QualifiedName
      if (this.#namespace[i] !== namespace || this.#declares(name)) continue
      if (this.#bytes.toString('utf8', name.local, name.to) === local) return this.#value(i)
    }
    return undefined
  }

  #value(i: number): string {
    const raw = this.#bytes.toString('utf8', this.#valueFrom[i], this.#valueTo[i])
    // What cannot be decoded was refused when it was scanned.
    return this.#plain[i] ? raw : (decodeAttribute(raw) ?? '')
  }

  #declare(i: number, name: QualifiedName): string | null {
    const from = name.colon === name.from ? name.to : name.local
    const uri = this.#plain[i] ? null : this.#value(i)
    return this.#scope.declare(from, name.to, uri, this.#valueFrom[i] as number, this.#valueTo[i] as number)
  }

  #declares(name: QualifiedName): boolean {
    const to = name.colon === name.from ? name.to : name.colon
    return to - name.from === 5 && this.#bytes[name.from] === 0x78 && this.#isXmlns(name.from)
  }

  #isXmlns(at: number): boolean {
    const bytes = this.#bytes
    return bytes[at + 1] === 0x6d && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6e && bytes[at + 4] === 0x73
  }

  #seen(i: number, namespace: number): boolean {
    const name = this.#names[i] as QualifiedName
    for (let k = 0; k < i; k++) {
      const other = this.#names[k] as QualifiedName
      if (this.#namespace[k] === namespace && this.#equal(other.local, other.to, name.local, name.to)) return true
    }
    return false
  }

  #equal(a: number, aEnd: number, b: number, bEnd: number): boolean {
    if (aEnd - a !== bEnd - b) return false
    for (; a < aEnd; a++, b++) if (this.#bytes[a] !== this.#bytes[b]) return false
    return true
  }
}

/**
 * Scans a quoted value from its opening quote; `values.end` is the closing quote.
 * @returns whether it needs no decoding, or null if it is no attribute value
 */
export function scanValue(bytes: Buffer, from: number, value: { end: number }): boolean | null {
  const quote = bytes[from]
  if (quote !== c.QUOTE && quote !== c.APOSTROPHE) return null
  let plain = true
  for (let at = from + 1; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (byte === quote) {
      value.end = at
      return plain
    }
    const kind = c.TEXT_CLASS[byte]
    if (kind === c.TEXT_MARKUP || kind === c.TEXT_FORBIDDEN) return null
    if (kind === c.TEXT_REFERENCE || kind === c.TEXT_RETURN || byte === c.LINE_FEED || byte === c.TAB) plain = false
  }
  return null
}
