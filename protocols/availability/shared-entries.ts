import { BUSY_STATUSES } from './busy-status.ts'
import type { BusyStatus } from './busy-status.ts'
import { PRIVATE } from './free-busy-view.ts'
import type { Organizer } from './free-busy-view.ts'
import type { SharedView } from './shared-view.ts'
import type { Instant, TimeWindow } from './time-window.ts'
import { hasDetails } from './view.ts'

/** One entry of a published calendar: why a time is unknown stays inside. */
export interface SharedEntry {
  readonly start: Instant
  readonly end: Instant
  readonly status: BusyStatus
  /** Null where there is none, or none is shared. */
  readonly subject: string | null
  readonly location: string | null
  readonly description: string | null
  readonly organizer: Organizer | null
  /** The owner marked it private: its texts are null. */
  readonly isPrivate: boolean
}

/**
 * What is shown of one mailbox, as views whose windows follow one another: a long time is looked up in parts where one
 * lookup would be too much. At least one.
 */
export type SharedCalendar = readonly SharedView[]

/** From the beginning of the first part to the end of the last. */
export function sharedWindow(calendar: SharedCalendar): TimeWindow {
  return { start: calendar[0]?.window.start ?? 0, end: calendar.at(-1)?.window.end ?? 0 }
}

/** Whether entries carry texts anywhere. */
export const sharesDetails = (calendar: SharedCalendar): boolean =>
  calendar.some(({ grantedView }) => hasDetails(grantedView))

function entriesOf({ times, details }: SharedView): readonly SharedEntry[] {
  return Array.from({ length: times.length }, (_, i) => ({
    start: times.starts[i] as number,
    end: times.ends[i] as number,
    status: BUSY_STATUSES[times.statuses[i] as number] as BusyStatus,
    subject: details?.subjects[i] ?? null,
    location: details?.locations[i] ?? null,
    description: details?.notes?.descriptions[i] ?? null,
    organizer: details?.notes?.organizers[i] ?? null,
    isPrivate: details !== null && ((details.flags[i] as number) & PRIVATE) !== 0,
  }))
}

const isSame = (a: SharedEntry, b: SharedEntry): boolean =>
  a.start === b.start && a.end === b.end && a.status === b.status && a.subject === b.subject

/**
 * The entries of a calendar, by their start. What reaches over the end of a part stands in the next one again, and is told
 * once; a block that was cut there is whole again.
 */
export function sharedEntries(calendar: SharedCalendar): readonly SharedEntry[] {
  const all: SharedEntry[] = []
  for (const view of calendar) {
    const border = view.window.start
    const reaching = all.filter(({ end }) => end >= border)
    for (const entry of entriesOf(view)) {
      if (entry.start < border && reaching.some((before) => isSame(before, entry))) continue
      const cut =
        hasDetails(view.grantedView) || entry.start !== border
          ? undefined
          : reaching.find(({ end, status }) => end === border && status === entry.status)
      if (cut === undefined) all.push(entry)
      else all[all.indexOf(cut)] = { ...cut, end: entry.end }
    }
  }
  return all
}
