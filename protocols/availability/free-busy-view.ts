import type { BusyTimes } from './busy-times.ts'
import type { MailboxAddress } from './mailbox-address.ts'
import type { Instant, TimeWindow } from './time-window.ts'

/** Facts about an event, one bit each, in a column beside its subject and location (EWS CalendarEventDetails). */
export const MEETING = 1
export const RECURRING = 2
export const EXCEPTION = 4
export const REMINDER = 8
export const PRIVATE = 16

/** Who called a meeting, as far as the calendar says; never both null. */
export interface Organizer {
  readonly name: string | null
  readonly address: string | null
}

/** What is told of events besides, to whom everything may be told. Entry `i` belongs to entry `i` of the times. */
export interface EventNotes {
  /** At most 2,048 bytes of UTF-8 each. */
  readonly descriptions: readonly (string | null)[]
  readonly organizers: readonly (Organizer | null)[]
}

/**
 * What happens in each busy time: apart from the times, so that dropping all of it is one assignment. Entry `i` belongs
 * to entry `i` of the times. An entry flagged `PRIVATE` has null subject and location, and null notes, always.
 */
export interface EventDetails {
  readonly flags: Uint8Array
  readonly subjects: readonly (string | null)[]
  readonly locations: readonly (string | null)[]
  /** Null unless `SourceQuestion.notes` asked for them. */
  readonly notes: EventNotes | null
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
  /** Entries whose texts were read, where those of others were not (`SourceQuestion.told`); absent: all. */
  readonly textsRead?: ReadonlySet<number>
  /**
   * The categories of each entry, as `readCategory` has them; null for an entry whose categories cannot be told. Null
   * where the source knows of none, or nobody asked. By them entries are hidden; they are never told.
   */
  readonly categories: readonly (readonly string[] | null)[] | null
  readonly workingHours: WorkingHours | null
  /** Minutes per slot where the source gave only a merged stream; null where the times are exact. */
  readonly slotMinutes: number | null
  /** When the source was read. */
  readonly asOf: Instant
  /** So many entries of it are told in one answer at most; more are DATA_TOO_MANY. Absent: as many as there are. */
  readonly mostEntries?: number
}
