/**
 * Calendar arithmetic on day numbers: whole days since 1970-01-01 in the proleptic Gregorian calendar. Plain numbers
 * instead of `Date`: an expansion asks these questions millions of times.
 */

/** 0 is Sunday, as in `Date.prototype.getUTCDay`. */
export type WeekdayNumber = 0 | 1 | 2 | 3 | 4 | 5 | 6

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

export const daysInYear = (year: number): number => (isLeapYear(year) ? 366 : 365)

/** `month` from 1 to 12. */
export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : (MONTH_DAYS[month - 1] as number)

/** Days of `year` before the first of `month`. */
export const daysBeforeMonth = (year: number, month: number): number =>
  (DAYS_BEFORE_MONTH[month - 1] as number) + (month > 2 && isLeapYear(year) ? 1 : 0)

/** The day number of the first of January. */
export function firstDayOfYear(year: number): number {
  const before = year - 1
  return before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 719_162
}

export const dayNumber = (year: number, month: number, day: number): number =>
  firstDayOfYear(year) + daysBeforeMonth(year, month) + day - 1

export function yearOfDay(day: number): number {
  const guess = Math.floor((day + 719_162) / 365.2425) + 1
  if (firstDayOfYear(guess) > day) return guess - 1
  return firstDayOfYear(guess + 1) <= day ? guess + 1 : guess
}

export interface CivilDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  /** 1 to 31. */
  readonly day: number
}

export function civilDate(day: number): CivilDate {
  const year = yearOfDay(day)
  const dayOfYear = day - firstDayOfYear(year)
  let month = 12
  while (daysBeforeMonth(year, month) > dayOfYear) month--
  return { year, month, day: dayOfYear - daysBeforeMonth(year, month) + 1 }
}

export const weekdayOf = (day: number): WeekdayNumber => ((((day + 4) % 7) + 7) % 7) as WeekdayNumber

/**
 * The day number of the nth `weekday` of a month, n from 1 to 4; 5 and more, and below 0, is the last one (as Win32 and
 * EWS mean their 5 and -1).
 */
export function nthWeekdayOfMonth(year: number, month: number, n: number, weekday: WeekdayNumber): number {
  const first = dayNumber(year, month, 1)
  const length = daysInMonth(year, month)
  const last = first + length - 1
  if (n > 4 || n < 0) return last - ((weekdayOf(last) - weekday + 7) % 7)
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1)
}
