import { expect } from 'chai'
import { calendarText, entriesOf, eventText, read, windowOf } from './calendar-text.ts'

const CUSTOM_ZONE = [
  'BEGIN:VTIMEZONE',
  'TZID:Office\\, first floor',
  'BEGIN:STANDARD',
  'DTSTART:16010101T000000',
  'TZOFFSETFROM:+0330',
  'TZOFFSETTO:+0330',
  'END:STANDARD',
  'END:VTIMEZONE',
]

describe('The time of a VEVENT', () => {
  const cases: readonly (readonly [what: string, lines: readonly string[], start: string, end: string])[] = [
    ['without an end takes no time', ['DTSTART:20261201T090000Z'], '2026-12-01T09:00Z', '2026-12-01T09:00Z'],
    [
      'that is a date lasts the day in the mailbox zone',
      ['DTSTART:20261201'],
      '2026-11-30T23:00Z',
      '2026-12-01T23:00Z',
    ],
    [
      'lasts that day when it ends on the day it starts',
      ['DTSTART:20261201', 'DTEND:20261201'],
      '2026-11-30T23:00Z',
      '2026-12-01T23:00Z',
    ],
    ['of two days has two days', ['DTSTART:20261201', 'DTEND:20261203'], '2026-11-30T23:00Z', '2026-12-02T23:00Z'],
    [
      'with a DURATION in days has days',
      ['DTSTART:20261201', 'DURATION:P2D'],
      '2026-11-30T23:00Z',
      '2026-12-02T23:00Z',
    ],
    [
      'without a zone is in the mailbox zone',
      ['DTSTART:20261201T090000', 'DURATION:PT1H'],
      '2026-12-01T08:00Z',
      '2026-12-01T09:00Z',
    ],
    [
      'with an empty TZID is in the mailbox zone',
      ['DTSTART;TZID=:20261201T090000', 'DURATION:PT1H'],
      '2026-12-01T08:00Z',
      '2026-12-01T09:00Z',
    ],
    [
      'in UTC beside a TZID is in UTC',
      ['DTSTART;TZID=Asia/Tokyo:20261201T090000Z', 'DURATION:PT1H'],
      '2026-12-01T09:00Z',
      '2026-12-01T10:00Z',
    ],
    [
      'may end in another zone',
      ['DTSTART;TZID=Europe/Stockholm:20261201T090000', 'DTEND;TZID=Europe/London:20261201T090000'],
      '2026-12-01T08:00Z',
      '2026-12-01T09:00Z',
    ],
    [
      'may start on a date and end at a time',
      ['DTSTART:20261201', 'DTEND:20261201T110000Z'],
      '2026-11-30T23:00Z',
      '2026-12-01T11:00Z',
    ],
    [
      'has a zone that its VTIMEZONE alone defines',
      ['DTSTART;TZID="Office, first floor":20261201T090000', 'DURATION:PT1H'],
      '2026-12-01T05:30Z',
      '2026-12-01T06:30Z',
    ],
    [
      'has a Windows zone',
      ['DTSTART;TZID=Tokyo Standard Time:20261201T090000', 'DURATION:PT1H'],
      '2026-12-01T00:00Z',
      '2026-12-01T01:00Z',
    ],
    [
      'has a zone at the end of a path',
      ['DTSTART;TZID=/freeassociation.sourceforge.net/America/New_York:20261201T090000', 'DURATION:PT1H'],
      '2026-12-01T14:00Z',
      '2026-12-01T15:00Z',
    ],
  ]
  for (const [what, lines, start, end] of cases) {
    it(what, () => {
      const text = calendarText(...CUSTOM_ZONE, eventText(...lines))
      const [entry] = entriesOf(read(text), windowOf('2026-11-30', '2026-12-05'))
      expect([entry?.start, entry?.end]).to.deep.equal([start, end])
    })
  }
})
