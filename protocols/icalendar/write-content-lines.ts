import type { Instant } from '../availability/time-window.ts'

/** Octets of one line without its line end (RFC 5545 3.1). */
const LINE_OCTETS = 75

/** What ends a line for some reader: RFC 5545 knows CRLF, others split at the Unicode ones too. */
const LINE_ENDS = /\r\n|[\n\r\u0085\u2028\u2029]/g
/** Controls (RFC 5545 3.1 CONTROL, and the C1 set); a tab may stay. */
const CONTROLS = /(?![\t\n])\p{Cc}/gu
/** Marks that turn the direction of what follows, past the end of the text too: a name must not rewrite its surroundings. */
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g
const LONE_SURROGATES = /\p{Surrogate}/gu

/** A text without what could end a line or hide in it; line ends become LF. */
export function plainText(text: string): string {
  return text.replace(LINE_ENDS, '\n').replace(CONTROLS, '').replace(DIRECTION, '').replace(LONE_SURROGATES, '\ufffd')
}

/** A TEXT value (RFC 5545 3.3.11). */
export function textValue(text: string): string {
  return plainText(text)
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n')
}

/** A parameter's value in double quotes, which cannot stand in it (RFC 5545 3.2). */
export function quotedParameter(text: string): string {
  return `"${plainText(text).replace(/\n/g, ' ').replace(/"/g, "'")}"`
}

/** A DATE-TIME in UTC (RFC 5545 3.3.5), to the second. */
export function utcValue(instant: Instant): string {
  return new Date(instant).toISOString().replace(/[-:]|\.\d+/g, '')
}

/** A line folded at 75 octets, never inside a character (RFC 5545 3.1), with its line end. */
function folded(line: string): string {
  // No character takes more than three octets for each of its UTF-16 units.
  if (line.length * 3 <= LINE_OCTETS || Buffer.byteLength(line) <= LINE_OCTETS) return `${line}\r\n`
  let text = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > LINE_OCTETS) {
      text += '\r\n '
      octets = 1
    }
    text += character
    octets += size
  }
  return `${text}\r\n`
}

/** Content lines under construction. A value is written as it is given: see `textValue` and `utcValue`. */
export class ContentLines {
  #text = ''

  /** @param name with its parameters */
  add(name: string, value: string): this {
    this.#text += folded(`${name}:${value}`)
    return this
  }

  text(name: string, value: string | null): this {
    return value === null || value === '' ? this : this.add(name, textValue(value))
  }

  toString(): string {
    return this.#text
  }
}
