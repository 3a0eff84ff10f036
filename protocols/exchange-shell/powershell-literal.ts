import { FederationError } from '../federation-error.ts'

/**
 * A string as an expression of PowerShell that means exactly it, in ASCII alone: `'O''Brien'`, `('' + [char]0x00D6 + 'st')`.
 *
 * In single quotes nothing is special but the quote, which is doubled; PowerShell takes U+2018 to U+201B for it as well
 * (about_Quoting_Rules). They and all that is not ASCII are written as numbers: Windows PowerShell reads a script without
 * a byte order mark in the machine's code page, in which the second byte of many a letter is such a quote.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED` for control characters, and for what would be read backwards: none is
 * part of a name, and a terminal acts on them
 */
export function powershellLiteral(value: string): string {
  if (/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(value)) {
    throw new FederationError('ERR_MESSAGE_MALFORMED', 'a value with control characters cannot stand in a script', {
      length: value.length,
    })
  }
  const pieces = value.match(/[\x20-\x7e]+|[^\x20-\x7e]/g) ?? []
  const quoted = pieces.flatMap((piece) => (/^[\x20-\x7e]/.test(piece) ? [inQuotes(piece)] : codeUnits(piece)))
  if (pieces.length === 0) return "''"
  if (pieces.length === 1 && quoted[0]?.startsWith("'")) return quoted[0]
  // A string first: a character first would make the sum one of numbers.
  return `(${quoted[0]?.startsWith("'") ? '' : "'' + "}${quoted.join(' + ')})`
}

const inQuotes = (ascii: string): string => `'${ascii.replaceAll("'", "''")}'`

const codeUnits = (character: string): string[] =>
  [...Array(character.length).keys()].map(
    (i) => `[char]0x${character.charCodeAt(i).toString(16).toUpperCase().padStart(4, '0')}`,
  )

/** A list of strings: `@('a', 'b')`, which is a list also with one of them or none. */
export function powershellList(values: readonly string[]): string {
  return `@(${values.map(powershellLiteral).join(', ')})`
}
