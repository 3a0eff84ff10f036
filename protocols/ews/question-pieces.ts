import type { Finding, SourceQuestion } from '../availability/availability-question.ts'
import { packBusyTimes, busyTimeAt } from '../availability/busy-times.ts'
import type { BusyTime } from '../availability/busy-times.ts'
import type { EventDetails, FreeBusyView } from '../availability/free-busy-view.ts'
import type { MailboxAddress } from '../availability/mailbox-address.ts'
import { mergedSlotCount } from '../availability/merged-free-busy.ts'
import { DAY, MINUTE } from '../availability/time-window.ts'
import type { TimeWindow } from '../availability/time-window.ts'

export interface PieceLimits {
  /** Mailboxes in one request. */
  readonly mailboxes: number
  /** The longest window of one request, in days. */
  readonly windowDays: number
}

/** A part of a question that a partner takes in one request: mailboxes from number `first` on, in one window. */
export interface QuestionPiece extends SourceQuestion {
  readonly first: number
}

/** Windows that follow on one another, cut between slots so that all slots stay where they are, and evenly. */
function windowsOf({ window, interval }: SourceQuestion, days: number): TimeWindow[] {
  const slot = interval * MINUTE
  const slotsAtMost = Math.max(1, Math.floor((days * DAY) / slot))
  const slots = mergedSlotCount(window, interval)
  const count = window.end - window.start <= days * DAY ? 1 : Math.ceil(slots / slotsAtMost)
  const each = Math.ceil(slots / count) * slot
  const windows: TimeWindow[] = []
  for (let start = window.start; start < window.end; start += each) {
    windows.push({ start, end: Math.min(start + each, window.end) })
  }
  return windows
}

export function piecesOf(question: SourceQuestion, limits: PieceLimits): QuestionPiece[] {
  const pieces: QuestionPiece[] = []
  for (const window of windowsOf(question, limits.windowDays)) {
    for (let first = 0; first < question.mailboxes.length; first += limits.mailboxes) {
      pieces.push({ ...question, mailboxes: question.mailboxes.slice(first, first + limits.mailboxes), window, first })
    }
  }
  return pieces
}

interface Joined {
  readonly times: BusyTime[]
  /** Where each of `times` has its details, if it has any. */
  readonly sources: ({ readonly details: EventDetails; readonly at: number } | null)[]
}

/** Adds a piece's entries; one that began before the piece, and that the piece before told too, is not told twice. */
function addTimes(joined: Joined, { times, details, window }: FreeBusyView): void {
  const told = new Set(joined.times.map(({ start, end, status }) => `${start} ${end} ${status}`))
  for (let i = 0; i < times.length; i++) {
    const time = busyTimeAt(times, i)
    if (time.start < window.start && told.has(`${time.start} ${time.end} ${time.status}`)) continue
    joined.times.push(time)
    joined.sources.push(details === null ? null : { details, at: i })
  }
}

function detailsIn(order: readonly number[], { sources }: Joined): EventDetails {
  const source = order.map((i) => sources[i] ?? null)
  return {
    flags: Uint8Array.from(source, (from) => from?.details.flags[from.at] ?? 0),
    subjects: source.map((from) => from?.details.subjects[from.at] ?? null),
    locations: source.map((from) => from?.details.locations[from.at] ?? null),
    notes: null,
  }
}

/**
 * What is known of one mailbox in the whole window from what its parts brought. A part that was not had is unknown and
 * its reason is kept; where no part was had, so is the mailbox.
 */
export function joinFindings(
  mailbox: MailboxAddress,
  window: TimeWindow,
  parts: readonly { readonly window: TimeWindow; readonly finding: Finding }[],
): Finding {
  const [first] = parts
  if (parts.length === 1 && first !== undefined) return first.finding
  const views = parts.flatMap(({ finding }) => (finding.kind === 'view' ? [finding.view] : []))
  if (first === undefined || views.length === 0) return first?.finding ?? { kind: 'no-data', reason: 'DATA_MALFORMED' }
  const joined: Joined = { times: [], sources: [] }
  for (const part of parts) {
    if (part.finding.kind === 'view') addTimes(joined, part.finding.view)
    else {
      joined.times.push({ ...part.window, status: 'NoData', reason: part.finding.reason })
      joined.sources.push(null)
    }
  }
  const order: number[] = []
  const times = packBusyTimes(joined.times, order)
  const details = views.some((view) => view.details !== null) ? detailsIn(order, joined) : null
  const slots = views.map((view) => view.slotMinutes ?? 0)
  return {
    kind: 'view',
    view: {
      mailbox,
      window,
      times,
      details,
      categories: null,
      workingHours: views.find((view) => view.workingHours !== null)?.workingHours ?? null,
      slotMinutes: Math.max(...slots) || null,
      asOf: Math.min(...views.map((view) => view.asOf)),
    },
  }
}
