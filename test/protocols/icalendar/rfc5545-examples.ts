/**
 * The facts of RFC 5545 3.8.5.3: rule and the local times it gives, in America/New_York from 1997-09-02 09:00 where
 * nothing else is said. An open rule is followed by the times the section lists. Also the three that verified errata or
 * 3.3.10 add.
 */
export interface RuleExample {
  readonly says: string
  readonly rule: string
  /** Local; '1997-09-02T09:00' where absent. */
  readonly from?: string
  /** Days as 'month/day,day…' under their year, each at the time of `from`. */
  readonly days?: Readonly<Record<number, string>>
  /** Full local times where the times of day vary. */
  readonly times?: readonly string[]
  /** Whether the rule goes on after what is listed. */
  readonly open?: boolean
}

const SUNDAYS_TO_SATURDAYS_OF_JANUARY =
  '1/1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31'
const JANUARY = {
  1998: SUNDAYS_TO_SATURDAYS_OF_JANUARY,
  1999: SUNDAYS_TO_SATURDAYS_OF_JANUARY,
  2000: SUNDAYS_TO_SATURDAYS_OF_JANUARY,
}
const OFFICE_20_MINUTES = ['09', '10', '11', '12', '13', '14', '15', '16'].flatMap((hour) =>
  ['00', '20', '40'].map((minute) => `${hour}:${minute}`),
)
const TWO_OFFICE_DAYS = ['1997-09-02', '1997-09-03'].flatMap((day) => OFFICE_20_MINUTES.map((time) => `${day}T${time}`))
const SEPTEMBER_ON = '9/2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30'
const ALL_OCTOBER = '10/1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31'
const ALL_NOVEMBER = '11/1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30'
const TO_CHRISTMAS_EVE = '12/1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23'
const EVERY_OTHER_DAY =
  '9/2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 10/2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 11/1,3,5,7,9,11,13,15,17,19,21,23,25,27,29 12/1,3'

