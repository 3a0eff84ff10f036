import type { WorkingHours } from '../../protocols/availability/free-busy-view.ts'
import { MINUTE } from '../../protocols/availability/time-window.ts'
import type { TimeWindow } from '../../protocols/availability/time-window.ts'
import { openTimes } from '../../trust/policies/open-times.ts'

/**
 * What meetings begin at and are measured in. Every zone of today is a whole number of quarters of an hour from UTC, half-hour
 * zones and changes of the clock among them, so these are the quarters of everybody's clock.
 */
export const QUARTER = 15 * MINUTE

/** What is known of one mailbox. Free is what is covered, and neither taken nor unknown. */
export interface KnownTimes {
  /** Null: nothing is known at all. */
  readonly covered: TimeWindow | null
  readonly taken: readonly TimeWindow[]
  readonly unknown: readonly TimeWindow[]
}

export interface WantedTime {
  /** The meeting lies within it. */
  readonly window: TimeWindow
  /** How long it takes, in quarters of an hour; at least 1. */
  readonly quarters: number
  /** It lies within every one of these; none: at any time of day. */
  readonly hours: readonly WorkingHours[]
}

/** A time in which nobody is known to be taken. */
export interface FoundTime extends TimeWindow {
  /** Of whom it is not known whether they are free, by their places among those asked about; none: everybody is free. */
  readonly unknownFor: readonly number[]
}

/** Quarters of an hour from the first to the last that lie wholly within a window. */
interface Quarters {
  readonly first: number
  readonly count: number
}

function quartersOf({ start, end }: TimeWindow): Quarters {
  const first = Math.ceil(start / QUARTER)
  return { first, count: Math.max(0, Math.floor(end / QUARTER) - first) }
}

/** Sets those that a time touches by any amount; one of no length touches none. */
function setTouched(marks: Uint8Array, { first }: Quarters, { start, end }: TimeWindow, mark: number): void {
  if (end <= start) return
  const [from, until] = [Math.floor(start / QUARTER) - first, Math.ceil(end / QUARTER) - first]
  if (until > 0) marks.fill(mark, Math.max(0, from), until)
}

/** Sets those that lie wholly within a time. */
function setWithin(marks: Uint8Array, { first }: Quarters, window: TimeWindow, mark: number): void {
  const within = quartersOf(window)
  const from = within.first - first
  if (from + within.count > 0) marks.fill(mark, Math.max(0, from), from + within.count)
}

/** 1 where it is not known whether somebody is free. */
function unknownQuarters({ covered, unknown }: KnownTimes, quarters: Quarters): Uint8Array {
  const marks = new Uint8Array(quarters.count).fill(1)
  if (covered !== null) setWithin(marks, quarters, covered, 0)
  for (const time of unknown) setTouched(marks, quarters, time, 1)
  return marks
}

/** 1 where a meeting may be: within all hours, and nobody is taken. */
function openQuarters({ window, hours }: WantedTime, people: readonly KnownTimes[], quarters: Quarters): Uint8Array {
  const marks = new Uint8Array(quarters.count)
  for (const open of openTimes({ hours, privatePeriods: [] }, window)) setWithin(marks, quarters, open, 1)
  for (const { taken } of people) for (const time of taken) setTouched(marks, quarters, time, 0)
  return marks
}

/** How many are set before each, and in all: what is set within a stretch is one subtraction. */
function sums(marks: Uint8Array): Uint32Array {
  const before = new Uint32Array(marks.length + 1)
  for (let i = 0; i < marks.length; i++) before[i + 1] = (before[i] as number) + (marks[i] as number)
  return before
}

/**
 * Every time at which a meeting can be held, by its start: it overlaps nothing that anybody has, and says for whom it is not
 * known whether she is free. Pure; the work grows with the quarters of the window times the people.
 */
export function findTimes(wanted: WantedTime, people: readonly KnownTimes[]): readonly FoundTime[] {
  const quarters = quartersOf(wanted.window)
  const open = sums(openQuarters(wanted, people, quarters))
  const unknown = people.map((one) => sums(unknownQuarters(one, quarters)))
  const within = (before: Uint32Array, at: number): number =>
    (before[at + wanted.quarters] as number) - (before[at] as number)
  const found: FoundTime[] = []
  for (let at = 0; at + wanted.quarters <= quarters.count; at++) {
    if (within(open, at) < wanted.quarters) continue
    const start = (quarters.first + at) * QUARTER
    const unknownFor = unknown.flatMap((before, i) => (within(before, at) > 0 ? [i] : []))
    found.push({ start, end: start + wanted.quarters * QUARTER, unknownFor })
  }
  return found
}

/**
 * A few of them to propose: those for which least is unknown first, each as early as may be, none over another.
 *
 * @param found by their start, as `findTimes` has them
 */
export function bestTimes(found: readonly FoundTime[], most: number): readonly FoundTime[] {
  const best: FoundTime[] = []
  const byUnknown = found.toSorted((a, b) => a.unknownFor.length - b.unknownFor.length || a.start - b.start)
  for (const one of byUnknown) {
    if (best.length === most) break
    if (best.every(({ start, end }) => one.end <= start || one.start >= end)) best.push(one)
  }
  return best
}
