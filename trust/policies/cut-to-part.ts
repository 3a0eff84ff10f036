import { busyBlocks } from '../../protocols/availability/busy-blocks.ts'
import { FREE, NO_DATA } from '../../protocols/availability/busy-status.ts'
import type { NoDataReason } from '../../protocols/availability/busy-status.ts'
import type { BusyTimes } from '../../protocols/availability/busy-times.ts'
import type { FreeBusyView } from '../../protocols/availability/free-busy-view.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import { compareTold } from './compare-told.ts'
import { entriesInWindow } from './entries-in-window.ts'
import { gapsBetween, joinIntervals } from './intervals.ts'
import { openTimesAround } from './open-times.ts'
import { pickDetails } from './pick-details.ts'
import type { VisiblePart } from './visible-part.ts'

/** More pieces than this are not worth telling apart: a few long events, cut by every hour of a year. */
const MOST_PIECES = 20_000
/** Of no entry: time that is withheld. */
const WITHHELD = -1

/** A stretch of an entry. */
interface Piece {
  readonly start: Instant
  readonly end: Instant
  readonly status: number
  /** Index of the entry, or `WITHHELD`. */
  readonly of: number
}

/**
 * What of a view is told: `events` one by one; `busy` when somebody is how busy, within the window, touching times of one
 * status as one unless `apart`.
 */
export type Told = 'events' | 'busy' | 'busy apart'

/**
 * A view of which only `part` is left. What is outside becomes unknown time, clipped to the window and joined; entries
 * that reach over an edge are cut there, and those that go on out of the window go on as far as that may be told. An
 * entry of a hidden category, or of one that cannot be told, leaves its time as unknown, and nothing else.
 *
 * The result depends on nothing that is withheld, not even in the order of entries that begin and end together, nor in
 * whether there are too many pieces: times that are told as one are one before they are cut. A part that withholds nothing
 * of the entries leaves them as they were.
 */
export function cutToPart(whole: FreeBusyView, part: VisiblePart, told: Told = 'events'): FreeBusyView {
  const { window } = whole
  const hidden = hiddenEntries(whole, part)
  const { view, isHidden } =
    told === 'events' ? { view: whole, isHidden: new Set(hidden) } : busyView(whole, hidden, told)
  const open = openTimesAround(part, window, reachOf(view))
  const shown = shownPieces(view, open, isHidden)
  const withheld =
    shown === null
      ? [window]
      : joinIntervals([...gapsBetween(open, window), ...hidden.map((i) => clipped(whole.times, i, window))])
  const pieces: Piece[] = shown ?? []
  for (const { start, end } of withheld) pieces.push({ start, end, status: NO_DATA, of: WITHHELD })
  pieces.sort((a, b) => comparePieces(a, b, view))
  const times = timesOf(pieces, view.times)
  const details =
    view.details === null
      ? null
      : pickDetails(
          view.details,
          pieces.map(({ of }) => of),
        )
  return { ...view, times, details, categories: null }
}

/** The entry of each piece that is told, event by event; null where there are more pieces than are worth telling. */
export function entriesInPart(view: FreeBusyView, part: VisiblePart): readonly number[] | null {
  const open = openTimesAround(part, view.window, reachOf(view))
  const pieces = shownPieces(view, open, new Set(hiddenEntries(view, part)))
  return pieces === null ? null : pieces.map(({ of }) => of)
}

/** As times without anything about an event in them, in which nothing hidden is left: what is free is no block. */
function busyView(view: FreeBusyView, hidden: readonly number[], told: Told) {
  const { times: all, window } = view
  const statuses = [...all.statuses]
  for (const i of hidden) statuses[i] = FREE
  const times = busyBlocks({ ...all, statuses }, window, told === 'busy')
  return { view: { ...view, times, details: null }, isHidden: new Set<number>() }
}

/** From the earliest start to the latest end. */
function reachOf({ times, window }: FreeBusyView): TimeWindow {
  let { start, end } = window
  for (let i = 0; i < times.length; i++) {
    start = Math.min(start, times.starts[i] as number)
    end = Math.max(end, times.ends[i] as number)
  }
  return { start, end }
}

/** Where nobody knows which entries are of a hidden category, any may be. */
function hiddenEntries({ times, categories }: FreeBusyView, { hiddenCategories }: VisiblePart): readonly number[] {
  const hidden: number[] = []
  if (hiddenCategories.length === 0) return hidden
  for (let i = 0; i < times.length; i++) {
    const own = categories?.[i] ?? null
    if (own === null || own.some((category) => hiddenCategories.includes(category))) hidden.push(i)
  }
  return hidden
}

function clipped(times: BusyTimes, i: number, window: TimeWindow): TimeWindow {
  return {
    start: Math.max(times.starts[i] as number, window.start),
    end: Math.min(times.ends[i] as number, window.end),
  }
}

/** Null where there are more than may be; each of them is told. */
function shownPieces(view: FreeBusyView, all: readonly TimeWindow[], isHidden: ReadonlySet<number>): Piece[] | null {
  const { times, window } = view
  const pieces: Piece[] = []
  const open = all.filter(({ start, end }) => start < window.end && end > window.start)
  let first = 0
  for (const i of entriesInWindow(view)) {
    if (isHidden.has(i)) continue
    const [start, end, status] = [times.starts[i] as number, times.ends[i] as number, times.statuses[i] as number]
    // Entries come sorted by start: what is over before this one is over before all that follow.
    while (first < open.length && (open[first] as TimeWindow).end <= start) first++
    for (let j = first; j < open.length; j++) {
      const stretch = open[j] as TimeWindow
      // One of no length is told where a stretch begins, too.
      if (stretch.start >= end && stretch.start > start) break
      pieces.push({ start: Math.max(start, stretch.start), end: Math.min(end, stretch.end), status, of: i })
    }
    if (pieces.length > MOST_PIECES) return null
  }
  return pieces
}

/** By start, end and status as always, then by what may be told of them, and by nothing else. */
function comparePieces(a: Piece, b: Piece, view: FreeBusyView): number {
  return a.start - b.start || a.end - b.end || a.status - b.status || compareTold(a.of, b.of, view)
}

function timesOf(pieces: readonly Piece[], { reasons: known }: BusyTimes): BusyTimes {
  const reasons = new Map<number, NoDataReason>()
  for (const [i, { status, of }] of pieces.entries()) {
    if (status === NO_DATA) reasons.set(i, known.get(of) ?? 'DATA_WITHHELD')
  }
  return {
    length: pieces.length,
    starts: pieces.map(({ start }) => start),
    ends: pieces.map(({ end }) => end),
    statuses: pieces.map(({ status }) => status),
    reasons,
  }
}
