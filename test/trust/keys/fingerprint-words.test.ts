import { expect } from 'chai'
import { FINGERPRINT_WORDS } from '../../../trust/keys/fingerprint-words.ts'

describe('the words of fingerprints', () => {
  it('are 256, each once, short, in order', () => {
    expect(FINGERPRINT_WORDS).to.have.length(256)
    expect(new Set(FINGERPRINT_WORDS)).to.have.property('size', 256)
    expect([...FINGERPRINT_WORDS].sort()).to.deep.equal(FINGERPRINT_WORDS)
    for (const word of FINGERPRINT_WORDS) expect(word).to.match(/^[a-z]{3,8}$/)
  })

  it('are never hex digits alone, which would read as the other form', () => {
    expect(FINGERPRINT_WORDS.filter((word) => /^[0-9a-f]{4}$/.test(word))).to.deep.equal([])
  })
})
