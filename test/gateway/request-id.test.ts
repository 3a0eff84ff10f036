import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { instantOfRequestId, requestIdAt } from '../../gateway/request-id.ts'

describe('the id of a request', () => {
  it('is a UUID of version 7 that says when it came (RFC 9562, appendix A.6)', () => {
    const id = requestIdAt(0x017f22e279b0, '919108f7-52d1-4cc3-98c4-dc0c0c07398f')
    expect(id).to.equal('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')
    expect(instantOfRequestId(id)).to.equal(Date.parse('2022-02-22T14:22:22-05:00'))
  })

  it('is another one each time, in the same millisecond too', () => {
    const ids = Array.from({ length: 1_000 }, () => requestIdAt(1, randomUUID()))
    expect(new Set(ids).size).to.equal(1_000)
  })

  for (const text of [
    '',
    'r-1',
    randomUUID(),
    '017f22e2-79b0-7cc3-18c4-dc0c0c07398f',
    '017F22E2-79B0-7CC3-98C4-DC0C0C07398F',
  ]) {
    it(`says nothing of when where it is none: ${text.slice(0, 13)}`, () => {
      expect(instantOfRequestId(text)).to.equal(null)
    })
  }
})
