import { expect } from 'chai'
import { FederationError } from '../../../protocols/federation-error.ts'
import { parseRecurrenceRule } from '../../../protocols/icalendar/recurrence-rule.ts'

describe('The text of a recurrence rule', () => {
  it('is read part by part, in any order and case, lists sorted and without doubles', () => {
    const rule = parseRecurrenceRule('byday=-1fr,MO,2TU,MO;INTERVAL=2;FREQ=MONTHLY;BYMONTH=12,3,3;COUNT=7;WKST=SU')
    expect(rule).to.deep.equal({
      freq: 'MONTHLY',
      interval: 2,
      end: { kind: 'count', count: 7 },
      bySecond: [],
      byMinute: [],
      byHour: [],
      byDay: [
        { weekday: 1, ordinal: 0 },
        { weekday: 2, ordinal: 2 },
        { weekday: 5, ordinal: -1 },
      ],
      byMonthDay: [],
      byYearDay: [],
      byWeekNo: [],
      byMonth: [3, 12],
      bySetPos: [],
      weekStart: 0,
    })
  })
  const ends: readonly (readonly [string, string, unknown])[] = [
    ['none', '', { kind: 'never' }],
    ['a UTC time', ';UNTIL=20260603T070000Z', { kind: 'until', form: 'utc', at: Date.UTC(2026, 5, 3, 7) }],
    ['a local time', ';UNTIL=20260603T070000', { kind: 'until', form: 'local', at: Date.UTC(2026, 5, 3, 7) }],
    ['a date', ';UNTIL=20240229', { kind: 'until', form: 'date', at: Date.UTC(2024, 1, 29) }],
    [
      'a leap second',
      ';UNTIL=20161231T235960Z',
      { kind: 'until', form: 'utc', at: Date.UTC(2016, 11, 31, 23, 59, 59) },
    ],
  ]
  for (const [says, part, end] of ends) {
    it(`may have for its end ${says}`, () => expect(parseRecurrenceRule(`FREQ=DAILY${part}`).end).to.deep.equal(end))
  }
  const read: readonly (readonly [string, string, object])[] = [
    ['weeks start on Monday where nothing is said', 'FREQ=WEEKLY', { weekStart: 1, interval: 1 }],
    ['a sign is read', 'FREQ=MONTHLY;BYMONTHDAY=+3,-31', { byMonthDay: [-31, 3] }],
    ['second 60 is 59', 'FREQ=DAILY;BYSECOND=59,60', { bySecond: [59] }],
    ['a semicolon may end it', 'FREQ=DAILY;', { freq: 'DAILY' }],
    ['an X- part means nothing (RFC 2445)', 'FREQ=DAILY;X-EVERY=DAY', { freq: 'DAILY' }],
    ['the Gregorian scale with SKIP=OMIT is the usual one (RFC 7529)', 'RSCALE=GREGORIAN;FREQ=DAILY;SKIP=OMIT', {}],
  ]
  for (const [says, text, has] of read) {
    it(`is read so that ${says}`, () => expect(parseRecurrenceRule(text)).to.deep.include(has))
  }
  const refused: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['no frequency', 'COUNT=3'],
    ['an unknown frequency', 'FREQ=FORTNIGHTLY'],
    ['an unknown part', 'FREQ=DAILY;BYEASTER=1'],
    ['a part without a value', 'FREQ=DAILY;COUNT'],
    ['an empty list', 'FREQ=DAILY;BYMONTH='],
    ['an empty part', 'FREQ=DAILY;;COUNT=1'],
    ['a part given twice', 'FREQ=DAILY;COUNT=1;COUNT=2'],
    ['COUNT beside UNTIL', 'FREQ=DAILY;COUNT=1;UNTIL=20260101'],
    ['COUNT=0', 'FREQ=DAILY;COUNT=0'],
    ['INTERVAL=0', 'FREQ=DAILY;INTERVAL=0'],
    ['a negative interval', 'FREQ=DAILY;INTERVAL=-1'],
    ['a number of ten digits', 'FREQ=DAILY;INTERVAL=1000000000'],
    ['hour 24', 'FREQ=DAILY;BYHOUR=24'],
    ['minute 60', 'FREQ=DAILY;BYMINUTE=60'],
    ['second 61', 'FREQ=DAILY;BYSECOND=61'],
    ['month 13', 'FREQ=DAILY;BYMONTH=13'],
    ['a leap month of another calendar', 'FREQ=YEARLY;BYMONTH=5L'],
    ['day 0 of a month', 'FREQ=MONTHLY;BYMONTHDAY=0'],
    ['day 32 of a month', 'FREQ=MONTHLY;BYMONTHDAY=32'],
    ['day 367 of a year', 'FREQ=YEARLY;BYYEARDAY=367'],
    ['week 54', 'FREQ=YEARLY;BYWEEKNO=54'],
    ['position 0', 'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0'],
    ['an unknown weekday', 'FREQ=WEEKLY;BYDAY=XX'],
    ['weekday number 0', 'FREQ=MONTHLY;BYDAY=0MO'],
    ['weekday number 54', 'FREQ=YEARLY;BYDAY=54MO'],
    ['an unknown week start', 'FREQ=WEEKLY;WKST=1'],
    ['30 February', 'FREQ=DAILY;UNTIL=20260230'],
    ['25 o’clock', 'FREQ=DAILY;UNTIL=20260228T250000Z'],
    ['a numbered weekday in WEEKLY', 'FREQ=WEEKLY;BYDAY=1MO'],
    ['a numbered weekday beside BYWEEKNO', 'FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO'],
    ['BYMONTHDAY in WEEKLY', 'FREQ=WEEKLY;BYMONTHDAY=1'],
    ['BYYEARDAY in DAILY', 'FREQ=DAILY;BYYEARDAY=1'],
    ['BYYEARDAY in MONTHLY', 'FREQ=MONTHLY;BYYEARDAY=1'],
    ['BYWEEKNO in MONTHLY', 'FREQ=MONTHLY;BYWEEKNO=1'],
    ['BYSETPOS alone', 'FREQ=MONTHLY;BYSETPOS=1'],
    ['another calendar', 'RSCALE=HEBREW;FREQ=YEARLY'],
    ['SKIP=BACKWARD', 'RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD;BYMONTHDAY=31'],
    ['a space', 'FREQ=DAILY; COUNT=3'],
    ['a line break', 'FREQ=DAILY\r\n'],
    ['more than 8,192 characters', `FREQ=DAILY;BYMONTH=${'1,'.repeat(4096)}1`],
  ]
  for (const [says, text] of refused) {
    it(`is refused for ${says}`, () => {
      expect(() => parseRecurrenceRule(text))
        .to.throw(FederationError)
        .with.property('code', 'ERR_MESSAGE_MALFORMED')
    })
  }
})
