import { expect } from 'chai'
import fc from 'fast-check'
import { DAY, MINUTE } from '../../../protocols/availability/time-window.ts'
import type { TimeWindow } from '../../../protocols/availability/time-window.ts'
import { openTimes, openTimesAround } from '../../../trust/policies/open-times.ts'
import type { VisiblePart } from '../../../trust/policies/visible-part.ts'
import { isVisible, sceneWith } from './arbitrary-parts.ts'

const EVERY_DAY = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const

const hoursOf = (timeZone: string, start: number, end: number): VisiblePart => ({
  hours: [{ timeZone, periods: [{ days: EVERY_DAY, start, end }] }],
  hiddenCategories: [],
  privatePeriods: [],
})
const between = (start: string, end: string): TimeWindow => ({ start: Date.parse(start), end: Date.parse(end) })
const written = (times: readonly TimeWindow[]): readonly string[] =>
  times.map(({ start, end }) => `${new Date(start).toISOString()}/${new Date(end).toISOString()}`)

describe('the hours in which something may be told', () => {
  it('are those of the wall on each side of a change of the clocks', () => {
    const window = between('2026-03-28T12:00:00Z', '2026-03-30T00:00:00Z')
    expect(written(openTimes(hoursOf('Europe/Oslo', 540, 1020), window))).to.deep.equal([
      '2026-03-28T12:00:00.000Z/2026-03-28T16:00:00.000Z',
      '2026-03-29T07:00:00.000Z/2026-03-29T15:00:00.000Z',
    ])
  })

  it('come twice where the wall shows them twice', () => {
    const window = between('2026-10-24T22:00:00Z', '2026-10-25T22:00:00Z')
    expect(written(openTimes(hoursOf('Europe/Oslo', 130, 150), window))).to.deep.equal([
      '2026-10-25T00:10:00.000Z/2026-10-25T00:30:00.000Z',
      '2026-10-25T01:10:00.000Z/2026-10-25T01:30:00.000Z',
    ])
  })

  it('are left out where the wall leaves them out', () => {
    const window = between('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')
    expect(openTimes(hoursOf('Europe/Oslo', 125, 175), window)).to.deep.equal([])
  })

  it('run through midnight where the next day goes on', () => {
    const window = between('2026-11-26T00:00:00Z', '2026-11-28T00:00:00Z')
    expect(openTimes(hoursOf('Asia/Tokyo', 0, 1440), window)).to.deep.equal([window])
  })

  it('are none in a zone that nobody knows, and on no days', () => {
    const window = between('2026-11-26T00:00:00Z', '2026-11-28T00:00:00Z')
    expect(openTimes(hoursOf('Mars/Olympus', 0, 1440), window)).to.deep.equal([])
    const never = { hours: [{ timeZone: 'UTC', periods: [] }], hiddenCategories: [], privatePeriods: [] }
    expect(openTimes(never, window)).to.deep.equal([])
  })

  it('are just the instants at which the wall and the private periods say so, on every day of the year', () => {
    let open = 0
    let shut = 0
    fc.assert(
      fc.property(sceneWith([]), fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), ({ window, part }, picks) => {
        const times = openTimes(part, window)
        const edges = times.flatMap(({ start, end }) => [start - 1, start, end - 1, end])
        const spread = picks.map((pick) => window.start + (pick % (window.end - window.start)))
        for (const at of [...edges, ...spread, window.start, window.end - 1]) {
          if (at < window.start || at >= window.end) continue
          const told = times.some(({ start, end }) => start <= at && at < end)
          expect(told, new Date(at).toISOString()).to.equal(isVisible(part, at))
          if (told) open++
          else shut++
        }
        for (const { start, end } of times) {
          expect(start).to.be.at.least(window.start)
          expect(end).to.be.at.most(window.end)
        }
        expect((window.end - window.start) % MINUTE).to.equal(0)
      }),
      { numRuns: 400 },
    )
    expect(Math.min(open, shut)).to.be.greaterThan(1000)
  })
})

describe('the time around a window in which something may be told', () => {
  const window = between('2026-11-25T00:00:00Z', '2026-11-26T00:00:00Z')
  const ALWAYS: VisiblePart = { hours: [], hiddenCategories: [], privatePeriods: [] }
  const around = (days: number): TimeWindow => ({ start: window.start - days * DAY, end: window.end + days * DAY })
  const without = (...periods: readonly TimeWindow[]): VisiblePart => ({ ...ALWAYS, privatePeriods: periods })

  it('is as far as entries reach, where all may be told', () => {
    for (const days of [0, 1, 8, 9, 400]) {
      expect(openTimesAround(ALWAYS, window, around(days)), String(days)).to.deep.equal([around(days)])
    }
  })

  it('has the hours of each day for eight days to each side, and none further away', () => {
    const noons = hoursOf('UTC', 720, 780)
    const times = openTimesAround(noons, window, around(20))
    const days = times.map(({ start }) => (start - window.start) / DAY - 0.5)
    expect(days).to.deep.equal([-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8])
    for (const { start, end } of times) expect(end - start).to.equal(60 * MINUTE)
    expect(openTimesAround(noons, window, around(1))).to.have.length(3)
  })

  it('goes on beyond eight days where the hours have no break, up to the next private period', () => {
    const before = { start: window.start - 12 * DAY, end: window.start - 10 * DAY }
    const after = { start: window.end + 9 * DAY, end: window.end + 11 * DAY }
    for (const part of [without(before, after), { ...hoursOf('UTC', 0, 1440), privatePeriods: [before, after] }]) {
      expect(openTimesAround(part, window, around(30))).to.deep.equal([{ start: before.end, end: after.start }])
    }
  })

  it('ends where a private period begins or ends just eight days away', () => {
    const before = { start: window.start - 9 * DAY, end: window.start - 8 * DAY }
    const after = { start: window.end + 8 * DAY, end: window.end + 9 * DAY }
    expect(openTimesAround(without(before, after), window, around(30))).to.deep.equal([around(8)])
  })

  it('is cut by private periods on the way', () => {
    const before = { start: window.start - 2 * DAY, end: window.start - DAY }
    const after = { start: window.end + DAY, end: window.end + 2 * DAY }
    expect(openTimesAround(without(before, after), window, around(30))).to.deep.equal([
      { start: around(30).start, end: before.start },
      { start: before.end, end: after.start },
      { start: after.end, end: around(30).end },
    ])
  })

  it('reaches to each side by itself', () => {
    const left = { start: window.start - 30 * DAY, end: window.end }
    const right = { start: window.start, end: window.end + 30 * DAY }
    expect(openTimesAround(ALWAYS, window, left)).to.deep.equal([left])
    expect(openTimesAround(ALWAYS, window, right)).to.deep.equal([right])
  })
})
