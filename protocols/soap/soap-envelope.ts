import type { Vocabulary } from '../xml/vocabulary.ts'
import type { XmlReader } from '../xml/xml-reader.ts'

export const SOAP_NAMESPACE = 'http://schemas.xmlsoap.org/soap/envelope/'
const ACTOR_NEXT = 'http://schemas.xmlsoap.org/soap/actor/next'

/** The elements of SOAP 1.1, by their numbers in one protocol's vocabulary. */
export interface SoapNames {
  readonly envelope: number
  readonly header: number
  readonly body: number
  readonly fault: number
}

export function soapNames(vocabulary: Vocabulary): SoapNames {
  const soap = vocabulary.namespace(SOAP_NAMESPACE)
  return {
    envelope: vocabulary.element(soap, 'Envelope'),
    header: vocabulary.element(soap, 'Header'),
    body: vocabulary.element(soap, 'Body'),
    fault: vocabulary.element(soap, 'Fault'),
  }
}

/**
 * Reads an envelope (SOAP 1.1, section 4): at most one Header, first; exactly one Body with exactly one child; nothing
 * behind it. `header` is called on each header block and `body` on the Body's child; each reads the element it stands on
 * to its end, and `header` says whether it understood the block: one that must be understood and is not ends the reading.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`
 */
export function readEnvelope<Content>(
  reader: XmlReader,
  names: SoapNames,
  header: (reader: XmlReader) => boolean,
  body: (reader: XmlReader) => Content,
): Content {
  reader.root()
  if (reader.name !== names.envelope) reader.refuse('not a SOAP 1.1 envelope')
  if (!reader.child()) reader.refuse('an envelope without a body')
  if (reader.name === names.header) {
    while (reader.child()) readBlock(reader, header)
    if (!reader.child()) reader.refuse('an envelope without a body')
  }
  if (reader.name !== names.body) reader.refuse('not the body of an envelope')
  if (!reader.child()) reader.refuse('a body with nothing in it')
  const content = body(reader)
  if (reader.child()) reader.refuse('a body with more than one element')
  if (reader.child()) reader.refuse('something behind the body')
  return content
}

function readBlock(reader: XmlReader, header: (reader: XmlReader) => boolean): void {
  const actor = reader.attribute('actor', SOAP_NAMESPACE)
  const forUs = actor === undefined || actor === '' || actor === ACTOR_NEXT
  const must = forUs && reader.attribute('mustUnderstand', SOAP_NAMESPACE)?.trim() === '1'
  if (!header(reader) && must) reader.refuse('a header block that must be understood and is not')
}
