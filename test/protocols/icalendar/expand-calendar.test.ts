import { expect } from 'chai'
import { BusyIndex } from '../../../protocols/icalendar/busy-index.ts'
import { unpackTexts } from '../../../protocols/icalendar/event-details.ts'
import { expandCalendar } from '../../../protocols/icalendar/expand-calendar.ts'
import type { EventTexts, ExpandedCalendar } from '../../../protocols/icalendar/expand-calendar.ts'
import { calendarText, eventText, LIMITS, read, windowOf } from './calendar-text.ts'

const HORIZON = windowOf('2026-12-01', '2026-12-31')

function expand(limits: Partial<typeof LIMITS>, ...components: readonly string[]): ExpandedCalendar {
  return expandCalendar(read(calendarText(...components)), HORIZON, { ...LIMITS, ...limits })
}

const textsOf = ({ details, detailEnds }: ExpandedCalendar): readonly EventTexts[] =>
  Array.from(detailEnds, (_, detail) => unpackTexts(details, detailEnds, detail))

describe('An expanded calendar', () => {
  it('numbers details in the order in which events first happen, once for a series, -1 for none', () => {
    const expanded = expand(
      {},
      eventText('DTSTART:20261205T090000Z', 'SUMMARY:late'),
      eventText('DTSTART:20261201T090000Z', 'SUMMARY:series', 'RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3'),
      eventText('DTSTART:20261202T090000Z', 'LOCATION:room'),
      eventText('DTSTART:20261203T120000Z'),
    )
    const touched = new BusyIndex(expanded.index).lookUp(HORIZON)
    expect([...touched.details]).to.deep.equal([0, 1, 0, -1, 2, 0])
    expect(textsOf(expanded)).to.deep.equal([
      ['series', null],
      [null, 'room'],
      ['late', null],
    ])
  })

  it('has no bytes for an event that has nothing of a kind', () => {
    const expanded = expand(
      {},
      eventText('DTSTART:20261201T090000Z', 'DESCRIPTION:notes only'),
      eventText('DTSTART:20261202T090000Z', 'SUMMARY:title only'),
    )
    expect(textsOf(expanded)).to.deep.equal([[], ['title only', null]])
    const { notes, noteEnds } = expanded
    expect([0, 1].map((one) => unpackTexts(notes, noteEnds, one))).to.deep.equal([['notes only', null, null], []])
  })

  it('tells events by at most 254 sets of categories; one more, and what cannot be read, is unknown', () => {
    const events = Array.from({ length: 256 }, (_, i) =>
      eventText(`DTSTART:202612${10 + Math.floor(i / 24)}T${String(i % 24).padStart(2, '0')}0000Z`, `CATEGORIES:c${i}`),
    )
    const first = eventText('DTSTART:20261201T090000Z', 'CATEGORIES:c1')
    const none = eventText('DTSTART:20261202T090000Z')
    const broken = eventText('DTSTART:20261203T090000Z', 'SUMMARY:Plan', 'CATEGORIES')
    const { index } = expand({}, first, none, broken, ...events)
    const touched = new BusyIndex(index).lookUp(HORIZON, false, true)
    const told = touched.categories ?? []
    expect(told.slice(0, 6)).to.deep.equal([['c1'], [], null, ['c0'], ['c1'], ['c2']])
    expect(told.slice(-3)).to.deep.equal([['c253'], null, null])
    expect(index.categorySets).to.have.length(254)
  })

  it('keeps no room for categories where no event has any', () => {
    const { index } = expand({}, eventText('DTSTART:20261201T090000Z'), eventText('DTSTART:20261202T090000Z'))
    expect(index.memory.byteLength).to.equal(2 * 18)
    expect(new BusyIndex(index).lookUp(HORIZON, true, true).categories).to.deep.equal([[], []])
    expect(new BusyIndex(index).lookUp(HORIZON).categories).to.equal(null)
  })

  it('has no trace of what is cancelled or declined, not even its texts', () => {
    const expanded = expand(
      {},
      eventText('DTSTART:20261205T090000Z', 'SUMMARY:secret', 'STATUS:CANCELLED'),
      eventText('UID:s', 'DTSTART:20261206T090000Z', 'RRULE:FREQ=DAILY;COUNT=1'),
      eventText(
        'UID:s',
        'RECURRENCE-ID:20261206T090000Z',
        'DTSTART:20261206T090000Z',
        'STATUS:CANCELLED',
        'SUMMARY:secret',
      ),
    )
    expect([expanded.index.length, expanded.details.length]).to.deep.equal([0, 0])
  })

  it('leaves out periods outside the horizon, and keeps those that reach into it', () => {
    const period = (value: string): string => `BEGIN:VFREEBUSY\r\nFREEBUSY:${value}\r\nEND:VFREEBUSY`
    const expanded = expand(
      {},
      period(
        '20261130T230000Z/PT2H,20261130T230000Z/PT1H,20261230T230000Z/PT2H,20261231T000000Z/PT1H,20261201T000000Z/PT0S',
      ),
    )
    expect(expanded.index.length).to.equal(3)
  })

  const tooMuch: readonly (readonly [what: string, limits: Partial<typeof LIMITS>, components: readonly string[]])[] = [
    ['steps in one event', { steps: 10 }, [eventText('DTSTART:20200101T000000Z', 'RRULE:FREQ=DAILY;BYMONTH=12')]],
    ['instances of one event', { instances: 10 }, [eventText('DTSTART:20261201T000000Z', 'RRULE:FREQ=HOURLY')]],
    [
      'instances of all events',
      { instances: 3 },
      Array.from({ length: 4 }, () => eventText('DTSTART:20261201T000000Z')),
    ],
    [
      'instances of periods',
      { instances: 1 },
      ['BEGIN:VFREEBUSY', 'FREEBUSY:20261201T000000Z/PT1H,20261202T000000Z/PT1H', 'END:VFREEBUSY'],
    ],
  ]
  for (const [what, limits, components] of tooMuch) {
    it(`is refused, never cut, for too many ${what}`, () => {
      expect(() => expand(limits, ...components))
        .to.throw()
        .with.property('code', 'ERR_MESSAGE_TOO_BIG')
    })
  }
})
