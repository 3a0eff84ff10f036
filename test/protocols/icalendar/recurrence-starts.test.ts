import { expect } from 'chai'
import { shown, startsOf, wall, zoneNamed } from './expand-rule.ts'
import { expectedTimes, RFC_5545_EXAMPLES } from './rfc5545-examples.ts'

const NEW_YORK = zoneNamed('America/New_York')

describe('A recurrence rule', () => {
  for (const example of RFC_5545_EXAMPLES) {
    it(`gives what RFC 5545 3.8.5.3 lists: ${example.says}`, () => {
      const expected = expectedTimes(example)
      const last = expected[expected.length - 1] as string
      const end = example.open ? shown(wall(last) + 1000) : shown(wall(last) + 3 * 366 * 86_400_000)
      const { from = '1997-09-02T09:00', rule } = example
      expect(startsOf({ from, rule, zone: NEW_YORK, window: ['1996-01-01', end] })).to.deep.equal(expected)
    })
  }
  it('gives every Friday the 13th, and DTSTART before it, as RFC 5545 has it without its EXDATE', () => {
    const rule = 'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13'
    const expected = ['1997-09-02', '1998-02-13', '1998-03-13', '1998-11-13', '1999-08-13', '2000-10-13']
    const found = startsOf({ from: '1997-09-02T09:00', rule, zone: NEW_YORK, window: ['1997-01-01', '2000-10-14'] })
    expect(found).to.deep.equal(expected.map((day) => `${day}T09:00:00`))
  })

  const facts: readonly (readonly [string, string, string, number, readonly string[]])[] = [
    ['never for 30 February', '2026-01-01', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 2060, ['2026-01-01']],
    [
      'every leap day and no 1 March',
      '2024-02-29',
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
      2034,
      ['2024-02-29', '2028-02-29', '2032-02-29'],
    ],
    ['every leap day from DTSTART alone', '2024-02-29', 'FREQ=YEARLY', 2030, ['2024-02-29', '2028-02-29']],
    ['no leap day in 2100', '2096-02-29', 'FREQ=YEARLY', 2105, ['2096-02-29', '2104-02-29']],
    [
      'the Monday of week 53, in years that have one',
      '2026-12-28',
      'FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO',
      2039,
      ['2026-12-28', '2032-12-27', '2037-12-28'],
    ],
    [
      'the Saturday of week 53, which is in the next year',
      '2010-01-02',
      'FREQ=YEARLY;BYWEEKNO=53;BYDAY=SA',
      2022,
      ['2010-01-02', '2016-01-02', '2021-01-02'],
    ],
    [
      'days of week 1 that lie in the year before',
      '2024-12-30',
      'FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO',
      2027,
      ['2024-12-30', '2025-12-29'],
    ],
    [
      'the last week, which is 52 or 53',
      '2025-12-22',
      'FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO',
      2028,
      ['2025-12-22', '2026-12-28', '2027-12-27'],
    ],
    [
      'the weekday of DTSTART in a week by number',
      '2026-05-13',
      'FREQ=YEARLY;BYWEEKNO=20',
      2028,
      ['2026-05-13', '2027-05-19'],
    ],
    [
      'weeks that start on Sunday',
      '1997-05-11',
      'FREQ=YEARLY;BYWEEKNO=20;BYDAY=SU;WKST=SU',
      1999,
      ['1997-05-11', '1998-05-17'],
    ],
    [
      'the 31st, in months that have one',
      '2026-01-31',
      'FREQ=MONTHLY',
      2027,
      ['01', '03', '05', '07', '08', '10', '12'].map((month) => `2026-${month}-31`),
    ],
    [
      'the last weekday of the month, and DTSTART before it',
      '2026-01-01',
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=20260401',
      2027,
      ['2026-01-01', '2026-01-30', '2026-02-27', '2026-03-31'],
    ],
    [
      'the last day of the year',
      '2026-12-31',
      'FREQ=YEARLY;BYYEARDAY=-1',
      2029,
      ['2026-12-31', '2027-12-31', '2028-12-31'],
    ],
    ['day 366, in years that have one', '2024-12-31', 'FREQ=YEARLY;BYYEARDAY=366', 2030, ['2024-12-31', '2028-12-31']],
    [
      'a day of the month and year at once',
      '2026-03-01',
      'FREQ=YEARLY;BYYEARDAY=60;BYMONTHDAY=1',
      2030,
      ['2026-03-01', '2027-03-01', '2029-03-01'],
    ],
    [
      'the last Friday of the year',
      '2026-12-25',
      'FREQ=YEARLY;BYDAY=-1FR',
      2029,
      ['2026-12-25', '2027-12-31', '2028-12-29'],
    ],
    [
      'the last Friday of October',
      '2026-10-30',
      'FREQ=YEARLY;BYMONTH=10;BYDAY=-1FR',
      2028,
      ['2026-10-30', '2027-10-29'],
    ],
    [
      'a weekday of certain months',
      '2026-01-05',
      'FREQ=WEEKLY;BYMONTH=2;COUNT=3',
      2027,
      ['2026-01-05', '2026-02-02', '2026-02-09'],
    ],
  ]
  for (const [says, from, rule, until, days] of facts) {
    it(`gives ${says}`, () => {
      const found = startsOf({ from: `${from}T09:00`, rule, window: ['1990-01-01', `${until}-01-01`] })
      expect(found).to.deep.equal(days.map((day) => `${day}T09:00:00`))
    })
  }
  const clocks: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'times of day in order',
      'FREQ=DAILY;BYHOUR=17,9;BYMINUTE=30,0;COUNT=5',
      ['01T09:00:00', '01T09:30:00', '01T17:00:00', '01T17:30:00', '02T09:00:00'],
    ],
    [
      'the first and last time of a day',
      'FREQ=DAILY;BYHOUR=9,12,17;BYSETPOS=1,-1;COUNT=3',
      ['01T09:00:00', '01T17:00:00', '02T09:00:00'],
    ],
    [
      'minutes of certain hours',
      'FREQ=HOURLY;BYHOUR=9,11;BYMINUTE=0,45;COUNT=4',
      ['01T09:00:00', '01T09:45:00', '01T11:00:00', '01T11:45:00'],
    ],
    [
      'every 7 hours, where they fall in the morning',
      'FREQ=HOURLY;INTERVAL=7;BYHOUR=9,2;COUNT=3',
      ['01T09:00:00', '08T02:00:00', '08T09:00:00'],
    ],
    [
      'the last minute of each hour',
      'FREQ=HOURLY;BYMINUTE=0,20,40;BYSETPOS=-1;BYHOUR=9,10;COUNT=3',
      ['01T09:00:00', '01T09:40:00', '01T10:40:00'],
    ],
    ['seconds', 'FREQ=MINUTELY;INTERVAL=30;BYSECOND=0,15;COUNT=3', ['01T09:00:00', '01T09:00:15', '01T09:30:00']],
    [
      'every 90 seconds in certain minutes',
      'FREQ=SECONDLY;INTERVAL=90;BYMINUTE=0,3;COUNT=3',
      ['01T09:00:00', '01T09:03:00', '01T10:00:00'],
    ],
    [
      'days of a month, by the hour',
      'FREQ=HOURLY;INTERVAL=12;BYMONTHDAY=1,-1;COUNT=4',
      ['01T09:00:00', '01T21:00:00', '30T09:00:00', '30T21:00:00'],
    ],
  ]
  for (const [says, rule, times] of clocks) {
    it(`gives ${says}`, () => {
      const found = startsOf({ from: '2026-06-01T09:00', rule, window: ['2026-06-01', '2027-01-01'] })
      expect(found).to.deep.equal(times.map((time) => `2026-06-${time}`))
    })
  }
})
