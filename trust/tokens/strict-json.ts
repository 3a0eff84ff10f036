import { isUtf8 } from 'node:buffer'

export type PlainObject = Readonly<Record<string, unknown>>

export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The bytes of one part of a compact JWS (RFC 7515 3.1), or null unless they are spelled in the one canonical way:
 * no padding, no other alphabet, no white space, no stray low bits (a second spelling is a second token text).
 */
export function readBase64Url(part: string): Buffer | null {
  const bytes = Buffer.from(part, 'base64url')
  return bytes.toString('base64url') === part ? bytes : null
}

/**
 * One JSON object from UTF-8 bytes, or null: no byte order mark, no ill-formed UTF-8, no name twice in one object
 * (RFC 8259 4 leaves that open, RFC 7515 4 forbids it), at most eight levels deep.
 */
export function readStrictJson(bytes: Buffer): PlainObject | null {
  if (!isUtf8(bytes)) return null
  const text = bytes.toString('utf8')
  try {
    const value: unknown = JSON.parse(text)
    // A name given twice is in the text twice and in the value once, so the two counts differ.
    return isPlainObject(value) && countNames(value, 8) === countColons(text) ? value : null
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
}

/** Members of all objects in `value`; not a number where `value` is deeper than `depth`. */
function countNames(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0
  if (depth === 0) return Number.NaN
  let names = 0
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) names += countNames(item, depth - 1)
    return names
  }
  for (const name of Object.keys(value)) names += 1 + countNames((value as PlainObject)[name], depth - 1)
  return names
}

/** Colons outside strings: one for each member, in text already known to be JSON. */
function countColons(text: string): number {
  let colons = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x3a) colons++
    else if (code === 0x22) at = endOfString(text, at + 1)
  }
  return colons
}

function endOfString(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (isEscaped(text, at)) at = text.indexOf('"', at + 1)
  return at
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes++
  return backslashes % 2 === 1
}
