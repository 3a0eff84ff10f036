import type { BusyStatusCode } from '../availability/busy-status.ts'
import { NO_REASONS } from '../availability/busy-times.ts'
import type { BusyTimes } from '../availability/busy-times.ts'
import type { Instant, TimeWindow } from '../availability/time-window.ts'

/** One busy time to be indexed. `detail` is the number of its subject and location, -1 where it has neither. */
export interface IndexEntry {
  readonly start: Instant
  readonly end: Instant
  readonly status: BusyStatusCode
  readonly flags: number
  readonly detail: number
  /** Number of its set of categories; 0 for none. */
  readonly categories?: number
}

/** Of categories that cannot be told: not to be read, or one set too many. */
export const UNKNOWN_CATEGORIES = 255
const NO_CATEGORIES: readonly string[] = []

/**
 * A calendar's busy times within a horizon, in one block of memory that can be handed from thread to thread: for `length`
 * entries, 32-bit columns of starts, ends, latest ends and details, then 8-bit columns of statuses and flags, and of sets of
 * categories where an entry has any. Times are
 * seconds after `from`, so that 68 years before and after fit; what lies beyond is cut there.
 */
export interface PackedIndex {
  readonly horizon: TimeWindow
  readonly length: number
  readonly memory: ArrayBuffer
  /** The set of number `n` is `categorySets[n - 1]`. */
  readonly categorySets: readonly (readonly string[])[]
}

const BYTES_PER_ENTRY = 18
const SECOND = 1000
const FARTHEST = 2 ** 31 - 1

/** Sorts and packs. */
export function packIndex(
  entries: readonly IndexEntry[],
  horizon: TimeWindow,
  categorySets: readonly (readonly string[])[] = [],
): PackedIndex {
  const sorted = [...entries].sort((a, b) => a.start - b.start || a.end - b.end)
  const length = sorted.length
  const categorized = sorted.some(({ categories = 0 }) => categories > 0)
  const memory = new ArrayBuffer(length * (BYTES_PER_ENTRY + (categorized ? 1 : 0)))
  const times = new Int32Array(memory, 0, length * 4)
  const bytes = new Uint8Array(memory, length * 16)
  const seconds = (instant: number): number => Math.min(Math.max(instant, -FARTHEST), FARTHEST)
  for (const [i, entry] of sorted.entries()) {
    times[i] = seconds(Math.floor((entry.start - horizon.start) / SECOND))
    times[length + i] = seconds(Math.ceil((entry.end - horizon.start) / SECOND))
    times[3 * length + i] = entry.detail
    bytes[i] = entry.status
    bytes[length + i] = entry.flags
    if (categorized) bytes[2 * length + i] = entry.categories ?? 0
  }
  latestEnds(times, length, 0, length)
  return { horizon, length, memory, categorySets }
}

/**
 * The entries are a balanced tree without pointers: the middle one of [from, to) is the root over both halves. The column
 * of latest ends holds, for each root, the latest end in its range, so that a search skips every range that is over
 * before the window, and one event of a year does not make it read all that begins in that year.
 */
function latestEnds(times: Int32Array, length: number, from: number, to: number): number {
  if (from >= to) return -FARTHEST
  const middle = (from + to) >> 1
  const latest = Math.max(
    times[length + middle] as number,
    latestEnds(times, length, from, middle),
    latestEnds(times, length, middle + 1, to),
  )
  times[2 * length + middle] = latest
  return latest
}

interface Search {
  readonly times: Int32Array
  readonly length: number
  readonly from: number
  readonly to: number
  readonly found: number[]
}

/** Adds to `found` what touches [from, to) in the range [low, high), in order. */
function search(the: Search, low: number, high: number): void {
  const { times, length, from, to, found } = the
  let [first, last] = [low, high]
  while (first < last) {
    const middle = (first + last) >> 1
    if ((times[2 * length + middle] as number) < from) return
    const start = times[middle] as number
    if (start >= to) {
      last = middle
      continue
    }
    search(the, first, middle)
    if (start >= from || (times[length + middle] as number) > from) found.push(middle)
    first = middle + 1
  }
}

const NO_FLAGS = new Uint8Array(0)
const NO_DETAILS = new Int32Array(0)

export interface Touched {
  readonly times: BusyTimes
  readonly flags: Uint8Array
  /** Numbers of details, -1 for none. */
  readonly details: Int32Array
  /** As in `FreeBusyView`; null unless asked for. */
  readonly categories: readonly (readonly string[] | null)[] | null
}

/** Reads what `packIndex` packed. */
export class BusyIndex {
  readonly horizon: TimeWindow
  readonly length: number
  readonly #times: Int32Array
  readonly #bytes: Uint8Array
  readonly #categorySets: PackedIndex['categorySets']

  constructor(packed: PackedIndex) {
    this.horizon = packed.horizon
    this.length = packed.length
    this.#times = new Int32Array(packed.memory, 0, packed.length * 4)
    this.#bytes = new Uint8Array(packed.memory, packed.length * 16)
    this.#categorySets = packed.categorySets
  }

  /** Outside its horizon an index knows nothing, so it must not be asked. */
  covers(window: TimeWindow): boolean {
    return window.start >= this.horizon.start && window.end <= this.horizon.end
  }

  /**
   * The entries that touch `window`, whole: [start, end) meets it, or an entry without length begins in it. Costs the
   * logarithm of the calendar and the entries found, of which a calendar that is read has no more than its limits say;
   * without details, their columns stay empty.
   */
  lookUp(window: TimeWindow, detailed = true, categorized = false): Touched {
    const from = (window.start - this.horizon.start) / SECOND
    const to = (window.end - this.horizon.start) / SECOND
    const found: number[] = []
    search({ times: this.#times, length: this.length, from, to, found }, 0, this.length)
    const times = this.#timesOf(found)
    const categories = categorized ? found.map((entry) => this.#categoriesAt(entry)) : null
    if (!detailed) return { times, flags: NO_FLAGS, details: NO_DETAILS, categories }
    return { times, ...this.#detailsOf(found), categories }
  }

  #categoriesAt(entry: number): readonly string[] | null {
    const number = this.#bytes[2 * this.length + entry] ?? 0
    return number === 0 ? NO_CATEGORIES : (this.#categorySets[number - 1] ?? null)
  }

  #timesOf(found: readonly number[]): BusyTimes {
    const { length } = this
    const [columns, bytes, base] = [this.#times, this.#bytes, this.horizon.start]
    const count = found.length
    const [starts, ends, statuses]: [number[], number[], number[]] = [[], [], []]
    for (let i = 0; i < count; i++) {
      const entry = found[i] as number
      starts.push(base + (columns[entry] as number) * SECOND)
      ends.push(base + (columns[length + entry] as number) * SECOND)
      statuses.push(bytes[entry] as number)
    }
    return { length: count, starts, ends, statuses, reasons: NO_REASONS }
  }

  #detailsOf(found: readonly number[]): Pick<Touched, 'flags' | 'details'> {
    const [flags, details] = [new Uint8Array(found.length), new Int32Array(found.length)]
    for (let i = 0; i < found.length; i++) {
      const entry = found[i] as number
      details[i] = this.#times[3 * this.length + entry] as number
      flags[i] = this.#bytes[this.length + entry] as number
    }
    return { flags, details }
  }
}
