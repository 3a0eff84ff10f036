import fc from 'fast-check'
import { BUSY_STATUSES } from '../../../protocols/availability/busy-status.ts'
import type { BusyStatus } from '../../../protocols/availability/busy-status.ts'
import type { BusyTime } from '../../../protocols/availability/busy-times.ts'

/** Any status; an unknown time with a reason, as the model demands. */
export function timeOf(start: number, end: number, status: BusyStatus): BusyTime {
  return status === 'NoData' ? { start, end, status, reason: 'DATA_UNREADABLE' } : { start, end, status }
}

/** Entries that start within [0, `span`) milliseconds, last up to a third of it, and are empty now and then. */
export function busyTime(span: number): fc.Arbitrary<BusyTime> {
  return fc
    .tuple(
      fc.integer({ min: 0, max: span - 1 }),
      fc.oneof(fc.integer({ min: 0, max: Math.floor(span / 3) }), fc.constant(0)),
      fc.constantFrom(...BUSY_STATUSES),
    )
    .map(([start, length, status]) => timeOf(start, start + length, status))
}
