import { BUSY_STATUSES } from '../../../protocols/availability/busy-status.ts'
import type { BusyStatus } from '../../../protocols/availability/busy-status.ts'
import { busyTimeAt } from '../../../protocols/availability/busy-times.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import type { TimeWindow } from '../../../protocols/availability/time-window.ts'
import { BusyIndex } from '../../../protocols/icalendar/busy-index.ts'
import { expandCalendar } from '../../../protocols/icalendar/expand-calendar.ts'
import { readCalendar } from '../../../protocols/icalendar/read-calendar.ts'
import type { Calendar } from '../../../protocols/icalendar/read-calendar.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { UTC } from '../../../protocols/time-zone/zone.ts'

export const VERA = parseMailboxAddress('vera@contoso.example')
export const LIMITS = { steps: 5_000_000, instances: 100_000, fileBytes: 5_000_000 }

export const at = (text: string): number => Date.parse(text.length === 10 ? `${text}T00:00Z` : text)
export const windowOf = (from: string, to: string): TimeWindow => ({ start: at(from), end: at(to) })

/** A whole file around the lines of one or more components. */
export function calendarText(...lines: readonly string[]): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n')
}

let made = 0
/** A VEVENT with a UID of its own unless `lines` have one. */
export function eventText(...lines: readonly string[]): string {
  const uid = lines.some((line) => line.startsWith('UID')) ? [] : [`UID:${made++}`]
  return ['BEGIN:VEVENT', ...uid, ...lines, 'END:VEVENT'].join('\r\n')
}

export function read(text: string | Uint8Array, zone = 'Europe/Stockholm'): Calendar {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  return readCalendar(bytes, { mailbox: VERA, zone: ianaZone(zone) ?? UTC })
}

export interface ShownEntry {
  readonly start: string
  readonly end: string
  readonly status: BusyStatus
  readonly flags: number
}

const shown = (instant: number): string => new Date(instant).toISOString().replace(':00.000Z', 'Z')

/** What a calendar says in a window, through reader, expansion and index, asked of a horizon far wider than the window. */
export function entriesOf(calendar: Calendar, window: TimeWindow): readonly ShownEntry[] {
  const horizon = { start: window.start - 400 * DAY, end: window.end + 400 * DAY }
  const index = new BusyIndex(expandCalendar(calendar, horizon, LIMITS).index)
  const { times, flags } = index.lookUp(window)
  return Array.from({ length: times.length }, (_, i) => {
    const time = busyTimeAt(times, i)
    return { start: shown(time.start), end: shown(time.end), status: time.status, flags: flags[i] ?? 0 }
  })
}

/** Starts of what is not free, in the notation of the vectors. */
export function busyStarts(text: string | Uint8Array, from: string, to: string, zone?: string): readonly string[] {
  const busy = entriesOf(read(text, zone), windowOf(from, to)).filter(({ status }) => status !== BUSY_STATUSES[0])
  return busy.map(({ start }) => start)
}
