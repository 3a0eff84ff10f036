import type { BusyTimes } from './busy-times.ts'
import type { MailboxAddress } from './mailbox-address.ts'
import type { Instant, TimeWindow } from './time-window.ts'

/** Facts about an event, one bit each, in a column beside its subject and location (EWS CalendarEventDetails). */
export const MEETING = 1
export const RECURRING = 2
export const EXCEPTION = 4
export const REMINDER = 8
export const PRIVATE = 16

/**
 * What happens in each busy time: apart from the times, so that dropping all of it is one assignment. Entry `i` belongs
 * to entry `i` of the times. An entry flagged `PRIVATE` has null subject and location, always.
 */
export interface EventDetails {
  readonly flags: Uint8Array
  readonly subjects: readonly (string | null)[]
  readonly locations: readonly (string | null)[]
}

export type Weekday = 'Sunday' | 'Monday' | 'Tuesday' | 'Wednesday' | 'Thursday' | 'Friday' | 'Saturday'
export const WEEKDAYS: readonly Weekday[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
]

export interface WorkingHours {
  /** IANA name of the zone the hours are told in. */
  readonly timeZone: string
  /** Minutes after local midnight; no days is legal and means nobody works. */
  readonly periods: readonly { readonly days: readonly Weekday[]; readonly start: number; readonly end: number }[]
}

/** What is known of one mailbox in one window, before any policy. Not answerable: see `SharedView`. */
export interface FreeBusyView {
  readonly mailbox: MailboxAddress
  readonly window: TimeWindow
  /** Every known entry that touches the window; entries are whole, not clipped. */
  readonly times: BusyTimes
  /** Null where the source gave none, or nobody asked it for any. */
  readonly details: EventDetails | null
  readonly workingHours: WorkingHours | null
  /** Minutes per slot where the source gave only a merged stream; null where the times are exact. */
  readonly slotMinutes: number | null
  /** When the source was read. */
  readonly asOf: Instant
}
