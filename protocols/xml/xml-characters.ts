/** What a byte may be in a name (Namespaces in XML 1.0, section 4): nothing, a later character, a first one, part of a wide one. */
export const NAME_LATER = 1
export const NAME_FIRST = 2
export const NAME_WIDE = 3
export const NAME_CLASS = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++) {
  const character = String.fromCharCode(byte)
  if (byte >= 0x80) NAME_CLASS[byte] = NAME_WIDE
  else if (/[A-Za-z_]/.test(character)) NAME_CLASS[byte] = NAME_FIRST
  else if (/[-.0-9]/.test(character)) NAME_CLASS[byte] = NAME_LATER
}

/** What a byte means in character data: ordinary, or one of these. */
export const TEXT_MARKUP = 1 // < ends the run
export const TEXT_REFERENCE = 2 // & needs decoding
export const TEXT_RETURN = 3 // a carriage return becomes a line feed (XML 1.0, 2.11)
export const TEXT_BRACKET = 4 // ]]> must not occur
export const TEXT_FORBIDDEN = 5 // not a Char (XML 1.0, 2.2)
export const TEXT_CLASS = new Uint8Array(256)
TEXT_CLASS.fill(TEXT_FORBIDDEN, 0, 0x20)
TEXT_CLASS[0x09] = 0
TEXT_CLASS[0x0a] = 0
TEXT_CLASS[0x0d] = TEXT_RETURN
TEXT_CLASS[0x26] = TEXT_REFERENCE
TEXT_CLASS[0x3c] = TEXT_MARKUP
TEXT_CLASS[0x5d] = TEXT_BRACKET

export const TAB = 0x09
export const LINE_FEED = 0x0a
export const RETURN = 0x0d
export const SPACE = 0x20
export const BANG = 0x21
export const QUOTE = 0x22
export const AMPERSAND = 0x26
export const APOSTROPHE = 0x27
export const SLASH = 0x2f
export const COLON = 0x3a
export const LESS = 0x3c
export const EQUALS = 0x3d
export const GREATER = 0x3e
export const QUESTION = 0x3f
export const BRACKET = 0x5d

export const isSpace = (byte: number | undefined): boolean =>
  byte === SPACE || byte === LINE_FEED || byte === RETURN || byte === TAB

// XML 1.0 fifth edition, productions 4 and 4a, without the colon; joiners and combining marks apart.
const FIRST =
  '[A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{2070}-\\u{218F}' +
  '\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}]|\\u{200C}|\\u{200D}'
const LATER = `${FIRST}|[-.0-9\\u{B7}]|[\\u{300}-\\u{36F}]|[\\u{203F}\\u{2040}]`
const NC_NAME = new RegExp(`^(?:${FIRST})(?:${LATER})*$`, 'u')

/** Whether `text` is an NCName; only asked for names that are not plain ASCII. */
export const isWideName = (text: string): boolean => NC_NAME.test(text)

/** Whether a code point is a Char of XML 1.0, 2.2. */
export function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === TAB || code === LINE_FEED || code === RETURN
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
}
