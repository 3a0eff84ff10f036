import { expect } from 'chai'
import { sameValue } from '../../../trust/policies/same-value.ts'

describe('two values', () => {
  it('say the same whatever the order of their fields, however deep', () => {
    expect(sameValue({ a: 1, b: { c: [], d: null } }, { b: { d: null, c: [] }, a: 1 })).to.equal(true)
    expect(sameValue([{ a: 1, b: 2 }], [{ b: 2, a: 1 }])).to.equal(true)
    expect(sameValue(undefined, undefined)).to.equal(true)
  })

  it('say something else where a list is in another order, a field is missing, or one is nothing', () => {
    expect(sameValue([1, 2], [2, 1])).to.equal(false)
    expect(sameValue({ a: 1 }, { a: 1, b: null })).to.equal(false)
    expect(sameValue(undefined, null)).to.equal(false)
    expect(sameValue({ a: '1' }, { a: 1 })).to.equal(false)
  })
})
