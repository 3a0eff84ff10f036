import { NO_DATA } from '../availability/busy-status.ts'
import type { NoDataReason } from '../availability/busy-status.ts'
import { NO_REASONS, NO_TIMES } from '../availability/busy-times.ts'
import type { BusyTimes } from '../availability/busy-times.ts'
import { PRIVATE } from '../availability/free-busy-view.ts'
import type { EventDetails } from '../availability/free-busy-view.ts'
import type { Instant, TimeWindow } from '../availability/time-window.ts'

/** The events of one mailbox while an answer is read. They come in any order; what does not touch the window is left out. */
export class CalendarEvents {
  length = 0
  #starts: Instant[] = []
  #ends: Instant[] = []
  #statuses: number[] = []
  #flags: number[] = []
  #subjects: (string | null)[] = []
  #locations: (string | null)[] = []
  #sorted = true

  /** @param status a `BusyStatusCode`; `start <= end` */
  add(
    start: Instant,
    end: Instant,
    status: number,
    flags = 0,
    subject: string | null = null,
    location: string | null = null,
  ): void {
    const i = this.length++
    this.#starts.push(start)
    this.#ends.push(end)
    this.#statuses.push(status)
    this.#flags.push(flags)
    const hidden = (flags & PRIVATE) !== 0
    this.#subjects.push(hidden ? null : subject)
    this.#locations.push(hidden ? null : location)
    if (i > 0 && this.#before(i, i - 1)) this.#sorted = false
  }

  /** Sorted, as the model has it, and good until more is added; what came as NoData was withheld by the source itself. */
  pack(): { readonly times: BusyTimes; readonly details: EventDetails } {
    this.#sort()
    const { length } = this
    const [starts, ends, statuses] = [this.#starts, this.#ends, this.#statuses]
    const times = length === 0 ? NO_TIMES : { length, starts, ends, statuses, reasons: withheld(statuses) }
    const flags = Uint8Array.from(this.#flags)
    return { times, details: { flags, subjects: this.#subjects, locations: this.#locations, notes: null } }
  }

  #before(a: number, b: number): boolean {
    const [starts, ends] = [this.#starts, this.#ends]
    const order = (starts[a] as number) - (starts[b] as number)
    return order < 0 || (order === 0 && (ends[a] as number) < (ends[b] as number))
  }

  #sort(): void {
    if (this.#sorted) return
    const order = Array.from({ length: this.length }, (_, i) => i)
    order.sort((a, b) => (this.#before(a, b) ? -1 : this.#before(b, a) ? 1 : a - b))
    this.#starts = order.map((i) => this.#starts[i] as number)
    this.#ends = order.map((i) => this.#ends[i] as number)
    this.#statuses = order.map((i) => this.#statuses[i] as number)
    this.#flags = order.map((i) => this.#flags[i] as number)
    this.#subjects = order.map((i) => this.#subjects[i] ?? null)
    this.#locations = order.map((i) => this.#locations[i] ?? null)
    this.#sorted = true
  }
}

/** An entry of no length touches the window it begins in. */
export const touches = (start: Instant, end: Instant, window: TimeWindow): boolean =>
  start < window.end && (end > window.start || start >= window.start)

function withheld(statuses: readonly number[]): ReadonlyMap<number, NoDataReason> {
  if (!statuses.includes(NO_DATA)) return NO_REASONS
  const reasons = new Map<number, NoDataReason>()
  statuses.forEach((status, i) => {
    if (status === NO_DATA) reasons.set(i, 'DATA_WITHHELD')
  })
  return reasons
}
