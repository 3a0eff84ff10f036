import { expect } from 'chai'
import fc from 'fast-check'
import { ContentLines, quotedParameter, textValue, utcValue } from '../../../protocols/icalendar/write-content-lines.ts'

const unfolded = (text: string): string => text.replace(/\r\n /g, '')

describe('content lines', () => {
  it('escape as RFC 5545 3.3.11 says', () => {
    expect(textValue('a;b,c\\d\ne\r\nf')).to.equal('a\\;b\\,c\\\\d\\ne\\nf')
  })

  it('PU7: end where they end, whatever a text holds', () => {
    for (const end of ['\r\n', '\n', '\r', '\u0085', '\u2028', '\u2029']) {
      expect(textValue(`a${end}b`)).to.equal('a\\nb')
      expect(quotedParameter(`a${end}b"c`)).to.equal('"a b\'c"')
    }
    expect(textValue('\u0000a\u0007\u001bb\u007f\u009b\tc')).to.equal('ab\tc')
    expect(textValue('\u202eab\u202c\u2066c\u2069')).to.equal('abc')
    expect(textValue('\ud800a')).to.equal('\ufffda')
  })

  it('are folded at 75 octets, never within a character', () => {
    // 'SUMMARY:' and 33 times two octets are 74; a 34th would make 76.
    const lines = new ContentLines().text('SUMMARY', 'å'.repeat(40)).toString().split('\r\n')
    expect(lines).to.deep.equal([`SUMMARY:${'å'.repeat(33)}`, ` ${'å'.repeat(7)}`, ''])
  })

  it('hold any text, in lines of at most 75 octets of whole characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string({ unit: 'binary' }), (a, b) => {
        const text = new ContentLines().text('SUMMARY', `${a}${b}`).toString()
        for (const line of text.split('\r\n')) {
          expect(Buffer.byteLength(line)).to.be.at.most(75)
          expect(line).not.to.match(/\p{Surrogate}/u)
        }
        expect(unfolded(text)).to.equal(`${a}${b}` === '' ? '' : `SUMMARY:${textValue(`${a}${b}`)}\r\n`)
      }),
    )
  })

  it('tell an instant in UTC', () => {
    expect(utcValue(Date.parse('2026-11-26T09:05:07.999Z'))).to.equal('20261126T090507Z')
  })
})
