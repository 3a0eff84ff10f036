import {
  daysBeforeMonth,
  daysInMonth,
  daysInYear,
  civilDate,
  firstDayOfYear,
  weekdayOf,
} from '../time-zone/civil-date.ts'
import type { CivilDate } from '../time-zone/civil-date.ts'
import type { RecurrenceRule, WeekdayNumber } from './recurrence-rule.ts'

/** The date parts of a rule, filled up from DTSTART, as sets of bits. Bit n of a mask is the value n or -n. */
export interface DayTests {
  readonly months: number
  readonly monthDays: number
  readonly monthDaysFromEnd: number
  readonly weekdays: number
  /** Entries of BYDAY with a number, counted in `ordinalScope`. */
  readonly ordinals: readonly { readonly weekday: number; readonly ordinal: number }[]
  readonly ordinalScope: 'month' | 'year'
  readonly yearDays: ReadonlySet<number> | null
  readonly weekNumbers: ReadonlySet<number> | null
  readonly weekStart: WeekdayNumber
  /** No test at all: every day passes. */
  readonly everyDay: boolean
  /** No test but that of the weekday. */
  readonly weekdaysOnly: boolean
}

const ALL = ~0

const mask = (values: readonly number[]): number => values.reduce((bits, value) => bits | (1 << value), 0)

/**
 * What DTSTART says where the rule says nothing (RFC 5545 3.3.10, "information, not contained in the rule"): the weekday
 * of a week, the day of a month, the month of a year.
 */
function filledUp(rule: RecurrenceRule, startDay: number): RecurrenceRule {
  const { freq, byMonth, byMonthDay, byYearDay, byWeekNo, byDay } = rule
  if (byMonthDay.length + byYearDay.length + byDay.length > 0) return rule
  const sameWeekday = { ...rule, byDay: [{ weekday: weekdayOf(startDay), ordinal: 0 }] }
  if (freq === 'WEEKLY' || byWeekNo.length > 0) return sameWeekday
  if (freq !== 'MONTHLY' && freq !== 'YEARLY') return rule
  const { month, day } = civilDate(startDay)
  const months = freq === 'YEARLY' && byMonth.length === 0 ? [month] : byMonth
  return { ...rule, byMonth: months, byMonthDay: [day] }
}

export function dayTests(given: RecurrenceRule, startDay: number): DayTests {
  const rule = filledUp(given, startDay)
  const { byMonth, byMonthDay, byYearDay, byWeekNo, byDay } = rule
  const plain = byDay.filter(({ ordinal }) => ordinal === 0)
  const noDays = byMonthDay.length === 0
  const noDates = byMonth.length + byMonthDay.length + byYearDay.length + byWeekNo.length === 0
  return {
    months: byMonth.length === 0 ? ALL : mask(byMonth),
    monthDays: noDays ? ALL : mask(byMonthDay.filter((day) => day > 0)),
    monthDaysFromEnd: noDays ? ALL : mask(byMonthDay.filter((day) => day < 0).map((day) => -day)),
    weekdays: byDay.length === 0 ? ALL : mask(plain.map(({ weekday }) => weekday)),
    ordinals: byDay.filter(({ ordinal }) => ordinal !== 0),
    // BYDAY with a number counts in the month where there is one (RFC 5545 3.3.10, notes 1 and 2).
    ordinalScope: rule.freq === 'YEARLY' && byMonth.length === 0 ? 'year' : 'month',
    yearDays: byYearDay.length === 0 ? null : new Set(byYearDay),
    weekNumbers: byWeekNo.length === 0 ? null : new Set(byWeekNo),
    weekStart: rule.weekStart,
    everyDay: noDates && byDay.length === 0,
    weekdaysOnly: noDates && plain.length === byDay.length,
  }
}

/** Weeks of a year, of which each has at least four days in it (RFC 5545 3.3.10, BYWEEKNO; ISO 8601 for Monday). */
function firstWeekStart(year: number, weekStart: WeekdayNumber): number {
  const first = firstDayOfYear(year)
  const into = (weekdayOf(first) - weekStart + 7) % 7
  return into <= 3 ? first - into : first + 7 - into
}

