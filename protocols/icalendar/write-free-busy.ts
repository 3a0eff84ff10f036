import { createHash } from 'node:crypto'
import type { BusyStatus } from '../availability/busy-status.ts'
import { sharedEntries, sharedWindow } from '../availability/shared-entries.ts'
import type { SharedCalendar } from '../availability/shared-entries.ts'
import { PRODID } from './write-calendar.ts'
import type { CalendarFacts } from './write-calendar.ts'
import { ContentLines, utcValue } from './write-content-lines.ts'

/**
 * FBTYPE (RFC 5545 3.2.9); null: not listed, which says free. Unknown time has a name of our own, since a reader that
 * does not know a type "MUST treat [it] the same way as the BUSY value". Working elsewhere is busy: the RFC has no word.
 */
const FBTYPE: Readonly<Record<BusyStatus, string | null>> = {
  Free: null,
  Tentative: 'BUSY-TENTATIVE',
  Busy: 'BUSY',
  OOF: 'BUSY-UNAVAILABLE',
  WorkingElsewhere: 'BUSY',
  NoData: 'X-LEDIG-UNKNOWN',
}

/**
 * Free/busy time (RFC 5545 3.6.4) over all that is shared: periods clipped to it, by their start; no texts at any
 * level.
 */
export function writeFreeBusy(calendar: SharedCalendar, { uidSeed, stamp }: CalendarFacts): string {
  const window = sharedWindow(calendar)
  const uid = createHash('sha256').update(`${uidSeed}\nfree/busy`).digest('base64url').slice(0, 24)
  const lines = new ContentLines()
  lines.add('BEGIN', 'VCALENDAR').add('VERSION', '2.0').add('PRODID', PRODID)
  lines.add('BEGIN', 'VFREEBUSY').add('UID', `${uid}@ledig`).add('DTSTAMP', utcValue(stamp))
  lines.add('DTSTART', utcValue(window.start)).add('DTEND', utcValue(window.end))
  for (const { start, end, status } of sharedEntries(calendar)) {
    const type = FBTYPE[status]
    const [from, until] = [Math.max(start, window.start), Math.min(end, window.end)]
    if (type === null || until <= from) continue
    lines.add(`FREEBUSY;FBTYPE=${type}`, `${utcValue(from)}/${utcValue(until)}`)
  }
  return lines.add('END', 'VFREEBUSY').add('END', 'VCALENDAR').toString()
}
