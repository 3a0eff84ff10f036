import { DAY, MINUTE } from '../availability/time-window.ts'
import type { Instant } from '../availability/time-window.ts'

/**
 * A rule for telling local time. A *wall* time is what a clock on the wall shows, written as milliseconds since
 * 1970-01-01T00:00:00 as if that clock were UTC.
 */
export interface Zone {
  /** IANA name, 'UTC', or a description of a custom rule. */
  readonly id: string
  /** Minutes east of UTC; a fraction where the zone's offset had seconds (Africa/Monrovia before 1972). */
  offsetAt(instant: Instant): number
  /**
   * The instant at which the wall shows `wall`. In a gap the offset before the gap counts, in a fold the first pass
   * (RFC 5545 3.3.5).
   */
  instantOf(wall: number): Instant
}

export const UTC: Zone = { id: 'UTC', offsetAt: () => 0, instantOf: (wall) => wall }

/** What the wall shows at `instant`. */
export function wallOf(zone: Zone, instant: Instant): number {
  return instant + zone.offsetAt(instant) * MINUTE
}

/** From `at` on, `offset` minutes east of UTC. */
export interface Transition {
  readonly at: Instant
  readonly offset: number
}

/** A stretch of a zone: `offset` at its start, and the transitions after the start and up to and at its end, sorted. */
export interface TransitionSpan {
  readonly offset: number
  readonly transitions: readonly Transition[]
}

export type TransitionSource = (from: Instant, to: Instant) => TransitionSpan

/** A mean Gregorian year: transitions are fetched and kept a block at a time, since most questions need two or three. */
const BLOCK = 31_556_952_000
/** A wall time and its instant can lie this far apart, plus the longest gap seen (Pacific/Apia skipped a whole day). */
const MARGIN = 2 * DAY
/** More blocks than 1800 to 2200 are only ever asked for by hostile dates; then all are forgotten. */
const BLOCKS_KEPT = 400

/** Offsets in ms; offsets[i] holds before ats[i] as an instant and before walls[i] as a wall time. */
interface Block {
  readonly offsets: readonly number[]
  readonly ats: readonly number[]
  readonly walls: readonly number[]
}

function blockOf(span: TransitionSpan): Block {
  const offsets = [span.offset * MINUTE]
  const ats: number[] = []
  const walls: number[] = []
  for (const { at, offset } of span.transitions) {
    const before = offsets[offsets.length - 1] as number
    const after = offset * MINUTE
    ats.push(at)
    offsets.push(after)
    // In a gap the wall times up to at + after, in a fold those up to at + before, still take the offset before.
    walls.push(Math.max(at + Math.max(before, after), walls[walls.length - 1] ?? -Infinity))
  }
  return { offsets, ats, walls }
}

function offsetIn(block: Block, bounds: readonly number[], ms: number): number {
  let i = bounds.length
  while (i > 0 && (bounds[i - 1] as number) > ms) i--
  return block.offsets[i] as number
}

/** A zone over a source of transitions, which is asked once for each year that is needed. */
export function zoneOfSource(id: string, source: TransitionSource): Zone {
  const blocks = new Map<number, Block>()
  let latestIndex = Number.NaN
  let latest: Block | undefined
  const blockAt = (ms: number): Block => {
    const index = Math.floor(ms / BLOCK)
    if (index === latestIndex && latest !== undefined) return latest
    let block = blocks.get(index)
    if (block === undefined) {
      if (blocks.size >= BLOCKS_KEPT) blocks.clear()
      block = blockOf(source(index * BLOCK - MARGIN, (index + 1) * BLOCK + MARGIN))
      blocks.set(index, block)
    }
    latestIndex = index
    latest = block
    return block
  }
  return {
    id,
    offsetAt(instant) {
      const block = blockAt(instant)
      return offsetIn(block, block.ats, instant) / MINUTE
    },
    instantOf(wall) {
      const block = blockAt(wall)
      return wall - offsetIn(block, block.walls, wall)
    },
  }
}

/** A zone with `offset` minutes east of UTC before the first of `transitions`, in any order. */
export function zoneOfTransitions(id: string, offset: number, transitions: readonly Transition[]): Zone {
  const sorted = [...transitions].sort((a, b) => a.at - b.at)
  return zoneOfSource(id, (from, to) => ({
    offset: sorted.findLast((transition) => transition.at <= from)?.offset ?? offset,
    transitions: sorted.filter(({ at }) => at > from && at <= to),
  }))
}

/** Shorter than the shortest time between two transitions that undo each other: a week of summer time (Recife in 2000). */
const SAMPLE = 6 * DAY
const SECOND = 1000

function lastBefore(offsetAt: (instant: Instant) => number, low: Instant, high: Instant): Transition {
  const before = offsetAt(low)
  let [same, other] = [low, high]
  while (other - same > SECOND) {
    const middle = Math.floor((same + other) / 2 / SECOND) * SECOND
    if (middle <= same) break
    if (offsetAt(middle) === before) same = middle
    else other = middle
  }
  const at = Math.floor(other / SECOND) * SECOND
  return { at: at > low ? at : other, offset: offsetAt(other) }
}

/** Finds the transitions of a zone that can only be asked for its offsets, to the second. */
export function sampledTransitions(offsetAt: (instant: Instant) => number, from: Instant, to: Instant): TransitionSpan {
  const transitions: Transition[] = []
  const offset = offsetAt(from)
  let [low, known] = [from, offset]
  while (low < to) {
    const high = Math.min(low + SAMPLE, to)
    if (offsetAt(high) === known) {
      low = high
      continue
    }
    const next = lastBefore(offsetAt, low, high)
    transitions.push(next)
    low = next.at
    known = next.offset
  }
  return { offset, transitions }
}
