import { expect } from 'chai'
import fc from 'fast-check'
import { bestTimes, findTimes, QUARTER } from '../../../gateway/broker/find-time.ts'
import type { FoundTime, KnownTimes, WantedTime } from '../../../gateway/broker/find-time.ts'
import { WEEKDAYS } from '../../../protocols/availability/free-busy-view.ts'
import type { WorkingHours } from '../../../protocols/availability/free-busy-view.ts'
import { DAY, HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import type { TimeWindow } from '../../../protocols/availability/time-window.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { wallOf } from '../../../protocols/time-zone/zone.ts'
import type { Zone } from '../../../protocols/time-zone/zone.ts'

const between = (start: string, end: string): TimeWindow => ({ start: Date.parse(start), end: Date.parse(end) })
const DAY_LONG = between('2026-11-26T00:00:00Z', '2026-11-27T00:00:00Z')
const known = (...taken: readonly TimeWindow[]): KnownTimes => ({ covered: DAY_LONG, taken, unknown: [] })
const UNKNOWN: KnownTimes = { covered: null, taken: [], unknown: [] }
const hoursIn = (timeZone: string, start: number, end: number): WorkingHours => ({
  timeZone,
  periods: [{ days: WEEKDAYS.slice(1, 6), start: start * 60, end: end * 60 }],
})
const startsOf = (found: readonly FoundTime[]): readonly string[] =>
  found.map(({ start }) => new Date(start).toISOString().slice(11, 16))

describe('Finding a time', () => {
  const wanted: WantedTime = { window: between('2026-11-26T09:00:00Z', '2026-11-26T11:00:00Z'), quarters: 4, hours: [] }

  it('finds each quarter of an hour at which all are free for long enough, to the end of the window', () => {
    expect(startsOf(findTimes(wanted, [known()]))).to.deep.equal(['09:00', '09:15', '09:30', '09:45', '10:00'])
    expect(startsOf(findTimes(wanted, [])), 'nobody at all').to.have.length(5)
  })

  it('finds none that touches what anybody has, by however little', () => {
    const minute = between('2026-11-26T10:00:00Z', '2026-11-26T10:00:01Z')
    expect(startsOf(findTimes(wanted, [known(), known(minute)]))).to.deep.equal(['09:00'])
    const before = between('2026-11-26T08:00:00Z', '2026-11-26T09:00:00Z')
    expect(startsOf(findTimes(wanted, [known(before)])), 'what ends as it begins').to.have.length(5)
    const none = between('2026-11-26T09:30:00Z', '2026-11-26T09:30:00Z')
    expect(startsOf(findTimes(wanted, [known(none)])), 'what takes no time').to.have.length(5)
  })

  it('says for whom it is not known, and never counts her as free', () => {
    const part = { ...known(), unknown: [between('2026-11-26T10:30:00Z', '2026-11-26T10:45:00Z')] }
    const found = findTimes(wanted, [known(), UNKNOWN, part])
    expect(found.map(({ unknownFor }) => unknownFor)).to.deep.equal([[1], [1], [1], [1, 2], [1, 2]])
    const covered = { ...known(), covered: between('2026-11-26T09:20:00Z', '2026-11-27T00:00:00Z') }
    expect(findTimes(wanted, [covered]).map(({ unknownFor }) => unknownFor)).to.deep.equal([[0], [0], [], [], []])
  })

  it('keeps to everybody’s hours, each in her own zone', () => {
    const all = { window: DAY_LONG, quarters: 4, hours: [hoursIn('Europe/Stockholm', 9, 17)] }
    expect(startsOf(findTimes(all, [])).at(0)).to.equal('08:00')
    expect(startsOf(findTimes(all, [])).at(-1)).to.equal('15:00')
    const both = { ...all, hours: [...all.hours, hoursIn('Asia/Kolkata', 10, 18)] }
    expect(startsOf(findTimes(both, [])).at(-1)).to.equal('11:30')
    const never = { ...all, hours: [...all.hours, hoursIn('America/Los_Angeles', 9, 17)] }
    expect(findTimes(never, [])).to.deep.equal([])
  })

  it('proposes those first in which least is unknown, and none over another', () => {
    const part = { ...known(), unknown: [between('2026-11-26T09:00:00Z', '2026-11-26T10:00:00Z')] }
    const found = findTimes(wanted, [part])
    expect(startsOf(bestTimes(found, 5))).to.deep.equal(['10:00', '09:00'])
    expect(startsOf(bestTimes(found, 1))).to.deep.equal(['10:00'])
  })

  // A change of the clock by an hour, by half of one, and zones of half hours and quarters.
  const ZONES = ['Europe/Stockholm', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Asia/Kathmandu', 'America/St_Johns', 'UTC']
  const BEGINNINGS = ['2026-03-28T12:00:00Z', '2026-10-24T12:00:00Z', '2026-04-04T08:00:00Z', '2026-11-26T00:00:00Z']

  const window = fc
    .tuple(fc.constantFrom(...BEGINNINGS), fc.integer({ min: 0, max: 720 }), fc.integer({ min: 1, max: 36 * 60 }))
    .map(([from, after, minutes]): TimeWindow => {
      const start = Date.parse(from) + after * MINUTE
      return { start, end: start + minutes * MINUTE }
    })
  const times = ({ start, end }: TimeWindow) =>
    fc.array(
      fc
        .tuple(fc.integer({ min: -120, max: (end - start) / MINUTE + 60 }), fc.constantFrom(0, 1, 15, 50, 240))
        .map(([at, minutes]) => ({ start: start + at * MINUTE, end: start + (at + minutes) * MINUTE })),
      { maxLength: 3 },
    )
  const person = (asked: TimeWindow) =>
    fc.record({
      covered: fc.option(
        fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 90 })).map(([late, early]) => ({
          start: asked.start + (late - 30) * MINUTE,
          end: asked.end - (early - 30) * MINUTE,
        })),
      ),
      taken: times(asked),
      unknown: times(asked),
    })
  const hours = fc
    .tuple(fc.constantFrom(...ZONES), fc.integer({ min: 0, max: 700 }), fc.integer({ min: 1, max: 739 }))
    .map(([timeZone, start, long]) => ({
      timeZone,
      periods: [{ days: WEEKDAYS.filter((day) => day !== 'Friday'), start, end: start + long }],
    }))
  const scene = window.chain((asked) =>
    fc.record({
      window: fc.constant(asked),
      quarters: fc.integer({ min: 1, max: 6 }),
      hours: fc.array(hours, { maxLength: 2 }),
      people: fc.array(person(asked), { maxLength: 3 }),
      zone: fc.constantFrom(...ZONES),
    }),
  )

  const touches = (time: TimeWindow, minute: number): boolean => time.start < minute + MINUTE && time.end > minute
  const isWithin = ({ timeZone, periods }: WorkingHours, minute: number): boolean => {
    const wall = wallOf(ianaZone(timeZone) as Zone, minute)
    const weekday = WEEKDAYS[(Math.floor(wall / DAY) + 4) % 7]
    const at = (wall % DAY) / MINUTE
    return periods.some(({ days, start, end }) => days.some((day) => day === weekday) && at >= start && at < end)
  }

  /** The same, minute by minute. */
  function byMinute(asked: WantedTime, people: readonly KnownTimes[], zone: Zone): readonly FoundTime[] {
    const { start: first, end: last } = asked.window
    const minutes = Array.from({ length: (last - first) / MINUTE }, (_, i) => {
      const at = first + i * MINUTE
      const isTaken = people.some(({ taken }) => taken.some((time) => time.end > time.start && touches(time, at)))
      const isUnknown = people.map(({ covered, unknown }) => {
        const isCovered = covered !== null && at >= covered.start && at + MINUTE <= covered.end
        return !isCovered || unknown.some((time) => time.end > time.start && touches(time, at))
      })
      return { at, free: !isTaken && asked.hours.every((one) => isWithin(one, at)), isUnknown }
    })
    const length = asked.quarters * 15
    return minutes.flatMap(({ at }, i) => {
      const those = minutes.slice(i, i + length)
      if (those.length < length || wallOf(zone, at) % QUARTER !== 0 || those.some(({ free }) => !free)) return []
      const unknownFor = people.flatMap((_, one) => (those.some(({ isUnknown }) => isUnknown[one]) ? [one] : []))
      return [{ start: at, end: at + length * MINUTE, unknownFor }]
    })
  }

  it('finds what there is minute by minute, and nothing else, in every zone and over changes of the clock', function () {
    this.timeout(60_000)
    let [some, none, unknown] = [0, 0, 0]
    fc.assert(
      fc.property(scene, ({ people, zone, ...asked }) => {
        const found = findTimes(asked, people)
        expect(found).to.deep.equal(byMinute(asked, people, ianaZone(zone) as Zone))
        if (found.length === 0) none++
        else some++
        if (found.some(({ unknownFor }) => unknownFor.length > 0)) unknown++
      }),
      { numRuns: 300 },
    )
    // That all of it was looked at.
    expect(some).to.be.greaterThan(30)
    expect(none).to.be.greaterThan(10)
    expect(unknown).to.be.greaterThan(10)
  })

  it('proposes only what was found, as many as asked, apart from each other', () => {
    fc.assert(
      fc.property(scene, fc.integer({ min: 0, max: 8 }), ({ people, zone: _zone, ...asked }, most) => {
        const found = findTimes(asked, people)
        const best = bestTimes(found, most)
        expect(best.length).to.be.at.most(most)
        for (const one of best) expect(found).to.include(one)
        const apart = best.toSorted((a, b) => a.start - b.start)
        apart.slice(1).forEach((one, i) => expect(one.start).to.be.at.least((apart[i] as FoundTime).end))
        const fewest = Math.min(...found.map(({ unknownFor }) => unknownFor.length))
        if (best.length > 0) expect(best[0]?.unknownFor).to.have.length(fewest)
      }),
    )
  })

  it('takes the hour that comes twice twice, and the one that is left out not at all', () => {
    const back = { window: between('2026-10-25T00:00:00Z', '2026-10-25T02:00:00Z'), quarters: 1, hours: [] }
    const night = { timeZone: 'Europe/Stockholm', periods: [{ days: WEEKDAYS, start: 150, end: 165 }] }
    expect(startsOf(findTimes({ ...back, hours: [night] }, []))).to.deep.equal(['00:30', '01:30'])
    const forth = { ...back, window: between('2026-03-28T23:00:00Z', '2026-03-29T05:00:00Z') }
    expect(findTimes({ ...forth, hours: [night] }, [])).to.deep.equal([])
    expect(HOUR / QUARTER).to.equal(4)
  })
})
