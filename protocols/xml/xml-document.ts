import { isAscii, isUtf8 } from 'node:buffer'
import { FederationError } from '../federation-error.ts'
import { QUESTION } from './xml-characters.ts'

export interface XmlLimits {
  /** More is `ERR_MESSAGE_TOO_BIG`; breaking any other limit is `ERR_MESSAGE_MALFORMED`. */
  readonly bytes: number
  readonly elements: number
  /** Elements open at one time. */
  readonly depth: number
  readonly attributesPerElement: number
  /** Namespace declarations in scope at one time. */
  readonly namespaces: number
  /** Whether CDATA sections may stand in text. Where they may not, no text can be spliced with one. */
  readonly cdata: boolean
}

export const REQUEST_LIMITS: XmlLimits = {
  bytes: 400 * 1024,
  elements: 5000,
  depth: 32,
  attributesPerElement: 32,
  namespaces: 32,
  cdata: false,
}

const NOT_CHARACTERS = [Buffer.from('\ufffe'), Buffer.from('\uffff')]
const LONGEST_DECLARATION = 200
const DECLARATION =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.0"|'1\.0')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"utf-8"|'utf-8'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>/i

/**
 * Checks what can be said of a document as a whole, and its XML declaration.
 *
 * @returns where the root element may begin, or why the document is refused
 * @throws FederationError `ERR_MESSAGE_TOO_BIG`
 */
export function scanPrologue(bytes: Buffer, limits: XmlLimits): number | string {
  if (bytes.length > limits.bytes) {
    throw new FederationError('ERR_MESSAGE_TOO_BIG', 'the document is too big', { bytes: bytes.length })
  }
  if (!isAscii(bytes)) {
    if (!isUtf8(bytes)) return 'not UTF-8'
    if (NOT_CHARACTERS.some((character) => bytes.includes(character))) return 'a forbidden character'
  }
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  if (bytes[start + 1] !== QUESTION) return start
  const declaration = DECLARATION.exec(bytes.toString('latin1', start, start + LONGEST_DECLARATION))
  return declaration === null ? 'not a declaration of XML 1.0 in UTF-8' : start + declaration[0].length
}
