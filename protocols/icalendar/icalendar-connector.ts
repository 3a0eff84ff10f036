import { tmpdir } from 'node:os'
import { hasDetails } from '../availability/availability-question.ts'
import type { Connector, Finding, SourceAnswer, SourceQuestion } from '../availability/availability-question.ts'
import type { NoDataReason } from '../availability/busy-status.ts'
import type { FreeBusyView, WorkingHours } from '../availability/free-busy-view.ts'
import type { Domain, MailboxAddress } from '../availability/mailbox-address.ts'
import type { Instant, TimeWindow } from '../availability/time-window.ts'
import { BusyIndex } from './busy-index.ts'
import type { Touched } from './busy-index.ts'
import type { CalendarLimits } from './calendar-job.ts'
import type { CalendarLog } from './calendar-log.ts'
import { CalendarReaders } from './calendar-readers.ts'
import { detailsOf, detailsWanted, notesOf, unpackTexts } from './event-details.ts'
import { EventDetailsStore } from './event-details-store.ts'
import type { DetailsSegment } from './event-details-store.ts'
import type { EventTexts } from './expand-calendar.ts'
import { WatchedCalendars } from './watched-calendars.ts'
import type { MailboxCalendar } from './watched-calendars.ts'

export interface CalendarFolderOptions {
  /** Holds one `<local part>.ics` per mailbox. */
  readonly folder: string
  readonly domain: Domain
  /** IANA name: the zone of all-day and floating times. */
  readonly timeZone: string
  readonly clock: { now(): Instant }
  readonly log: CalendarLog
  /** The zone of one mailbox, where it has its own. */
  readonly zoneOf?: (mailbox: MailboxAddress) => string | undefined
  readonly workingHoursOf?: (mailbox: MailboxAddress) => WorkingHours | null
  /** Where the details are kept, in a file without a name; the system's temporary folder unless told. */
  readonly stateFolder?: string
  readonly limits?: Partial<CalendarFolderLimits>
}

export interface CalendarFolderLimits extends CalendarLimits {
  /** Entries of one mailbox told in one answer (`FreeBusyView.mostEntries`). */
  readonly entries: number
  /** Threads that read. */
  readonly readers: number
  readonly watchdogMs: number
  readonly idleMs: number
  readonly readerHeapMiB: number
  readonly detailsCacheBytes: number
  readonly settleMs: number
  readonly rescanMs: number
  /** Jobs that may wait for a reader before a question beyond the horizon is turned away. */
  readonly backlog: number
}

const LIMITS: CalendarFolderLimits = {
  fileBytes: 5_000_000,
  steps: 5_000_000,
  instances: 100_000,
  entries: 1000,
  readers: 1,
  watchdogMs: 10_000,
  idleMs: 5000,
  readerHeapMiB: 192,
  detailsCacheBytes: 32 * 1024 * 1024,
  settleMs: 100,
  rescanMs: 30_000,
  backlog: 1000,
}

