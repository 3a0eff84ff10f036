import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Stats } from 'node:fs'
import type { MailboxAddress } from '../availability/mailbox-address.ts'
import type { TimeWindow } from '../availability/time-window.ts'
import { FederationError } from '../federation-error.ts'
import { ianaZone } from '../time-zone/iana-zone.ts'
import { expandCalendar } from './expand-calendar.ts'
import type { ExpandedCalendar } from './expand-calendar.ts'
import type { ExpansionLimits } from './expand-recurrence.ts'
import { readCalendar } from './read-calendar.ts'

/** One file to be read and expanded. */
export interface CalendarJob {
  readonly path: string
  readonly mailbox: MailboxAddress
  /** IANA name. */
  readonly timeZone: string
  readonly horizon: TimeWindow
  readonly limits: CalendarLimits
}

export interface CalendarLimits extends ExpansionLimits {
  readonly fileBytes: number
}

/** Which version of a file was read; '' is none. */
export type FileVersion = string

export type CalendarOutcome =
  | { readonly read: true; readonly version: FileVersion; readonly expanded: ExpandedCalendar }
  /** `because` names what was wrong and never quotes the file. */
  | { readonly read: false; readonly version: FileVersion; readonly because: string }

export function versionOf(stats: Pick<Stats, 'ino' | 'size' | 'mtimeMs'>): FileVersion {
  return `${stats.ino}/${stats.size}/${stats.mtimeMs}`
}

/** Does the job, in whatever thread; never throws. A file that changes while it is read is not read. */
export function doCalendarJob(job: CalendarJob): CalendarOutcome {
  let version = ''
  try {
    const file = readWhole(job)
    version = file.version
    const zone = ianaZone(job.timeZone)
    if (zone === null) throw new FederationError('ERR_CONFIG_INVALID', 'unknown time zone of the mailbox')
    const calendar = readCalendar(file.bytes, { mailbox: job.mailbox, zone })
    return { read: true, version, expanded: expandCalendar(calendar, job.horizon, job.limits) }
  } catch (error) {
    return { read: false, version, because: reasonOf(error) }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof FederationError) {
    const { line, tzid } = error.context
    return `${error.message}${line === undefined ? '' : ` (line ${line})`}${tzid === undefined ? '' : ` ${tzid}`}`
  }
  return error instanceof Error && 'code' in error ? `cannot be opened: ${String(error.code)}` : 'failed in reading'
}

function readWhole(job: CalendarJob): { readonly bytes: Uint8Array; readonly version: FileVersion } {
  const handle = openSync(job.path, 'r')
  try {
    const before = fstatSync(handle)
    if (!before.isFile()) throw new FederationError('ERR_MESSAGE_MALFORMED', 'not a file')
    if (before.size > job.limits.fileBytes) throw new FederationError('ERR_MESSAGE_TOO_BIG', 'file too big')
    const bytes = Buffer.allocUnsafe(before.size)
    let length = 0
    while (length < bytes.length) {
      const more = readSync(handle, bytes, length, bytes.length - length, length)
      if (more === 0) break
      length += more
    }
    const version = versionOf(fstatSync(handle))
    if (version !== versionOf(before)) throw new FederationError('ERR_MESSAGE_MALFORMED', 'changed while it was read')
    return { bytes: bytes.subarray(0, length), version }
  } finally {
    closeSync(handle)
  }
}
