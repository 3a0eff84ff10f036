import { FREE, NO_DATA } from './busy-status.ts'
import type { NoDataReason } from './busy-status.ts'
import { NO_REASONS } from './busy-times.ts'
import type { BusyTimes } from './busy-times.ts'
import type { Instant, TimeWindow } from './time-window.ts'

/** Columns under construction: as `BusyTimes`, but not yet in order. */
interface Draft {
  length: number
  readonly starts: Instant[]
  readonly ends: Instant[]
  readonly statuses: number[]
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
  const draft: Draft = { length: 0, starts: [], ends: [], statuses: [], reasons: new Map() }
  // Entries come sorted by start, so a block is complete as soon as one of its status starts after its end.
  const latest = [-1, -1, -1, -1, -1, -1]
  for (let i = 0; i < times.length; i++) {
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
    draft.starts.push(start)
    draft.ends.push(end)
    draft.statuses.push(status)
    draft.length++
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
  return {
    length: draft.length,
    starts,
    ends,
    statuses,
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
    starts: indices.map((from) => times.starts[from] as number),
    ends: indices.map((from) => times.ends[from] as number),
    statuses: indices.map((from) => times.statuses[from] as number),
    reasons: reasons.size === 0 ? NO_REASONS : reasons,
  }
}
