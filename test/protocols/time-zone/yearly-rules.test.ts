import { expect } from 'chai'
import fc from 'fast-check'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { fixedZone, yearlyRulesOf, zoneOfYearlyRules } from '../../../protocols/time-zone/yearly-rules.ts'
import type { YearlyRules, YearlyTransition } from '../../../protocols/time-zone/yearly-rules.ts'
import { UTC } from '../../../protocols/time-zone/zone.ts'
import type { Zone } from '../../../protocols/time-zone/zone.ts'

const change = (month: number, dayOrder: number, hour: number, bias: number): YearlyTransition => ({
  bias,
  time: hour * HOUR,
  dayOrder,
  month,
  dayOfWeek: 'Sunday',
})

/** reference: MS-OXWAVLS, the Pacific zone since 2007 and Central Europe. */
const PACIFIC: YearlyRules = { bias: 480, standard: change(11, 1, 2, 0), daylight: change(3, 2, 2, -60) }
const EUROPE: YearlyRules = { bias: -60, standard: change(10, 5, 3, 0), daylight: change(3, 5, 2, -60) }
const SYDNEY: YearlyRules = { bias: -600, standard: change(4, 1, 3, 0), daylight: change(10, 1, 2, -60) }

function zone(name: string): Zone {
  const found = ianaZone(name)
  if (found === null) throw new Error(`no zone ${name}`)
  return found
}

describe("A zone of an EWS client's yearly rules", () => {
  const known: readonly (readonly [string, YearlyRules])[] = [
    ['America/Los_Angeles', PACIFIC],
    ['Europe/Berlin', EUROPE],
    ['Australia/Sydney', SYDNEY],
  ]
  for (const [name, rules] of known) {
    it(`is ${name} at every instant and wall time from 2008 to 2036`, () => {
      const ours = zoneOfYearlyRules(rules)
      const times = fc
        .integer({ min: Date.UTC(2009) / 1000, max: Date.UTC(2037) / 1000 })
        .map((second) => second * 1000)
      const agrees = fc.property(times, (time) => {
        expect(ours.offsetAt(time)).to.equal(zone(name).offsetAt(time))
        expect(ours.instantOf(time)).to.equal(zone(name).instantOf(time))
      })
      fc.assert(agrees, { numRuns: 2000 })
    })
  }
  it('takes -1 for the last, as answers have it', () => {
    const last = zoneOfYearlyRules({ ...EUROPE, standard: change(10, -1, 3, 0), daylight: change(3, -1, 2, -60) })
    for (let day = 0; day < 365; day++) {
      const instant = Date.UTC(2026, 0, 1) + day * DAY
      expect(last.offsetAt(instant)).to.equal(zone('Europe/Berlin').offsetAt(instant))
    }
  })
  it('takes a fixed date for the same date of every year', () => {
    const fixed = zoneOfYearlyRules({
      bias: 0,
      standard: { bias: 0, time: 2 * HOUR, dayOrder: 25, month: 10, dayOfWeek: null },
      daylight: { bias: -60, time: HOUR, dayOrder: 29, month: 3, dayOfWeek: null },
    })
    const before = [Date.UTC(2026, 2, 29, 1) - 1, Date.UTC(2027, 2, 29, 1) - 1, Date.UTC(2026, 9, 25, 1)]
    const summer = [Date.UTC(2026, 2, 29, 1), Date.UTC(2027, 2, 29, 1), Date.UTC(2026, 9, 25, 1) - 1]
    expect(before.map((instant) => fixed.offsetAt(instant))).to.deep.equal([0, 0, 0])
    expect(summer.map((instant) => fixed.offsetAt(instant))).to.deep.equal([60, 60, 60])
  })
  const zeroes: YearlyTransition = { bias: 0, time: 0, dayOrder: 0, month: 0, dayOfWeek: 'Sunday' }
  const without: readonly (readonly [string, YearlyRules, number])[] = [
    ['zeroes throughout', { bias: 0, standard: zeroes, daylight: zeroes }, 0],
    ['zeroes beside a bias', { bias: -330, standard: zeroes, daylight: { ...zeroes, bias: -60 } }, 330],
    ['month 0 on one side', { ...EUROPE, daylight: { ...EUROPE.daylight, month: 0 } }, 60],
    ['two changes that change nothing', { bias: 0, standard: change(10, 1, 2, 0), daylight: change(3, 1, 2, 0) }, 0],
    ['two equal changes', { bias: -60, standard: change(3, 1, 2, 0), daylight: change(3, 1, 2, -60) }, 60],
    ['a month that is none', { ...EUROPE, standard: change(13, 1, 2, 0) }, 60],
    ['an order that is none', { ...EUROPE, standard: change(10, 9, 2, 0) }, 60],
  ]
  for (const [says, rules, offset] of without) {
    it(`has no summer time with ${says}`, () => {
      const ours = zoneOfYearlyRules(rules)
      const seen = new Set(Array.from({ length: 730 }, (_, day) => ours.offsetAt(Date.UTC(2026, 0, 1) + day * DAY)))
      expect([...seen]).to.deep.equal([offset])
    })
  }
  it('is UTC itself where nothing is different from UTC', () => {
    expect(zoneOfYearlyRules({ bias: 0, standard: zeroes, daylight: zeroes })).to.equal(UTC)
    const idle = { bias: 0, standard: change(10, 1, 2, 0), daylight: change(3, 1, 2, 0) }
    expect(zoneOfYearlyRules(idle)).to.equal(UTC)
    expect(fixedZone(-210).id).to.equal('UTC-03:30')
  })
  it('refuses an offset of more than a day', () => {
    expect(() => zoneOfYearlyRules({ ...EUROPE, bias: 100_000 })).to.throw(FederationError)
  })
})

