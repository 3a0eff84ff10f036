import { expect } from 'chai'
import { DAY, HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import type { Override } from '../../../protocols/icalendar/expand-recurrence.ts'
import { parseRecurrenceRule } from '../../../protocols/icalendar/recurrence-rule.ts'
import { UTC } from '../../../protocols/time-zone/zone.ts'
import { expand, startsOf, wall, zoneNamed } from './expand-rule.ts'
import type { RuleAsked } from './expand-rule.ts'

const STOCKHOLM = zoneNamed('Europe/Stockholm')
const NEW_YORK = zoneNamed('America/New_York')
const utc = (text: string): number => Date.parse(`${text}Z`)

/** 'start' and 'end' in UTC, to the minute, and what an override said. */
function instancesOf(asked: RuleAsked): readonly string[] {
  const { instances, complete } = expand(asked)
  expect(complete).to.equal(true)
  const minute = (instant: number): string => new Date(instant).toISOString().slice(5, 16)
  return instances.map(({ start, end, override }) => `${minute(start)}/${minute(end)} ${override ?? ''}`.trim())
}

function override(given: Partial<Override<string>> & { readonly originalStart: number }): Override<string> {
  const { originalStart } = given
  return {
    start: originalStart,
    duration: { days: 0, ms: HOUR },
    thisAndFuture: false,
    what: 'changed',
    ...given,
  }
}

const WEEKLY = { from: '2026-06-01T09:00', zone: STOCKHOLM, rule: 'FREQ=WEEKLY' } as const

describe('An event that recurs', () => {
  const cases: readonly (readonly [string, RuleAsked, readonly string[]])[] = [
    [
      'keeps its local time across the changes of the clock',
      { from: '2026-01-05T09:00', zone: STOCKHOLM, rule: 'FREQ=WEEKLY;BYDAY=MO', window: ['2026-03-16', '2026-04-07'] },
      ['03-16T08:00/03-16T09:00', '03-23T08:00/03-23T09:00', '03-30T07:00/03-30T08:00', '04-06T07:00/04-06T08:00'],
    ],
    [
      'keeps the offset before a gap (RFC 5545 3.3.5)',
      { from: '2026-03-28T02:30', zone: STOCKHOLM, rule: 'FREQ=DAILY', window: ['2026-03-28', '2026-03-31'] },
      ['03-28T01:30/03-28T02:30', '03-29T01:30/03-29T02:30', '03-30T00:30/03-30T01:30'],
    ],
    [
      'takes the first pass of a fold (RFC 5545 3.3.5)',
      { from: '2026-10-24T02:30', zone: STOCKHOLM, rule: 'FREQ=DAILY', window: ['2026-10-24', '2026-10-27'] },
      ['10-24T00:30/10-24T01:30', '10-25T00:30/10-25T01:30', '10-26T01:30/10-26T02:30'],
    ],
    [
      'names each hour of the clock once on the day the clock goes back, and none twice on the day it goes forward',
      { from: '2026-10-25T01:00', zone: STOCKHOLM, rule: 'FREQ=HOURLY;COUNT=4', window: ['2026-10-25', '2026-10-26'] },
      ['10-24T23:00/10-25T00:00', '10-25T00:00/10-25T01:00', '10-25T02:00/10-25T03:00', '10-25T03:00/10-25T04:00'],
    ],
    [
      'has an hour that a gap swallows fall together with the next',
      { from: '2026-03-29T01:00', zone: STOCKHOLM, rule: 'FREQ=HOURLY;COUNT=4', window: ['2026-03-29', '2026-03-30'] },
      ['03-29T00:00/03-29T01:00', '03-29T01:00/03-29T02:00', '03-29T02:00/03-29T03:00'],
    ],
    [
      'is there when it began before the window and still runs',
      {
        ...WEEKLY,
        from: '2026-06-01T22:00',
        duration: { days: 0, ms: 8 * HOUR },
        window: ['2026-06-09', '2026-06-10'],
      },
      ['06-08T20:00/06-09T04:00'],
    ],
    [
      'is not there when it ends as the window begins, or begins as the window ends',
      { ...WEEKLY, window: ['2026-06-08T10:00', '2026-06-15T09:00'] },
      [],
    ],
    [
      'is there without length where it begins in the window, its first moment included',
      { ...WEEKLY, duration: { days: 0, ms: 0 }, window: ['2026-06-08T09:00', '2026-06-15T09:00'] },
      ['06-08T07:00/06-08T07:00'],
    ],
    [
      'lasts exactly as long as its DTEND says, over a change of the clock (3.8.5.3)',
      {
        from: '2026-03-21T22:00',
        zone: STOCKHOLM,
        duration: { days: 0, ms: DAY },
        rule: 'FREQ=WEEKLY',
        window: ['2026-03-28T12:00', '2026-03-30'],
      },
      ['03-28T21:00/03-29T21:00'],
    ],
    [
      'lasts days of the calendar where its DURATION says days (3.3.6)',
      {
        from: '2026-03-21T22:00',
        zone: STOCKHOLM,
        duration: { days: 1, ms: 30 * MINUTE },
        rule: 'FREQ=WEEKLY',
        window: ['2026-03-28T12:00', '2026-03-30'],
      },
      ['03-28T21:00/03-29T20:30'],
    ],
    [
      'lasts from midnight to midnight when it is all day, also on a day of 23 hours',
      { from: '2026-03-28', zone: STOCKHOLM, rule: 'FREQ=DAILY', window: ['2026-03-28', '2026-03-30'] },
      ['03-27T23:00/03-28T23:00', '03-28T23:00/03-29T22:00'],
    ],
    [
      'ignores BYHOUR when it is all day (3.3.10)',
      { from: '2026-06-01', rule: 'FREQ=DAILY;BYHOUR=9,10;COUNT=2', window: ['2026-06-01', '2026-07-01'] },
      ['06-01T00:00/06-02T00:00', '06-02T00:00/06-03T00:00'],
    ],
    [
      'is on whole days when it is all day and hourly',
      { from: '2026-06-01', rule: 'FREQ=HOURLY;INTERVAL=36;COUNT=3', window: ['2026-06-01', '2026-07-01'] },
      ['06-01T00:00/06-02T00:00', '06-02T00:00/06-03T00:00', '06-04T00:00/06-05T00:00'],
    ],
    [
      'has DTSTART for its first instance though the rule does not match it, and counts it',
      { from: '2026-06-03T09:00', rule: 'FREQ=WEEKLY;BYDAY=MO;COUNT=3', window: ['2026-06-01', '2027-01-01'] },
      ['06-03T09:00/06-03T10:00', '06-08T09:00/06-08T10:00', '06-15T09:00/06-15T10:00'],
    ],
    [
      'has DTSTART alone where there is no rule',
      { from: '2026-06-03T09:00', window: ['2026-06-01', '2027-01-01'] },
      ['06-03T09:00/06-03T10:00'],
    ],
    [
      'has DTSTART even where the rule ended before it',
      { from: '2026-06-03T09:00', rule: 'FREQ=DAILY;UNTIL=20260101T000000Z', window: ['2026-06-01', '2027-01-01'] },
      ['06-03T09:00/06-03T10:00'],
    ],
    [
      'ends with an UNTIL in UTC, that instant included',
      {
        from: '2026-06-01T09:00',
        zone: STOCKHOLM,
        rule: 'FREQ=DAILY;UNTIL=20260602T070000Z',
        window: ['2026-06-01', '2026-06-09'],
      },
      ['06-01T07:00/06-01T08:00', '06-02T07:00/06-02T08:00'],
    ],
    [
      'ends one second before an UNTIL that is one second early',
      {
        from: '2026-06-01T09:00',
        zone: STOCKHOLM,
        rule: 'FREQ=DAILY;UNTIL=20260602T065959Z',
        window: ['2026-06-01', '2026-06-09'],
      },
      ['06-01T07:00/06-01T08:00'],
    ],
    [
      'ends with an UNTIL in local time',
      {
        from: '2026-06-01T09:00',
        zone: NEW_YORK,
        rule: 'FREQ=DAILY;UNTIL=20260602T090000',
        window: ['2026-06-01', '2026-06-09'],
      },
      ['06-01T13:00/06-01T14:00', '06-02T13:00/06-02T14:00'],
    ],
    [
      'has the whole last day where UNTIL is a date',
      {
        from: '2026-06-01T09:00',
        zone: NEW_YORK,
        rule: 'FREQ=DAILY;UNTIL=20260602',
        window: ['2026-06-01', '2026-06-09'],
      },
      ['06-01T13:00/06-01T14:00', '06-02T13:00/06-02T14:00'],
    ],
    [
      'has an all-day UNTIL in UTC by its date, west of UTC',
      {
        from: '2026-06-01',
        zone: NEW_YORK,
        rule: 'FREQ=DAILY;UNTIL=20260602T000000Z',
        window: ['2026-06-01', '2026-06-09'],
      },
      ['06-01T04:00/06-02T04:00', '06-02T04:00/06-03T04:00'],
    ],
    [
      'has an all-day UNTIL in UTC by its instant, east of UTC',
      {
        from: '2026-06-01',
        zone: STOCKHOLM,
        rule: 'FREQ=DAILY;UNTIL=20260601T220000Z',
        window: ['2026-06-01', '2026-06-09'],
      },
      ['05-31T22:00/06-01T22:00', '06-01T22:00/06-02T22:00'],
    ],
    [
      'joins two rules without doubles, each with a COUNT of its own',
      {
        ...WEEKLY,
        rules: [parseRecurrenceRule('FREQ=WEEKLY;COUNT=3'), parseRecurrenceRule('FREQ=WEEKLY;INTERVAL=2;COUNT=3')],
        window: ['2026-06-01', '2027-01-01'],
      },
      ['06-01T07:00/06-01T08:00', '06-08T07:00/06-08T08:00', '06-15T07:00/06-15T08:00', '06-29T07:00/06-29T08:00'],
    ],
    [
      'leaves out what an EXRULE gives (RFC 2445)',
      { ...WEEKLY, exRules: [parseRecurrenceRule('FREQ=WEEKLY;INTERVAL=2')], window: ['2026-06-01', '2026-06-29'] },
      ['06-08T07:00/06-08T08:00', '06-22T07:00/06-22T08:00'],
    ],
    [
      'leaves out its EXDATEs by instant, DTSTART too',
      {
        ...WEEKLY,
        exdates: new Set([utc('2026-06-01T07:00'), utc('2026-06-15T07:00')]),
        window: ['2026-06-01', '2026-06-23'],
      },
      ['06-08T07:00/06-08T08:00', '06-22T07:00/06-22T08:00'],
    ],
    [
      'leaves out an EXDATE told by the wall time of a gap',
      {
        from: '2026-03-28T02:30',
        zone: STOCKHOLM,
        rule: 'FREQ=DAILY',
        exdates: new Set([STOCKHOLM.instantOf(wall('2026-03-29T02:30'))]),
        window: ['2026-03-28', '2026-03-31'],
      },
      ['03-28T01:30/03-28T02:30', '03-30T00:30/03-30T01:30'],
    ],
    [
      'leaves out a day of an all-day event by local midnight',
      {
        from: '2026-06-01',
        zone: STOCKHOLM,
        rule: 'FREQ=DAILY;COUNT=3',
        exdates: new Set([STOCKHOLM.instantOf(wall('2026-06-02'))]),
        window: ['2026-06-01', '2026-07-01'],
      },
      ['05-31T22:00/06-01T22:00', '06-02T22:00/06-03T22:00'],
    ],
    [
      'has its RDATEs too, a PERIOD with its own end, and no doubles',
      {
        ...WEEKLY,
        rdates: [
          { start: utc('2026-06-03T10:00'), end: null },
          { start: utc('2026-06-04T10:00'), end: utc('2026-06-04T14:00') },
          { start: utc('2026-06-08T07:00'), end: utc('2026-06-08T11:00') },
        ],
        window: ['2026-06-01', '2026-06-09'],
      },
      ['06-01T07:00/06-01T08:00', '06-03T10:00/06-03T11:00', '06-04T10:00/06-04T14:00', '06-08T07:00/06-08T11:00'],
    ],
    [
      'keeps an RDATE in the second pass of a fold where it is',
      {
        from: '2026-10-01T09:00',
        zone: STOCKHOLM,
        rdates: [{ start: utc('2026-10-25T01:30'), end: null }],
        window: ['2026-10-25', '2026-10-26'],
      },
      ['10-25T01:30/10-25T02:30'],
    ],
    [
      'finds a PERIOD that began long before the window',
      {
        from: '2026-06-01T09:00',
        rdates: [{ start: utc('2026-06-02T00:00'), end: utc('2026-09-01T00:00') }],
        window: ['2026-08-01', '2026-08-02'],
      },
      ['06-02T00:00/09-01T00:00'],
    ],
  ]
  for (const [says, asked, expected] of cases) {
    it(says, () => expect(instancesOf(asked)).to.deep.equal(expected))
  }
})

describe('A long event that recurs', () => {
  it('is there when it began ten days before the window', () => {
    const asked = {
      ...WEEKLY,
      duration: { days: 10, ms: HOUR },
      window: ['2026-06-18T09:30', '2026-06-18T10:30'],
    } as const
    expect(instancesOf(asked)).to.deep.equal(['06-08T07:00/06-18T08:00', '06-15T07:00/06-25T08:00'])
  })
})

describe('An override', () => {
  const into = override({ originalStart: utc('2026-06-22T07:00'), start: utc('2026-06-09T13:00') })
  it('is found where it was moved into the window, and not where it was moved from', () => {
    expect(instancesOf({ ...WEEKLY, overrides: [into], window: ['2026-06-08', '2026-06-12'] })).to.deep.equal([
      '06-08T07:00/06-08T08:00',
      '06-09T13:00/06-09T14:00 changed',
    ])
    expect(instancesOf({ ...WEEKLY, overrides: [into], window: ['2026-06-20', '2026-06-24'] })).to.deep.equal([])
  })
  it('stands though an EXDATE removes its original, or nothing generates it', () => {
    const overrides = [
      override({ originalStart: utc('2026-06-08T07:00') }),
      override({ originalStart: utc('2026-06-10T00:00') }),
    ]
    const exdates = new Set([utc('2026-06-08T07:00')])
    expect(instancesOf({ ...WEEKLY, overrides, exdates, window: ['2026-06-02', '2026-06-12'] })).to.deep.equal([
      '06-08T07:00/06-08T08:00 changed',
      '06-10T00:00/06-10T01:00 changed',
    ])
  })
  it('is the last of two for one original', () => {
    const originalStart = utc('2026-06-08T07:00')
    const overrides = [override({ originalStart, what: 'old' }), override({ originalStart, what: 'new' })]
    expect(instancesOf({ ...WEEKLY, overrides, window: ['2026-06-08', '2026-06-09'] })).to.deep.equal([
      '06-08T07:00/06-08T08:00 new',
    ])
  })
  it('replaces DTSTART and an RDATE as well', () => {
    const overrides = [
      override({ originalStart: utc('2026-06-01T07:00'), start: utc('2026-06-01T10:00') }),
      override({ originalStart: utc('2026-06-03T10:00'), start: utc('2026-06-03T11:00') }),
    ]
    const rdates = [{ start: utc('2026-06-03T10:00'), end: null }]
    expect(instancesOf({ ...WEEKLY, overrides, rdates, window: ['2026-06-01', '2026-06-08'] })).to.deep.equal([
      '06-01T10:00/06-01T11:00 changed',
      '06-03T11:00/06-03T12:00 changed',
    ])
  })
  it('tells the original start of each instance, as RECURRENCE-ID would', () => {
    const { instances } = expand<string>({ ...WEEKLY, overrides: [into], window: ['2026-06-08', '2026-06-12'] })
    expect(instances.map(({ originalStart }) => originalStart)).to.deep.equal([
      utc('2026-06-08T07:00'),
      utc('2026-06-22T07:00'),
    ])
  })
})

describe('An override of this and future', () => {
  const later = override({
    originalStart: utc('2026-03-16T08:00'),
    start: utc('2026-03-17T10:00'),
    duration: { days: 0, ms: 30 * MINUTE },
    thisAndFuture: true,
    what: 'moved',
  })
  const weekly = { from: '2026-03-02T09:00', zone: STOCKHOLM, rule: 'FREQ=WEEKLY' } as const
  it('moves every later instance by the same difference of local time, and gives it its length (3.2.13)', () => {
    expect(instancesOf({ ...weekly, overrides: [later], window: ['2026-03-01', '2026-04-01'] })).to.deep.equal([
      '03-02T08:00/03-02T09:00',
      '03-09T08:00/03-09T09:00',
      '03-17T10:00/03-17T10:30 moved',
      '03-24T10:00/03-24T10:30 moved',
      '03-31T09:00/03-31T09:30 moved',
    ])
  })
  it('moves instances into the window from outside, and out of it', () => {
    expect(instancesOf({ ...weekly, overrides: [later], window: ['2026-03-24', '2026-03-25'] })).to.deep.equal([
      '03-24T10:00/03-24T10:30 moved',
    ])
    expect(instancesOf({ ...weekly, overrides: [later], window: ['2026-03-23', '2026-03-24'] })).to.deep.equal([])
    const postponed = override({
      originalStart: utc('2026-03-16T08:00'),
      start: utc('2026-04-16T07:00'),
      thisAndFuture: true,
    })
    expect(instancesOf({ ...weekly, overrides: [postponed], window: ['2026-04-23', '2026-04-24'] })).to.deep.equal([
      '04-23T07:00/04-23T08:00 changed',
    ])
    const earlier = override({
      originalStart: utc('2026-03-16T08:00'),
      start: utc('2026-02-01T08:00'),
      thisAndFuture: true,
    })
    expect(instancesOf({ ...weekly, overrides: [earlier], window: ['2026-02-08', '2026-02-10'] })).to.deep.equal([
      '02-08T08:00/02-08T09:00 changed',
    ])
  })
  it('yields to a later one and to an override of one instance', () => {
    const overrides = [
      override({
        originalStart: utc('2026-03-30T07:00'),
        start: utc('2026-03-30T18:00'),
        thisAndFuture: true,
        what: 'late',
      }),
      later,
      override({ originalStart: utc('2026-03-23T08:00'), what: 'single' }),
    ]
    const window = ['2026-03-16', '2026-04-07'] as const
    expect(instancesOf({ ...weekly, overrides: overrides.toReversed(), window })).to.deep.equal(
      instancesOf({ ...weekly, overrides, window }),
    )
    expect(instancesOf({ ...weekly, overrides, window })).to.deep.equal([
      '03-17T10:00/03-17T10:30 moved',
      '03-23T08:00/03-23T09:00 single',
      '03-30T18:00/03-30T19:00 late',
      '04-06T18:00/04-06T19:00 late',
    ])
  })
  it('does not bring back what an EXDATE removes', () => {
    const exdates = new Set([utc('2026-03-23T08:00')])
    expect(instancesOf({ ...weekly, overrides: [later], exdates, window: ['2026-03-22', '2026-03-30'] })).to.deep.equal(
      [],
    )
  })
})

describe('A hostile rule', () => {
  const year = ['2026-01-01', '2027-01-01'] as const
  const never = [
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=5',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31',
    'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30;COUNT=1000',
    'FREQ=YEARLY;BYYEARDAY=1;BYMONTH=12',
    'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300',
    'FREQ=HOURLY;INTERVAL=24;BYHOUR=3',
  ]
  for (const rule of never) {
    it(`that never matches ends soon: ${rule}`, () => {
      const { complete, instances, steps } = expand({ from: '2026-01-01T09:00', rule, window: year })
      expect(complete).to.equal(true)
      expect(instances.map(({ start }) => start)).to.deep.equal([utc('2026-01-01T09:00')])
      expect(steps).to.be.lessThan(1000)
    })
  }
  const heavy: readonly (readonly [string, string, 'steps' | 'instances'])[] = [
    ['every second', 'FREQ=SECONDLY', 'steps'],
    [
      'every second of every year',
      `FREQ=YEARLY;BYHOUR=${[...Array(24).keys()].join()};BYMINUTE=${[...Array(60).keys()].join()};BYSECOND=${[...Array(60).keys()].join()};BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=MO,TU,WE,TH,FR,SA,SU`,
      'steps',
    ],
    ['every hour', 'FREQ=HOURLY', 'instances'],
    ['a count that must be counted through', 'FREQ=SECONDLY;BYSECOND=0;COUNT=999999999', 'steps'],
  ]
  for (const [says, rule, because] of heavy) {
    it(`stops at the limit and says so: ${says}`, () => {
      const asked = { from: '1970-01-01T00:00', rule, window: year, steps: 50_000, most: 5000 }
      const expansion = expand(asked)
      expect(expansion).to.deep.include({ complete: false, because })
      expect(expansion.steps).to.be.at.most(50_000)
      expect(expansion.instances.length).to.be.at.most(5000)
    })
  }
  it('stops at the limit for the rules of an event together, and for its EXRULEs', () => {
    const rules = Array.from({ length: 40 }, () => parseRecurrenceRule('FREQ=MINUTELY'))
    const together = {
      from: '2026-01-01T00:00',
      window: ['2026-01-01', '2026-01-02'],
      steps: 50_000,
      most: 60_000,
    } as const
    expect(expand({ ...together, rules })).to.deep.include({ complete: false, because: 'steps', steps: 50_000 })
    expect(expand({ ...together, exRules: rules })).to.deep.include({ complete: false, because: 'steps' })
  })
  it('keeps the instances it found before the limit', () => {
    const asked = { from: '2026-01-01T00:00', rule: 'FREQ=DAILY', window: year, most: 10 } as const
    expect(expand(asked).instances.length).to.equal(10)
  })
  it('may begin in year 1 or ask for the year 9999', () => {
    expect(
      startsOf({ from: '0001-01-01T09:00', rule: 'FREQ=DAILY', window: ['2026-06-01', '2026-06-02'] }),
    ).to.deep.equal(['2026-06-01T09:00:00'])
    expect(
      startsOf({
        from: '2026-01-01T09:00',
        rule: 'FREQ=YEARLY;INTERVAL=999999999',
        window: ['9998-01-01', '9999-01-01'],
      }),
    ).to.deep.equal([])
  })
})

describe('A rule begun long ago', () => {
  const week = ['2026-06-01', '2026-06-08'] as const
  const seeks: readonly (readonly [string, number, number])[] = [
    ['FREQ=DAILY', 7, 40],
    ['FREQ=DAILY;COUNT=20000', 7, 40],
    ['FREQ=WEEKLY;BYDAY=MO,WE', 2, 60],
    ['FREQ=WEEKLY;BYDAY=MO,WE;COUNT=20000', 2, 60],
    ['FREQ=MONTHLY;BYDAY=1MO', 1, 100],
    ['FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=3', 1, 100],
    ['FREQ=HOURLY', 168, 500],
    ['FREQ=HOURLY;COUNT=900000', 168, 500],
    ['FREQ=MINUTELY;INTERVAL=60', 168, 500],
    ['FREQ=SECONDLY;INTERVAL=3600;COUNT=900000', 168, 500],
  ]
  for (const [rule, count, most] of seeks) {
    it(`is sought by arithmetic: ${rule}`, () => {
      const { complete, instances, steps } = expand({ from: '1976-06-02T00:00', rule, window: week, zone: UTC })
      expect(complete).to.equal(true)
      expect(instances.length).to.equal(count)
      expect(steps).to.be.at.most(most)
    })
  }
  it('is not skipped by arithmetic where its weeks are not alike', () => {
    const rule = 'FREQ=WEEKLY;BYMONTH=6;COUNT=43'
    const asked = { from: '2016-06-01T09:00', rule, window: ['2025-06-01', '2030-01-01'] } as const
    // The Wednesdays of June: 5, 4, 4, 4, 4, 5, 5, 4 and 4 from 2016 to 2024 are 39, so that 4 are left for 2025.
    expect(startsOf(asked).map((start) => start.slice(0, 10))).to.deep.equal(
      ['04', '11', '18', '25'].map((day) => `2025-06-${day}`),
    )
  })
  it('has its last instance by COUNT, however it was counted', () => {
    for (const filter of ['', ';BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12']) {
      const rule = `FREQ=DAILY;COUNT=7306${filter}`
      expect(startsOf({ from: '2006-06-01T09:00', rule, window: ['2026-05-31', '2026-07-01'] })).to.deep.equal([
        '2026-05-31T09:00:00',
        '2026-06-01T09:00:00',
      ])
    }
  })
})
