import type { WorkingHours } from '../../../protocols/availability/free-busy-view.ts'
import type { TimeWindow } from '../../../protocols/availability/time-window.ts'
import { gapsBetween, overlap } from '../intervals.ts'
import { openTimes } from '../open-times.ts'
import type { VisiblePart } from '../visible-part.ts'

/** Intervals that are kept; when there are more, all are forgotten. */
const MOST_KEPT = 200_000

/**
 * `openTimes` for many questions: of hours that say the same, those of one window are worked out once. Most people of an
 * organization have the same hours, and most windows asked about begin at full days or hours.
 */
export class RememberedOpenTimes {
  readonly #mostKept: number
  readonly #found = new Map<string, readonly TimeWindow[]>()
  readonly #texts = new WeakMap<WorkingHours, string>()
  /** Of the two decisions that are compared at the moment, each is asked about more than once. */
  #recent: readonly {
    readonly part: VisiblePart
    readonly window: TimeWindow
    readonly open: readonly TimeWindow[]
  }[] = []
  #kept = 0
  #workedOut = 0

  /** @param mostKept intervals */
  constructor(mostKept = MOST_KEPT) {
    this.#mostKept = mostKept
  }

  /** How often hours had to be worked out so far, which costs as much as some twenty decisions. */
  get workedOut(): number {
    return this.#workedOut
  }

  readonly of = (part: VisiblePart, window: TimeWindow): readonly TimeWindow[] => {
    const asked = this.#recent.find((one) => one.part === part && one.window === window)
    if (asked !== undefined) return asked.open
    const notPrivate = gapsBetween(part.privatePeriods, window)
    const open = part.hours.reduce((left, one) => overlap(left, this.#within(one, window)), notPrivate)
    this.#recent = [{ part, window, open }, ...this.#recent.slice(0, 1)]
    return open
  }

  #within(hours: WorkingHours, window: TimeWindow): readonly TimeWindow[] {
    const key = `${window.start} ${window.end} ${this.#textOf(hours)}`
    const known = this.#found.get(key)
    if (known !== undefined) return known
    const found = openTimes({ hours: [hours], privatePeriods: [] }, window)
    this.#workedOut++
    if (this.#kept > this.#mostKept) {
      this.#found.clear()
      this.#kept = 0
    }
    this.#found.set(key, found)
    this.#kept += found.length + 1
    return found
  }

  #textOf(hours: WorkingHours): string {
    const known = this.#texts.get(hours)
    if (known !== undefined) return known
    const text = JSON.stringify([hours.timeZone, hours.periods.map(({ days, start, end }) => [days, start, end])])
    this.#texts.set(hours, text)
    return text
  }
}
