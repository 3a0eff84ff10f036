import { DAY, HOUR, MINUTE } from '../availability/time-window.ts'
import { civilDate, daysBeforeMonth, firstDayOfYear, weekdayOf, yearOfDay } from '../time-zone/civil-date.ts'
import { collectDays, collectMonth, collectYear, dayTests, passesDay } from './recurrence-days.ts'
import type { DayTests } from './recurrence-days.ts'
import type { RecurrenceRule } from './recurrence-rule.ts'
import { timesOfDay } from './recurrence-times.ts'
import type { TimesOfDay } from './recurrence-times.ts'

/** The candidates of one period: each of `days` at each of `times`, in order. */
export interface Candidates {
  readonly days: number[]
  times: TimesOfDay
}

/**
 * The periods of a rule: period 0 holds DTSTART, and each further one begins INTERVAL units of FREQ later. All times are
 * wall times in ms as if UTC, those of SECONDLY, MINUTELY and HOURLY too.
 */
export interface Periods {
  begin(k: number): number
  /** The last period that begins at or before `wall`; at least 0. */
  at(wall: number): number
  /** Adds the days of period `k` to `into`, sets its times, and returns how many days and times were examined. */
  fill(k: number, into: Candidates): number
  /** The next period after `k` that can have candidates. */
  after(k: number): number
  /** Every period has as many candidates as the first, so that COUNT can skip by arithmetic. */
  readonly even: boolean
}

/** Periods of `days` whole days each. */
function dayPeriods(rule: RecurrenceRule, tests: DayTests, startDay: number): Periods {
  const length = rule.freq === 'WEEKLY' ? 7 : 1
  const first = rule.freq === 'WEEKLY' ? startDay - ((weekdayOf(startDay) - rule.weekStart + 7) % 7) : startDay
  const stride = length * rule.interval
  return {
    begin: (k) => (first + k * stride) * DAY,
    at: (wall) => Math.max(0, Math.floor((wall / DAY - first) / stride)),
    fill: (k, into) => collectDays(tests, first + k * stride, length, into.days),
    after: (k) => k + 1,
    even: rule.freq === 'WEEKLY' ? rule.byMonth.length === 0 : tests.everyDay,
  }
}

function monthPeriods(rule: RecurrenceRule, tests: DayTests, startDay: number): Periods {
  const start = civilDate(startDay)
  const first = start.year * 12 + start.month - 1
  const yearOf = (k: number): number => Math.floor((first + k * rule.interval) / 12)
  const monthOf = (k: number): number => ((first + k * rule.interval) % 12) + 1
  return {
    begin: (k) => (firstDayOfYear(yearOf(k)) + daysBeforeMonth(yearOf(k), monthOf(k))) * DAY,
    at(wall) {
      const { year, month } = civilDate(Math.floor(wall / DAY))
      return Math.max(0, Math.floor((year * 12 + month - 1 - first) / rule.interval))
    },
    fill: (k, into) => collectMonth(tests, yearOf(k), monthOf(k), into.days),
    after: (k) => k + 1,
    even: false,
  }
}

function yearPeriods(rule: RecurrenceRule, tests: DayTests, startDay: number): Periods {
  const first = yearOfDay(startDay)
  return {
    begin: (k) => firstDayOfYear(first + k * rule.interval) * DAY,
    at: (wall) => Math.max(0, Math.floor((yearOfDay(Math.floor(wall / DAY)) - first) / rule.interval)),
    fill: (k, into) => collectYear(tests, first + k * rule.interval, into.days),
    after: (k) => k + 1,
    even: false,
  }
}

const UNITS = { HOURLY: HOUR, MINUTELY: MINUTE, SECONDLY: 1000 } as const
type ClockFrequency = keyof typeof UNITS

interface ClockFilter {
  readonly tests: DayTests
  readonly hours: ReadonlySet<number> | null
  readonly minutes: ReadonlySet<number> | null
  readonly seconds: ReadonlySet<number> | null
}

const setOf = (values: readonly number[]): ReadonlySet<number> | null => (values.length === 0 ? null : new Set(values))

/** BYHOUR limits HOURLY and finer, BYMINUTE limits MINUTELY and finer, BYSECOND limits SECONDLY. */
function clockFilter(rule: RecurrenceRule, tests: DayTests): ClockFilter {
  return {
    tests,
    hours: setOf(rule.byHour),
    minutes: rule.freq === 'HOURLY' ? null : setOf(rule.byMinute),
    seconds: rule.freq === 'SECONDLY' ? setOf(rule.bySecond) : null,
  }
}

/** Null where a period that begins at `wall` passes, otherwise the wall time before which nothing else can pass. */
function refusedUntil(filter: ClockFilter, wall: number, unit: number): number | null {
  const day = Math.floor(wall / DAY)
  if (!passesDay(filter.tests, day)) return (day + 1) * DAY
  const hour = Math.floor(wall / HOUR)
  if (filter.hours !== null && !filter.hours.has(hour - day * 24)) return (hour + 1) * HOUR
  const minute = Math.floor(wall / MINUTE)
  if (filter.minutes !== null && !filter.minutes.has(minute - hour * 60)) return (minute + 1) * MINUTE
  const second = Math.floor(wall / 1000) - minute * 60
  return filter.seconds !== null && !filter.seconds.has(second) ? wall + unit : null
}

function clockTimes(freq: ClockFrequency, wall: number, day: TimesOfDay): TimesOfDay {
  const second = Math.floor(wall / 1000) - Math.floor(wall / DAY) * 86_400
  return {
    hours: [Math.floor(second / 3600)],
    minutes: freq === 'HOURLY' ? day.minutes : [Math.floor(second / 60) % 60],
    seconds: freq === 'SECONDLY' ? [second % 60] : day.seconds,
  }
}

function clockPeriods(rule: RecurrenceRule, freq: ClockFrequency, tests: DayTests, start: number): Periods {
  const unit = UNITS[freq]
  const stride = unit * rule.interval
  const first = Math.floor(start / unit) * unit
  const filter = clockFilter(rule, tests)
  const day = timesOfDay(rule, start)
  const begin = (k: number): number => first + k * stride
  const even = tests.everyDay && filter.hours === null && filter.minutes === null && filter.seconds === null
  return {
    begin,
    at: (wall) => Math.max(0, Math.floor((wall - first) / stride)),
    fill(k, into) {
      if (refusedUntil(filter, begin(k), unit) !== null) return 1
      into.days.push(Math.floor(begin(k) / DAY))
      into.times = clockTimes(freq, begin(k), day)
      return 1
    },
    after(k) {
      if (even) return k + 1
      const until = refusedUntil(filter, begin(k), unit)
      return until === null ? k + 1 : Math.max(k + 1, Math.ceil((until - first) / stride))
    },
    even,
  }
}

export function periodsOf(rule: RecurrenceRule, start: number): Periods {
  const startDay = Math.floor(start / DAY)
  const tests = dayTests(rule, startDay)
  const { freq } = rule
  if (freq === 'YEARLY') return yearPeriods(rule, tests, startDay)
  if (freq === 'MONTHLY') return monthPeriods(rule, tests, startDay)
  if (freq === 'WEEKLY' || freq === 'DAILY') return dayPeriods(rule, tests, startDay)
  return clockPeriods(rule, freq, tests, start)
}
