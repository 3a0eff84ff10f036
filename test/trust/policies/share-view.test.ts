import { expect } from 'chai'
import fc from 'fast-check'
import { VIEWS } from '../../../protocols/availability/availability-question.ts'
import { busyTimeAt, packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { BusyTime, BusyTimes } from '../../../protocols/availability/busy-times.ts'
import { MEETING, PRIVATE, RECURRING } from '../../../protocols/availability/free-busy-view.ts'
import type { FreeBusyView, WorkingHours } from '../../../protocols/availability/free-busy-view.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { mergedFreeBusy } from '../../../protocols/availability/merged-free-busy.ts'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import { viewAtLevel } from '../../../trust/policies/access-level.ts'
import type { Granted } from '../../../trust/policies/decision.ts'
import { shareView } from '../../../trust/policies/share-view.ts'
import { busyTime, timeOf } from '../../protocols/availability/arbitrary-times.ts'

interface Event {
  readonly time: BusyTime
  readonly flags: number
  readonly subject: string | null
  readonly location: string | null
}

const WINDOW = { start: 200 * MINUTE, end: 800 * MINUTE }
const HOURS: WorkingHours = { timeZone: 'Europe/Oslo', periods: [{ days: ['Monday'], start: 480, end: 960 }] }
const OTHER_HOURS: WorkingHours = { timeZone: 'Asia/Tokyo', periods: [] }

const event = (start: number, end: number, subject: string | null = null, flags = MEETING): Event => ({
  time: timeOf(start * MINUTE, end * MINUTE, 'Busy'),
  flags,
  subject,
  location: subject === null ? null : `room of ${subject}`,
})

function viewOf(events: readonly Event[], changes: Partial<FreeBusyView> = {}): FreeBusyView {
  const order: number[] = []
  const times = packBusyTimes(
    events.map(({ time }) => time),
    order,
  )
  const sorted = order.map((from) => events[from] as Event)
  return {
    mailbox: parseMailboxAddress('ivy@northwind.example'),
    window: WINDOW,
    times,
    details: {
      flags: Uint8Array.from(sorted, ({ flags }) => flags),
      subjects: sorted.map(({ subject }) => subject),
      locations: sorted.map(({ location }) => location),
      notes: null,
    },
    categories: null,
    workingHours: HOURS,
    slotMinutes: null,
    asOf: 0,
    ...changes,
  }
}

const listed = (times: BusyTimes): readonly BusyTime[] =>
  Array.from({ length: times.length }, (_, i) => busyTimeAt(times, i))

const OUTSIDE: Granted = {
  outcome: 'answer',
  level: 'AvailabilityOnly',
  view: 'FreeBusyMerged',
  decidedBy: 'MAILBOX_DEFAULT',
  outsider: true,
  joinBlocks: true,
  giveWorkingHours: false,
  part: null,
}
const DETAILED: Granted = { ...OUTSIDE, level: 'LimitedDetails', view: 'DetailedMerged' }
const COLLEAGUE: Granted = { ...OUTSIDE, outsider: false, joinBlocks: false, giveWorkingHours: true }

const someEvent: fc.Arbitrary<Event> = fc.record({
  time: busyTime(1000 * MINUTE),
  flags: fc.integer({ min: 0, max: 31 }),
  subject: fc.option(fc.string({ maxLength: 5 })),
  location: fc.option(fc.string({ maxLength: 5 })),
})
const someEvents = fc.array(someEvent, { maxLength: 10 })
const someDecision: fc.Arbitrary<Granted> = fc
  .record({
    level: fc.constantFrom('AvailabilityOnly' as const, 'LimitedDetails' as const, 'Reviewer' as const),
    asked: fc.constantFrom(...VIEWS),
    outsider: fc.boolean(),
    joinBlocks: fc.boolean(),
    giveWorkingHours: fc.boolean(),
  })
  .map(({ asked, ...rest }) => ({
    ...rest,
    outcome: 'answer',
    part: null,
    decidedBy: 'GRANT',
    view: viewAtLevel(asked, rest.level),
  }))

describe('what an outsider at AvailabilityOnly is shown', () => {
  const events = [event(100, 250, 'a'), event(300, 330, 'b'), event(330, 400, 'c', PRIVATE), event(700, 900, 'd')]

  it('is when somebody is busy, within the window, and nothing else', () => {
    const shown = shareView(viewOf(events), OUTSIDE)
    expect(listed(shown.times)).to.deep.equal([
      timeOf(200 * MINUTE, 250 * MINUTE, 'Busy'),
      timeOf(300 * MINUTE, 400 * MINUTE, 'Busy'),
      timeOf(700 * MINUTE, 800 * MINUTE, 'Busy'),
    ])
    expect(shown).to.include({ details: null, workingHours: null, grantedView: 'FreeBusyMerged' })
    expect(JSON.stringify(shown)).not.to.include('room')
  })

  it('is every meeting by itself and the working hours where the relationship says so', () => {
    const shown = shareView(viewOf(events), { ...OUTSIDE, joinBlocks: false, giveWorkingHours: true })
    expect(shown.times.length).to.equal(4)
    expect(shown.workingHours).to.equal(HOURS)
    expect(shown.details).to.equal(null)
  })

  it('loses the details a partner sent that we did not ask to take in', () => {
    const asked: Granted = { ...OUTSIDE, view: 'FreeBusy', decidedBy: 'REQUESTS_LEVEL' }
    const shown = shareView(viewOf([event(300, 400, 'the merger')]), asked)
    expect(shown).to.include({ details: null, workingHours: null, grantedView: 'FreeBusy' })
    expect(JSON.stringify(shown)).not.to.include('merger')
  })
})

describe('what a requester with the right to details is shown', () => {
  it('is every event that touches the window, whole and separate, with its own subject and location', () => {
    const events = [
      event(100, 200, 'before'),
      event(100, 250, 'a'),
      event(300, 330, 'b'),
      event(330, 900, 'c'),
      event(800, 900),
    ]
    for (const decision of [DETAILED, { ...DETAILED, outsider: false }]) {
      const shown = shareView(viewOf(events), decision)
      expect(listed(shown.times)).to.deep.equal(events.slice(1, 4).map(({ time }) => time))
      expect(shown.details?.subjects).to.deep.equal(['a', 'b', 'c'])
      expect(shown.details?.locations).to.deep.equal(['room of a', 'room of b', 'room of c'])
      expect([...(shown.details?.flags ?? [])]).to.deep.equal([MEETING, MEETING, MEETING])
      expect(shown).to.include({ workingHours: HOURS, grantedView: 'DetailedMerged' })
    }
  })

  it('is an event of no length, and one at the very start of the window', () => {
    const shown = shareView(
      viewOf([event(200, 200, 'start'), event(400, 400, 'call'), event(800, 800, 'end')]),
      DETAILED,
    )
    expect(shown.details?.subjects).to.deep.equal(['start', 'call'])
  })

  it('is never the text of a private event, even where a source let it through', () => {
    const shown = shareView(viewOf([event(300, 400, 'doctor', PRIVATE | RECURRING), event(500, 600, 'b')]), DETAILED)
    expect(shown.details?.subjects).to.deep.equal([null, 'b'])
    expect(shown.details?.locations).to.deep.equal([null, 'room of b'])
    expect([...(shown.details?.flags ?? [])]).to.deep.equal([PRIVATE | RECURRING, MEETING])
  })

  it('is neither description nor organizer of a private event at Reviewer, even where a source let only those through', () => {
    const organizer = { name: 'Dr. Who', address: 'who@clinic.example' }
    const bare = viewOf([event(300, 400, null, PRIVATE), event(500, 600)])
    const notes = { descriptions: ['blood test', 'agenda'], organizers: [organizer, organizer] }
    const view = { ...bare, details: bare.details && { ...bare.details, notes } }
    const shown = shareView(view, { ...DETAILED, level: 'Reviewer' })
    expect(shown.details?.notes).to.deep.equal({ descriptions: [null, 'agenda'], organizers: [null, organizer] })
    expect(shareView(view, DETAILED).details?.notes, 'below Reviewer').to.equal(null)
  })

  it('is in one order of events of one time, whether something beside them is hidden or not', () => {
    const events = [event(300, 360, 'second'), event(300, 360, 'first'), event(700, 760, 'doctor')]
    const view = viewOf(events, { categories: [[], [], ['Doctor']] })
    const part = { hours: [], hiddenCategories: ['Doctor'], privatePeriods: [] }
    const subjects = (decision: Granted) => shareView(view, decision).details?.subjects.slice(0, 2)
    expect(subjects(DETAILED)).to.deep.equal(subjects({ ...DETAILED, part }))
  })

  it('is events sorted by start, end and status, and of one time and status by what is told of them', () => {
    const away = { ...event(300, 360, 'away'), time: timeOf(300 * MINUTE, 360 * MINUTE, 'OOF') }
    const events = [event(320, 330, 'd'), away, event(300, 400, 'c'), event(300, 360, 'b'), event(300, 360, 'a')]
    expect(shareView(viewOf(events), DETAILED).details?.subjects).to.deep.equal(['a', 'b', 'away', 'c', 'd'])
    const outside = [...events, event(100, 150, 'yesterday')]
    expect(shareView(viewOf(outside), DETAILED).details?.subjects).to.deep.equal(['a', 'b', 'away', 'c', 'd'])
  })

  it('is not copied where nothing of it is left out or turned: a lookup of many calendars pays for what it hides only', () => {
    const alike = [event(100, 900, 'a'), event(300, 330, 'b'), event(300, 330, 'b'), event(320, 330, 'c')]
    const view = viewOf(alike)
    const shown = shareView(view, DETAILED)
    expect(shown.times).to.equal(view.times)
    expect(shown.details).to.equal(view.details)
    expect(shareView(viewOf([...alike, event(100, 150, 'yesterday')]), DETAILED).times.length).to.equal(4)
  })

  it('is a view without details, and called so, where the source gave none', () => {
    const bare = viewOf([event(300, 400, 'a')], { details: null })
    expect(shareView(bare, DETAILED).grantedView).to.equal('FreeBusyMerged')
    expect(shareView(bare, { ...DETAILED, view: 'Detailed' }).grantedView).to.equal('FreeBusy')
  })

  it('is the stream alone where the source gave only slots', () => {
    for (const decision of [DETAILED, OUTSIDE, COLLEAGUE]) {
      const shown = shareView(viewOf([event(300, 400, 'a')], { slotMinutes: 30 }), decision)
      expect(shown).to.include({ grantedView: 'MergedOnly', details: null, workingHours: null, slotMinutes: 30 })
    }
  })
})

describe('a stream of which a part is withheld', () => {
  it('is of times, however many events they are of', () => {
    const crowd = viewOf(Array.from({ length: 20_001 }, () => event(300, 360)))
    const part = { hours: [], hiddenCategories: [], privatePeriods: [{ start: 400 * MINUTE, end: 460 * MINUTE }] }
    const shown = shareView(crowd, { ...DETAILED, view: 'MergedOnly', part })
    expect(listed(shown.times).map(({ status }) => status)).to.deep.equal(['Busy', 'NoData'])
  })
})

describe('what a colleague without the right to details is shown', () => {
  it('is whole and separate events without any details, and working hours', () => {
    const shown = shareView(viewOf([event(100, 300, 'a'), event(300, 400, 'b')]), COLLEAGUE)
    expect(listed(shown.times)).to.deep.equal([event(100, 300).time, event(300, 400).time])
    expect(shown).to.include({ details: null, workingHours: HOURS, grantedView: 'FreeBusyMerged' })
  })
})

describe('what is shown to anybody', () => {
  const stream = (view: FreeBusyView): string => mergedFreeBusy(view.times, WINDOW, 30).join('')

  it('never has the text of a private event, at whatever level', () => {
    fc.assert(
      fc.property(someEvents, someDecision, (events, decision) => {
        const shown = shareView(viewOf(events), decision)
        shown.details?.flags.forEach((flags, i) => {
          if ((flags & PRIVATE) !== 0)
            expect([shown.details?.subjects[i], shown.details?.locations[i]]).to.deep.equal([null, null])
        })
        if (decision.level === 'AvailabilityOnly') expect(shown.details).to.equal(null)
      }),
    )
  })

  it('has the same stream as the calendar itself', () => {
    fc.assert(
      fc.property(someEvents, someDecision, (events, decision) => {
        expect(stream(shareView(viewOf(events), decision))).to.equal(stream(viewOf(events)))
      }),
      { numRuns: 300 },
    )
  })

  it('is unknown at every instant at which the calendar is', () => {
    const unknown = (times: BusyTimes): readonly boolean[] =>
      Array.from({ length: 600 }, (_, minute) => {
        const at = WINDOW.start + minute * MINUTE
        return listed(times).some((time) => time.status === 'NoData' && time.start <= at && at < time.end)
      })
    fc.assert(
      fc.property(someEvents, someDecision, (events, decision) => {
        const view = viewOf(events)
        expect(unknown(shareView(view, decision).times)).to.deep.equal(unknown(view.times))
      }),
    )
  })

  it('has no details at AvailabilityOnly, whatever view a decision names', () => {
    for (const decision of [OUTSIDE, COLLEAGUE])
      expect(shareView(viewOf([event(300, 400, 'a')]), { ...decision, view: 'Detailed' })).to.include({
        ...{ details: null, grantedView: 'FreeBusy' },
      })
  })

  it('leaves the view it was made of as it was', () => {
    fc.assert(
      fc.property(someEvents, someDecision, (events, decision) => {
        const view = viewOf(events)
        shareView(view, decision)
        expect(view).to.deep.equal(viewOf(events))
      }),
    )
  })
})

/** A second calendar that differs from the first only in what the decision hides; the projection, written by hand. */
function hiddenlyDifferent(
  events: readonly Event[],
  decision: Granted,
  noise: readonly Event[],
  cuts: readonly number[],
) {
  const outside = (one: Event): boolean => one.time.end <= WINDOW.start || one.time.start >= WINDOW.end
  const blocks = decision.outsider && decision.level === 'AvailabilityOnly'
  const textless = decision.view !== 'Detailed' && decision.view !== 'DetailedMerged'
  const kept = events.filter((one) => !outside(one) && !(blocks && one.time.status === 'Free'))
  const pieces = kept.flatMap((one) => {
    if (!blocks || !decision.joinBlocks) return [one]
    const edges = [one.time.start, ...cuts.filter((at) => one.time.start < at && at < one.time.end), one.time.end]
    edges.sort((a, b) => a - b)
    return edges.slice(1).map((end, i) => ({ ...one, time: timeOf(edges[i] as number, end, one.time.status) }))
  })
  const retold = pieces.map((one) => {
    if (textless) return { ...one, subject: 'other', location: null, flags: one.flags ^ 31 }
    return (one.flags & PRIVATE) === 0 ? one : { ...one, subject: 'secret', location: 'elsewhere' }
  })
  const far = noise.filter((one) => outside(one) || (blocks && one.time.status === 'Free'))
  return viewOf([...retold, ...far], {
    workingHours: decision.view === 'MergedOnly' || (blocks && !decision.giveWorkingHours) ? OTHER_HOURS : HOURS,
  })
}

describe('two calendars that differ only in what is hidden', () => {
  it('are shown alike to the last field, and to the last digit of the stream', () => {
    let different = 0
    const cuts = fc.array(fc.integer({ min: 0, max: 1000 * MINUTE }), { maxLength: 5 })
    fc.assert(
      fc.property(someEvents, someEvents, cuts, someDecision, (events, noise, where, decision) => {
        const one = viewOf(events)
        const other = hiddenlyDifferent(events, decision, noise, where)
        if (JSON.stringify(one) !== JSON.stringify(other)) different++
        const [seen, seenToo] = [shareView(one, decision), shareView(other, decision)]
        expect(mergedFreeBusy(seen.times, WINDOW, 15)).to.deep.equal(mergedFreeBusy(seenToo.times, WINDOW, 15))
        // A stream alone is all that is told of `MergedOnly`; its times are not joined before they become digits.
        const told = (view: typeof seen): object =>
          view.grantedView === 'MergedOnly' ? { ...view, times: null } : view
        expect(told(seen)).to.deep.equal(told(seenToo))
      }),
      { numRuns: 1000 },
    )
    expect(different).to.be.greaterThan(500)
  })
})
