import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { parse } from 'yaml'
import { EXCEPTION, MEETING, PRIVATE, RECURRING, REMINDER } from '../../../protocols/availability/free-busy-view.ts'
import { itShared } from '../../shared-material.ts'
import { busyStarts, calendarText, entriesOf, eventText, read, windowOf } from './calendar-text.ts'

interface RecurrenceVector {
  readonly name: string
  readonly window: readonly [string, string]
  readonly starts: readonly string[]
  readonly ics: string
}

describe('A calendar with recurrences', () => {
  itShared('says what every recurrence vector says', 'vectors/recurrence.yaml', (path) => {
    const vectors = parse(readFileSync(path, 'utf8')) as readonly RecurrenceVector[]
    expect(vectors.length).to.be.greaterThan(13)
    for (const { name, window, starts, ics } of vectors) {
      expect(busyStarts(ics, window[0], window[1]), name).to.deep.equal(starts)
    }
  })

  it('is never free at a moved instance of a series with a zone of its own', () => {
    const text = calendarText(
      eventText('UID:s', 'DTSTART:20261201T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3'),
      eventText('UID:s', 'RECURRENCE-ID:20261202T090000Z', 'DTSTART;TZID=Asia/Tokyo:20261203T080000', 'DURATION:PT1H'),
    )
    const starts = ['2026-12-01T09:00Z', '2026-12-02T23:00Z', '2026-12-03T09:00Z']
    expect(busyStarts(text, '2026-12-01', '2026-12-05')).to.deep.equal(starts)
  })

  it('reads a floating time of an override in the mailbox zone, whatever the zone of its series', () => {
    const text = calendarText(
      eventText('UID:s', 'DTSTART:20261201T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=2'),
      eventText('UID:s', 'RECURRENCE-ID:20261202T090000Z', 'DTSTART:20261202T120000', 'DURATION:PT1H'),
    )
    expect(busyStarts(text, '2026-12-01', '2026-12-05')).to.deep.equal(['2026-12-01T09:00Z', '2026-12-02T11:00Z'])
  })

  it('counts RDATE periods, and RANGE=THISANDFUTURE', () => {
    const text = calendarText(
      eventText('DTSTART:20261201T090000Z', 'DURATION:PT1H', 'RDATE;VALUE=PERIOD:20261203T100000Z/PT2H'),
      eventText('UID:f', 'DTSTART:20261205T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3'),
      eventText(
        'UID:f',
        'RECURRENCE-ID;RANGE=THISANDFUTURE:20261206T090000Z',
        'DTSTART:20261206T150000Z',
        'DURATION:PT2H',
      ),
    )
    const entries = entriesOf(read(text), windowOf('2026-12-01', '2026-12-10'))
    expect(entries.map(({ start, end }) => [start, end])).to.deep.equal([
      ['2026-12-01T09:00Z', '2026-12-01T10:00Z'],
      ['2026-12-03T10:00Z', '2026-12-03T12:00Z'],
      ['2026-12-05T09:00Z', '2026-12-05T10:00Z'],
      ['2026-12-06T15:00Z', '2026-12-06T17:00Z'],
      ['2026-12-07T15:00Z', '2026-12-07T17:00Z'],
    ])
  })

  it('takes the newest version of an override, and of an event', () => {
    const text = calendarText(
      eventText('UID:s', 'SEQUENCE:1', 'DTSTART:20261201T080000Z', 'DURATION:PT1H'),
      eventText('UID:s', 'SEQUENCE:2', 'DTSTART:20261201T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=2'),
      eventText('UID:s', 'SEQUENCE:4', 'RECURRENCE-ID:20261202T090000Z', 'DTSTART:20261202T110000Z', 'DURATION:PT1H'),
      eventText('UID:s', 'SEQUENCE:3', 'RECURRENCE-ID:20261202T090000Z', 'DTSTART:20261202T100000Z', 'DURATION:PT1H'),
    )
    expect(busyStarts(text, '2026-12-01', '2026-12-05')).to.deep.equal(['2026-12-01T09:00Z', '2026-12-02T11:00Z'])
  })

  it('counts both of two events that share a UID and a SEQUENCE', () => {
    const text = calendarText(
      eventText('UID:s', 'DTSTART:20261201T080000Z', 'DURATION:PT1H'),
      eventText('UID:s', 'DTSTART:20261202T080000Z', 'DURATION:PT1H'),
    )
    expect(busyStarts(text, '2026-12-01', '2026-12-05')).to.deep.equal(['2026-12-01T08:00Z', '2026-12-02T08:00Z'])
  })

  it('counts an override whose series is not in the file, or is cancelled', () => {
    const text = calendarText(
      eventText('UID:a', 'RECURRENCE-ID:20261201T080000Z', 'DTSTART:20261201T100000Z', 'DURATION:PT1H'),
      eventText('UID:b', 'DTSTART:20261202T080000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY', 'STATUS:CANCELLED'),
      eventText('UID:b', 'RECURRENCE-ID:20261203T080000Z', 'DTSTART:20261203T100000Z', 'DURATION:PT1H'),
    )
    expect(busyStarts(text, '2026-12-01', '2026-12-09')).to.deep.equal(['2026-12-01T10:00Z', '2026-12-03T10:00Z'])
  })

  it('drops an instance cancelled without a DTSTART (RFC 5546 3.2.5)', () => {
    const text = calendarText(
      eventText('UID:a', 'DTSTART:20261201T080000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3'),
      eventText('UID:a', 'RECURRENCE-ID:20261202T080000Z', 'STATUS:CANCELLED'),
    )
    expect(busyStarts(text, '2026-12-01', '2026-12-09')).to.deep.equal(['2026-12-01T08:00Z', '2026-12-03T08:00Z'])
  })
})

