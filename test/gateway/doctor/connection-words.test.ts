import { expect } from 'chai'
import { connectionWords } from '../../../gateway/doctor/connection-words.ts'

describe('what came of connecting, in words', () => {
  for (const [code, words] of [
    [null, 'no connection'],
    ['ECONNREFUSED', 'no connection: nothing listens there'],
    ['ENOTFOUND', 'no connection: no address is known for this name'],
    ['CERT_HAS_EXPIRED', 'no connection (CERT_HAS_EXPIRED)'],
  ] as const) {
    it(`for ${code ?? 'no code'}`, () => {
      expect(connectionWords({ detail: 'no connection', code })).to.equal(words)
    })
  }
})
