import type { MailboxAnswer } from '../../protocols/availability/availability-question.ts'
import { hasEvents } from '../../protocols/availability/availability-question.ts'
import { BUSY, NO_DATA, OOF, TENTATIVE } from '../../protocols/availability/busy-status.ts'
import type { BusyTimes } from '../../protocols/availability/busy-times.ts'
import { mergedFreeBusy, timesFromMerged } from '../../protocols/availability/merged-free-busy.ts'
import type { SharedView } from '../../protocols/availability/shared-view.ts'
import type { TimeWindow } from '../../protocols/availability/time-window.ts'
import type { KnownTimes } from './find-time.ts'

/** Somebody who may become busy is not proposed either: whoever asks sees it, and can ask her. */
const TAKEN: ReadonlySet<number> = new Set([TENTATIVE, BUSY, OOF])

/**
 * A view as a client is told it. Of a stream of slots the times behind it are finer than what is written of them, so they are
 * read back from the stream; a slot that says busy may be unknown there (`merged-free-busy.ts`).
 *
 * @param interval minutes per slot that were asked for
 */
export function asTold(view: SharedView, interval: number): SharedView {
  if (hasEvents(view.grantedView)) return view
  const { times, window } = view
  const digits = mergedFreeBusy(times, window, interval).join('')
  return { ...view, times: timesFromMerged(digits, window, interval) }
}

function timesOf({ length, starts, ends, statuses }: BusyTimes, is: (status: number) => boolean): TimeWindow[] {
  const times: TimeWindow[] = []
  for (let i = 0; i < length; i++) {
    if (is(statuses[i] as number)) times.push({ start: starts[i] as number, end: ends[i] as number })
  }
  return times
}

/** What an answer lets be known of a mailbox, for finding times. Nothing is known of one that was refused. */
export function knownTimes(answer: MailboxAnswer, interval: number): KnownTimes {
  if (answer.kind !== 'view') return { covered: null, taken: [], unknown: [] }
  const { times, window } = asTold(answer.view, interval)
  return {
    covered: window,
    taken: timesOf(times, (status) => TAKEN.has(status)),
    unknown: timesOf(times, (status) => status === NO_DATA),
  }
}
