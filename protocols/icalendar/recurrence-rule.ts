import { DAY } from '../availability/time-window.ts'
import type { FederationError } from '../federation-error.ts'
import { dayNumber, daysInMonth } from '../time-zone/civil-date.ts'
import type { WeekdayNumber } from '../time-zone/civil-date.ts'
import { unreadable } from './calendar-problem.ts'
import type { RuleProblem } from './calendar-problem.ts'

export type { WeekdayNumber } from '../time-zone/civil-date.ts'

const FREQUENCIES = ['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const
export type Frequency = (typeof FREQUENCIES)[number]

/** One entry of BYDAY; `ordinal` 0 is every such weekday, 2 the second, -1 the last of the month or year. */
export interface WeekdayEntry {
  readonly weekday: WeekdayNumber
  readonly ordinal: number
}

/**
 * When a rule ends. `until` is inclusive; `at` is an instant for the form 'utc', a wall time (ms as if UTC) for 'local',
 * and the wall midnight that begins the last day for 'date'.
 */
export type RuleEnd =
  | { readonly kind: 'never' }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'until'; readonly form: 'utc' | 'local' | 'date'; readonly at: number }

/** A RECUR value (RFC 5545 3.3.10), checked. Lists are sorted and without doubles; an empty list is an absent part. */
export interface RecurrenceRule {
  readonly freq: Frequency
  readonly interval: number
  readonly end: RuleEnd
  readonly bySecond: readonly number[]
  readonly byMinute: readonly number[]
  readonly byHour: readonly number[]
  readonly byDay: readonly WeekdayEntry[]
  readonly byMonthDay: readonly number[]
  readonly byYearDay: readonly number[]
  readonly byWeekNo: readonly number[]
  /** 1 is January. */
  readonly byMonth: readonly number[]
  readonly bySetPos: readonly number[]
  readonly weekStart: WeekdayNumber
}

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const PART_NAME =
  /^(?:FREQ|UNTIL|COUNT|INTERVAL|BYSECOND|BYMINUTE|BYHOUR|BYDAY|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYMONTH|BYSETPOS|WKST|RSCALE|SKIP|X-[A-Z0-9-]+)$/
/** Every part filled with every value there is comes to less; more is no rule anybody wrote. */
const MAX_LENGTH = 8192

const malformed = (part: string, because: RuleProblem): FederationError => unreadable('rule', { part, because })

type Parts = ReadonlyMap<string, string>

/** X- parts, which RFC 2445 4.3.10 allowed, may stand there and mean nothing. */
function splitParts(text: string): Parts {
  if (text.length > MAX_LENGTH) throw malformed('RRULE', 'tooLong')
  const parts = new Map<string, string>()
  for (const part of text.toUpperCase().replace(/;$/, '').split(';')) {
    const equals = part.indexOf('=')
    const name = part.slice(0, Math.max(equals, 0))
    if (!PART_NAME.test(name)) throw malformed('RRULE', 'noPart')
    if (parts.has(name)) throw malformed(name, 'twice')
    parts.set(name, part.slice(equals + 1))
  }
  return parts
}

function positiveInteger(parts: Parts, name: string, absent: number): number {
  const text = parts.get(name)
  if (text === undefined) return absent
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw malformed(name, 'notPositive')
  return Number(text)
}

interface NumberRange {
  readonly low: number
  readonly high: number
  /** Whether -high to -low may stand there too, counted from the end. */
  readonly fromEnd: boolean
}

function numbers(parts: Parts, name: string, { low, high, fromEnd }: NumberRange): readonly number[] {
  const text = parts.get(name)
  if (text === undefined) return []
  const found = new Set<number>()
  for (const entry of text.split(',')) {
    if (!(fromEnd ? /^[+-]?\d{1,3}$/ : /^\d{1,2}$/).test(entry)) throw malformed(name, 'noNumber')
    const value = Number(entry)
    if (Math.abs(value) < low || Math.abs(value) > high) throw malformed(name, 'outOfRange')
    found.add(value)
  }
  return [...found].sort((a, b) => a - b)
}

/** Second 60 is taken for 59, as RFC 5545 3.3.12 has it for who keeps no leap seconds. */
function seconds(parts: Parts): readonly number[] {
  const listed = numbers(parts, 'BYSECOND', { low: 0, high: 60, fromEnd: false })
  return [...new Set(listed.map((second) => Math.min(second, 59)))]
}

function weekday(part: string, name: string): WeekdayNumber {
  const index = WEEKDAYS.indexOf(name)
  if (index < 0) throw malformed(part, 'noWeekday')
  return index as WeekdayNumber
}

function weekdays(parts: Parts): readonly WeekdayEntry[] {
  const found = new Map<string, WeekdayEntry>()
  for (const entry of parts.get('BYDAY')?.split(',') ?? []) {
    const match = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(entry)
    const ordinal = match?.[1] === undefined ? 0 : Number(match[1])
    if (match === null || Math.abs(ordinal) > 53 || (match[1] !== undefined && ordinal === 0)) {
      throw malformed('BYDAY', 'noWeekday')
    }
    const day = weekday('BYDAY', match[2] as string)
    found.set(`${ordinal} ${day}`, { weekday: day, ordinal })
  }
  return [...found.values()].sort((a, b) => a.weekday - b.weekday || a.ordinal - b.ordinal)
}

