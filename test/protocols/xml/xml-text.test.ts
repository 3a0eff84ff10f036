import { expect } from 'chai'
import { decodeAttribute, decodeText } from '../../../protocols/xml/xml-text.ts'

describe('character data', () => {
  for (const [raw, text] of [
    ['a\r\nb\rc', 'a\nb\nc'],
    ['&#13;&#xa;', '\r\n'],
    ['&amp;lt;', '&lt;'],
    ['&#x1F600;&#128512;', '😀😀'],
    ['&#0000000000065;', 'A'],
    ['x<![CDATA[&amp;\r\n]]>&amp;', 'x&amp;\n&'],
  ] as const) {
    it(`of ${JSON.stringify(raw)} is ${JSON.stringify(text)}`, () => expect(decodeText(raw)).to.equal(text))
  }
  for (const raw of [
    '&',
    '&;',
    '&nbsp;',
    '&#;',
    '&#x;',
    '&#0;',
    '&#xFFFE;',
    '&#xDC00;',
    '&#x110000;',
    '&toString;',
    '&AMP;',
  ]) {
    it(`has no ${raw}`, () => expect(decodeText(raw)).to.equal(null))
  }
})

describe('the value of an attribute', () => {
  it('has a space for each white space character, but not for a reference to one', () => {
    expect(decodeAttribute('a\tb\r\nc\nd&#9;e')).to.equal('a b c d\te')
  })
  it('has no reference to nothing', () => expect(decodeAttribute('&x;')).to.equal(null))
})
