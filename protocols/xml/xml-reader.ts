import { FederationError } from '../federation-error.ts'
import { NamespaceScope, UNBOUND } from './namespace-scope.ts'
import { hashStep, UNKNOWN } from './vocabulary.ts'
import type { Vocabulary } from './vocabulary.ts'
import { scanValue, XmlAttributes } from './xml-attributes.ts'
import * as c from './xml-characters.ts'
import { REQUEST_LIMITS, scanPrologue } from './xml-document.ts'
import type { XmlLimits } from './xml-document.ts'
import { scanName } from './xml-name.ts'
import type { QualifiedName } from './xml-name.ts'
import { decodeAttribute, decodeText } from './xml-text.ts'

const CDATA = Buffer.from('<![CDATA[')
const CDATA_END = Buffer.from(']]>')
/**
 * Pulls elements out of one whole document: XML 1.0 (fifth edition) and Namespaces in XML 1.0, in UTF-8, and of these
 * only what SOAP needs (SOAP 1.1, section 3): no DTD, no processing instruction, no comment. Elements are matched by
 * (namespace, local name) against a vocabulary, as integers.
 *
 * How to read: `root()`, then for each element stood on exactly one of `child()` until it says false, `text()` (or
 * `leaf()`, `word()`), or `skip()`. When the root has been read to its end the document has been checked to its end.
 *
 * Every method throws FederationError `ERR_MESSAGE_MALFORMED` with the line and column of what was refused.
 */
export class XmlReader {
  /** The element stood on, by its number in the vocabulary; `UNKNOWN` for all others. */
  name = UNKNOWN
  /** Where the text of the last `leaf()` stands in `bytes`, white space and all. */
  from = 0
  to = 0
  /** Whether that text stands there as it is, without references, CDATA or carriage returns. */
  plain = true
  readonly bytes: Buffer
  readonly #vocabulary: Vocabulary
  readonly #limits: XmlLimits
  readonly #scope: NamespaceScope
  readonly #attributes: XmlAttributes
  #at: number
  #elements = 0
  #depth = 0
  /** The start tag stood on was an empty-element tag. */
  #empty = false
  readonly #open: QualifiedName[] = []
  readonly #scopes: number[] = []
  readonly #value = { end: 0 }

  constructor(bytes: Buffer, vocabulary: Vocabulary, limits: XmlLimits = REQUEST_LIMITS) {
    this.bytes = bytes
    this.#vocabulary = vocabulary
    this.#limits = limits
    this.#scope = new NamespaceScope(bytes, vocabulary)
    this.#attributes = new XmlAttributes(bytes, this.#scope)
    this.#at = 0
    const prologue = scanPrologue(bytes, limits)
    if (typeof prologue === 'string') this.refuse(prologue)
    this.#at = prologue
  }

  /** Steps onto the root element. */
  root(): void {
    this.#space()
    this.#startTag()
  }