/** The week of `day` is told by the year the week belongs to, which at New Year need not be the year of the day. */
function isInWeeks(day: number, year: number, tests: DayTests, weeks: ReadonlySet<number>): boolean {
  let weekYear = year
  if (day < firstWeekStart(year, tests.weekStart)) weekYear--
  else if (day >= firstWeekStart(year + 1, tests.weekStart)) weekYear++
  const first = firstWeekStart(weekYear, tests.weekStart)
  const count = (firstWeekStart(weekYear + 1, tests.weekStart) - first) / 7
  const week = Math.floor((day - first) / 7) + 1
  return weeks.has(week) || weeks.has(week - count - 1)
}

function isOrdinal(tests: DayTests, weekday: number, position: number, length: number): boolean {
  const fromStart = Math.ceil(position / 7)
  const fromEnd = -Math.ceil((length - position + 1) / 7)
  return tests.ordinals.some(
    (entry) => entry.weekday === weekday && (entry.ordinal === fromStart || entry.ordinal === fromEnd),
  )
}

/** Whether the day passes BYDAY, BYYEARDAY and BYWEEKNO; its month and day of month have been seen to already. */
function passesRest(tests: DayTests, day: number, date: CivilDate): boolean {
  const weekday = weekdayOf(day)
  const plain = (tests.weekdays & (1 << weekday)) !== 0
  if (!plain && tests.ordinals.length === 0) return false
  if (plain && tests.yearDays === null && tests.weekNumbers === null) return true
  const dayOfYear = daysBeforeMonth(date.year, date.month) + date.day
  const length = daysInYear(date.year)
  if (!plain) {
    const inMonth = tests.ordinalScope === 'month'
    const position = inMonth ? date.day : dayOfYear
    if (!isOrdinal(tests, weekday, position, inMonth ? daysInMonth(date.year, date.month) : length)) return false
  }
  if (tests.yearDays !== null && !tests.yearDays.has(dayOfYear) && !tests.yearDays.has(dayOfYear - length - 1)) {
    return false
  }
  return tests.weekNumbers === null || isInWeeks(day, date.year, tests, tests.weekNumbers)
}

function passesMonthDay(tests: DayTests, dayOfMonth: number, length: number): boolean {
  const fromEnd = length - dayOfMonth + 1
  return (tests.monthDays & (1 << dayOfMonth)) !== 0 || (tests.monthDaysFromEnd & (1 << fromEnd)) !== 0
}

export function passesDay(tests: DayTests, day: number): boolean {
  if (tests.weekdaysOnly) return (tests.weekdays & (1 << weekdayOf(day))) !== 0
  const date = civilDate(day)
  return (
    (tests.months & (1 << date.month)) !== 0 &&
    passesMonthDay(tests, date.day, daysInMonth(date.year, date.month)) &&
    passesRest(tests, day, date)
  )
}

/** Adds the days of a month that pass, in order, and returns how many were examined. */
export function collectMonth(tests: DayTests, year: number, month: number, into: number[]): number {
  if ((tests.months & (1 << month)) === 0) return 1
  const first = firstDayOfYear(year) + daysBeforeMonth(year, month)
  const length = daysInMonth(year, month)
  for (let day = 1; day <= length; day++) {
    if (!passesMonthDay(tests, day, length)) continue
    if (passesRest(tests, first + day - 1, { year, month, day })) into.push(first + day - 1)
  }
  return length
}

export function collectYear(tests: DayTests, year: number, into: number[]): number {
  let examined = 0
  for (let month = 1; month <= 12; month++) examined += collectMonth(tests, year, month, into)
  return examined
}

export function collectDays(tests: DayTests, first: number, length: number, into: number[]): number {
  for (let day = first; day < first + length; day++) if (passesDay(tests, day)) into.push(day)
  return length
}
