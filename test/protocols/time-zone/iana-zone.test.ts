import { expect } from 'chai'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { DAY, HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { UTC } from '../../../protocols/time-zone/zone.ts'
import type { Zone } from '../../../protocols/time-zone/zone.ts'

const NAMES = Intl.supportedValuesOf('timeZone')
const FIRST = Date.UTC(1970, 0, 1)
const LAST = Date.UTC(2061, 0, 1)

function zone(name: string): Zone {
  const found = ianaZone(name)
  if (found === null) throw new Error(`no zone ${name}`)
  return found
}

const zoned = (name: string, instant: number): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(name)

function expectSame(name: string, instant: number): void {
  expect(zone(name).offsetAt(instant), `${name} ${instant}`).to.equal(zoned(name, instant).offsetNanoseconds / 6e10)
  const wall = Temporal.PlainDateTime.from(new Date(instant).toISOString().slice(0, -1))
  const compatible = wall.toZonedDateTime(name, { disambiguation: 'compatible' }).epochMilliseconds
  expect(zone(name).instantOf(instant), `${name} wall ${instant}`).to.equal(compatible)
}

describe('An IANA zone', () => {
  it('agrees with Temporal for every zone of the engine, at any instant and wall time from 1970 to 2060', () => {
    const instants = fc.integer({ min: FIRST / 1000, max: LAST / 1000 }).map((second) => second * 1000)
    fc.assert(fc.property(fc.constantFrom(...NAMES), instants, expectSame), { numRuns: 2500 })
  }).timeout(60_000)
  it('agrees with Temporal around the changes of the clock, in gaps and in folds', () => {
    const changing = ['Europe/Stockholm', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Gaza']
    const cases = fc.tuple(
      fc.constantFrom(...changing, 'America/St_Johns', 'Antarctica/Troll', 'Africa/Cairo', 'Pacific/Apia'),
      fc.integer({ min: FIRST / DAY, max: Date.UTC(2050, 0, 1) / DAY }),
      fc.integer({ min: -26 * 60, max: 26 * 60 }),
    )
    const agrees = fc.property(cases, ([name, day, minutes]) => {
      const change = zoned(name, day * DAY).getTimeZoneTransition('next')
      if (change !== null && change.epochMilliseconds < LAST)
        expectSame(name, change.epochMilliseconds + minutes * MINUTE)
    })
    fc.assert(agrees, { numRuns: 600 })
  }).timeout(60_000)
  for (const [name, first] of [
    ['America/Recife', '2000-10-08'],
    ['Asia/Gaza', '2040-10-20'],
    ['Asia/Gaza', '2054-03-28'],
    ['Asia/Hebron', '2072-10-22'],
  ] as const) {
    it(`agrees with Temporal in a week between two changes: ${name} from ${first}`, () => {
      for (let day = -8; day < 16; day++) expectSame(name, Date.parse(first) + day * DAY + 12 * HOUR)
    })
  }
  const facts: readonly (readonly [string, string, string, string])[] = [
    ['the gap of Stockholm', 'Europe/Stockholm', '2026-03-29T02:30Z', '2026-03-29T01:30Z'],
    ['the fold of Stockholm', 'Europe/Stockholm', '2026-10-25T02:30Z', '2026-10-25T00:30Z'],
    ['the gap of New York (RFC 5545 3.3.5)', 'America/New_York', '2007-03-11T02:30Z', '2007-03-11T07:30Z'],
    ['the fold of New York (RFC 5545 3.3.5)', 'America/New_York', '2007-11-04T01:30Z', '2007-11-04T05:30Z'],
    ['the day Apia never had', 'Pacific/Apia', '2011-12-30T12:00Z', '2011-12-30T22:00Z'],
    ['half an hour of Lord Howe', 'Australia/Lord_Howe', '2026-10-04T02:15Z', '2026-10-03T15:45Z'],
  ]
  for (const [says, name, wall, instant] of facts) {
    it(`reads ${says}`, () => expect(zone(name).instantOf(Date.parse(wall))).to.equal(Date.parse(instant)))
  }
  it('has a fraction of a minute where its offset had seconds', () => {
    expect(zone('Africa/Monrovia').offsetAt(0)).to.equal(-44.5)
  })
  it('goes by its old and its new name, in any case', () => {
    for (const [old, current] of [
      ['Europe/Kiev', 'Europe/Kyiv'],
      ['Asia/Calcutta', 'Asia/Kolkata'],
    ] as const) {
      for (let month = 0; month < 12; month++) {
        const instant = Date.UTC(2026, month, 1)
        expect(zone(old).offsetAt(instant)).to.equal(zone(current.toLowerCase()).offsetAt(instant))
      }
    }
    expect(zone('Europe/Kyiv').id).to.equal('Europe/Kyiv')
    expect(zone('europe/stockholm')).to.equal(zone('Europe/Stockholm'))
  })
  for (const name of ['UTC', 'utc', 'Etc/UTC', 'GMT', 'Zulu']) {
    it(`is UTC itself for ${name}`, () => expect(zone(name)).to.equal(UTC))
  }
  for (const name of [
    '',
    'Nowhere/Atlantis',
    'PST',
    'IST',
    'BST',
    '+01:00',
    'Z',
    'Europe/../UTC',
    'Europe/Stockholm\0',
  ]) {
    it(`is none for ${JSON.stringify(name)}`, () => expect(ianaZone(name)).to.equal(null))
  }
  it('keeps its offsets far from today', () => {
    expect(zone('Europe/Stockholm').offsetAt(Date.UTC(2199, 6, 1))).to.equal(120)
    expect(zone('Europe/Stockholm').offsetAt(Date.UTC(9999, 0, 1) - HOUR)).to.equal(60)
  })
})
