import type { XmlReader } from '../xml/xml-reader.ts'

/** The xs:int that is the text of the element stood on. */
export function readInteger(reader: XmlReader): number {
  const text = reader.token()
  const value = Number(text)
  if (!/^[-+]?\d{1,11}$/.test(text) || value !== (value | 0)) reader.refuse('not an integer')
  return value
}

/** The value of an xs:boolean; null if it is none. */
export function parseBoolean(text: string): boolean | null {
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : null
}

export function readBoolean(reader: XmlReader): boolean {
  return parseBoolean(reader.token()) ?? reader.refuse('not a boolean')
}
