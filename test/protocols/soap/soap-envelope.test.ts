import { expect } from 'chai'
import { FederationError } from '../../../protocols/federation-error.ts'
import { readEnvelope, SOAP_NAMESPACE, soapNames } from '../../../protocols/soap/soap-envelope.ts'
import { Vocabulary } from '../../../protocols/xml/vocabulary.ts'
import { XmlReader } from '../../../protocols/xml/xml-reader.ts'

const WORDS = new Vocabulary()
const SOAP = soapNames(WORDS)
const KNOWN = WORDS.element(WORDS.namespace('urn:app'), 'known')

interface Heard {
  readonly blocks: number
  readonly body: string
}

function heard(inside: string): Heard | null {
  const document = `<s:Envelope xmlns:s="${SOAP_NAMESPACE}" xmlns:x="urn:app">${inside}</s:Envelope>`
  const reader = new XmlReader(Buffer.from(document), WORDS)
  let blocks = 0
  try {
    const header = (): boolean => {
      blocks++
      const understood = reader.name === KNOWN
      reader.skip()
      return understood
    }
    const body = readEnvelope(reader, SOAP, header, () => reader.text())
    return { blocks, body }
  } catch (error) {
    if (error instanceof FederationError) return null
    throw error
  }
}

const BODY = '<s:Body><x:ask>me</x:ask></s:Body>'
const BLOCK = (attributes: string): string => `<s:Header><x:other ${attributes}/></s:Header>${BODY}`

describe('a SOAP envelope', () => {
  it('is read without a header, with an empty one, and with blocks nobody knows', () => {
    expect(heard(BODY)).to.deep.equal({ blocks: 0, body: 'me' })
    expect(heard(`<s:Header/>${BODY}`)).to.deep.equal({ blocks: 0, body: 'me' })
    expect(heard(`<s:Header><x:known/><x:other/></s:Header>${BODY}`)).to.deep.equal({ blocks: 2, body: 'me' })
  })

  it('is refused where a block that must be understood is not', () => {
    expect(heard(BLOCK('s:mustUnderstand="1"'))).to.equal(null)
    expect(heard(BLOCK('s:mustUnderstand="1" s:actor="http://schemas.xmlsoap.org/soap/actor/next"'))).to.equal(null)
  })

  it('is read where such a block is understood, or for somebody else', () => {
    expect(heard(`<s:Header><x:known s:mustUnderstand="1"/></s:Header>${BODY}`)).to.not.equal(null)
    expect(heard(BLOCK('s:mustUnderstand="0"'))).to.not.equal(null)
    expect(heard(BLOCK('s:mustUnderstand="1" s:actor="urn:somebody"'))).to.not.equal(null)
    expect(heard(BLOCK('mustUnderstand="1"'))).to.not.equal(null)
  })

  for (const [title, inside] of [
    ['nothing in it', ''],
    ['only a header', '<s:Header/>'],
    ['an empty body', '<s:Body/>'],
    ['two bodies', BODY + BODY],
    ['two headers', `<s:Header/><s:Header/>${BODY}`],
    ['a header behind the body', `${BODY}<s:Header/>`],
    ['a body in the header', `<s:Header>${BODY}</s:Header>`],
    ['two questions in one body', '<s:Body><x:ask>me</x:ask><x:ask>you</x:ask></s:Body>'],
    ['a body of no namespace', '<Body><x:ask>me</x:ask></Body>'],
    ['something behind the body', `${BODY}<x:ask/>`],
    ['text in the body', '<s:Body>me<x:ask>me</x:ask></s:Body>'],
  ] as const) {
    it(`is refused with ${title}`, () => expect(heard(inside)).to.equal(null))
  }

  it('is refused in the namespace of SOAP 1.2', () => {
    const document = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"/>`
    const read = (): unknown =>
      readEnvelope(
        new XmlReader(Buffer.from(document), WORDS),
        SOAP,
        () => true,
        () => null,
      )
    expect(read).to.throw(FederationError, 'SOAP 1.1')
  })
})