describe('A calendar with the eight kinds of event that servers differ over', () => {
  const berlin = (time: string): string => `;TZID=Europe/Berlin:${time}`
  const text = calendarText(
    eventText('DTSTART:20261201T090000Z', 'DTEND:20261201T100000Z', 'TRANSP:OPAQUE'),
    eventText('DTSTART:20261201T110000Z', 'DTEND:20261201T113000Z', 'STATUS:TENTATIVE'),
    eventText('DTSTART:20261201T130000Z', 'DTEND:20261201T140000Z', 'STATUS:CANCELLED'),
    eventText('DTSTART:20261202T090000Z', 'DTEND:20261202T100000Z', 'TRANSP:TRANSPARENT'),
    eventText('DTSTART;VALUE=DATE:20261203', 'DTEND;VALUE=DATE:20261204'),
    eventText(
      ...['DTSTART:20261124T170000Z', 'DTEND:20261124T173000Z', 'RRULE:FREQ=WEEKLY;BYDAY=TU,FR,SA,SU'],
      'EXDATE:20261129T170000Z,20261206T170000Z',
    ),
    eventText(
      ...[`DTSTART${berlin('20261201T080000')}`, `DTEND${berlin('20261201T083000')}`],
      ...['RRULE:FREQ=DAILY;UNTIL=20261204T070000Z', `EXDATE${berlin('20261203T080000')}`],
    ),
    eventText('UID:moved', 'DTSTART:20261130T150000Z', 'DTEND:20261130T154500Z', 'RRULE:FREQ=DAILY;INTERVAL=2;COUNT=2'),
    eventText('UID:moved', 'RECURRENCE-ID:20261130T150000Z', 'DTSTART:20261202T200000Z', 'DTEND:20261202T210000Z'),
  )

  it('says what six engines agree on', () => {
    const busy = entriesOf(read(text, 'UTC'), windowOf('2026-12-01', '2026-12-08')).filter((e) => e.status !== 'Free')
    expect(busy.map(({ start, end, status }) => [start, end, status].join(' '))).to.deep.equal([
      '2026-12-01T07:00Z 2026-12-01T07:30Z Busy',
      '2026-12-01T09:00Z 2026-12-01T10:00Z Busy',
      '2026-12-01T11:00Z 2026-12-01T11:30Z Tentative',
      '2026-12-01T17:00Z 2026-12-01T17:30Z Busy',
      '2026-12-02T07:00Z 2026-12-02T07:30Z Busy',
      '2026-12-02T15:00Z 2026-12-02T15:45Z Busy',
      '2026-12-02T20:00Z 2026-12-02T21:00Z Busy',
      '2026-12-03T00:00Z 2026-12-04T00:00Z Busy',
      '2026-12-04T07:00Z 2026-12-04T07:30Z Busy',
      '2026-12-04T17:00Z 2026-12-04T17:30Z Busy',
      '2026-12-05T17:00Z 2026-12-05T17:30Z Busy',
    ])
  })
})

