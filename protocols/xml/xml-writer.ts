import * as c from './xml-characters.ts'

/** How a character of text or of an attribute's value is written when not as itself. */
const ESCAPES: readonly (Buffer | undefined)[] = Array.from({ length: 0x80 }, (_, code) => {
  if (code === c.AMPERSAND) return Buffer.from('&amp;')
  if (code === c.LESS) return Buffer.from('&lt;')
  if (code === c.GREATER) return Buffer.from('&gt;')
  if (code === c.QUOTE) return Buffer.from('&quot;')
  // A reader would make a line feed of it.
  if (code === c.RETURN) return Buffer.from('&#13;')
  return c.isXmlCharacter(code) ? undefined : Buffer.from('\ufffd')
})
const PLAIN = new Uint8Array(0x80).map((_, code) => (ESCAPES[code] === undefined ? 1 : 0))
/** The most bytes one UTF-16 code unit becomes. */
const LONGEST = 6
const REPLACEMENT = 0xfffd

/** The bytes of a piece of markup that never changes; made once, copied often. */
export const fragment = (markup: string): Buffer => Buffer.from(markup)

/**
 * Writes a document into one growing buffer: markup only from fragments, everything else escaped. A character XML 1.0
 * cannot carry (control characters, U+FFFE, U+FFFF, half a surrogate pair) is written as U+FFFD: something stood there.
 */
export class XmlWriter {
  #buffer: Buffer
  #at = 0

  /** @param expected bytes it will likely come to */
  constructor(expected = 4096) {
    this.#buffer = Buffer.allocUnsafe(expected)
  }

  markup(bytes: Buffer): void {
    this.#room(bytes.length)
    this.#buffer.set(bytes, this.#at)
    this.#at += bytes.length
  }

  /** Text, or the inside of an attribute's double quotes. */
  text(text: string): void {
    this.#room(text.length * LONGEST)
    const buffer = this.#buffer
    let at = this.#at
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code < 0x80 && PLAIN[code] === 1) buffer[at++] = code
      else if (code < 0x80) {
        const escape = ESCAPES[code] as Buffer
        buffer.set(escape, at)
        at += escape.length
      } else {
        const point = text.codePointAt(i) as number
        if (point > 0xffff) i++
        at = encode(c.isXmlCharacter(point) ? point : REPLACEMENT, buffer, at)
      }
    }
    this.#at = at
  }

  integer(value: number): void {
    this.text(String(Math.trunc(value)))
  }

  /** Makes room for `bytes` more bytes and says where in `buffer` they begin; `advance` says where they ended. */
  reserve(bytes: number): number {
    this.#room(bytes)
    return this.#at
  }

  get buffer(): Buffer {
    return this.#buffer
  }

  advance(to: number): void {
    this.#at = to
  }

  /** The document; the writer is not to be used after it. */
  finish(): Buffer {
    return this.#buffer.subarray(0, this.#at)
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes))
    larger.set(this.#buffer.subarray(0, this.#at))
    this.#buffer = larger
  }
}

/** UTF-8 (RFC 3629, section 3) of a code point above U+007F. */
function encode(point: number, into: Buffer, at: number): number {
  if (point < 0x800) into[at++] = 0xc0 | (point >> 6)
  else {
    if (point < 0x10000) into[at++] = 0xe0 | (point >> 12)
    else {
      into[at++] = 0xf0 | (point >> 18)
      into[at++] = 0x80 | ((point >> 12) & 0x3f)
    }
    into[at++] = 0x80 | ((point >> 6) & 0x3f)
  }
  into[at++] = 0x80 | (point & 0x3f)
  return at
}
