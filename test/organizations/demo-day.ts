import { Temporal } from 'temporal-polyfill'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'

/** The zone the demo's people, rulers and expectations are told in, unless an expectation names another. */
export const DEMO_ZONE = 'Europe/Stockholm'

/** A calendar day, `YYYY-MM-DD`. */
export type Day = string

/**
 * The next Monday to Friday after today in the demo's zone. Never a Sunday, so that no change to or from summer time
 * falls into the day: its wall clock and its slots agree.
 */
export function nextWorkingDay(now: Instant): Day {
  let day = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(DEMO_ZONE).toPlainDate().add({ days: 1 })
  while (day.dayOfWeek > 5) day = day.add({ days: 1 })
  return day.toString()
}

/** `days` later, or earlier where negative, as iCalendar writes a DATE (RFC 5545 3.3.4): `YYYYMMDD`. */
export function icalendarDate(day: Day, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString().replaceAll('-', '')
}

/**
 * The instant of a wall clock time on `day`: `10:30` in the demo's zone, `08:30 America/New_York` in another. In a gap
 * the later reading, in a fold the earlier ("compatible", RFC 5545 3.3.5).
 */
export function instantAt(day: Day, time: string): Instant {
  const [clock = '', timeZone = DEMO_ZONE] = time.split(' ')
  const plain = Temporal.PlainDate.from(day).toPlainDateTime(Temporal.PlainTime.from(clock))
  return plain.toZonedDateTime(timeZone).epochMilliseconds
}

/** `08:00` to `18:00` in the demo's zone: what a lookup of the demo asks about. */
export function demoWindow(day: Day): TimeWindow {
  return { start: instantAt(day, '08:00'), end: instantAt(day, '18:00') }
}
