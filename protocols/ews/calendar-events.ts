import { NO_DATA } from '../availability/busy-status.ts'
import type { NoDataReason } from '../availability/busy-status.ts'
import { NO_REASONS, NO_TIMES } from '../availability/busy-times.ts'
import type { BusyTimes } from '../availability/busy-times.ts'
import { PRIVATE } from '../availability/free-busy-view.ts'
import type { EventDetails } from '../availability/free-busy-view.ts'
import type { Instant, TimeWindow } from '../availability/time-window.ts'

const FIRST_CAPACITY = 64

/**
 * The events of one mailbox while an answer is read: columns that grow, and are used again for the next mailbox. Events
 * come in any order; those that do not touch the window are left out.
 */
export class CalendarEvents {
  length = 0
  #starts = new Float64Array(FIRST_CAPACITY)
  #ends = new Float64Array(FIRST_CAPACITY)
  #statuses = new Uint8Array(FIRST_CAPACITY)
  #flags = new Uint8Array(FIRST_CAPACITY)
  #subjects: (string | null)[] = []
  #locations: (string | null)[] = []
  #sorted = true

  clear(): void {
    this.length = 0
    this.#subjects = []
    this.#locations = []
    this.#sorted = true
  }

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
    if (i === this.#starts.length) this.#grow()
    this.#starts[i] = start
    this.#ends[i] = end
    this.#statuses[i] = status
    this.#flags[i] = flags
    const hidden = (flags & PRIVATE) !== 0
    this.#subjects.push(hidden ? null : subject)
    this.#locations.push(hidden ? null : location)
    if (i > 0 && this.#before(i, i - 1)) this.#sorted = false
  }

  /** Sorted, as the model has it; what came as NoData was withheld by the source itself. */
  pack(): { readonly times: BusyTimes; readonly details: EventDetails } {
    this.#sort()
    const { length } = this
    const statuses = this.#statuses.slice(0, length)
    const times: BusyTimes =
      length === 0
        ? NO_TIMES
        : {
            length,
            starts: this.#starts.slice(0, length),
            ends: this.#ends.slice(0, length),
            statuses,
            reasons: withheld(statuses),
          }
    return {
      times,
      details: {
        flags: this.#flags.slice(0, length),
        subjects: this.#subjects,
        locations: this.#locations,
        notes: null,
      },
    }
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
    this.#starts = Float64Array.from(order, (i) => this.#starts[i] as number)
    this.#ends = Float64Array.from(order, (i) => this.#ends[i] as number)
    this.#statuses = Uint8Array.from(order, (i) => this.#statuses[i] as number)
    this.#flags = Uint8Array.from(order, (i) => this.#flags[i] as number)
    this.#subjects = order.map((i) => this.#subjects[i] ?? null)
    this.#locations = order.map((i) => this.#locations[i] ?? null)
    this.#sorted = true
  }

  #grow(): void {
    const capacity = this.#starts.length * 2
    const larger = <Column extends Float64Array | Uint8Array>(column: Column, into: Column): Column => {
      into.set(column)
      return into
    }
    this.#starts = larger(this.#starts, new Float64Array(capacity))
    this.#ends = larger(this.#ends, new Float64Array(capacity))
    this.#statuses = larger(this.#statuses, new Uint8Array(capacity))
    this.#flags = larger(this.#flags, new Uint8Array(capacity))
  }
}

/** An entry of no length touches the window it begins in. */
export const touches = (start: Instant, end: Instant, window: TimeWindow): boolean =>
  start < window.end && (end > window.start || start >= window.start)

function withheld(statuses: Uint8Array): ReadonlyMap<number, NoDataReason> {
  if (!statuses.includes(NO_DATA)) return NO_REASONS
  const reasons = new Map<number, NoDataReason>()
  statuses.forEach((status, i) => {
    if (status === NO_DATA) reasons.set(i, 'DATA_WITHHELD')
  })
  return reasons
}
