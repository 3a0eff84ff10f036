import { expect } from 'chai'
import fc from 'fast-check'
import { DAY } from '../../../protocols/availability/time-window.ts'
import {
  civilDate,
  dayNumber,
  daysInMonth,
  nthWeekdayOfMonth,
  weekdayOf,
} from '../../../protocols/time-zone/civil-date.ts'
import type { WeekdayNumber } from '../../../protocols/time-zone/civil-date.ts'

const days = fc.integer({ min: Date.parse('0001-01-01') / DAY, max: Date.parse('9999-12-31') / DAY })

describe('A day number', () => {
  it('is the date and weekday that Date makes of it, from year 1 to 9999', () => {
    const agrees = fc.property(days, (day) => {
      const date = new Date(day * DAY)
      const civil = civilDate(day)
      expect(civil).to.deep.equal({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
      })
      expect(dayNumber(civil.year, civil.month, civil.day)).to.equal(day)
      expect(weekdayOf(day)).to.equal(date.getUTCDay())
    })
    fc.assert(agrees, { numRuns: 3000 })
  })
  it('knows each month of each year of a whole Gregorian cycle', () => {
    for (let year = 1900; year < 2301; year++) {
      for (let month = 1; month <= 12; month++) {
        expect(daysInMonth(year, month)).to.equal(new Date(Date.UTC(year, month, 0)).getUTCDate())
        expect(dayNumber(year, month, 1) * DAY).to.equal(Date.UTC(year, month - 1, 1))
      }
    }
  })
  const cases: readonly (readonly [string, number, number, WeekdayNumber, string])[] = [
    ['the second Sunday of March 2026', 3, 2, 0, '2026-03-08'],
    ['the first Sunday of November 2026', 11, 1, 0, '2026-11-01'],
    ['the last Sunday of March 2026, which is the fifth', 3, 5, 0, '2026-03-29'],
    ['the last Sunday of October 2026, which is the fourth', 10, 5, 0, '2026-10-25'],
    ['the last Thursday of April 2026, asked as -1', 4, -1, 4, '2026-04-30'],
    ['the fourth Saturday of August 2026, which has five', 8, 4, 6, '2026-08-22'],
  ]
  for (const [says, month, n, weekday, expected] of cases) {
    it(`is found for ${says}`, () => {
      expect(new Date(nthWeekdayOfMonth(2026, month, n, weekday) * DAY).toISOString().slice(0, 10)).to.equal(expected)
    })
  }
})
