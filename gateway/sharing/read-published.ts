import type { Connector } from '../../protocols/availability/availability-question.ts'
import { NO_DATA } from '../../protocols/availability/busy-status.ts'
import type { NoDataReason } from '../../protocols/availability/busy-status.ts'
import type { FreeBusyView } from '../../protocols/availability/free-busy-view.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { SharedCalendar } from '../../protocols/availability/shared-entries.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import { hasDetails } from '../../protocols/availability/view.ts'
import type { Granted } from '../../trust/policies/decision.ts'
import { shareFinding } from '../../trust/policies/share-finding.ts'
import { shareView } from '../../trust/policies/share-view.ts'
import { toldEntries } from '../../trust/policies/told-entries.ts'

export interface PublishedReading {
  readonly calendar: SharedCalendar
  /** False: nothing could be read, and everything is unknown. */
  readonly read: boolean
  /** False: something failed that may go better in a moment. */
  readonly settled: boolean
}

export interface ReadingParts {
  readonly calendars: Connector
  readonly mailbox: MailboxAddress
  readonly decision: Granted
  readonly now: Instant
  readonly signal: AbortSignal
  readonly requestId: string
}

/** Slots play no part in what is published; a question has to name some. */
const SLOT_MINUTES = 30
/** What will be the same the next time: the calendar itself is so. */
const LASTING: readonly NoDataReason[] = ['DATA_TOO_MANY']

function unknownView({ mailbox, now }: ReadingParts, window: TimeWindow, reason: NoDataReason): FreeBusyView {
  const times = {
    length: 1,
    starts: [window.start],
    ends: [window.end],
    statuses: [NO_DATA],
    reasons: new Map([[0, reason]]),
  }
  const nothing = { details: null, categories: null, workingHours: null, slotMinutes: null }
  return { mailbox, window, times, ...nothing, asOf: now }
}

/**
 * Reads one mailbox for whoever holds a link, reduced to what was decided. A time with more entries than one lookup takes
 * is read in halves, down to a day; what cannot be read is unknown, never free.
 */
export async function readPublished(parts: ReadingParts, window: TimeWindow): Promise<PublishedReading> {
  const { calendars, mailbox, decision, signal, requestId } = parts
  const notes = decision.level === 'Reviewer'
  const categories = (decision.part?.hiddenCategories.length ?? 0) > 0
  const told = (found: FreeBusyView): readonly number[] => toldEntries(found, decision)
  const wanted = { view: decision.view, interval: SLOT_MINUTES, notes, categories, told }
  const { findings } = await calendars.lookUp({ mailboxes: [mailbox], window, ...wanted }, { signal, requestId })
  const [finding] = findings
  const answer = finding?.kind === 'view' ? shareFinding(finding.view, decision) : finding
  if (answer?.kind === 'view') {
    const settled = hasDetails(decision.view) === hasDetails(answer.view.grantedView)
    return { calendar: [answer.view], read: true, settled }
  }
  const reason = answer?.reason ?? 'DATA_UNREADABLE'
  if (reason === 'DATA_TOO_MANY' && window.end - window.start > DAY) return readHalves(parts, window)
  const view = shareView(unknownView(parts, window, reason), decision)
  return { calendar: [view], read: false, settled: LASTING.includes(reason) }
}

async function readHalves(parts: ReadingParts, { start, end }: TimeWindow): Promise<PublishedReading> {
  const middle = start + Math.ceil((end - start) / 2 / DAY) * DAY
  const before = await readPublished(parts, { start, end: middle })
  const after = await readPublished(parts, { start: middle, end })
  return {
    calendar: [...before.calendar, ...after.calendar],
    read: before.read || after.read,
    settled: before.settled && after.settled,
  }
}
