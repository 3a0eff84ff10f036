import { FederationError } from '../federation-error.ts'

export type Frequency = 'SECONDLY' | 'MINUTELY' | 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'

/** 0 is Sunday, as in `Date.prototype.getUTCDay`. */
export type WeekdayNumber = 0 | 1 | 2 | 3 | 4 | 5 | 6

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

/**
 * Reads the value of an RRULE or EXRULE property, without the property's name.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED` for what the grammar or a MUST of RFC 5545 3.3.10 forbids
 */
export function parseRecurrenceRule(text: string): RecurrenceRule {
  throw new FederationError('ERR_INTERNAL', `not yet readable: ${text.length} characters`)
}
