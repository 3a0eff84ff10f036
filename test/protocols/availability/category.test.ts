import { expect } from 'chai'
import fc from 'fast-check'
import { readCategory } from '../../../protocols/availability/category.ts'

const same: readonly (readonly [string, string, string])[] = [
  ['case', 'Private', 'pRIVATE'],
  ['white space', ' Red \t category ', 'red category'],
  ['a letter in two pieces', 'Mo\u0308te', 'M\u00f6te'],
  ['a letter with two capitals', 'Stra\u00dfe', 'STRASSE'],
  ['a letter with a capital that few know', 'Stra\u00dfe', 'STRA\u1e9eE'],
  [
    'a letter with two small forms',
    '\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2',
    '\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3',
  ],
  ['a last letter before white space without width', '\u03a6\u03a9\u03a3\ufeff\u0391', '\u03c6\u03c9\u03c3 \u03b1'],
  ['a full-width letter', '\uff21', 'a'],
]

describe('a category', () => {
  for (const [what, one, other] of same) {
    it(`is the same in two spellings: ${what}`, () => {
      expect(readCategory(one)).to.equal(readCategory(other)).and.to.be.a('string')
    })
  }

  it('is another where letters are others', () => {
    expect(readCategory('Doctor')).not.to.equal(readCategory('Doctors'))
    expect(readCategory('Mote')).not.to.equal(readCategory('M\u00f6te'))
  })

  it('is none where it is empty, or longer than can be compared', () => {
    for (const text of ['', ' \t', 'x'.repeat(256), '\ufdfa'.repeat(255)]) expect(readCategory(text)).to.equal(null)
    expect(readCategory('x'.repeat(255))).to.have.length(255)
  })

  it('stays what it is when it is read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const once = readCategory(text)
        if (once !== null) expect(readCategory(once)).to.equal(once)
      }),
      { numRuns: 2000 },
    )
  })
})
