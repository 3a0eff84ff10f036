import { expect } from 'chai'
import { localeFor } from '../../../gateway/console/locale.ts'
import { dayNumber } from '../../../protocols/time-zone/civil-date.ts'
import { HOUR } from '../../../protocols/availability/time-window.ts'

describe('the locale of a reader', () => {
  for (const [header, language, chosen, tag] of [
    [undefined, 'en', null, 'en-GB'],
    [undefined, 'sv', null, 'sv-SE'],
    ['sv', 'en', null, 'sv-SE'],
    ['sv-FI,sv;q=0.9', 'en', null, 'sv-FI'],
    ['en-US,en;q=0.9', 'sv', null, 'en-US'],
    ['en;q=0.2, SV-se;q=0.8', 'en', null, 'sv-SE'],
    ['de-DE,fr;q=0.5', 'sv', null, 'sv-SE'],
    ['de, en;q=0', 'sv', null, 'sv-SE'],
    ['en-ZW', 'sv', null, 'en-GB'],
    ['en-US', 'en', 'sv', 'sv-SE'],
    ['svx, enx, ;;;q=, *', 'en', null, 'en-GB'],
    ['x'.repeat(100_000), 'sv', null, 'sv-SE'],
  ] as const) {
    it(`is ${tag} for ${String(header).slice(0, 30)} beside ${language}${chosen === null ? '' : `, ${chosen} chosen`}`, () => {
      expect(localeFor(header, language, chosen).tag).to.equal(tag)
    })
  }

  const [swedish, american] = [localeFor('sv-SE', 'sv'), localeFor('en-US', 'en')]

  it('writes days and times as its readers do', () => {
    const day = dayNumber(2026, 11, 26)
    expect(swedish.weekdayAndDate(day)).to.equal('torsdag 26 november')
    expect(american.weekdayAndDate(day)).to.equal('Thursday, November 26')
    expect(swedish.time(9 * HOUR)).to.equal('09:00')
    expect(american.time(9 * HOUR)).to.match(/^9:00\sAM$/u)
    expect([swedish.time(0), swedish.time(24 * HOUR, true)]).to.deep.equal(['00:00', '24:00'])
  })

  // ISO 8601: 2026-01-01 is a Thursday, hence in week 1; 2027-01-01 a Friday, hence in week 53 of 2026.
  for (const [year, month, date, iso, us] of [
    [2026, 1, 1, 1, 1],
    [2025, 12, 28, 52, 1],
    [2025, 12, 29, 1, 1],
    [2026, 11, 26, 48, 48],
    [2027, 1, 1, 53, 1],
    [2027, 1, 3, 53, 2],
    [2027, 1, 4, 1, 2],
    [2023, 1, 1, 52, 1],
  ] as const) {
    it(`counts ${year}-${month}-${date} in week ${iso} (ISO 8601), ${us} where weeks begin on Sunday`, () => {
      const day = dayNumber(year, month, date)
      expect([swedish.weekNumber(day), american.weekNumber(day)]).to.deep.equal([iso, us])
    })
  }

  it('begins its weeks where its readers do', () => {
    const thursday = dayNumber(2026, 11, 26)
    expect([swedish.weekStart(thursday), american.weekStart(thursday)]).to.deep.equal([thursday - 3, thursday - 4])
  })
})
