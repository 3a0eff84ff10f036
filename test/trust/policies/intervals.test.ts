import { expect } from 'chai'
import fc from 'fast-check'
import type { TimeWindow } from '../../../protocols/availability/time-window.ts'
import { gapsBetween, joinIntervals, overlap } from '../../../trust/policies/intervals.ts'

const SPAN = 40
const interval: fc.Arbitrary<TimeWindow> = fc
  .tuple(fc.integer({ min: 0, max: SPAN }), fc.integer({ min: 0, max: 12 }))
  .map(([start, length]) => ({ start, end: start + length }))
const intervals = fc.array(interval, { maxLength: 8 })

const holds = (some: readonly TimeWindow[], at: number): boolean =>
  some.some(({ start, end }) => start <= at && at < end)
const at = (told: (instant: number) => boolean): readonly boolean[] =>
  Array.from({ length: SPAN + 20 }, (_, instant) => told(instant))

function expectApart(some: readonly TimeWindow[]): void {
  some.forEach(({ start, end }, i) => {
    expect(start).to.be.lessThan(end)
    if (i > 0) expect(start).to.be.greaterThan(some[i - 1]?.end as number)
  })
}

describe('intervals', () => {
  it('joined are the same instants, sorted and apart', () => {
    fc.assert(
      fc.property(intervals, (some) => {
        const joined = joinIntervals(some)
        expectApart(joined)
        expect(at((instant) => holds(joined, instant))).to.deep.equal(at((instant) => holds(some, instant)))
      }),
    )
  })

  it('have between them all that is in none, within the window', () => {
    const window = { start: 5, end: 35 }
    fc.assert(
      fc.property(intervals, (some) => {
        const gaps = gapsBetween(joinIntervals(some), window)
        expectApart(gaps)
        const expected = at((instant) => instant >= 5 && instant < 35 && !holds(some, instant))
        expect(at((instant) => holds(gaps, instant))).to.deep.equal(expected)
      }),
    )
  })

  it('overlap where both hold', () => {
    fc.assert(
      fc.property(intervals, intervals, (a, b) => {
        const both = overlap(joinIntervals(a), joinIntervals(b))
        expectApart(both)
        expect(at((instant) => holds(both, instant))).to.deep.equal(
          at((instant) => holds(a, instant) && holds(b, instant)),
        )
      }),
    )
  })
})
