import { createRequire } from 'node:module'
import { expect } from 'chai'
import fc from 'fast-check'
import type * as Rrule from 'rrule'
import { RRuleTemporal } from 'rrule-temporal'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import { expand, shown } from './expand-rule.ts'

// Its two builds export differently; require always gets the one with names.
const { rrulestr } = createRequire(import.meta.url)('rrule') as typeof Rrule

/**
 * Random rules, compared with two libraries. Neither counts a DTSTART that its rule does not match, which is outside
 * what RFC 5545 defines: such cases are moved to the rule's first own instance. What else is left out is said where.
 */

const YEARS = 3
/** Instances compared; the libraries go through finer rules minute by minute. */
const MOST = 60
const MOST_CLOCKED = 10

interface Case {
  readonly from: string
  readonly rule: string
  readonly most: number
}

/** Lists in order: rrule leaves BYHOUR=17,9 in that order, and counts wrong. */
const some = (name: string, values: fc.Arbitrary<number | string>, most: number): fc.Arbitrary<string> =>
  fc
    .uniqueArray(values, { minLength: 1, maxLength: most })
    .map((list) => `;${name}=${list.sort((a, b) => Number(a) - Number(b)).join()}`)
const maybe = (part: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(''), fc.constant(''), part)

const signed = (most: number): fc.Arbitrary<number> =>
  fc.tuple(fc.integer({ min: 1, max: most }), fc.constantFrom(1, -1)).map(([value, sign]) => value * sign)
const weekday = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU')
const numbered = (most: number): fc.Arbitrary<string> =>
  fc.tuple(signed(most), weekday).map(([ordinal, day]) => `${ordinal}${day}`)

const byMonth = maybe(some('BYMONTH', fc.integer({ min: 1, max: 12 }), 6))
const byMonthDay = maybe(some('BYMONTHDAY', signed(31), 10))
const byDay = maybe(some('BYDAY', weekday, 5))
const byHour = maybe(some('BYHOUR', fc.integer({ min: 0, max: 23 }), 3))
const byMinute = maybe(some('BYMINUTE', fc.constantFrom(0, 15, 30, 45), 2))
const bySetPos = maybe(some('BYSETPOS', signed(3), 2))
const wkst = maybe(weekday.map((day) => `;WKST=${day}`))
const interval = maybe(fc.integer({ min: 2, max: 5 }).map((n) => `;INTERVAL=${n}`))
const count = maybe(fc.integer({ min: 1, max: 30 }).map((n) => `;COUNT=${n}`))

