import type { Connector, Finding, SourceQuestion } from '../../../protocols/availability/availability-question.ts'
import type { BUSY_STATUSES } from '../../../protocols/availability/busy-status.ts'
import { packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import { MEETING, PRIVATE, REMINDER } from '../../../protocols/availability/free-busy-view.ts'
import type { FreeBusyView } from '../../../protocols/availability/free-busy-view.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { TimeWindow } from '../../../protocols/availability/time-window.ts'
import { BusyIndex } from '../../../protocols/icalendar/busy-index.ts'
import { unpackTexts } from '../../../protocols/icalendar/event-details.ts'
import type { DetailsSegment } from '../../../protocols/icalendar/event-details-store.ts'
import { expandCalendar } from '../../../protocols/icalendar/expand-calendar.ts'
import type { EventTexts } from '../../../protocols/icalendar/expand-calendar.ts'
import { FolderConnector } from '../../../protocols/icalendar/icalendar-connector.ts'
import { readCalendar } from '../../../protocols/icalendar/read-calendar.ts'
import type { MailboxCalendar } from '../../../protocols/icalendar/watched-calendars.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import type { Zone } from '../../../protocols/time-zone/zone.ts'
import type { MailboxPolicy } from '../../../trust/policies/policy.ts'
import { instantOf, writeEvents } from './clothe-calendar.ts'
import type { Event } from './clothe-calendar.ts'
import type { ClothedMailbox } from './clothe-mailbox.ts'
import type { Scene } from './seen.ts'

/** What an answer cost, counted where the gateway leaves its own memory, or hands on. */
export interface Work {
  calendarCalls: number
  calendarMailboxes: number
  /** Members of groups: of whom calendars were read, and who are on record. */
  members: number
  /** Texts of events, each read by itself. */
  texts: number
  partnerCalls: number
  partnerMailboxes: number
  tokenStoreCalls: number
  /** Mailboxes taken out of a partner's budget. */
  budget: number
  finished: number
  /** Looks at nothing, that count against a visitor. */
  missed: number
  /** Mailboxes in the record of the lookup. */
  recorded: number
  logged: number
}

export const noWork = (): Work => ({
  ...{ calendarCalls: 0, calendarMailboxes: 0, members: 0, texts: 0, partnerCalls: 0, partnerMailboxes: 0 },
  ...{ tokenStoreCalls: 0, budget: 0, finished: 0, missed: 0, recorded: 0, logged: 0 },
})

const LIMITS = { steps: 100_000, instances: 10_000 }
const BERLIN = ianaZone('Europe/Berlin') as Zone
const HORIZON: TimeWindow = { start: Date.UTC(2026, 10, 1), end: Date.UTC(2027, 1, 1) }

/** The calendars of one organization, each read when it is first asked for. */
class ReadCalendars {
  readonly mailboxes = new Set<MailboxAddress>()
  readonly texts: ((detail: number) => EventTexts)[] = []
  readonly #scene: Scene
  readonly #files = new Map<MailboxAddress, readonly Event[] | 'unreadable'>()

  constructor(scene: Scene, mailboxes: readonly ClothedMailbox[]) {
    this.#scene = scene
    for (const { address, events, unreadable } of mailboxes) {
      const file = unreadable ? 'unreadable' : events
      if (file === null) continue
      this.#files.set(parseMailboxAddress(address), file)
      this.mailboxes.add(parseMailboxAddress(address))
    }
  }

  get(mailbox: MailboxAddress): MailboxCalendar | undefined {
    const file = this.#files.get(mailbox)
    if (file === undefined) return undefined
    if (file === 'unreadable') return { state: 'unreadable', because: 'no calendar' }
    const calendar = readCalendar(Buffer.from(writeEvents(this.#scene, file)), { mailbox, zone: BERLIN })
    const { index, ...texts } = expandCalendar(calendar, HORIZON, LIMITS)
    // Where they lie is the store's own affair, and the store is the one below.
    const segmentOf = (bytes: Uint8Array, ends: Uint32Array): DetailsSegment => {
      const serial = this.texts.push((detail) => unpackTexts(bytes, ends, detail)) - 1
      return { serial, file: null, at: 0, ends } as unknown as DetailsSegment
    }
    const details = segmentOf(texts.details, texts.detailEnds)
    return {
      state: 'read',
      index: new BusyIndex(index),
      details,
      notes: segmentOf(texts.notes, texts.noteEnds),
      asOf: 0,
    }
  }
}

/** Nothing is in memory before it was asked for: a lookup of texts waits for them, and is decided twice. */
const coldStore = ({ texts }: ReadCalendars, work: Work) => ({
  cached: ({ serial }: DetailsSegment, detail: number): EventTexts | undefined =>
    texts[serial]?.(detail).length === 0 ? [] : undefined,
  load: ({ serial }: DetailsSegment, detail: number): Promise<EventTexts> => {
    work.texts++
    return Promise.resolve(texts[serial]?.(detail) ?? [])
  },
})

const counted = (connector: Connector, count: (mailboxes: readonly MailboxAddress[]) => void): Connector => ({
  lookUp: (question, context) => {
    count(question.mailboxes)
    return connector.lookUp(question, context)
  },
})

export interface CountedCalendars {
  readonly connector: Connector
  readonly mailboxes: ReadonlySet<MailboxAddress>
}

/** The calendars of one organization, read, expanded and answered from by what serves them, all in memory. */
export function countedCalendars(
  scene: Scene,
  mailboxes: readonly ClothedMailbox[],
  policyOf: (mailbox: MailboxAddress) => MailboxPolicy | undefined,
  work: Work,
): CountedCalendars {
  const calendars = new ReadCalendars(scene, mailboxes)
  const connector = new FolderConnector({
    options: {
      clock: { now: () => 0 },
      log: () => work.logged++,
      workingHoursOf: (mailbox) => policyOf(mailbox)?.workingHours ?? null,
    },
    limits: { entries: scene.most, backlog: 1000 },
    watched: {
      calendars,
      jobOf: () => {
        throw new Error('no window here is beyond the horizon')
      },
    },
    readers: { backlog: 0, read: () => Promise.reject(new Error('nothing is read while somebody asks')) },
    store: coldStore(calendars, work),
  })
  const addresses = new Set(scene.asked.map(({ address }) => address))
  const count = (mailboxes: readonly MailboxAddress[]): void => {
    const asked = mailboxes.filter((mailbox) => addresses.has(mailbox)).length
    work.calendarCalls++
    work.calendarMailboxes += asked
    work.members += mailboxes.length - asked
  }
  return { connector: counted(connector, count), mailboxes: calendars.mailboxes }
}

function viewOf(scene: Scene, mailbox: MailboxAddress, window: TimeWindow, events: readonly Event[]): FreeBusyView {
  const order: number[] = []
  const all = events.map(({ start, end, status }) => ({
    ...{ start: instantOf(scene, start), end: instantOf(scene, end) },
    status: status satisfies (typeof BUSY_STATUSES)[number],
  }))
  const times = packBusyTimes(all, order)
  const sorted = order.map((i) => events[i] as Event)
  const flags = ({ meeting, reminder, secret }: Event): number =>
    (meeting ? MEETING : 0) | (reminder ? REMINDER : 0) | (secret ? PRIVATE : 0)
  const details = {
    ...{ flags: Uint8Array.from(sorted, flags), subjects: sorted.map(({ subject }) => subject) },
    ...{ locations: sorted.map(({ location }) => location), notes: null },
  }
  const rest = { categories: null, workingHours: null, slotMinutes: null, asOf: 0 }
  return { mailbox, window, times, details, ...rest }
}

/** A partner's server that tells everything it has, whatever it is asked for. */
export function talkativePartner(
  scene: Scene,
  calendars: ReadonlyMap<string, readonly Event[] | null>,
  work: Work,
): Connector {
  const find = (mailbox: MailboxAddress, { window }: SourceQuestion): Finding => {
    const events = calendars.get(mailbox)
    if (events === undefined) return { kind: 'no-data', reason: 'DATA_NOT_FOUND' }
    if (events === null) return { kind: 'no-data', reason: 'DATA_UNREADABLE' }
    return { kind: 'view', view: viewOf(scene, mailbox, window, events) }
  }
  const count = ({ length }: readonly MailboxAddress[]): void => {
    work.partnerCalls++
    work.partnerMailboxes += length
  }
  const lookUp = (question: SourceQuestion) =>
    Promise.resolve({ findings: question.mailboxes.map((mailbox) => find(mailbox, question)) })
  return counted({ lookUp }, count)
}