  /**
   * Steps onto the next child of the element stood in, or, where there is none left, out of it and says false. Text
   * between the children is refused.
   */
  child(): boolean {
    if (this.#empty) {
      this.#close()
      return false
    }
    this.#space()
    if (this.bytes[this.#at + 1] === c.SLASH) {
      this.#endTag()
      return false
    }
    this.#startTag()
    return true
  }

  /** Reads the text of the element stood on, to its end, and leaves `from`, `to` and `plain`; refuses child elements. */
  leaf(): void {
    this.from = this.#at
    this.to = this.#at
    this.plain = true
    if (this.#empty) return this.#close()
    this.#text()
    this.to = this.#at
    if (this.bytes[this.#at + 1] !== c.SLASH) this.refuse('an element where only text is expected')
    this.#endTag()
  }

  /** The text of the element stood on, as it is; reads to its end. */
  text(): string {
    this.leaf()
    const raw = this.bytes.toString('utf8', this.from, this.to)
    return this.plain ? raw : this.#decode(raw, decodeText)
  }

  /** The text without white space around it (xs:token, as for numbers, times and enumerations). */
  token(): string {
    return this.text().trim()
  }

  /** The number of the word in the vocabulary that the trimmed text is; `UNKNOWN` for all others. */
  word(): number {
    this.leaf()
    let { from, to } = this
    while (from < to && c.isSpace(this.bytes[from])) from++
    while (from < to && c.isSpace(this.bytes[to - 1])) to--
    let hash = 0
    for (let at = from; at < to; at++) hash = hashStep(hash, this.bytes[at] as number)
    return from === to ? UNKNOWN : this.#vocabulary.wordAt(this.bytes, from, to, hash)
  }

  /** Reads the element stood on to its end, whatever is in it. */
  skip(): void {
    const outside = this.#depth - 1
    for (;;) {
      if (this.#empty) this.#close()
      if (this.#depth === outside) return
      this.#skipText()
      if (this.bytes[this.#at + 1] === c.SLASH) this.#endTag()
      else this.#startTag()
    }
  }

  /** An attribute of the element just stepped onto; without `namespace`, one that has none. */
  attribute(local: string, namespace = ''): string | undefined {
    return this.#attributes.find(this.#scope.numberOf(namespace), local)
  }

  /** How many attributes and namespace declarations the element just stepped onto has. */
  get attributes(): number {
    return this.#attributes.count
  }

  /** @throws FederationError `ERR_MESSAGE_MALFORMED` with the place the reader has come to */
  refuse(because: string): never {
    let line = 1
    let start = 0
    for (
      let at = this.bytes.indexOf(c.LINE_FEED);
      at >= 0 && at < this.#at;
      at = this.bytes.indexOf(c.LINE_FEED, at + 1)
    ) {
      line++
      start = at + 1
    }
    const element = this.#vocabulary.localNameOf(this.name)
    throw new FederationError('ERR_MESSAGE_MALFORMED', because, { line, position: this.#at - start + 1, element })
  }

  #decode(raw: string, decoder: (raw: string) => string | null): string {
    return decoder(raw) ?? this.refuse('a reference to something that is no character of XML 1.0')
  }

  /** Over white space to the next tag. */
  #space(): void {
    while (c.isSpace(this.bytes[this.#at])) this.#at++
    if (this.bytes[this.#at] !== c.LESS) this.refuse('text where only elements are expected')
  }

  /** Over text to the next tag. */
  #text(): void {
    const { bytes } = this
    for (let at = this.#at; at < bytes.length; at++) {
      const kind = c.TEXT_CLASS[bytes[at] as number]
      if (kind === 0) continue
      this.#at = at
      if (kind === c.TEXT_MARKUP) {
        if (bytes[at + 1] !== c.BANG) return
        at = this.#section() - 1
      } else if (kind === c.TEXT_FORBIDDEN) this.refuse('a forbidden character')
      else if (kind !== c.TEXT_BRACKET) this.plain = false
      else if (bytes[at + 1] === c.BRACKET && bytes[at + 2] === c.GREATER) this.refuse(']]> in text')
    }
    this.#at = bytes.length
    this.refuse('the document ends inside an element')
  }

  #skipText(): void {
    const from = this.#at
    this.plain = true
    this.#text()
    // Text nobody reads must be XML too.
    if (!this.plain) this.#decode(this.bytes.toString('utf8', from, this.#at), decodeText)
  }

  /** Over a CDATA section; its end. */
  #section(): number {
    const { bytes } = this
    const from = this.#at
    if (bytes.compare(CDATA, 0, 9, from, Math.min(from + 9, bytes.length)) !== 0)
      this.refuse('markup that SOAP has no use for')
    if (!this.#limits.cdata) this.refuse('a CDATA section')
    const end = bytes.indexOf(CDATA_END, from + 9)
    for (let at = from + 9; at < end; at++) {
      if (c.TEXT_CLASS[bytes[at] as number] === c.TEXT_FORBIDDEN) this.refuse('a forbidden character')
    }
    if (end < 0) this.refuse('a CDATA section without an end')
    this.plain = false
    return end + 3
  }

  /** Reads a start tag from its `<`, and steps into it. */
  #startTag(): void {
    const { bytes } = this
    const tag = (this.#open[this.#depth] ??= { from: 0, colon: 0, local: 0, to: 0, hash: 0 })
    if (this.#depth === this.#limits.depth) this.refuse('elements are nested too deep')
    if (++this.#elements > this.#limits.elements) this.refuse('too many elements')
    this.#at++
    this.#qualifiedName(tag)
    this.#scopes[this.#depth++] = this.#scope.size
    this.#attributes.clear()
    if (bytes[this.#at] !== c.GREATER) this.#attributesOf()
    this.#empty = bytes[this.#at] === c.SLASH
    if (this.#empty) this.#at++
    if (bytes[this.#at] !== c.GREATER) this.refuse('a start tag without an end')
    this.#at++
    const namespace = this.#scope.resolve(tag.from, tag.colon)
    if (namespace === UNBOUND) this.refuse('a prefix is not bound')
    const word = this.#vocabulary.wordAt(bytes, tag.local, tag.to, tag.hash)
    this.name = word === 0 ? UNKNOWN : this.#vocabulary.elementOf(namespace, word)
  }

  /** Reads the attributes of a start tag, up to its `>` or `/`. */
  #attributesOf(): void {
    const { bytes } = this
    for (;;) {
      const from = this.#at
      while (c.isSpace(bytes[this.#at])) this.#at++
      const byte = bytes[this.#at]
      if (byte === c.GREATER || byte === c.SLASH) break
      if (this.#at === from) this.refuse('no white space before an attribute')
      if (this.#attributes.count === this.#limits.attributesPerElement) this.refuse('too many attributes')
      this.#attribute()
    }
    const refusal = this.#attributes.settle()
    if (refusal !== null) this.refuse(refusal)
    if (this.#scope.size > this.#limits.namespaces) this.refuse('too many namespace declarations')
  }

  #attribute(): void {
    const { bytes } = this
    this.#qualifiedName(this.#attributes.next())
    while (c.isSpace(bytes[this.#at])) this.#at++
    if (bytes[this.#at] !== c.EQUALS) this.refuse('an attribute without a value')
    this.#at++
    while (c.isSpace(bytes[this.#at])) this.#at++
    const from = this.#at + 1
    const plain = scanValue(bytes, this.#at, this.#value)
    if (plain === null) this.refuse('not the value of an attribute')
    this.#at = this.#value.end + 1
    const refusal = this.#attributes.take(from, this.#value.end, plain)
    if (refusal !== null) this.refuse(refusal)
    if (!plain) this.#decode(bytes.toString('utf8', from, this.#value.end), decodeAttribute)
  }

  #qualifiedName(name: QualifiedName): void {
    const end = scanName(this.bytes, this.#at, name)
    if (end < 0) this.refuse('not a name')
    this.#at = end
  }

  #endTag(): void {
    const { bytes } = this
    const tag = this.#open[this.#depth - 1] as QualifiedName
    let at = this.#at + 2
    for (let k = tag.from; k < tag.to; k++, at++) {
      if (bytes[k] !== bytes[at]) this.refuse('an end tag that does not match')
    }
    while (c.isSpace(bytes[at])) at++
    if (bytes[at] !== c.GREATER) this.refuse('an end tag that does not match')
    this.#at = at + 1
    this.#close()
  }

  /** Leaves the element stood in. Behind the root only white space may come. */
  #close(): void {
    this.#empty = false
    this.#scope.leave(this.#scopes[--this.#depth] as number)
    if (this.#depth > 0) return
    while (c.isSpace(this.bytes[this.#at])) this.#at++
    if (this.#at < this.bytes.length) this.refuse('something behind the root element')
  }
}
