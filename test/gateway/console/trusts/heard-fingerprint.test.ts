import { expect } from 'chai'
import { differenceOf, readHeard } from '../../../../gateway/console/trusts/heard-fingerprint.ts'
import { fingerprintInHex, fingerprintInWords, fingerprintOf } from '../../../../trust/keys/fingerprint.ts'

const PRINT = fingerprintOf(Buffer.from('a certificate'))
const WORDS = fingerprintInWords(PRINT).split(' ')
const OTHER = fingerprintOf(Buffer.from('another one'))

/** With other words, each at a place from 1. */
const misheard = (...places: readonly number[]): string =>
  WORDS.map((word, i) => (places.includes(i + 1) ? (word === 'acid' ? 'acorn' : 'acid') : word)).join(' ')

describe('A fingerprint that was heard over the telephone', () => {
  for (const [title, typed, by] of [
    ['as words', WORDS.join(' '), 'words'],
    ['as words on lines of their own', WORDS.join('\n').toUpperCase(), 'words'],
    ['as digits in groups', fingerprintInHex(PRINT), 'hex'],
    ['as openssl prints it', (PRINT.toUpperCase().match(/../g) ?? []).join(':'), 'hex'],
  ] as const) {
    it(`is read ${title}`, () => {
      expect(readHeard(typed)).to.deep.equal({ heard: 'fingerprint', fingerprint: PRINT, by })
    })
  }

  for (const [title, typed, reading] of [
    ['nothing', ' \n', { heard: 'nothing' }],
    [
      'a word that is none',
      `${WORDS.slice(1).join(' ')} xyzzy`,
      { heard: 'unknown-words', words: [{ place: 32, word: 'xyzzy' }] },
    ],
    ['too few words', WORDS.slice(1).join(' '), { heard: 'wrong-number', count: 31, by: 'words' }],
    ['too many words', `${WORDS.join(' ')} acid`, { heard: 'wrong-number', count: 33, by: 'words' }],
    ['too few digits', PRINT.slice(1), { heard: 'wrong-number', count: 63, by: 'hex' }],
  ] as const) {
    it(`is none where it is ${title}`, () => expect(readHeard(typed)).to.deep.equal(reading))
  }

  it('says of a few places what was typed there, and nowhere what would be right', () => {
    const heard = readHeard(misheard(3, 17))
    if (heard.heard !== 'fingerprint') throw new Error(heard.heard)
    const difference = differenceOf(heard.fingerprint, PRINT, heard.by)
    if (difference.differs !== 'few') throw new Error(difference.differs)
    expect(difference.places.map(({ place }) => place)).to.deep.equal([3, 17])
    for (const { place, typed } of difference.places) {
      expect(typed).to.be.oneOf(['acid', 'acorn'])
      expect(typed).to.not.equal(WORDS[place - 1])
    }
  })

  it('is of another certificate where more places differ than anybody mishears', () => {
    const four = readHeard(misheard(1, 2, 3, 4))
    const five = readHeard(misheard(1, 2, 3, 4, 5))
    if (four.heard !== 'fingerprint' || five.heard !== 'fingerprint') throw new Error('not read')
    expect(differenceOf(four.fingerprint, PRINT, 'words').differs).to.equal('few')
    expect(differenceOf(five.fingerprint, PRINT, 'words')).to.deep.equal({ differs: 'another' })
    expect(differenceOf(OTHER, PRINT, 'hex')).to.deep.equal({ differs: 'another' })
  })

  it('counts digits in groups of four, as they are read', () => {
    const wrong = (PRINT.slice(0, 8) + (PRINT[8] === '0' ? '1' : '0') + PRINT.slice(9)) as typeof PRINT
    const difference = differenceOf(wrong, PRINT, 'hex')
    expect(difference).to.deep.equal({
      differs: 'few',
      places: [{ place: 3, typed: wrong.slice(8, 12).toUpperCase() }],
    })
  })
})
