import { createHash } from 'node:crypto'
import type { BusyStatus } from '../availability/busy-status.ts'
import { sharedEntries } from '../availability/shared-entries.ts'
import type { SharedCalendar, SharedEntry } from '../availability/shared-entries.ts'
import type { Organizer } from '../availability/free-busy-view.ts'
import { readMailboxAddress } from '../availability/mailbox-address.ts'
import type { Instant } from '../availability/time-window.ts'
import { ContentLines, quotedParameter, utcValue } from './write-content-lines.ts'

/** What a calendar is written with beside what it shows. */
export interface CalendarWording {
  /** What each status is called in the reader's language: the summary of an entry without a subject. */
  readonly statuses: Readonly<Record<BusyStatus, string>>
  /** The summary of an entry its owner marked private. */
  readonly privately: string
  /** The calendar's name (X-WR-CALNAME). */
  readonly name: string
}

export interface CalendarFacts {
  /** What only this calendar and this way of showing it have: one entry's UIDs in two of them tell nothing of each other. */
  readonly uidSeed: string
  /** DTSTAMP of everything: the same as long as the same is shown, so that it tells nothing of what is not. */
  readonly stamp: Instant
}

export const PRODID = '-//Ledig//Published calendar//EN'

/**
 * X-MICROSOFT-CDO-BUSYSTATUS (MS-OXCICAL 2.1.3.1.1.20.31). No word means unknown: BUSY is what a reader must not take for
 * free, as in a stream (`rulings.md` 13), and `X-LEDIG-STATUS:UNKNOWN` beside it tells what it truly is.
 */
const CDO: Readonly<Record<BusyStatus, string>> = {
  Free: 'FREE',
  Tentative: 'TENTATIVE',
  Busy: 'BUSY',
  OOF: 'OOF',
  WorkingElsewhere: 'WORKINGELSEWHERE',
  NoData: 'BUSY',
}

/** The same entry of the same calendar has the same UID every time; of two equal ones each its own. */
function uidOf(seed: string, { start, end, status }: SharedEntry, seen: Map<string, number>): string {
  const place = `${start} ${end} ${status}`
  const nth = seen.get(place) ?? 0
  seen.set(place, nth + 1)
  const digest = createHash('sha256').update(`${seed}\n${place}\n${nth}`).digest('base64url')
  return `${digest.slice(0, 24)}@ledig`
}

/** An address that is one is written as such; any other text about who called the meeting is a CONTACT (RFC 5545 3.8.4.2). */
function writeOrganizer(lines: ContentLines, { name, address }: Organizer): void {
  const mailbox = readMailboxAddress(address)
  if (mailbox === null) {
    lines.text('CONTACT', name ?? address)
    return
  }
  const at = mailbox.lastIndexOf('@')
  const uri = `mailto:${encodeURIComponent(mailbox.slice(0, at))}${mailbox.slice(at)}`
  lines.add(name === null ? 'ORGANIZER' : `ORGANIZER;CN=${quotedParameter(name)}`, uri)
}

function writeEntry(lines: ContentLines, entry: SharedEntry, wording: CalendarWording, uid: string, stamp: string) {
  const { start, end, status, subject, location, description, organizer, isPrivate } = entry
  lines.add('BEGIN', 'VEVENT').add('UID', uid).add('DTSTAMP', stamp).add('DTSTART', utcValue(start))
  // Without an end it takes no time at all (RFC 5545 3.6.1); an end at its start is not allowed (3.8.2.2).
  if (end > start) lines.add('DTEND', utcValue(end))
  lines.text('SUMMARY', subject ?? (isPrivate ? wording.privately : wording.statuses[status]))
  lines.text('LOCATION', location).text('DESCRIPTION', description)
  if (organizer !== null) writeOrganizer(lines, organizer)
  if (isPrivate) lines.add('CLASS', 'PRIVATE')
  if (status === 'Tentative') lines.add('STATUS', 'TENTATIVE')
  lines.add('TRANSP', status === 'Free' ? 'TRANSPARENT' : 'OPAQUE')
  lines.add('X-MICROSOFT-CDO-BUSYSTATUS', CDO[status])
  if (status === 'NoData') lines.add('X-LEDIG-STATUS', 'UNKNOWN')
  lines.add('END', 'VEVENT')
}

/**
 * A calendar object (RFC 5545 3.4) without a METHOD, which would ask for an organizer of each event (RFC 5546 3.2.1), with an event for each entry, all times in UTC. Nothing in it is taken
 * from the source but the times and the texts that are shared.
 */
export function writeCalendar(
  calendar: SharedCalendar,
  wording: CalendarWording,
  { uidSeed, stamp }: CalendarFacts,
): string {
  const lines = new ContentLines()
  lines.add('BEGIN', 'VCALENDAR').add('VERSION', '2.0').add('PRODID', PRODID).add('CALSCALE', 'GREGORIAN')
  lines.text('X-WR-CALNAME', wording.name)
  const seen = new Map<string, number>()
  for (const entry of sharedEntries(calendar)) {
    writeEntry(lines, entry, wording, uidOf(uidSeed, entry, seen), utcValue(stamp))
  }
  return lines.add('END', 'VCALENDAR').toString()
}
