import { expect } from 'chai'
import { scanValue } from '../../../protocols/xml/xml-attributes.ts'
import { readerOf } from './reading.ts'

describe('the attributes of a tag', () => {
  it('are found by name and namespace, never by prefix', () => {
    const reader = readerOf('<a x="1" p:x="2" q:x="3" xmlns:p="urn:one" xmlns:q="urn:two"/>')
    reader.root()
    expect(reader.attributes).to.equal(5)
    expect(reader.attribute('x')).to.equal('1')
    expect(reader.attribute('x', 'urn:one')).to.equal('2')
    expect(reader.attribute('x', 'urn:two')).to.equal('3')
    expect(reader.attribute('x', 'urn:three')).to.equal(undefined)
    expect(reader.attribute('p:x')).to.equal(undefined)
    expect(reader.attribute('xmlns')).to.equal(undefined)
  })
  it('have no namespace by default', () => {
    const reader = readerOf('<a xmlns="urn:one" x="1"/>')
    reader.root()
    expect(reader.attribute('x')).to.equal('1')
    expect(reader.attribute('x', 'urn:one')).to.equal(undefined)
  })
})

describe('a quoted value', () => {
  for (const [text, plain, end] of [
    ['"ab" x', true, 3],
    ["'a\"b'", true, 4],
    ['"a&amp;"', false, 7],
    ['"a\tb"', false, 4],
  ] as const) {
    it(`of ${JSON.stringify(text)} ends at ${end}`, () => {
      const value = { end: 0 }
      expect(scanValue(Buffer.from(text), 0, value)).to.equal(plain)
      expect(value.end).to.equal(end)
    })
  }
  for (const text of ['ab"', '"ab', '"a<b"', '"a\u0001"', '']) {
    it(`is not ${JSON.stringify(text)}`, () => expect(scanValue(Buffer.from(text), 0, { end: 0 })).to.equal(null))
  }
})
