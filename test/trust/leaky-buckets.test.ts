import { expect } from 'chai'
import { LeakyBuckets } from '../../trust/leaky-buckets.ts'

describe('a leaky bucket', () => {
  const open = (most = 100): LeakyBuckets => new LeakyBuckets({ capacity: 10, perSecond: 2, most })

  it('takes what it holds, and again what ran out since', () => {
    const buckets = open()
    expect(buckets.room('a', 0)).to.equal(10)
    buckets.pour('a', 7, 0)
    expect(buckets.room('a', 0)).to.equal(3)
    expect(buckets.room('a', 1_500)).to.equal(6)
    expect(buckets.room('a', 60_000)).to.equal(10)
  })

  it('is never fuller than full, and says when something fits', () => {
    const buckets = open()
    buckets.pour('a', 25, 0)
    expect(buckets.room('a', 0)).to.equal(0)
    expect(buckets.waitFor('a', 4, 0)).to.equal(2_000)
    expect(buckets.waitFor('a', 4, 2_000)).to.equal(0)
  })

  it('is one for each name, and loses nothing to a clock that goes back', () => {
    const buckets = open()
    buckets.pour('a', 10, 5_000)
    expect(buckets.room('b', 5_000)).to.equal(10)
    expect(buckets.room('a', 1_000)).to.equal(0)
  })

  it('is forgotten when there are too many, the least used first', () => {
    const buckets = open(2)
    for (const name of ['a', 'b', 'c']) buckets.pour(name, 10, 0)
    expect(['a', 'b', 'c'].map((name) => buckets.room(name, 0))).to.deep.equal([10, 0, 0])
  })
})