const DATE_TIME = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/

function until(text: string): RuleEnd {
  const match = DATE_TIME.exec(text)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match?.slice(1, 7).map(Number) ?? []
  const real = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
  if (match === null || !real || (match[4] !== undefined && (hour > 23 || minute > 59 || second > 60))) {
    throw malformed('UNTIL', 'noDate')
  }
  const midnight = dayNumber(year, month, day) * DAY
  if (match[4] === undefined) return { kind: 'until', form: 'date', at: midnight }
  const at = midnight + ((hour * 60 + minute) * 60 + Math.min(second, 59)) * 1000
  return { kind: 'until', form: match[7] === 'Z' ? 'utc' : 'local', at }
}

function ruleEnd(parts: Parts): RuleEnd {
  const last = parts.get('UNTIL')
  if (last !== undefined && parts.has('COUNT')) throw malformed('UNTIL', 'withCount')
  if (last !== undefined) return until(last)
  const count = positiveInteger(parts, 'COUNT', 0)
  return count === 0 ? { kind: 'never' } : { kind: 'count', count }
}

/** RFC 7529: the Gregorian calendar with invalid dates left out is what RFC 5545 means; anything else is not built. */
function checkScale(parts: Parts): void {
  if ((parts.get('RSCALE') ?? 'GREGORIAN') !== 'GREGORIAN') throw malformed('RSCALE', 'otherCalendar')
  if ((parts.get('SKIP') ?? 'OMIT') !== 'OMIT') throw malformed('SKIP', 'onlyOmit')
}

const NOT_BY_DAY_OF_YEAR: Readonly<Record<string, RuleProblem>> = {
  ...{ DAILY: 'notInDaily', WEEKLY: 'notInWeekly', MONTHLY: 'notInMonthly' },
}

/** The MUSTs of RFC 5545 3.3.10 about which parts may stand together. */
function checkTogether(rule: RecurrenceRule, parts: Parts): void {
  const { freq } = rule
  if (rule.byDay.some(({ ordinal }) => ordinal !== 0)) {
    if (freq !== 'MONTHLY' && freq !== 'YEARLY') throw malformed('BYDAY', 'onlyMonthlyYearly')
    if (rule.byWeekNo.length > 0) throw malformed('BYDAY', 'besideWeekNumber')
  }
  if (rule.byMonthDay.length > 0 && freq === 'WEEKLY') throw malformed('BYMONTHDAY', 'notInWeekly')
  const notIn = NOT_BY_DAY_OF_YEAR[freq]
  if (rule.byYearDay.length > 0 && notIn !== undefined) throw malformed('BYYEARDAY', notIn)
  if (rule.byWeekNo.length > 0 && freq !== 'YEARLY') throw malformed('BYWEEKNO', 'onlyYearly')
  if (rule.bySetPos.length > 0 && ![...parts.keys()].some((name) => name.startsWith('BY') && name !== 'BYSETPOS')) {
    throw malformed('BYSETPOS', 'onlyWithOther')
  }
}

/**
 * Reads the value of an RRULE or EXRULE property, without the property's name. The parts may come in any order and case.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED` for what the grammar or a MUST of RFC 5545 3.3.10 forbids; such a rule
 *   is not guessed at, since a wrong guess shows somebody free who is not
 */
export function parseRecurrenceRule(text: string): RecurrenceRule {
  const parts = splitParts(text)
  checkScale(parts)
  const freq = FREQUENCIES.find((name) => name === parts.get('FREQ'))
  if (freq === undefined) throw malformed('FREQ', 'noFrequency')
  const rule: RecurrenceRule = {
    freq,
    interval: positiveInteger(parts, 'INTERVAL', 1),
    end: ruleEnd(parts),
    bySecond: seconds(parts),
    byMinute: numbers(parts, 'BYMINUTE', { low: 0, high: 59, fromEnd: false }),
    byHour: numbers(parts, 'BYHOUR', { low: 0, high: 23, fromEnd: false }),
    byDay: weekdays(parts),
    byMonthDay: numbers(parts, 'BYMONTHDAY', { low: 1, high: 31, fromEnd: true }),
    byYearDay: numbers(parts, 'BYYEARDAY', { low: 1, high: 366, fromEnd: true }),
    byWeekNo: numbers(parts, 'BYWEEKNO', { low: 1, high: 53, fromEnd: true }),
    byMonth: numbers(parts, 'BYMONTH', { low: 1, high: 12, fromEnd: false }),
    bySetPos: numbers(parts, 'BYSETPOS', { low: 1, high: 366, fromEnd: true }),
    weekStart: weekday('WKST', parts.get('WKST') ?? 'MO'),
  }
  checkTogether(rule, parts)
  return rule
}