describe('The yearly rules of a zone', () => {
  const told: readonly (readonly [string, YearlyRules])[] = [
    ['America/Los_Angeles', PACIFIC],
    ['Europe/Berlin', EUROPE],
    ['Australia/Sydney', SYDNEY],
  ]
  for (const [name, rules] of told) {
    it(`are those known for ${name}`, () => expect(yearlyRulesOf(zone(name), 2026)).to.deep.equal(rules))
  }
  it('are two changes that change nothing for a zone without summer time', () => {
    const india = { bias: -330, standard: change(10, 1, 2, 0), daylight: change(3, 1, 2, 0) }
    expect(yearlyRulesOf(zone('Asia/Kolkata'), 2026)).to.deep.equal(india)
    expect(yearlyRulesOf(UTC, 2026)).to.deep.equal({ ...india, bias: 0 })
  })
  it('give the zone back for the whole year, wherever there are at most two changes between two offsets', () => {
    let compared = 0
    const names = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
    const comesBack = fc.property(names, fc.integer({ min: 2000, max: 2029 }), (name, year) => {
      const again = zoneOfYearlyRules(yearlyRulesOf(zone(name), year))
      const first = zone(name).instantOf(Date.UTC(year))
      const instants = Array.from({ length: 1752 }, (_, i) => first + i * 5 * HOUR)
      const offsets = instants.map((instant) => zone(name).offsetAt(instant))
      const changes = offsets.filter((offset, i) => i > 0 && offset !== offsets[i - 1]).length
      if (changes > 2 || new Set(offsets).size > 2) return
      compared++
      // From the second day: a single change is told beside another in the first night.
      expect(instants.slice(5).map((instant) => again.offsetAt(instant))).to.deep.equal(offsets.slice(5))
    })
    fc.assert(comesBack, { numRuns: 300 })
    expect(compared).to.be.greaterThan(250)
  }).timeout(30_000)
  it('tell a single change beside the beginning of the year', () => {
    // Turkey stayed on summer time in 2016.
    const { standard, daylight, bias } = yearlyRulesOf(zone('Europe/Istanbul'), 2016)
    expect(bias).to.equal(-120)
    expect(standard).to.deep.equal({ bias: 0, time: 0, dayOrder: 1, month: 1, dayOfWeek: 'Friday' })
    expect(daylight).to.deep.equal({ ...EUROPE.daylight, time: 3 * HOUR })
  })
})
