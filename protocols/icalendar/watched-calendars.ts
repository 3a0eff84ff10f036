import { watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseMailboxAddress } from '../availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../availability/mailbox-address.ts'
import { DAY } from '../availability/time-window.ts'
import type { Instant, TimeWindow } from '../availability/time-window.ts'
import { BusyIndex } from './busy-index.ts'
import { versionOf } from './calendar-job.ts'
import type { CalendarJob, CalendarLimits, FileVersion } from './calendar-job.ts'
import type { CalendarLog } from './calendar-log.ts'
import { calendarProblem, calendarProblemLine } from './calendar-problem.ts'
import type { CalendarProblem } from './calendar-problem.ts'
import type { CalendarReaders } from './calendar-readers.ts'
import type { DetailsSegment, EventDetailsStore } from './event-details-store.ts'

/** What is known of one mailbox's calendar. */
export type MailboxCalendar =
  | { readonly state: 'unreadable'; readonly because: string }
  | {
      readonly state: 'read'
      readonly index: BusyIndex
      readonly details: DetailsSegment
      readonly notes: DetailsSegment
      readonly asOf: Instant
    }

export interface WatchedCalendarsOptions {
  readonly folder: string
  readonly domain: Domain
  readonly timeZoneOf: (mailbox: MailboxAddress) => string
  readonly clock: { now(): Instant }
  readonly log: CalendarLog
  readonly limits: CalendarLimits
  /** A file is read when it has looked the same for so long. */
  readonly settleMs: number
  readonly rescanMs: number
}

const DAYS_BACK = 62
const DAYS_AHEAD = 2 * 366
/** A file that never rests is read all the same after so many looks. */
const MOST_LOOKS = 20
/** Files under way at once: enough to keep the readers at work, few enough to keep memory flat. */
const LANES = 4
const GONE: FileVersion = 'gone'

/** Whole UTC days, so that it moves once a day; two days more than two years, so that a day late is not too late. */
export function horizonAt(now: Instant): TimeWindow {
  const today = Math.floor(now / DAY) * DAY
  return { start: today - DAYS_BACK * DAY, end: today + DAYS_AHEAD * DAY }
}

/**
 * The calendars of a folder of `<local part>.ics` files, kept up to date. A file that changes is read again once it rests;
 * until then, at most `settleMs * 20`, its last version stands. A version that cannot be read makes the mailbox unknown,
 * whatever the version before it said. The horizon moves on once a day, by reading everything again.
 */
export class WatchedCalendars {
  readonly calendars = new Map<MailboxAddress, MailboxCalendar>()
  /** The keys of `calendars`. */
  readonly mailboxes = new Set<MailboxAddress>()
  readonly #options: WatchedCalendarsOptions
  readonly #readers: CalendarReaders
  readonly #store: EventDetailsStore
  /** By file name: the version that `calendars` tells of. */
  readonly #versions = new Map<string, FileVersion>()
  /** By mailbox: its files; more than one where names differ in the case of their letters only. */
  readonly #claims = new Map<MailboxAddress, Set<string>>()
  readonly #refused = new Set<string>()
  readonly #turns = new Map<string, Promise<void>>()
  readonly #stirred = new Set<string>()
  readonly #closing = new AbortController()
  #watcher: FSWatcher | null = null
  #timer: NodeJS.Timeout | undefined
  #horizon: TimeWindow
  #scanning: Promise<void> = Promise.resolve()

  constructor(options: WatchedCalendarsOptions, readers: CalendarReaders, store: EventDetailsStore) {
    this.#options = options
    this.#readers = readers
    this.#store = store
    this.#horizon = horizonAt(options.clock.now())
  }

  /** Resolves when every file has been read once. */
  async open(): Promise<void> {
    this.#startWatching()
    await this.scan()
    const unreadable = [...this.calendars.values()].filter(({ state }) => state === 'unreadable').length
    this.#options.log('calendars-loaded', { mailboxes: this.calendars.size, unreadable })
    this.#timer = setInterval(() => void this.scan(), this.#options.rescanMs).unref()
  }