const parts = (freq: string, ...by: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(interval, wkst, count, ...by).map((texts) => `FREQ=${freq}${texts.join('')}`)

const dated = fc.oneof(
  parts('DAILY', byMonth, byMonthDay, byDay, byHour, byMinute),
  parts('WEEKLY', byMonth, byDay, byHour, bySetPos),
  parts('MONTHLY', byMonth, byMonthDay, byDay, byHour, bySetPos),
  parts('MONTHLY', byMonth, some('BYDAY', numbered(5), 3), bySetPos),
  parts('YEARLY', byMonth, byMonthDay, byDay, byHour, bySetPos),
  parts('YEARLY', some('BYDAY', numbered(53), 3), bySetPos),
  parts('YEARLY', some('BYMONTH', fc.integer({ min: 1, max: 12 }), 3), some('BYDAY', numbered(5), 3)),
  parts('YEARLY', some('BYYEARDAY', signed(366), 4), byDay, byMonth),
  // BYWEEKNO always beside BYDAY: without it both libraries take all seven days, RFC 5545 the weekday of DTSTART.
  parts('YEARLY', some('BYWEEKNO', signed(53), 4), some('BYDAY', weekday, 3)),
)
const clocked = fc.oneof(
  parts('HOURLY', byDay, byHour, byMinute),
  parts('MINUTELY', byHour),
  parts('SECONDLY', some('BYMINUTE', fc.constantFrom(0, 15, 30, 45), 2)),
)

const starts = fc
  .integer({ min: Date.UTC(1995) / HOUR, max: Date.UTC(2030) / HOUR })
  .map((hour) => shown(hour * HOUR).slice(0, 16))

/** RFC 5545 forbids BYSETPOS alone; the libraries differ on what it then means. */
const isLegal = (rule: string): boolean => !rule.includes('BYSETPOS') || /;BY(?!SETPOS)/.test(rule)

const cases = (rules: fc.Arbitrary<string>, most: number): fc.Arbitrary<Case> =>
  fc.record({ from: starts, rule: rules.filter(isLegal), most: fc.constant(most) })

/**
 * rrule-temporal leaves BYDAY out beside BYYEARDAY, where it limits (RFC 5545 3.3.10, note 2), and finds a 53rd Sunday in
 * every year. It counts the days of a week at New Year to the year of the week, we and rrule to the year they lie in: RFC
 * 5545 does not say, and with INTERVAL that differs.
 */
const temporalIsRight = (rule: string): boolean => !/BYYEARDAY.*BYDAY|BYDAY=[^;]*53|INTERVAL.*BYWEEKNO/.test(rule)

/**
 * rrule takes a BYSETPOS further from the end than the set is long for some other entry of the set, and gives an instance
 * twice that two entries of BYSETPOS name: a recurrence set has no doubles (RFC 5545 3.8.5.2). Week 1 that begins in the
 * old year it knows as 1, but not as -52 or -53, and it finds a week 53 at the end of 2010, which by ISO 8601 has 52.
 */
const rruleIsRight = (rule: string): boolean => !/BYSETPOS=[^;]*(?:,|-[23])|BYWEEKNO=[^;]*5[23]/.test(rule)

type Oracle = (rule: string, from: string, isEnough: (found: number, wall: number) => boolean) => readonly number[]

const compact = (from: string): string => `${from.replace(/[-:]/g, '')}00`

const byRrule: Oracle = (rule, from, isEnough) =>
  rrulestr(`DTSTART:${compact(from)}Z\nRRULE:${rule}`)
    .all((date, found) => !isEnough(found, date.getTime()))
    .map((date) => date.getTime())

const byTemporal =
  (zone: string): Oracle =>
  (rule, from, isEnough) =>
    new RRuleTemporal({ rruleString: `DTSTART;TZID=${zone}:${compact(from)}\nRRULE:${rule}`, maxIterations: 50_000 })
      .all((date, found) => !isEnough(found, Date.parse(`${date.toPlainDateTime().toString()}Z`)))
      .map((date) => Date.parse(`${date.toPlainDateTime().toString()}Z`))

const end = (from: string): number => Date.parse(`${from}Z`) + YEARS * 366 * DAY

function ours({ from, rule, most }: Case): readonly string[] {
  const found = expand({
    from,
    rule,
    window: [from, shown(end(from)).slice(0, 16)],
    most,
    steps: 2_000_000,
  })
  return found.instances.map(({ start }) => shown(start))
}

/** A rule that has nothing for a hundred years sends an oracle looking until the year 9999. */
function goesOn({ from, rule }: Case): boolean {
  const last = shown(end(from) + 100 * 366 * DAY).slice(0, 16)
  const endless = rule.replace(/;COUNT=\d+/, '')
  const window = [shown(end(from)).slice(0, 16), last] as const
  return expand({ from, rule: endless, window, most: 1, steps: 2_000_000 }).instances.length > 0
}

function oracleSays(oracle: Oracle, { from, rule, most }: Case): readonly string[] {
  const until = end(from)
  const found = oracle(rule, from, (count, wall) => count >= most || wall >= until)
  return found
    .filter((wall) => wall < until)
    .slice(0, most)
    .map((wall) => shown(wall))
}

let compared = 0

function expectSame(oracle: Oracle, asked: Case): void {
  if (!goesOn(asked)) return
  const [first] = oracle(asked.rule, asked.from, (found) => found >= 1)
  if (first === undefined) return
  const moved = { from: shown(first).slice(0, 16), rule: asked.rule, most: asked.most }
  const expected = oracleSays(oracle, moved)
  if (expected[0] !== `${moved.from}:00`) return
  compared++
  expect(ours(moved).slice(0, expected.length), `${moved.from} ${moved.rule}`).to.deep.equal(expected)
}

describe('A random rule', () => {
  const libraries: readonly (readonly [string, Oracle, fc.Arbitrary<Case>, number])[] = [
    ['rrule', byRrule, cases(dated.filter(rruleIsRight), MOST), 250],
    ['rrule, by the hour, minute and second', byRrule, cases(clocked, MOST_CLOCKED), 100],
    ['rrule-temporal', byTemporal('UTC'), cases(dated.filter(temporalIsRight), MOST), 100],
  ]
  for (const [says, oracle, asked, runs] of libraries) {
    it(`gives what ${says} gives`, () => {
      compared = 0
      fc.assert(
        fc.property(asked, (one) => expectSame(oracle, one)),
        { numRuns: runs },
      )
      expect(compared).to.be.greaterThan(runs / 2)
    }).timeout(120_000)
  }
})
