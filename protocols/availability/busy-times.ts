import { BUSY_STATUSES, NO_DATA } from './busy-status.ts'
import type { BusyStatus, BusyStatusCode, NoDataReason } from './busy-status.ts'
import type { Instant } from './time-window.ts'

/**
 * Stretches of time with a status, as columns: entry `i` is [starts[i], ends[i]) with statuses[i]. Sorted by start, then
 * end; entries may overlap; `starts[i] <= ends[i]`. Immutable by agreement: whoever needs another table makes one.
 *
 * Columns, not objects: a lookup of 100 mailboxes reads thousands of entries, and an object each costs more than the rest.
 */
export interface BusyTimes {
  readonly length: number
  readonly starts: Float64Array
  readonly ends: Float64Array
  /** `BusyStatusCode`s. */
  readonly statuses: Uint8Array
  /** The reason of each `NoData` entry, by its index; has exactly those indices. */
  readonly reasons: ReadonlyMap<number, NoDataReason>
}

export type BusyTime =
  | { readonly start: Instant; readonly end: Instant; readonly status: Exclude<BusyStatus, 'NoData'> }
  | { readonly start: Instant; readonly end: Instant; readonly status: 'NoData'; readonly reason: NoDataReason }

export const NO_REASONS: ReadonlyMap<number, NoDataReason> = new Map()

export const NO_TIMES: BusyTimes = {
  length: 0,
  starts: new Float64Array(0),
  ends: new Float64Array(0),
  statuses: new Uint8Array(0),
  reasons: NO_REASONS,
}

/** Sorts and packs; `order`, when given, receives where each packed entry stood in `times`. */
export function packBusyTimes(times: readonly BusyTime[], order: number[] = []): BusyTimes {
  order.length = 0
  for (let i = 0; i < times.length; i++) order.push(i)
  const at = (i: number): BusyTime => times[i] as BusyTime
  order.sort((a, b) => at(a).start - at(b).start || at(a).end - at(b).end || a - b)
  const packed = {
    length: times.length,
    starts: new Float64Array(times.length),
    ends: new Float64Array(times.length),
    statuses: new Uint8Array(times.length),
  }
  const reasons = new Map<number, NoDataReason>()
  for (let i = 0; i < times.length; i++) {
    const time = at(order[i] as number)
    packed.starts[i] = time.start
    packed.ends[i] = time.end
    packed.statuses[i] = BUSY_STATUSES.indexOf(time.status)
    if (time.status === 'NoData') reasons.set(i, time.reason)
  }
  return { ...packed, reasons: reasons.size === 0 ? NO_REASONS : reasons }
}

export function busyTimeAt(times: BusyTimes, i: number): BusyTime {
  const code = times.statuses[i] as BusyStatusCode
  const [start, end] = [times.starts[i] as number, times.ends[i] as number]
  if (code === NO_DATA) return { start, end, status: 'NoData', reason: times.reasons.get(i) ?? 'DATA_WITHHELD' }
  return { start, end, status: BUSY_STATUSES[code] }
}
