import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Stats } from 'node:fs'
import type { MailboxAddress } from '../availability/mailbox-address.ts'
import type { TimeWindow } from '../availability/time-window.ts'
import { FederationError } from '../federation-error.ts'
import { ianaZone } from '../time-zone/iana-zone.ts'
import { calendarProblem, calendarProblemLine, problemOf, unreadable } from './calendar-problem.ts'
import type { CalendarProblem } from './calendar-problem.ts'
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
  { readonly read: true; readonly version: FileVersion; readonly expanded: ExpandedCalendar } | UnreadCalendar

export interface UnreadCalendar {
  readonly read: false
  readonly version: FileVersion
  /** What was wrong, in English. */
  readonly because: string
  /** The same to be said in any language; of the file it quotes no more than the name of a zone. */
  readonly problem: CalendarProblem
}

export const unread = (problem: CalendarProblem, version: FileVersion = ''): UnreadCalendar => ({
  ...{ read: false, version, because: calendarProblemLine(problem), problem },
})

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
    if (zone === null) throw unreadable('unknownHome', {})
    const calendar = readCalendar(file.bytes, { mailbox: job.mailbox, zone })
    return { read: true, version, expanded: expandCalendar(calendar, job.horizon, job.limits) }
  } catch (error) {
    return unread(reasonOf(error), version)
  }
}

function reasonOf(error: unknown): CalendarProblem {
  if (error instanceof FederationError) return problemOf(error) ?? calendarProblem('failed', {})
  const code = error instanceof Error && 'code' in error ? String(error.code) : null
  return code === null ? calendarProblem('failed', {}) : calendarProblem('unopened', { code })
}

function readWhole(job: CalendarJob): { readonly bytes: Uint8Array; readonly version: FileVersion } {
  const handle = openSync(job.path, 'r')
  try {
    const before = fstatSync(handle)
    if (!before.isFile()) throw unreadable('noFile', {})
    if (before.size > job.limits.fileBytes) throw unreadable('fileTooBig', {})
    const bytes = Buffer.allocUnsafe(before.size)
    let length = 0
    while (length < bytes.length) {
      const more = readSync(handle, bytes, length, bytes.length - length, length)
      if (more === 0) break
      length += more
    }
    const version = versionOf(fstatSync(handle))
    if (version !== versionOf(before)) throw unreadable('changed', {})
    return { bytes: bytes.subarray(0, length), version }
  } finally {
    closeSync(handle)
  }
}
