import { Parser } from 'xml2js'
import { UNKNOWN, Vocabulary } from '../xml/vocabulary.ts'
import type { XmlLimits } from '../xml/xml-document.ts'
import { XmlReader } from '../xml/xml-reader.ts'
import { FederationError } from '../federation-error.ts'
import { objectsOf } from './clixml-objects.ts'
import type { XmlElement } from './clixml-objects.ts'
import { EXPORT_LIMITS, refuseExport } from './exported-object.ts'
import type { ExportedObject } from './exported-object.ts'

const VOCABULARY = new Vocabulary()
const OBJS = VOCABULARY.element(VOCABULARY.namespace('http://schemas.microsoft.com/powershell/2004/04'), 'Objs')

const LIMITS: XmlLimits = {
  bytes: 2 * EXPORT_LIMITS.bytes,
  elements: EXPORT_LIMITS.values,
  // Three elements for each level of objects: Obj, Props or LST, and the value.
  depth: 3 * EXPORT_LIMITS.depth,
  attributesPerElement: 8,
  namespaces: 2,
  cdata: false,
}

/** Order matters in a list, so the children of an element come as a list, with their names inside. */
const TREE = { explicitChildren: true, preserveChildrenOrder: true, explicitArray: false } as const

/**
 * Reads what `Export-Clixml` wrote (MS-PSRP 2.2.5). The strict reader of this house goes over the whole document first:
 * xml2js takes a DTD, a second root, an unbound prefix and HTML's entities without a word.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`
 */
export async function readClixml(text: string): Promise<readonly ExportedObject[]> {
  // What comes out of a file in UTF-16 may say so of itself; here it is text.
  const plain = text.replace(/^<\?xml [^?]{0,200}\?>/, (declaration) => declaration.replace(/utf-16/i, 'utf-8'))
  guard(Buffer.from(plain))
  const tree = (await new Parser(TREE).parseStringPromise(plain)) as Readonly<Record<string, XmlElement>>
  const root = tree['Objs']
  return root === undefined ? refuseExport('is not what Export-Clixml writes: no element Objs.') : objectsOf(root)
}

function guard(bytes: Buffer): void {
  try {
    const reader = new XmlReader(bytes, VOCABULARY, LIMITS)
    reader.root()
    const root = reader.name
    reader.skip()
    if (root !== OBJS || root === UNKNOWN) refuseExport('is XML, but not what Export-Clixml writes.')
  } catch (cause) {
    if (!(cause instanceof FederationError)) throw cause
    const { line } = cause.context
    if (line === undefined) throw cause
    refuseExport(`is not sound XML: line ${line}: ${cause.message}.`, { cause })
  }
}
