import { expect } from 'chai'
import fc from 'fast-check'
import { HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import { sampledTransitions, UTC, wallOf, zoneOfSource, zoneOfTransitions } from '../../../protocols/time-zone/zone.ts'

const at = (text: string): number => Date.parse(text)

/** Two hours east, one from the end of October 2025, two again from the end of March 2026. */
const EUROPE = zoneOfTransitions('Europe', 120, [
  { at: at('2026-03-29T01:00Z'), offset: 120 },
  { at: at('2025-10-26T01:00Z'), offset: 60 },
])

describe('A zone of transitions', () => {
  const offsets: readonly (readonly [string, string, number])[] = [
    ['long before the first transition', '1900-01-01T00:00Z', 120],
    ['one ms before a transition', '2025-10-26T00:59:59.999Z', 120],
    ['at a transition', '2025-10-26T01:00Z', 60],
    ['one ms before the next', '2026-03-29T00:59:59.999Z', 60],
    ['at the next', '2026-03-29T01:00Z', 120],
    ['long after the last', '2500-01-01T00:00Z', 120],
  ]
  for (const [says, instant, offset] of offsets) {
    it(`has the right offset ${says}`, () => expect(EUROPE.offsetAt(at(instant))).to.equal(offset))
  }
  const walls: readonly (readonly [string, string, string])[] = [
    ['before a fold', '2025-10-26T01:59Z', '2025-10-25T23:59Z'],
    ['in a fold: the first pass', '2025-10-26T02:30Z', '2025-10-26T00:30Z'],
    ['after a fold', '2025-10-26T03:00Z', '2025-10-26T02:00Z'],
    ['before a gap', '2026-03-29T01:59Z', '2026-03-29T00:59Z'],
    ['in a gap: the offset before it', '2026-03-29T02:30Z', '2026-03-29T01:30Z'],
    ['at the end of a gap', '2026-03-29T03:00Z', '2026-03-29T01:00Z'],
  ]
  for (const [says, wall, instant] of walls) {
    it(`reads a wall time ${says}`, () => expect(EUROPE.instantOf(at(wall))).to.equal(at(instant)))
  }
  it('gives every instant back from its wall time, but for the second pass of a fold', () => {
    const instants = fc.integer({ min: at('2025-06-01') / MINUTE, max: at('2026-06-01') / MINUTE })
    const comesBack = fc.property(instants, (minute) => {
      const instant = minute * MINUTE
      const secondPass = instant >= at('2025-10-26T01:00Z') && instant < at('2025-10-26T02:00Z')
      expect(EUROPE.instantOf(wallOf(EUROPE, instant))).to.equal(secondPass ? instant - HOUR : instant)
    })
    fc.assert(comesBack, { numRuns: 2000 })
  })
  it('asks its source for each year once, and again only after four hundred others', () => {
    let asked = 0
    const zone = zoneOfSource('counted', () => {
      asked++
      return { offset: 60, transitions: [] }
    })
    for (let hour = 0; hour < 10_000; hour++) zone.instantOf(at('2026-01-01T12:00Z') + hour * HOUR)
    expect(asked).to.equal(2)
    for (let year = 2100; year < 2200; year++) zone.offsetAt(Date.UTC(year, 6, 1))
    zone.offsetAt(at('2026-07-01T00:00Z'))
    expect(asked).to.equal(102)
    for (let year = 2200; year < 2600; year++) zone.offsetAt(Date.UTC(year, 6, 1))
    zone.offsetAt(at('2026-07-01T00:00Z'))
    expect(asked).to.equal(503)
  })
  it('finds transitions by sampling: when they are, and two that are a month apart', () => {
    const pause = zoneOfTransitions('Ramadan', 60, [
      { at: at('2026-02-15T02:00Z'), offset: 0 },
      { at: at('2026-03-22T02:00Z'), offset: 60 },
    ])
    expect(sampledTransitions((instant) => pause.offsetAt(instant), at('2026-01-01'), at('2027-01-01'))).to.deep.equal({
      offset: 60,
      transitions: [
        { at: at('2026-02-15T02:00Z'), offset: 0 },
        { at: at('2026-03-22T02:00Z'), offset: 60 },
      ],
    })
  })
  it('is UTC without any', () => {
    expect([UTC.offsetAt(5), UTC.instantOf(7), wallOf(UTC, 9)]).to.deep.equal([0, 7, 9])
  })
})
