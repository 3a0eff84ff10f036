import { expect } from 'chai'
import fc from 'fast-check'
import { busyTimeAt } from '../../../protocols/availability/busy-times.ts'
import type { BusyTime } from '../../../protocols/availability/busy-times.ts'
import { PRIVATE, WEEKDAYS } from '../../../protocols/availability/free-busy-view.ts'
import type { FreeBusyView } from '../../../protocols/availability/free-busy-view.ts'
import { mergedFreeBusy } from '../../../protocols/availability/merged-free-busy.ts'
import { DAY, HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import type { Instant, TimeWindow } from '../../../protocols/availability/time-window.ts'
import { compareLevels } from '../../../trust/policies/access-level.ts'
import { cutToPart } from '../../../trust/policies/cut-to-part.ts'
import { sided, tighter } from '../../../trust/policies/decision.ts'
import type { Granted } from '../../../trust/policies/decision.ts'
import { shareView } from '../../../trust/policies/share-view.ts'
import type { VisiblePart } from '../../../trust/policies/visible-part.ts'
import { timeOf } from '../../protocols/availability/arbitrary-times.ts'
import { isVisible, sceneWith } from './arbitrary-parts.ts'
import { decisionWith, eventsIn, viewOf } from './arbitrary-views.ts'
import type { Event } from './arbitrary-views.ts'
import { covers, hiddenlyDifferent, isHidden } from './hidden-differences.ts'

const CATEGORIES = ['doctor', 'family']
const FULL: Granted = {
  outcome: 'answer',
  level: 'Reviewer',
  view: 'DetailedMerged',
  decidedBy: 'LINK_LEVEL',
  outsider: true,
  joinBlocks: true,
  giveWorkingHours: false,
  part: null,
}
const NOTHING_HIDDEN: VisiblePart = { hours: [], hiddenCategories: [], privatePeriods: [] }

const listed = ({ times }: FreeBusyView): readonly BusyTime[] =>
  Array.from({ length: times.length }, (_, i) => busyTimeAt(times, i))
const statusesAt = (times: readonly BusyTime[], at: Instant): readonly string[] =>
  [...new Set(times.filter((time) => covers(time, at)).map(({ status }) => status))].sort()

/** Thursday, 26 November 2026, in Oslo. */
const clock = (hour: number): Instant => Date.UTC(2026, 10, 26, hour - 1)
const THURSDAY = { start: clock(0), end: clock(24) }
const event = (start: number, end: number, subject: string, changes: Partial<Event> = {}): Event => ({
  time: timeOf(clock(start), clock(end), 'Busy'),
  flags: 0,
  subject,
  location: null,
  description: `about ${subject}`,
  organizer: 'Ola',
  categories: [],
  ...changes,
})
const OFFICE: VisiblePart = {
  hours: [{ timeZone: 'Europe/Oslo', periods: [{ days: ['Thursday'], start: 540, end: 1020 }] }],
  hiddenCategories: ['doctor'],
  privatePeriods: [{ start: clock(12), end: clock(13) }],
}
const ALL_WEEK = [{ days: WEEKDAYS, start: 0, end: 1440 }]
const told = (view: FreeBusyView): readonly string[] =>
  listed(view).map(
    ({ start, end, status }, i) =>
      `${(start - THURSDAY.start) / HOUR}-${(end - THURSDAY.start) / HOUR} ${status} ${view.details?.subjects[i] ?? ''}`,
  )

describe('a view of which only a part may be told', () => {
  it('keeps why a time is unknown in itself, and calls what is outside withheld', () => {
    const time = { start: clock(10), end: clock(11), status: 'NoData', reason: 'DATA_UNREADABLE' } as const
    const view = cutToPart(viewOf([event(10, 11, 'torn', { time })], THURSDAY), OFFICE)
    const reasons = listed(view).map(
      (one) => one.status === 'NoData' && [(one.start - THURSDAY.start) / HOUR, one.reason],
    )
    expect(reasons).to.deep.equal([
      [0, 'DATA_WITHHELD'],
      [10, 'DATA_UNREADABLE'],
      [12, 'DATA_WITHHELD'],
      [17, 'DATA_WITHHELD'],
    ])
  })

  it('is unknown outside the hours, in private periods and during hidden events, and cut at their edges', () => {
    const events = [
      event(8, 10, 'breakfast'),
      event(10, 11, 'knee', { categories: ['doctor'] }),
      event(11, 14, 'board'),
      event(18, 19, 'choir'),
    ]
    const shown = shareView(viewOf(events, THURSDAY), { ...FULL, part: OFFICE })
    expect(told(shown)).to.deep.equal([
      '0-9 NoData ',
      '9-10 Busy breakfast',
      '10-11 NoData ',
      '11-12 Busy board',
      '12-13 NoData ',
      '13-14 Busy board',
      '17-24 NoData ',
    ])
    expect(JSON.stringify(shown)).not.to.match(/knee|choir|doctor/)
    expect(shown.details?.notes?.descriptions[1]).to.equal('about breakfast')
    expect(shown.categories).to.equal(null)
  })

  it('does not tell where a hidden event ends and the time outside begins', () => {
    const events = [event(15, 20, 'knee', { categories: ['doctor'] }), event(16, 18, 'plan')]
    const shown = shareView(viewOf(events, THURSDAY), { ...FULL, part: { ...OFFICE, privatePeriods: [] } })
    expect(told(shown)).to.deep.equal(['0-9 NoData ', '15-24 NoData ', '16-17 Busy plan'])
  })

  it('hides every event where nobody knows the categories', () => {
    const part = { ...NOTHING_HIDDEN, hiddenCategories: ['doctor'] }
    const events = [event(9, 10, 'plan'), event(11, 12, 'knee', { categories: null })]
    const shown = shareView(viewOf(events, THURSDAY), { ...FULL, part })
    expect(told(shown)).to.deep.equal(['9-10 Busy plan', '11-12 NoData '])
    const unknown = shareView(viewOf(events, THURSDAY, { categories: null }), { ...FULL, part })
    expect(told(unknown)).to.deep.equal(['9-10 NoData ', '11-12 NoData '])
  })

  it('hides an event that is free, too', () => {
    const free = event(9, 10, 'knee', { time: timeOf(clock(9), clock(10), 'Free'), categories: ['doctor'] })
    const shown = shareView(viewOf([free], THURSDAY), { ...FULL, part: { ...OFFICE, hours: [], privatePeriods: [] } })
    expect(told(shown)).to.deep.equal(['9-10 NoData '])
  })

  it('tells of an event of no length where it lies within the hours: at their start, never at their end', () => {
    const calls = [8, 9, 11, 12, 13, 17, 18].map((at) => event(at, at, 'call'))
    const shown = cutToPart(viewOf(calls, THURSDAY), OFFICE)
    expect(told(shown).filter((one) => one.endsWith('call'))).to.deep.equal([
      '9-9 Busy call',
      '11-11 Busy call',
      '13-13 Busy call',
    ])
  })

  it('tells nothing of an event that only touches the hours', () => {
    const events = [event(7, 9, 'breakfast'), event(12, 13, 'lunch'), event(17, 20, 'choir')]
    const shown = cutToPart(viewOf(events, THURSDAY), OFFICE)
    expect(told(shown)).to.deep.equal(['0-9 NoData ', '12-13 NoData ', '17-24 NoData '])
  })

  const edges: readonly (readonly [string, TimeWindow, readonly string[]])[] = [
    ['before', { start: clock(-3), end: clock(-2) }, ['-2-30 Busy trip']],
    ['up to its start', { start: clock(-1), end: clock(0) }, ['0-30 Busy trip']],
    ['at its start', { start: clock(0), end: clock(1) }, ['0-1 NoData ', '1-30 Busy trip']],
    ['at its end', { start: clock(23), end: clock(24) }, ['-10-23 Busy trip', '23-24 NoData ']],
    ['from its end', { start: clock(24), end: clock(25) }, ['-10-24 Busy trip']],
    ['after', { start: clock(26), end: clock(27) }, ['-10-26 Busy trip']],
  ]
  for (const [where, period, expected] of edges) {
    it(`tells of one event only what meets the window, of which an hour is private ${where}`, () => {
      const view = viewOf([event(-10, 30, 'trip')], THURSDAY)
      expect(told(cutToPart(view, { ...NOTHING_HIDDEN, privatePeriods: [period] }))).to.deep.equal(expected)
    })
  }

  it('makes no time unknown for a hidden event but that of the window', () => {
    const part = { ...NOTHING_HIDDEN, hiddenCategories: ['doctor'] }
    const stay = event(-10, 30, 'stay', { categories: ['doctor'] })
    expect(told(cutToPart(viewOf([stay], THURSDAY), part))).to.deep.equal(['0-24 NoData '])
  })

  it('is told as times joined, as times apart or, where nothing is said, event by event', () => {
    const events = [event(9, 11, 'plan'), event(11, 12, 'board'), event(10, 13, 'knee', { categories: ['doctor'] })]
    const view = viewOf(events, THURSDAY)
    const part = { ...NOTHING_HIDDEN, hiddenCategories: ['doctor'] }
    expect(told(cutToPart(view, part, 'busy'))).to.deep.equal(['9-12 Busy ', '10-13 NoData '])
    expect(told(cutToPart(view, part, 'busy apart'))).to.deep.equal(['9-11 Busy ', '10-13 NoData ', '11-12 Busy '])
    const one = ['9-11 Busy plan', '10-13 NoData ', '11-12 Busy board']
    expect(told(cutToPart(view, part, 'events'))).to.deep.equal(one)
    expect(told(cutToPart(view, part))).to.deep.equal(one)
    expect(view, 'what it was cut from').to.deep.equal(viewOf(events, THURSDAY))
  })

  it('has times sorted by start, end and status, and a reason for each that is unknown and for no other', () => {
    const events = [
      event(9, 12, 'long'),
      event(9, 10, 'away', { time: timeOf(clock(9), clock(10), 'OOF') }),
      event(9, 10, 'short'),
      event(8, 10, 'knee', { categories: ['doctor'] }),
    ]
    const cut = cutToPart(viewOf(events, THURSDAY), { ...OFFICE, privatePeriods: [] })
    expect(told(cut)).to.deep.equal([
      ...['0-10 NoData ', '9-10 Busy short', '9-10 OOF away', '9-12 Busy long', '17-24 NoData '],
    ])
    expect([...cut.times.reasons]).to.deep.equal([
      [0, 'DATA_WITHHELD'],
      [4, 'DATA_WITHHELD'],
    ])
  })

  it('is told in 20,000 pieces, and is all unknown in one more', () => {
    const part = { ...NOTHING_HIDDEN, hiddenCategories: ['doctor'] }
    const events = (count: number) => Array.from({ length: count }, () => event(9, 10, 'plan'))
    expect(cutToPart(viewOf(events(20_000), THURSDAY), part).times.length).to.equal(20_000)
    expect(told(cutToPart(viewOf(events(20_001), THURSDAY), part))).to.deep.equal(['0-24 NoData '])
  })

  it('is all unknown where it would fall into more pieces than are worth telling', () => {
    const minutes = Array.from({ length: 48 }, (_, i) => ({
      days: ['Thursday' as const],
      start: i * 30,
      end: i * 30 + 1,
    }))
    const window = { start: THURSDAY.start - 30 * DAY, end: THURSDAY.end }
    const events = Array.from({ length: 100 }, () => event(-30 * 24, 24, 'all the time'))
    const part = { ...NOTHING_HIDDEN, hours: [{ timeZone: 'Europe/Oslo', periods: minutes }] }
    const cut = cutToPart(viewOf(events, window), part)
    expect(cut.times.length).to.equal(1)
    expect(listed(cut)[0]).to.deep.equal({ ...window, status: 'NoData', reason: 'DATA_WITHHELD' })
    expect(cutToPart(viewOf(events.slice(0, 50), window), part).times.length).to.be.greaterThan(10_000)
  })
})

const scene = sceneWith(CATEGORIES).chain(({ window, part }) =>
  fc.record({
    window: fc.constant(window),
    part: fc.constant(part),
    events: eventsIn(window, CATEGORIES),
    decision: decisionWith(part),
    picks: fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
  }),
)

/** Instants of the window worth looking at: about every edge, and some others. */
function instantsOf(window: TimeWindow, times: readonly TimeWindow[], picks: readonly number[]): readonly Instant[] {
  const edges = times.flatMap(({ start, end }) => [start - 1, start, end - 1, end])
  const spread = picks.map((pick) => window.start + (pick % (window.end - window.start)))
  return [...edges, ...spread, window.start, window.end - 1].filter((at) => covers(window, at))
}

describe('outside what is shared', () => {
  it('is always unknown and never free; inside, everything is told and nothing else is unknown', () => {
    const seen = { outside: 0, hidden: 0, inside: 0 }
    fc.assert(
      fc.property(scene, ({ window, part, events, decision, picks }) => {
        const shown = listed(shareView(viewOf(events, window), decision))
        // Of a stream, too, only when somebody is how busy.
        const blocks = decision.view === 'MergedOnly' || (decision.outsider && decision.level === 'AvailabilityOnly')
        const [hidden, open] = [
          events.filter((one) => isHidden(one, part)),
          events.filter((one) => !isHidden(one, part)),
        ]
        const all = events.map(({ time }) => time)
        for (const at of instantsOf(window, [...shown, ...all], picks)) {
          const statuses = statusesAt(shown, at)
          const place = new Date(at).toISOString()
          if (!isVisible(part, at)) {
            seen.outside++
            expect(statuses, place).to.deep.equal(['NoData'])
            continue
          }
          const covered = hidden.some(({ time }) => covers(time, at))
          if (covered) seen.hidden++
          else seen.inside++
          const known = statusesAt(
            open.map(({ time }) => time),
            at,
          )
          const expected = new Set([
            ...known.filter((one) => !(blocks && one === 'Free')),
            ...(covered ? ['NoData'] : []),
          ])
          expect(statuses, place).to.deep.equal([...expected].sort())
        }
        for (const { start, end } of shown) {
          expect(start >= window.start || (!blocks && isVisible(part, start))).to.equal(true)
          expect(end <= window.end || (!blocks && isVisible(part, end - 1))).to.equal(true)
        }
      }),
      { numRuns: 600 },
    )
    expect(Math.min(seen.outside, seen.hidden, seen.inside)).to.be.greaterThan(300)
  })

  it('no slot of the stream is free or tentative', () => {
    let outside = 0
    fc.assert(
      fc.property(scene, ({ window, part, events, decision }) => {
        const digits = mergedFreeBusy(shareView(viewOf(events, window), decision).times, window, 5)
        digits.forEach((digit, slot) => {
          const at = window.start + slot * 5 * MINUTE
          if (slot % 7 > 0 || isVisible(part, at)) return
          outside++
          expect(digit, new Date(at).toISOString()).to.be.at.least(2)
        })
      }),
      { numRuns: 100 },
    )
    expect(outside).to.be.greaterThan(500)
  })

  it('no text is told', () => {
    fc.assert(
      fc.property(scene, ({ window, part, events, decision }) => {
        const open = events.filter((one) => !isHidden(one, part))
        const shown = shareView(viewOf(events, window), decision)
        const { details } = shown
        listed(shown).forEach(({ start, end }, i) => {
          if (details?.subjects[i] === undefined || details.subjects[i] === null) return
          const same = open.some(
            ({ time, subject, flags }) =>
              subject === details.subjects[i] && (flags & PRIVATE) === 0 && time.start <= start && end <= time.end,
          )
          expect(same && isVisible(part, start)).to.equal(true)
        })
        details?.flags.forEach((flags, i) => {
          if ((flags & PRIVATE) === 0) return
          const notes = [details.notes?.descriptions[i] ?? null, details.notes?.organizers[i] ?? null]
          expect(notes).to.deep.equal([null, null])
        })
        expect(shown.categories).to.equal(null)
        if (decision.level !== 'Reviewer') expect(details?.notes ?? null).to.equal(null)
      }),
      { numRuns: 300 },
    )
  })
})

describe('two calendars that differ only in what is withheld', () => {
  it('are shown alike to the last field', () => {
    let different = 0
    const pair = scene.chain((one) =>
      fc.record({
        one: fc.constant(one),
        noise: eventsIn(one.window, CATEGORIES),
        shift: fc.integer({ min: 0, max: 99 }),
        seed: fc.integer({ min: 0, max: 50 }),
      }),
    )
    fc.assert(
      fc.property(pair, ({ one, noise, shift, seed }) => {
        const other = hiddenlyDifferent(one, [noise, shift, seed])
        const [view, viewToo] = [viewOf(one.events, one.window), viewOf(other, one.window)]
        if (JSON.stringify(view) !== JSON.stringify(viewToo)) different++
        expect(shareView(viewToo, one.decision)).to.deep.equal(shareView(view, one.decision))
      }),
      { numRuns: 1500 },
    )
    expect(different).to.be.greaterThan(700)
  })

  it('are shown alike where only the order tells which of two began before the hours', () => {
    const part = { ...OFFICE, hiddenCategories: [], privatePeriods: [] }
    const first = [event(7, 10, 'a'), event(8, 10, 'b')]
    const other = [event(8, 10, 'a'), event(7, 10, 'b')]
    const [seen, seenToo] = [first, other].map((events) => shareView(viewOf(events, THURSDAY), { ...FULL, part }))
    expect(seen).to.deep.equal(seenToo)
  })
})

describe('a part that withholds nothing of what is told', () => {
  const yesterday = { start: THURSDAY.start - 5 * DAY, end: THURSDAY.start - 4 * DAY }
  const parts: readonly (readonly [string, VisiblePart])[] = [
    ['a private period of another day', { ...NOTHING_HIDDEN, privatePeriods: [yesterday] }],
    ['a category that no event has', { ...NOTHING_HIDDEN, hiddenCategories: ['doctor'] }],
    ['hours of all the week', { ...NOTHING_HIDDEN, hours: [{ timeZone: 'Europe/Oslo', periods: ALL_WEEK }] }],
  ]
  const events = [
    event(-60, 2, 'conference'),
    event(9, 10, 'zebra'),
    event(9, 10, 'apes'),
    event(9, 10, 'knee', { flags: PRIVATE }),
    event(12, 12, 'call'),
    event(20, 70, 'cruise'),
  ]
  for (const [name, part] of parts) {
    for (const decision of [FULL, { ...FULL, level: 'AvailabilityOnly', view: 'FreeBusy', outsider: false } as const]) {
      it(`is not seen at ${decision.level}: ${name}`, () => {
        const view = viewOf(events, THURSDAY)
        const whole = shareView(view, { ...decision, part: null })
        expect(listed(whole).map(({ start }) => start)).to.include(clock(-60))
        expect(shareView(view, { ...decision, part })).to.deep.equal(whole)
      })
    }
  }

  it('is cut, of what goes on out of the window, from where it may not be told', () => {
    const part = { ...NOTHING_HIDDEN, privatePeriods: [{ start: clock(30), end: clock(31) }] }
    const shown = shareView(viewOf([event(-24, 2, 'a'), event(20, 70, 'cruise')], THURSDAY), { ...FULL, part })
    expect(told(shown)).to.deep.equal(['-24-2 Busy a', '20-30 Busy cruise'])
  })

  it('tells of an entry of years as of any other, up to a private period far away', () => {
    const years = event(-24 * 4_000, 24 * 4_000, 'sabbatical')
    const far = { start: clock(24 * 900), end: clock(24 * 901) }
    const hours = [{ timeZone: 'Europe/Oslo', periods: ALL_WEEK }]
    const shown = shareView(viewOf([years], THURSDAY), {
      ...FULL,
      part: { ...NOTHING_HIDDEN, hours, privatePeriods: [far] },
    })
    expect(told(shown)).to.deep.equal([`${-24 * 4_000}-${24 * 900} Busy sabbatical`])
  })
})

describe('two decisions together', () => {
  it('show no more, of any instant, than either of them', () => {
    const pair = sceneWith(CATEGORIES).chain(({ window, part }) =>
      fc.record({
        window: fc.constant(window),
        events: eventsIn(window, CATEGORIES),
        one: decisionWith(part),
        // Of another scene: its hours count on any day, its private periods perhaps on none of these.
        other: fc.oneof(
          decisionWith(null),
          sceneWith(CATEGORIES).chain((scene) => decisionWith(scene.part)),
        ),
        picks: fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
      }),
    )
    fc.assert(
      fc.property(pair, ({ window, events, one, other, picks }) => {
        const both = tighter(sided(one, 'asking'), sided(other, 'answering'))
        if (both.outcome === 'refuse') return expect.fail('two grants came to a refusal')
        for (const each of [one, other]) expect(compareLevels(both.level, each.level)).to.be.at.most(0)
        const view = viewOf(events, window)
        const shown = listed(shareView(view, both))
        const alone = [one, other].map((each) => listed(shareView(view, each)))
        for (const at of instantsOf(window, [...shown, ...alone.flat()], picks)) {
          const statuses = statusesAt(shown, at)
          for (const each of alone) {
            const known = statusesAt(each, at)
            if (known.includes('NoData')) expect(statuses).to.include('NoData')
            // Whoever does not join blocks is told of free entries, which say no more than none.
            for (const status of statuses) expect([...known, 'NoData', 'Free']).to.include(status)
          }
        }
      }),
      { numRuns: 400 },
    )
  })
})
