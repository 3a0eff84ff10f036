import { FederationError } from '../../../protocols/federation-error.ts'
import { Vocabulary } from '../../../protocols/xml/vocabulary.ts'
import { REQUEST_LIMITS } from '../../../protocols/xml/xml-document.ts'
import type { XmlLimits } from '../../../protocols/xml/xml-document.ts'
import { XmlReader } from '../../../protocols/xml/xml-reader.ts'

/** A little vocabulary of two namespaces for tests. */
export const WORDS = new Vocabulary()
const one = WORDS.namespace('urn:one')
const two = WORDS.namespace('urn:two')
export const ONE_A = WORDS.element(one, 'a')
export const ONE_B = WORDS.element(one, 'b')
export const ONE_C = WORDS.element(one, 'c')
export const TWO_A = WORDS.element(two, 'a')
export const BUSY = WORDS.word('Busy')
export const FREE = WORDS.word('Free')

export function readerOf(document: string | Buffer, limits: Partial<XmlLimits> = {}): XmlReader {
  return new XmlReader(Buffer.from(document), WORDS, { ...REQUEST_LIMITS, ...limits })
}

/** Reads a document to its end; the code and text of what was refused, or null. */
export function refusalOf(document: string | Buffer, limits: Partial<XmlLimits> = {}): string | null {
  try {
    const reader = readerOf(document, limits)
    reader.root()
    reader.skip()
    return null
  } catch (error) {
    if (!(error instanceof FederationError)) throw error
    return `${error.code}: ${error.message}`
  }
}
