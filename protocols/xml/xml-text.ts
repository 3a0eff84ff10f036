import { isXmlCharacter } from './xml-characters.ts'

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])
const REFERENCE = /&(?:#x0*([0-9A-Fa-f]{1,8})|#0*([0-9]{1,10})|([a-z]{2,4}));|&/g

/** Thrown inside the reader, which knows the place. */
export class BadReference extends Error {}

function decodeReferences(raw: string): string {
  return raw.replace(REFERENCE, (_whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) {
      const character = PREDEFINED.get(name)
      if (character !== undefined) return character
    } else if (hex !== undefined || decimal !== undefined) {
      const code = hex !== undefined ? parseInt(hex, 16) : parseInt(decimal as string, 10)
      if (isXmlCharacter(code)) return String.fromCodePoint(code)
    }
    throw new BadReference('a reference to something that is no character of XML 1.0')
  })
}

/** Character data as the application sees it: line ends as one line feed (XML 1.0, 2.11), references replaced, CDATA opened. */
export function decodeText(raw: string): string {
  let text = ''
  let at = 0
  const lines = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw
  for (;;) {
    const open = lines.indexOf('<![CDATA[', at)
    if (open < 0) return text + decodeReferences(lines.slice(at))
    const close = lines.indexOf(']]>', open)
    text += decodeReferences(lines.slice(at, open)) + lines.slice(open + 9, close)
    at = close + 3
  }
}

/** An attribute's value: each white space character is a space (XML 1.0, 3.3.3), then as text. */
export function decodeAttribute(raw: string): string {
  return decodeReferences(raw.replace(/\r\n|[\r\n\t]/g, ' '))
}