export interface CalendarFolder {
  readonly connector: Connector
  /** Every mailbox that has a file, whether it can be read or not; a live view. */
  mailboxes(): ReadonlySet<MailboxAddress>
  /** Another number once the mailbox's calendar has been read anew; what cannot be read has always the same. */
  readonly versionOf: (mailbox: MailboxAddress) => number
  /** Looks at every file now, and resolves when those that changed are read. */
  rescan(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a folder of calendars as a source of availability; resolves when every file has been read once. A file that
 * cannot be read, and a mailbox without a file, are unknown: `no-data` with DATA_UNREADABLE, and the reason in the log.
 */
export async function openCalendarFolder(options: CalendarFolderOptions): Promise<CalendarFolder> {
  const limits = { ...LIMITS, ...options.limits }
  const { watchdogMs, idleMs, readers: workers, readerHeapMiB: heapMiB } = limits
  const readers = new CalendarReaders({ workers, watchdogMs, idleMs, heapMiB })
  const stateFolder = options.stateFolder ?? tmpdir()
  const store = await EventDetailsStore.open({ stateFolder, cacheBytes: limits.detailsCacheBytes })
  const timeZoneOf = (mailbox: MailboxAddress): string => options.zoneOf?.(mailbox) ?? options.timeZone
  const { folder, domain, clock, log } = options
  const { settleMs, rescanMs } = limits
  const watched = new WatchedCalendars(
    { folder, domain, clock, log, timeZoneOf, limits, settleMs, rescanMs },
    readers,
    store,
  )
  await watched.open()
  return {
    connector: new FolderConnector({ options, limits, watched, readers, store }),
    mailboxes: () => watched.mailboxes,
    versionOf: (mailbox) => watched.versionOf(mailbox),
    rescan: () => watched.scan(),
    close: async () => {
      await Promise.all([watched.close(), readers.close()])
      await store.close()
    },
  }
}

/** What answers are made of. */
export interface FolderParts {
  readonly options: Pick<CalendarFolderOptions, 'clock' | 'log' | 'workingHoursOf'>
  readonly limits: Pick<CalendarFolderLimits, 'entries' | 'backlog'>
  readonly watched: Pick<WatchedCalendars, 'jobOf'> & {
    readonly calendars: Pick<WatchedCalendars['calendars'], 'get'>
  }
  readonly readers: Pick<CalendarReaders, 'read' | 'backlog'>
  readonly store: Pick<EventDetailsStore, 'cached' | 'load'>
}

function noData(reason: NoDataReason): Finding {
  return { kind: 'no-data', reason }
}

/** Says of which entries the texts are read, where that is not all of them: else nobody has to look whether one is missing. */
function withTextsRead(view: FreeBusyView, told: readonly number[] | null): FreeBusyView {
  if (told === null) return view
  const textsRead = new Set(told)
  return textsRead.size === view.times.length ? view : { ...view, textsRead }
}

/** Answers from calendars that were read, whoever reads and keeps them. */
export class FolderConnector implements Connector {
  readonly #parts: FolderParts

  constructor(parts: FolderParts) {
    this.#parts = parts
  }

  /** Answers from memory alone where the window is within the horizon and no details are wanted, or they are in memory. */
  lookUp(question: SourceQuestion, context: { readonly signal: AbortSignal }): SourceAnswer | Promise<SourceAnswer> {
    const findings: Finding[] = []
    const waits: Promise<void>[] = []
    for (const [i, mailbox] of question.mailboxes.entries()) {
      const found = this.#find(mailbox, question)
      if (!(found instanceof Promise)) {
        findings.push(found)
        continue
      }
      findings.push(noData('REACH_TIMEOUT'))
      waits.push(
        found.then((finding) => {
          findings[i] = finding
        }),
      )
    }
    if (waits.length === 0) return { findings }
    return before(context.signal, Promise.all(waits)).then(() => ({ findings: [...findings] }))
  }

  #find(mailbox: MailboxAddress, question: SourceQuestion): Finding | Promise<Finding> {
    const calendar = this.#parts.watched.calendars.get(mailbox)
    if (calendar?.state !== 'read') return noData('DATA_UNREADABLE')
    if (!calendar.index.covers(question.window)) return this.#findBeyond(mailbox, question)
    const detailed = hasDetails(question.view)
    const touched = calendar.index.lookUp(question.window, detailed, question.categories === true)
    const view = this.#viewOf(mailbox, question.window, touched, calendar.asOf)
    if (!detailed) return { kind: 'view', view }
    const told = question.told?.(view) ?? null
    const wanted = detailsWanted(touched, told)
    const found = this.#withDetails(withTextsRead(view, told), touched, calendar, wanted)
    return question.notes === true ? this.#withNotes(found, touched, calendar.notes, wanted) : found
  }

  #viewOf(mailbox: MailboxAddress, window: TimeWindow, touched: Touched, asOf: Instant): FreeBusyView {
    const { times, categories } = touched
    const workingHours = this.#parts.options.workingHoursOf?.(mailbox) ?? null
    const mostEntries = this.#parts.limits.entries
    // One object in one piece: a spread costs more here than the search.
    return { mailbox, window, times, details: null, categories, workingHours, slotMinutes: null, asOf, mostEntries }
  }

