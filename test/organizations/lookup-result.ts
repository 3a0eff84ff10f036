import type { View } from '../../protocols/availability/availability-question.ts'
import type { BusyStatus } from '../../protocols/availability/busy-status.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'

export interface LookupEvent {
  readonly start: Instant
  readonly end: Instant
  readonly status: BusyStatus
  /** Absent where the answer told none: too low a level, or a private item. */
  readonly subject?: string
  readonly location?: string
}

export type Side = 'asking' | 'answering'

/** What one asked mailbox came to: the answer on the wire, and why, as both sides' traces tell it. */
export type LookupOutcome =
  | {
      readonly outcome: 'answer'
      readonly level: string
      readonly view: View
      readonly decidedBy: string
      readonly side: Side
      /** Null where the view has no stream. */
      readonly mergedFreeBusy: string | null
      /** Null where the view has no events. */
      readonly events: readonly LookupEvent[] | null
      readonly asOf: Instant
    }
  | { readonly outcome: 'refuse'; readonly decidedBy: string; readonly side: Side }
  /** The calendar could not be had, and `decidedBy` says why: unknown, never free. */
  | { readonly outcome: 'unknown'; readonly decidedBy: string }

/** One person asked about one person. */
export interface LookupResult {
  readonly from: string
  readonly about: string
  readonly asked: View
  /** Minutes per slot of the stream. */
  readonly interval: number
  readonly window: TimeWindow
  readonly is: LookupOutcome
}
