import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'

/** Adds [start, end) to intervals that are sorted and apart and begin no later; one that touches the last grows it. */
export function appendInterval(intervals: TimeWindow[], start: Instant, end: Instant): void {
  const last = intervals.at(-1)
  if (end <= start) return
  if (last === undefined || start > last.end) intervals.push({ start, end })
  else intervals[intervals.length - 1] = { start: last.start, end: Math.max(last.end, end) }
}

/** Sorts, and makes one of what touches. */
export function joinIntervals(intervals: readonly TimeWindow[]): readonly TimeWindow[] {
  const apart: TimeWindow[] = []
  for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) appendInterval(apart, start, end)
  return apart
}

/** What of `window` is in none of `intervals`, which are sorted and apart. */
export function gapsBetween(intervals: readonly TimeWindow[], window: TimeWindow): readonly TimeWindow[] {
  const gaps: TimeWindow[] = []
  let from = window.start
  for (const { start, end } of intervals) {
    appendInterval(gaps, from, Math.min(start, window.end))
    from = Math.max(from, end)
  }
  appendInterval(gaps, from, window.end)
  return gaps
}

/** What is in both; each is sorted and apart. */
export function overlap(a: readonly TimeWindow[], b: readonly TimeWindow[]): readonly TimeWindow[] {
  const both: TimeWindow[] = []
  for (let [i, j] = [0, 0]; i < a.length && j < b.length;) {
    const [one, other] = [a[i] as TimeWindow, b[j] as TimeWindow]
    const end = Math.min(one.end, other.end)
    appendInterval(both, Math.max(one.start, other.start), end)
    if (one.end === end) i++
    if (other.end === end) j++
  }
  return both
}
