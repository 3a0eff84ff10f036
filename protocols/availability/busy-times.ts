import { BUSY_STATUSES, NO_DATA } from './busy-status.ts'
import type { BusyStatus, BusyStatusCode, NoDataReason } from './busy-status.ts'
import type { Instant } from './time-window.ts'

/**
 * Stretches of time with a status, as columns: entry `i` is [starts[i], ends[i]) with statuses[i]. Sorted by start, then
 * end; entries may overlap; `starts[i] <= ends[i]`. Immutable by agreement: whoever needs another table makes one.
 *
 * Columns, not objects: a lookup of 100 mailboxes reads thousands of entries, and an object each costs more than the rest.
 * Those of one person's week are plain arrays: a typed array of more than 64 bytes has memory of its own, which takes longer
 * to get than the entries to write.
 */
export interface BusyTimes {
  readonly length: number
  readonly starts: readonly Instant[]
  readonly ends: readonly Instant[]
  /** `BusyStatusCode`s. */
  readonly statuses: readonly number[]
  /** The reason of each `NoData` entry, by its index; has exactly those indices. */
  readonly reasons: ReadonlyMap<number, NoDataReason>
}

export type BusyTime =
  | { readonly start: Instant; readonly end: Instant; readonly status: Exclude<BusyStatus, 'NoData'> }
  | { readonly start: Instant; readonly end: Instant; readonly status: 'NoData'; readonly reason: NoDataReason }

export const NO_REASONS: ReadonlyMap<number, NoDataReason> = new Map()

export const NO_TIMES: BusyTimes = {
  length: 0,
  starts: [],
  ends: [],
  statuses: [],
  reasons: NO_REASONS,
}

/** Sorts and packs; `order`, when given, receives where each packed entry stood in `times`. */
export function packBusyTimes(times: readonly BusyTime[], order: number[] = []): BusyTimes {
  order.length = 0
  for (let i = 0; i < times.length; i++) order.push(i)
  const at = (i: number): BusyTime => times[i] as BusyTime
  order.sort((a, b) => at(a).start - at(b).start || at(a).end - at(b).end || a - b)
  const [starts, ends, statuses]: [number[], number[], number[]] = [[], [], []]
  const reasons = new Map<number, NoDataReason>()
  for (let i = 0; i < times.length; i++) {
    const time = at(order[i] as number)
    starts.push(time.start)
    ends.push(time.end)
    statuses.push(BUSY_STATUSES.indexOf(time.status))
    if (time.status === 'NoData') reasons.set(i, time.reason)
  }
  return { length: times.length, starts, ends, statuses, reasons: reasons.size === 0 ? NO_REASONS : reasons }
}

export function busyTimeAt(times: BusyTimes, i: number): BusyTime {
  const code = times.statuses[i] as BusyStatusCode
  const [start, end] = [times.starts[i] as number, times.ends[i] as number]
  if (code === NO_DATA) return { start, end, status: 'NoData', reason: times.reasons.get(i) ?? 'DATA_WITHHELD' }
  return { start, end, status: BUSY_STATUSES[code] }
}