  /** Looks at every file, reads those that changed, and all of them if a day has passed; one scan at a time. */
  scan(): Promise<void> {
    const scan = (): Promise<void> | undefined => (this.#closing.signal.aborted ? undefined : this.#scan())
    this.#scanning = this.#scanning.then(scan).catch((error: unknown) => {
      this.#options.log('calendar-folder-unreadable', { because: codeOf(error) })
    })
    return this.#scanning
  }

  versionOf(mailbox: MailboxAddress): number {
    const calendar = this.calendars.get(mailbox)
    return calendar?.state === 'read' ? calendar.details.serial : -1
  }

  jobOf(mailbox: MailboxAddress, horizon: TimeWindow): CalendarJob {
    const { folder, limits, timeZoneOf } = this.#options
    const [name = ''] = this.#claims.get(mailbox) ?? []
    return { path: join(folder, name), mailbox, timeZone: timeZoneOf(mailbox), horizon, limits }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#watcher?.close()
    clearInterval(this.#timer)
    await this.#scanning
    await Promise.all(this.#turns.values())
  }

  #startWatching(): void {
    // Where the file system tells nothing (some networks), or stops telling, the scan is what remains.
    try {
      this.#watcher = watch(this.#options.folder, (_, name) => (name === null ? void this.scan() : this.#stir(name)))
      this.#watcher.on('error', () => this.#watcher?.close()).unref()
    } catch (error) {
      this.#options.log('calendar-folder-unreadable', { because: codeOf(error) })
    }
  }

  #stir(name: string): void {
    if (this.#mailboxOf(name) === null || this.#stirred.has(name) || this.#closing.signal.aborted) return
    this.#stirred.add(name)
    void this.#inTurn(name, () => {
      this.#stirred.delete(name)
      return this.#readOnceAtRest(name)
    })
  }

  async #scan(): Promise<void> {
    const horizon = horizonAt(this.#options.clock.now())
    const renewing = horizon.start !== this.#horizon.start || this.#store.mostlyOld
    const names = await this.#fileNames()
    if (names === null) return
    const retire = renewing ? await this.#store.renew() : null
    this.#horizon = horizon
    const queue = new Set([...names, ...this.#versions.keys()]).values()
    const lane = async (): Promise<void> => {
      for (const name of queue) {
        if (this.#closing.signal.aborted) return
        const atOnce = renewing || !this.#versions.has(name)
        await this.#inTurn(name, async () => {
          if (!atOnce) return this.#readOnceAtRest(name)
          const version = await this.#look(name)
          if (renewing || version !== this.#versions.get(name)) await this.#read(name, version)
        })
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    await retire?.()
  }

  /** Files that are a mailbox's calendar. A folder that cannot be listed makes every mailbox unknown. */
  async #fileNames(): Promise<readonly string[] | null> {
    try {
      const names = await readdir(this.#options.folder)
      return names.filter((name) => this.#mailboxOf(name) !== null)
    } catch (error) {
      this.#options.log('calendar-folder-unreadable', { because: codeOf(error) })
      for (const mailbox of this.calendars.keys()) this.#put(mailbox, { state: 'unreadable', because: 'no folder' })
      for (const name of this.#versions.keys()) this.#versions.set(name, '')
      return null
    }
  }

  #inTurn(name: string, work: () => Promise<void>): Promise<void> {
    const before = this.#turns.get(name) ?? Promise.resolve()
    const failed = (error: unknown): void => {
      const mailbox = this.#mailboxOf(name)
      if (mailbox !== null) this.#cannotRead(mailbox, name, calendarProblem('brokeOff', { code: codeOf(error) }))
    }
    const turn = before
      .then(work)
      .catch(failed)
      .finally(() => {
        if (this.#turns.get(name) === turn) this.#turns.delete(name)
      })
    this.#turns.set(name, turn)
    return turn
  }

  async #readOnceAtRest(name: string): Promise<void> {
    let seen = await this.#look(name)
    for (let looks = 0; looks < MOST_LOOKS && seen !== this.#versions.get(name); looks++) {
      await delay(this.#options.settleMs, undefined, { signal: this.#closing.signal }).catch(() => undefined)
      if (this.#closing.signal.aborted) return
      const now = await this.#look(name)
      if (now === seen || looks === MOST_LOOKS - 1) await this.#read(name, now)
      seen = now
    }
  }

  /** The version of the file as it stands; a folder or a device of that name is no calendar. */
  async #look(name: string): Promise<FileVersion> {
    try {
      const stats = await stat(join(this.#options.folder, name))
      return stats.isFile() ? versionOf(stats) : GONE
    } catch (error) {
      return codeOf(error) === 'ENOENT' ? GONE : codeOf(error)
    }
  }

  async #read(name: string, version: FileVersion): Promise<void> {
    const mailbox = this.#mailboxOf(name)
    if (mailbox === null) return
    if (version === GONE) return this.#remove(name, mailbox)
    this.#versions.set(name, version)
    const files = this.#claims.get(mailbox) ?? new Set()
    this.#claims.set(mailbox, files.add(name))
    if (files.size > 1) return this.#cannotRead(mailbox, name, calendarProblem('twoFiles', {}))
    const outcome = await this.#readers.read(this.jobOf(mailbox, this.#horizon), false)
    // Another file may have claimed the mailbox meanwhile.
    if (this.#closing.signal.aborted || files.size > 1) return
    if (!outcome.read) return this.#cannotRead(mailbox, name, outcome.problem)
    const { index, details, detailEnds, notes, noteEnds } = outcome.expanded
    try {
      const asOf = this.#options.clock.now()
      const segments = await Promise.all([this.#store.write(details, detailEnds), this.#store.write(notes, noteEnds)])
      this.#put(mailbox, { state: 'read', index: new BusyIndex(index), details: segments[0], notes: segments[1], asOf })
      this.#versions.set(name, outcome.version)
      // Not while the folder is opened: ten thousand lines would say no more than the one that counts them.
      if (this.#timer !== undefined) this.#options.log('calendar-read', { mailbox, entries: index.length })
    } catch (error) {
      this.#cannotRead(mailbox, name, calendarProblem('detailsUnkept', { code: codeOf(error) }))
    }
  }

  #remove(name: string, mailbox: MailboxAddress): void {
    if (!this.#versions.delete(name)) return
    const others = this.#claims.get(mailbox)
    others?.delete(name)
    for (const other of others ?? []) {
      this.#versions.set(other, '')
      this.#stir(other)
    }
    if (others !== undefined && others.size > 0) return
    this.#claims.delete(mailbox)
    this.#put(mailbox, null)
    this.#options.log('calendar-removed', { mailbox })
  }

  #cannotRead(mailbox: MailboxAddress, file: string, problem: CalendarProblem): void {
    const because = calendarProblemLine(problem)
    this.#put(mailbox, { state: 'unreadable', because })
    this.#options.log('calendar-unreadable', { mailbox, file, because }, problem)
  }

  #put(mailbox: MailboxAddress, calendar: MailboxCalendar | null): void {
    const before = this.calendars.get(mailbox)
    if (before?.state === 'read') {
      this.#store.release(before.details)
      this.#store.release(before.notes)
    }
    if (calendar === null) {
      this.calendars.delete(mailbox)
      this.mailboxes.delete(mailbox)
    } else {
      this.calendars.set(mailbox, calendar)
      this.mailboxes.add(mailbox)
    }
  }

  #mailboxOf(name: string): MailboxAddress | null {
    if (!/\.ics$/i.test(name)) return null
    try {
      return parseMailboxAddress(`${name.slice(0, -4)}@${this.#options.domain}`)
    } catch {
      if (!this.#refused.has(name)) this.#options.log('calendar-name-refused', { file: name.slice(0, 100) })
      this.#refused.add(name)
      return null
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
