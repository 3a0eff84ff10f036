/** Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted: the one form of an instant inside the program. */
export type Instant = number

/** Half-open: `start` is inside, `end` is not. `start < end` always (checked where a question is parsed). */
export interface TimeWindow {
  readonly start: Instant
  readonly end: Instant
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
