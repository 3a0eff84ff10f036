import { z } from 'zod'
import { BUSY_STATUSES } from '../../protocols/availability/busy-status.ts'
import { sharedEntries, sharedWindow, sharesDetails } from '../../protocols/availability/shared-entries.ts'
import type { SharedCalendar } from '../../protocols/availability/shared-entries.ts'

const instant = z.iso.datetime()

/**
 * A published calendar as JSON. `NoData` is unknown, never free; whatever of `from` to `until` no entry covers is free.
 * Members may be added within version 1.
 */
export const calendarFeedSchema = z.object({
  version: z.literal(1),
  /** RFC 3339, UTC; half-open. */
  from: instant,
  until: instant,
  /** IANA name: the owner's zone. */
  timeZone: z.string(),
  /** Whether entries carry texts at all. */
  details: z.boolean(),
  entries: z.array(
    z.object({
      start: instant,
      end: instant,
      status: z.enum(BUSY_STATUSES),
      subject: z.string().optional(),
      location: z.string().optional(),
      description: z.string().optional(),
      organizer: z.object({ name: z.string().nullable(), address: z.string().nullable() }).optional(),
      private: z.literal(true).optional(),
    }),
  ),
})

export type CalendarFeed = z.infer<typeof calendarFeedSchema>

const iso = (at: number): string => new Date(at).toISOString()

/** Only what there is. */
const told = <T extends object>(texts: T): { [K in keyof T]?: Exclude<T[K], null> } =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== null)) as {
    [K in keyof T]?: Exclude<T[K], null>
  }

/** A calendar as JSON text of `calendarFeedSchema`. */
export function writeCalendarFeed(calendar: SharedCalendar, timeZone: string): string {
  const { start: from, end: until } = sharedWindow(calendar)
  const feed: CalendarFeed = {
    version: 1,
    from: iso(from),
    until: iso(until),
    timeZone,
    details: sharesDetails(calendar),
    entries: sharedEntries(calendar).map(({ start, end, status, isPrivate, ...texts }) => ({
      start: iso(start),
      end: iso(end),
      status,
      ...told(texts),
      ...(isPrivate && { private: true as const }),
    })),
  }
  return JSON.stringify(feed)
}
