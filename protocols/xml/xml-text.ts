import { isXmlCharacter } from './xml-characters.ts'

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])
const REFERENCE = /&(?:#x0*([0-9A-Fa-f]{1,8})|#0*([0-9]{1,10})|([a-z]{2,4}));|&/g

/** Null where a reference is to something that is no character of XML 1.0. */
function decodeReferences(raw: string): string | null {
  let bad = false
  const text = raw.replace(REFERENCE, (_whole, hex?: string, decimal?: string, name?: string) => {
    const named = name === undefined ? undefined : PREDEFINED.get(name)
    if (named !== undefined) return named
    const code = hex !== undefined ? parseInt(hex, 16) : parseInt(decimal ?? '', 10)
    if (isXmlCharacter(code)) return String.fromCodePoint(code)
    bad = true
    return ''
  })
  return bad ? null : text
}

/**
 * Character data as the application sees it: line ends as one line feed (XML 1.0, 2.11), references replaced, CDATA
 * opened. Null where a reference is to something that is no character.
 */
export function decodeText(raw: string): string | null {
  const lines = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw
  let text = ''
  let at = 0
  for (;;) {
    const open = lines.indexOf('<![CDATA[', at)
    const plain = decodeReferences(open < 0 ? lines.slice(at) : lines.slice(at, open))
    if (plain === null) return null
    if (open < 0) return text + plain
    const close = lines.indexOf(']]>', open)
    text += plain + lines.slice(open + 9, close)
    at = close + 3
  }
}

/** An attribute's value: each white space character is a space (XML 1.0, 3.3.3), then as text. */
export function decodeAttribute(raw: string): string | null {
  return decodeReferences(raw.replace(/\r\n|[\r\n\t]/g, ' '))
}
