import { expect } from 'chai'
import { hashStep, UNKNOWN, Vocabulary } from '../../../protocols/xml/vocabulary.ts'

function hashOf(bytes: Buffer): number {
  return bytes.reduce(hashStep, 0)
}

describe('a vocabulary', () => {
  it('finds each of many words and nothing else', () => {
    const words = new Vocabulary()
    const texts = Array.from({ length: 500 }, (_, i) => `word${i * 7}`)
    const numbers = texts.map((text) => words.word(text))
    expect(new Set(numbers).size).to.equal(500)
    for (const [i, text] of texts.entries()) {
      const bytes = Buffer.from(`<${text}>`)
      expect(words.wordAt(bytes, 1, bytes.length - 1, hashOf(Buffer.from(text)))).to.equal(numbers[i])
    }
    const other = Buffer.from('word1')
    expect(words.wordAt(other, 0, other.length, hashOf(other))).to.equal(0)
  })

  it('tells elements apart by namespace, and gives one number for one name', () => {
    const words = new Vocabulary()
    const [one, two] = [words.namespace('urn:one'), words.namespace('urn:two')]
    expect(words.namespace('urn:one')).to.equal(one)
    expect(words.element(one, 'a')).to.not.equal(words.element(two, 'a'))
    expect(words.element(one, 'a')).to.equal(words.elementOf(one, words.word('a')))
    expect(words.elementOf(two, words.word('b'))).to.equal(UNKNOWN)
    expect(words.localNameOf(words.element(two, 'a'))).to.equal('a')
  })
})
