import { FREE, NO_DATA } from './busy-status.ts'
import type { NoDataReason } from './busy-status.ts'
import { NO_REASONS } from './busy-times.ts'
import type { BusyTimes } from './busy-times.ts'
import type { TimeWindow } from './time-window.ts'

/** Columns under construction: as `BusyTimes`, but with room for more than `length` entries and not yet in order. */
interface Draft {
  length: number
  readonly starts: Float64Array
  readonly ends: Float64Array
  readonly statuses: Uint8Array
  readonly reasons: Map<number, NoDataReason>
}

/**
 * When somebody is how busy, without telling one event from the next: every entry but Free clipped to the window and,
 * where `join` says so, touching or overlapping entries of one status made one. Entries without length are gone.
 *
 * With `join` the result depends only on which instants of the window have which status. A joined unknown time keeps
 * the reason of its first entry.
 */
export function busyBlocks(times: BusyTimes, window: TimeWindow, join: boolean): BusyTimes {
  const room = times.length
  const draft: Draft = {
    length: 0,
    starts: new Float64Array(room),
    ends: new Float64Array(room),
    statuses: new Uint8Array(room),
    reasons: new Map(),
  }
  // Entries come sorted by start, so a block is complete as soon as one of its status starts after its end.
  const latest = [-1, -1, -1, -1, -1, -1]
  for (let i = 0; i < room; i++) {
    const status = times.statuses[i] as number
    const start = Math.max(times.starts[i] as number, window.start)
    const end = Math.min(times.ends[i] as number, window.end)
    if (status === FREE || end <= start) continue
    const block = latest[status] as number
    if (join && block >= 0 && start <= (draft.ends[block] as number)) {
      if (end > (draft.ends[block] as number)) draft.ends[block] = end
      continue
    }
    latest[status] = draft.length
    if (status === NO_DATA) draft.reasons.set(draft.length, times.reasons.get(i) ?? 'DATA_WITHHELD')
    draft.starts[draft.length] = start
    draft.ends[draft.length] = end
    draft.statuses[draft.length++] = status
  }
  return inOrder(draft)
}

/** Clipping and joining keep the order of starts but not of ends; equal entries are told apart by status. */
function inOrder(draft: Draft): BusyTimes {
  const { starts, ends, statuses } = draft
  const compare = (a: number, b: number): number =>
    (starts[a] as number) - (starts[b] as number) ||
    (ends[a] as number) - (ends[b] as number) ||
    (statuses[a] as number) - (statuses[b] as number)
  let sorted = true
  for (let i = 1; i < draft.length && sorted; i++) sorted = compare(i - 1, i) <= 0
  if (!sorted) return pickBusyTimes(draft, Array.from({ length: draft.length }, (_, i) => i).sort(compare))
  const { length } = draft
  return {
    length,
    starts: starts.subarray(0, length),
    ends: ends.subarray(0, length),
    statuses: statuses.subarray(0, length),
    reasons: draft.reasons.size === 0 ? NO_REASONS : draft.reasons,
  }
}

/** The entries at `indices`, in that order, which must keep the table sorted; an unknown time keeps its reason. */
export function pickBusyTimes(times: BusyTimes, indices: readonly number[]): BusyTimes {
  const reasons = new Map<number, NoDataReason>()
  for (let to = 0; to < indices.length; to++) {
    const reason = times.reasons.get(indices[to] as number)
    if (reason !== undefined) reasons.set(to, reason)
  }
  return {
    length: indices.length,
    starts: Float64Array.from(indices, (from) => times.starts[from] as number),
    ends: Float64Array.from(indices, (from) => times.ends[from] as number),
    statuses: Uint8Array.from(indices, (from) => times.statuses[from] as number),
    reasons: reasons.size === 0 ? NO_REASONS : reasons,
  }
}
