import { expect } from 'chai'
import fc from 'fast-check'
import { joinPatches, mergePatch } from '../../../trust/policies/merge-patch.ts'

/** RFC 7386 appendix A, all of it. */
const TABLE: readonly (readonly [target: unknown, patch: unknown, result: unknown])[] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
]

describe('a merge patch', () => {
  for (const [target, patch, result] of TABLE) {
    it(`makes ${JSON.stringify(result)} of ${JSON.stringify(target)} with ${JSON.stringify(patch)}`, () => {
      expect(mergePatch(target, patch)).to.deep.equal(result)
    })
  }

  it('leaves what it was given as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (target, patch) => {
        const before = JSON.stringify([target, patch])
        mergePatch(target, patch)
        expect(JSON.stringify([target, patch])).to.equal(before)
      }),
    )
  })

  it('takes a member named like the prototype for a member', () => {
    const patch: unknown = JSON.parse('{"__proto__":{"federationEnabled":false}}')
    const merged = mergePatch({}, patch) as object
    expect(Object.getPrototypeOf(merged)).to.equal(Object.prototype)
    expect(JSON.stringify(merged)).to.equal('{"__proto__":{"federationEnabled":false}}')
  })

  it('joined from two does what they do one after the other', () => {
    const patches = fc.dictionary(fc.constantFrom('a', 'b'), fc.jsonValue())
    fc.assert(
      fc.property(fc.jsonValue(), patches, patches, (target, first, second) => {
        let joined
        try {
          joined = joinPatches(first, second)
        } catch {
          return
        }
        expect(mergePatch(target, joined)).to.deep.equal(mergePatch(mergePatch(target, first), second))
      }),
    )
    const joined = joinPatches({ a: { b: 1, c: 2 } }, { a: { b: null, d: { e: 3 } } })
    expect(joined).to.deep.equal({ a: { b: null, c: 2, d: { e: 3 } } })
    expect(() => joinPatches({ a: null }, { a: { b: 1 } })).to.throw('a: said as a whole and in part')
  })
})
