import { expect } from 'chai'
import fc from 'fast-check'
import { LayeredMap } from '../../../trust/organization/layered-map.ts'

interface Thing {
  readonly value: number
}

const change = fc.tuple(fc.nat(40), fc.option(fc.record({ value: fc.nat() }, { noNullPrototype: true })))

describe('a layered map', () => {
  it('is after each change what a plain map is, and before it what it was', () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 30 }), { maxLength: 60 }), (steps) => {
        let map = new LayeredMap<number, Thing>()
        const plain = new Map<number, Thing>()
        for (const changes of steps) {
          const [old, content] = [map, [...map.values()]]
          map = map.with(changes)
          for (const [key, value] of changes) {
            if (value === null) plain.delete(key)
            else plain.set(key, value)
          }
          expect([...map.values()]).to.have.members([...plain.values()])
          for (let key = 0; key <= 40; key++) expect(map.get(key)).to.equal(plain.get(key))
          expect([...old.values()]).to.deep.equal(content)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('joins its layers once there are many changes, and still has all of them', () => {
    let map = new LayeredMap<number, Thing>()
    for (let key = 0; key < 2_000; key++) map = map.with([[key, { value: key }]])
    for (let key = 0; key < 2_000; key += 2) map = map.with([[key, null]])
    expect([...map.values()]).to.have.length(1_000)
    expect(map.get(0)).to.equal(undefined)
    expect(map.get(1_999)).to.deep.equal({ value: 1_999 })
  })
})