export const RFC_5545_EXAMPLES: readonly RuleExample[] = [
  { says: 'daily for 10 occurrences', rule: 'FREQ=DAILY;COUNT=10', days: { 1997: '9/2,3,4,5,6,7,8,9,10,11' } },
  {
    says: 'daily until December 24, 1997',
    rule: 'FREQ=DAILY;UNTIL=19971224T000000Z',
    days: { 1997: [SEPTEMBER_ON, ALL_OCTOBER, ALL_NOVEMBER, TO_CHRISTMAS_EVE].join(' ') },
  },
  { says: 'every other day', rule: 'FREQ=DAILY;INTERVAL=2', days: { 1997: EVERY_OTHER_DAY }, open: true },
  {
    says: 'every 10 days, 5 occurrences',
    rule: 'FREQ=DAILY;INTERVAL=10;COUNT=5',
    days: { 1997: '9/2,12,22 10/2,12' },
  },
  {
    says: 'every day in January, for 3 years, yearly',
    from: '1998-01-01T09:00',
    rule: 'FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA',
    days: JANUARY,
  },
  {
    says: 'every day in January, for 3 years, daily',
    from: '1998-01-01T09:00',
    rule: 'FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1',
    days: JANUARY,
  },
  {
    says: 'weekly for 10 occurrences',
    rule: 'FREQ=WEEKLY;COUNT=10',
    days: { 1997: '9/2,9,16,23,30 10/7,14,21,28 11/4' },
  },
  {
    says: 'weekly until December 24, 1997',
    rule: 'FREQ=WEEKLY;UNTIL=19971224T000000Z',
    days: { 1997: '9/2,9,16,23,30 10/7,14,21,28 11/4,11,18,25 12/2,9,16,23' },
  },
  {
    says: 'every other week',
    rule: 'FREQ=WEEKLY;INTERVAL=2;WKST=SU',
    days: { 1997: '9/2,16,30 10/14,28 11/11,25 12/9,23', 1998: '1/6,20 2/3,17' },
    open: true,
  },
  {
    says: 'weekly on Tuesday and Thursday for five weeks, until',
    rule: 'FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH',
    days: { 1997: '9/2,4,9,11,16,18,23,25,30 10/2' },
  },
  {
    says: 'weekly on Tuesday and Thursday for five weeks, counted',
    rule: 'FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH',
    days: { 1997: '9/2,4,9,11,16,18,23,25,30 10/2' },
  },
  {
    says: 'every other week on Monday, Wednesday and Friday until December 24, 1997',
    from: '1997-09-01T09:00',
    rule: 'FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR',
    days: { 1997: '9/1,3,5,15,17,19,29 10/1,3,13,15,17,27,29,31 11/10,12,14,24,26,28 12/8,10,12,22' },
  },
  {
    says: 'every other week on Tuesday and Thursday, for 8 occurrences',
    rule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH',
    days: { 1997: '9/2,4,16,18,30 10/2,14,16' },
  },
  {
    says: 'monthly on the first Friday for 10 occurrences',
    from: '1997-09-05T09:00',
    rule: 'FREQ=MONTHLY;COUNT=10;BYDAY=1FR',
    days: { 1997: '9/5 10/3 11/7 12/5', 1998: '1/2 2/6 3/6 4/3 5/1 6/5' },
  },
  {
    says: 'monthly on the first Friday until December 24, 1997',
    from: '1997-09-05T09:00',
    rule: 'FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR',
    days: { 1997: '9/5 10/3 11/7 12/5' },
  },
  {
    says: 'every other month on the first and last Sunday for 10 occurrences',
    from: '1997-09-07T09:00',
    rule: 'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
    days: { 1997: '9/7,28 11/2,30', 1998: '1/4,25 3/1,29 5/3,31' },
  },
  {
    says: 'monthly on the second-to-last Monday for 6 months',
    from: '1997-09-22T09:00',
    rule: 'FREQ=MONTHLY;COUNT=6;BYDAY=-2MO',
    days: { 1997: '9/22 10/20 11/17 12/22', 1998: '1/19 2/16' },
  },
  {
    says: 'monthly on the third-to-the-last day',
    from: '1997-09-28T09:00',
    rule: 'FREQ=MONTHLY;BYMONTHDAY=-3',
    days: { 1997: '9/28 10/29 11/28 12/29', 1998: '1/29 2/26' },
    open: true,
  },
  {
    says: 'monthly on the 2nd and 15th for 10 occurrences',
    rule: 'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15',
    days: { 1997: '9/2,15 10/2,15 11/2,15 12/2,15', 1998: '1/2,15' },
  },
  {
    says: 'monthly on the first and last day for 10 occurrences',
    from: '1997-09-30T09:00',
    rule: 'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1',
    days: { 1997: '9/30 10/1,31 11/1,30 12/1,31', 1998: '1/1,31 2/1' },
  },
  {
    says: 'every 18 months on the 10th to the 15th for 10 occurrences',
    from: '1997-09-10T09:00',
    rule: 'FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15',
    days: { 1997: '9/10,11,12,13,14,15', 1999: '3/10,11,12,13' },
  },
  {
    says: 'every Tuesday, every other month',
    rule: 'FREQ=MONTHLY;INTERVAL=2;BYDAY=TU',
    days: { 1997: '9/2,9,16,23,30 11/4,11,18,25', 1998: '1/6,13,20,27 3/3,10,17,24,31' },
    open: true,
  },
  {
    says: 'yearly in June and July for 10 occurrences',
    from: '1997-06-10T09:00',
    rule: 'FREQ=YEARLY;COUNT=10;BYMONTH=6,7',
    days: { 1997: '6/10 7/10', 1998: '6/10 7/10', 1999: '6/10 7/10', 2000: '6/10 7/10', 2001: '6/10 7/10' },
  },
  {
    says: 'every other year in January, February and March for 10 occurrences',
    from: '1997-03-10T09:00',
    rule: 'FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3',
    days: { 1997: '3/10', 1999: '1/10 2/10 3/10', 2001: '1/10 2/10 3/10', 2003: '1/10 2/10 3/10' },
  },
  {
    says: 'every third year on the 1st, 100th and 200th day for 10 occurrences',
    from: '1997-01-01T09:00',
    rule: 'FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200',
    days: { 1997: '1/1 4/10 7/19', 2000: '1/1 4/9 7/18', 2003: '1/1 4/10 7/19', 2006: '1/1' },
  },
  {
    says: 'every 20th Monday of the year',
    from: '1997-05-19T09:00',
    rule: 'FREQ=YEARLY;BYDAY=20MO',
    days: { 1997: '5/19', 1998: '5/18', 1999: '5/17' },
    open: true,
  },
  {
    says: 'Monday of week number 20',
    from: '1997-05-12T09:00',
    rule: 'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO',
    days: { 1997: '5/12', 1998: '5/11', 1999: '5/17' },
    open: true,
  },
  {
    says: 'every Thursday in March',
    from: '1997-03-13T09:00',
    rule: 'FREQ=YEARLY;BYMONTH=3;BYDAY=TH',
    days: { 1997: '3/13,20,27', 1998: '3/5,12,19,26', 1999: '3/4,11,18,25' },
    open: true,
  },
  {
    says: 'every Thursday, but only in June, July and August',
    from: '1997-06-05T09:00',
    rule: 'FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8',
    days: {
      1997: '6/5,12,19,26 7/3,10,17,24,31 8/7,14,21,28',
      1998: '6/4,11,18,25 7/2,9,16,23,30 8/6,13,20,27',
      1999: '6/3,10,17,24 7/1,8,15,22,29 8/5,12,19,26',
    },
    open: true,
  },
  {
    says: 'the first Saturday that follows the first Sunday of the month',
    from: '1997-09-13T09:00',
    rule: 'FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13',
    days: { 1997: '9/13 10/11 11/8 12/13', 1998: '1/10 2/7 3/7 4/11 5/9 6/13' },
    open: true,
  },
  {
    says: 'every 4 years, the first Tuesday after a Monday in November',
    from: '1996-11-05T09:00',
    rule: 'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
    days: { 1996: '11/5', 2000: '11/7', 2004: '11/2' },
    open: true,
  },
  {
    says: 'the third instance of Tuesday, Wednesday or Thursday, for 3 months',
    from: '1997-09-04T09:00',
    rule: 'FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3',
    days: { 1997: '9/4 10/7 11/6' },
  },
  {
    says: 'the second-to-last weekday of the month',
    from: '1997-09-29T09:00',
    rule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2',
    days: { 1997: '9/29 10/30 11/27 12/30', 1998: '1/29 2/26 3/30' },
    open: true,
  },
  {
    says: 'every 3 hours until 17:00 (in UTC 21:00, verified erratum 3883)',
    rule: 'FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z',
    times: ['1997-09-02T09:00', '1997-09-02T12:00', '1997-09-02T15:00'],
  },
  {
    says: 'every 15 minutes for 6 occurrences',
    rule: 'FREQ=MINUTELY;INTERVAL=15;COUNT=6',
    times: ['09:00', '09:15', '09:30', '09:45', '10:00', '10:15'].map((time) => `1997-09-02T${time}`),
  },
  {
    says: 'every hour and a half for 4 occurrences',
    rule: 'FREQ=MINUTELY;INTERVAL=90;COUNT=4',
    times: ['09:00', '10:30', '12:00', '13:30'].map((time) => `1997-09-02T${time}`),
  },
  {
    says: 'every 20 minutes from 9:00 to 16:40 every day, daily',
    rule: 'FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40',
    times: TWO_OFFICE_DAYS,
    open: true,
  },
  {
    says: 'every 20 minutes from 9:00 to 16:40 every day, minutely',
    rule: 'FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16',
    times: TWO_OFFICE_DAYS,
    open: true,
  },
  {
    says: 'every other week, with weeks that start on Monday',
    from: '1997-08-05T09:00',
    rule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
    days: { 1997: '8/5,10,19,24' },
  },
  {
    says: 'every other week, with weeks that start on Sunday',
    from: '1997-08-05T09:00',
    rule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
    days: { 1997: '8/5,17,19,31' },
  },
  {
    says: 'the 15th and 30th, where February has no 30th',
    from: '2007-01-15T09:00',
    rule: 'FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5',
    days: { 2007: '1/15,30 2/15 3/15,30' },
  },
]

/** The local times of an example, as '1997-09-02T09:00:00'. */
export function expectedTimes({ from = '1997-09-02T09:00', days = {}, times = [] }: RuleExample): readonly string[] {
  const two = (text: string): string => text.padStart(2, '0')
  const listed = Object.entries(days).flatMap(([year, months]) =>
    months.split(' ').flatMap((entry) => {
      const [month = '', inMonth = ''] = entry.split('/')
      return inMonth.split(',').map((day) => `${year}-${two(month)}-${two(day)}T${from.slice(11)}`)
    }),
  )
  return [...listed, ...times].map((time) => `${time}:00`)
}