  #withDetails(
    view: FreeBusyView,
    touched: Touched,
    calendar: Extract<MailboxCalendar, { state: 'read' }>,
    wanted: readonly number[],
  ): Finding | Promise<Finding> {
    const { known, missing } = this.#cached(calendar.details, wanted)
    const complete = (): Finding => ({
      kind: 'view',
      view: { ...view, details: detailsOf(touched, (detail) => known.get(detail)) },
    })
    if (missing.length === 0) return complete()
    return this.#load(calendar.details, missing, known).then((loaded) => (loaded ? complete() : { kind: 'view', view }))
  }

  async #withNotes(
    found: Finding | Promise<Finding>,
    touched: Touched,
    segment: DetailsSegment,
    wanted: readonly number[],
  ): Promise<Finding> {
    const finding = await found
    if (finding.kind !== 'view' || finding.view.details === null) return finding
    const { known, missing } = this.#cached(segment, wanted)
    if (!(await this.#load(segment, missing, known))) return finding
    const notes = notesOf(touched, (detail) => known.get(detail))
    return { kind: 'view', view: { ...finding.view, details: { ...finding.view.details, notes } } }
  }

  /** What is missing is read as often as it is wanted: how often two entries have one text is not told. */
  #cached(segment: DetailsSegment, wanted: readonly number[]) {
    const known = new Map<number, EventTexts>()
    const missing: number[] = []
    for (const detail of wanted) {
      const cached = this.#parts.store.cached(segment, detail)
      if (cached === undefined) missing.push(detail)
      else known.set(detail, cached)
    }
    return { known, missing }
  }

  /** Adds to `known`; false where the disk fails: the times are known all the same. */
  async #load(segment: DetailsSegment, missing: readonly number[], known: Map<number, EventTexts>): Promise<boolean> {
    try {
      const load = async (detail: number): Promise<unknown> =>
        known.set(detail, await this.#parts.store.load(segment, detail))
      await Promise.all(missing.map(load))
      return true
    } catch (error) {
      const because = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
      this.#parts.options.log('calendar-details-unreadable', { because })
      return false
    }
  }

  /** A window that the index does not hold is read from the file, now. */
  async #findBeyond(mailbox: MailboxAddress, question: SourceQuestion): Promise<Finding> {
    const { limits, options, readers, watched } = this.#parts
    if (readers.backlog >= limits.backlog) return noData('REACH_BUSY')
    const outcome = await readers.read(watched.jobOf(mailbox, question.window), true)
    if (!outcome.read) {
      options.log('calendar-unreadable', { mailbox, because: outcome.because }, outcome.problem)
      return noData('DATA_UNREADABLE')
    }
    const { index, details, detailEnds, notes, noteEnds } = outcome.expanded
    const touched = new BusyIndex(index).lookUp(question.window, true, question.categories === true)
    const view = this.#viewOf(mailbox, question.window, touched, options.clock.now())
    if (!hasDetails(question.view)) return { kind: 'view', view }
    const told = question.told?.(view) ?? null
    const wanted = new Set(detailsWanted(touched, told))
    const texts = (bytes: Uint8Array, ends: Uint32Array) => (detail: number) =>
      wanted.has(detail) ? unpackTexts(bytes, ends, detail) : undefined
    const found = detailsOf(touched, texts(details, detailEnds))
    const noted = question.notes === true ? { ...found, notes: notesOf(touched, texts(notes, noteEnds)) } : found
    return { kind: 'view', view: { ...withTextsRead(view, told), details: noted } }
  }
}

/** Resolves when the work is done or the signal ends it, whichever is first. */
function before(signal: AbortSignal, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve()
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(stop, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