describe('The details of a VEVENT', () => {
  const what = (...lines: readonly string[]): unknown =>
    read(calendarText(eventText('DTSTART:20261201T090000Z', 'SUMMARY:Plan\\, B\\nand C', 'LOCATION:Room 1', ...lines)))
      .events[0]?.what

  it('are its texts, unescaped', () => {
    expect(what()).to.deep.include({ subject: 'Plan, B\nand C', location: 'Room 1', flags: 0 })
  })
  for (const secrecy of ['PRIVATE', 'CONFIDENTIAL', 'X-SECRET', 'private']) {
    it(`are masked for CLASS:${secrecy}`, () => {
      expect(what(`CLASS:${secrecy}`)).to.deep.include({ subject: null, location: null, flags: PRIVATE })
    })
  }
  it('stay for CLASS:PUBLIC', () => {
    expect(what('CLASS:PUBLIC')).to.include({ location: 'Room 1' })
  })
  it('tell a meeting, a series and a reminder', () => {
    const alarm = 'BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM'
    const flags = MEETING | RECURRING | REMINDER
    expect(what('ATTENDEE:mailto:nils@contoso.example', 'RRULE:FREQ=DAILY', alarm)).to.include({ flags })
  })
  it('tell an exception from its series', () => {
    const text = calendarText(
      eventText('UID:s', 'DTSTART:20261201T090000Z', 'RRULE:FREQ=DAILY;COUNT=2'),
      eventText('UID:s', 'RECURRENCE-ID:20261202T090000Z', 'DTSTART:20261202T100000Z'),
    )
    const flags = entriesOf(read(text), windowOf('2026-12-01', '2026-12-05')).map((entry) => entry.flags)
    expect(flags).to.deep.equal([RECURRING, RECURRING | EXCEPTION])
  })
  it('are masked in an override that does not say how secret it is, of a series that does', () => {
    const override = (...lines: readonly string[]): unknown => {
      const change = eventText(
        'UID:s',
        'RECURRENCE-ID:20261202T090000Z',
        'DTSTART:20261202T100000Z',
        'SUMMARY:Plan',
        ...lines,
      )
      const series = eventText('UID:s', 'DTSTART:20261201T090000Z', 'RRULE:FREQ=DAILY;COUNT=2', 'CLASS:PRIVATE')
      return read(calendarText(series, change)).events[0]?.when.overrides[0]?.what
    }
    expect(override()).to.include({ subject: null, flags: RECURRING | EXCEPTION | PRIVATE })
    expect(override('CLASS:PUBLIC')).to.include({ subject: 'Plan', flags: RECURRING | EXCEPTION })
  })
  it('are cut at a thousand characters, never through a letter', () => {
    const long = read(calendarText(eventText('DTSTART:20261201T090000Z', `SUMMARY:${'x'.repeat(999)}😀😀`)))
    expect(long.events[0]?.what.subject).to.equal('x'.repeat(999))
  })
})
