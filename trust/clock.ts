import type { Instant } from '../protocols/availability/time-window.ts'

/** Time is handed in: only `gateway/main.ts` and tests make clocks. */
export interface Clock {
  now(): Instant
}
