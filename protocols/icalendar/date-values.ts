import { DAY, HOUR, MINUTE } from '../availability/time-window.ts'
import { unreadable } from './calendar-problem.ts'
import type { EventDuration } from './expand-recurrence.ts'

/** A DATE or DATE-TIME as written: `wall` is ms as if UTC. */
export interface DateValue {
  readonly wall: number
  readonly form: 'date' | 'local' | 'utc'
}

const DATE = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/i
const DURATION = /^([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i
const OFFSET = /^([+-])(\d{2})(\d{2})(\d{2})?$/
const SECOND = 1000

/** Longer than any event that is meant, short enough that no sum with a date leaves the calendar. */
const LONGEST = 36_525 * DAY

/**
 * Reads RFC 5545 3.3.4 and 3.3.5; which of the two it is, its length says, since VALUE is often wrong. A leap second (60)
 * is the second before it.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`, also for 30 February
 */
export function parseDateValue(text: string): DateValue {
  const match = DATE.exec(text.trim())
  if (match === null) throw unreadable('noDateValue', {})
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)]
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 60) {
    throw unreadable('noSuchDate', {})
  }
  const wall = date.getTime() + hour * HOUR + minute * MINUTE + Math.min(second, 59) * SECOND
  return { wall, form: match[4] === undefined ? 'date' : match[7] === '' ? 'local' : 'utc' }
}

/**
 * Reads RFC 5545 3.3.6, weeks and days as days of the calendar; weeks beside other parts are allowed.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`, also for a negative one or one of more than a hundred years
 */
export function parseDuration(text: string): EventDuration {
  const match = DURATION.exec(text.trim())
  const parts = match?.slice(2).map((part) => (part === undefined ? 0 : Number(part)))
  if (match === null || parts === undefined || match.slice(2).every((part) => part === undefined)) {
    throw unreadable('noDuration', {})
  }
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
  const duration = { days: weeks * 7 + days, ms: hours * HOUR + minutes * MINUTE + seconds * SECOND }
  const whole = duration.days * DAY + duration.ms
  if (whole > LONGEST) throw unreadable('durationTooLong', {})
  if (match[1] === '-' && whole > 0) throw unreadable('durationNegative', {})
  return duration
}

/** Reads a UTC-OFFSET (RFC 5545 3.3.14) into minutes east of UTC. @throws FederationError `ERR_MESSAGE_MALFORMED` */
export function parseOffset(text: string): number {
  const match = OFFSET.exec(text.trim())
  if (match === null || Number(match[2]) > 23 || Number(match[3]) > 59) throw unreadable('noOffset', {})
  const minutes = Number(match[2]) * 60 + Number(match[3]) + Number(match[4] ?? 0) / 60
  return match[1] === '-' ? -minutes : minutes
}
