import { expect } from 'chai'
import { e, m, s, t, word } from '../../../protocols/ews/ews-vocabulary.ts'

describe('the vocabulary of EWS', () => {
  it('tells one name in four namespaces apart, and knows it again', () => {
    const numbers = [s, m, t, e].map((of) => of('ResponseCode'))
    expect(new Set(numbers).size).to.equal(4)
    expect([s, m, t, e].map((of) => of('ResponseCode'))).to.deep.equal(numbers)
    expect(word('Busy')).to.equal(word('Busy')).and.not.equal(word('Free'))
  })
})
