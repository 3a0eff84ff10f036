import { sharedEntries, sharedWindow } from '../../protocols/availability/shared-entries.ts'
import type { SharedCalendar, SharedEntry } from '../../protocols/availability/shared-entries.ts'
import { DAY, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import type { Zone } from '../../protocols/time-zone/zone.ts'

/** What one day has of an entry. */
export interface DayEntry {
  readonly entry: SharedEntry
  /** Cut to the day. */
  readonly start: Instant
  readonly end: Instant
}

/** One day of the wall clock of a zone; it may have 23 or 25 hours. */
export interface CalendarDay {
  /** Whole days since 1970-01-01. */
  readonly day: number
  readonly start: Instant
  readonly end: Instant
  /** By their start; what is not covered is an unknown entry. */
  readonly entries: readonly DayEntry[]
  /** Where nothing but Free lies, and covered: what is known to be free. */
  readonly free: readonly TimeWindow[]
}

const TEXTLESS = { subject: null, location: null, description: null, organizer: null } as const
const UNKNOWN = { ...TEXTLESS, status: 'NoData', isPrivate: false } as const

/** Where nothing is covered, as entries. */
function outside(window: TimeWindow, start: Instant, end: Instant): readonly SharedEntry[] {
  const before = { ...UNKNOWN, start, end: Math.min(window.start, end) }
  const after = { ...UNKNOWN, start: Math.max(window.end, start), end }
  return [before, after].filter((entry) => entry.end > entry.start)
}

function freeOf(entries: readonly DayEntry[], start: Instant, end: Instant): readonly TimeWindow[] {
  const free: TimeWindow[] = []
  let known = start
  for (const { entry, start: from, end: until } of entries) {
    if (entry.status === 'Free') continue
    if (from - known >= MINUTE) free.push({ start: known, end: from })
    known = Math.max(known, until)
  }
  if (end - known >= MINUTE) free.push({ start: known, end })
  return free
}

/** Unknown times that touch are one: what borders them is how they were found out, and says nothing. */
function unknownJoined(entries: readonly DayEntry[]): readonly DayEntry[] {
  const joined: DayEntry[] = []
  let last = -1
  for (const one of entries) {
    const before = last < 0 ? undefined : joined[last]
    if (one.entry.status !== 'NoData' || one.entry.subject !== null) joined.push(one)
    else if (before !== undefined && one.start <= before.end) {
      joined[last] = { ...before, end: Math.max(before.end, one.end) }
    } else last = joined.push(one) - 1
  }
  return joined
}

/** Where a day of a zone lies. */
export function dayWindow(zone: Zone, day: number): TimeWindow {
  return { start: zone.instantOf(day * DAY), end: zone.instantOf((day + 1) * DAY) }
}

/** The days from `first` on as they are shared. Nothing is free that is not covered. */
export function calendarDays(
  calendar: SharedCalendar,
  zone: Zone,
  first: number,
  count: number,
): readonly CalendarDay[] {
  const all = sharedEntries(calendar)
  const window = sharedWindow(calendar)
  return Array.from({ length: count }, (_, i) => {
    const day = first + i
    const { start, end } = dayWindow(zone, day)
    const touching = (entry: SharedEntry): boolean =>
      entry.start < end && (entry.end > start || (entry.start === entry.end && entry.start >= start))
    const entries = [...all.filter(touching), ...outside(window, start, end)]
      .map((entry) => ({ entry, start: Math.max(entry.start, start), end: Math.min(entry.end, end) }))
      .sort((a, b) => a.start - b.start || b.end - a.end)
    return { day, start, end, entries: unknownJoined(entries), free: freeOf(entries, start, end) }
  })
}
