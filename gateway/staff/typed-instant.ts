import type { Instant } from '../../protocols/availability/time-window.ts'

const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?$/

/**
 * What a field for a day and a time has (HTML 2.3.5.5, a local date and time), on the clock of UTC; null for what is none.
 * A day that no month has is none.
 */
export function readTypedInstant(text: string): Instant | null {
  const instant = FORM.test(text) ? Date.parse(`${text}Z`) : NaN
  if (Number.isNaN(instant)) return null
  return new Date(instant).toISOString().startsWith(text) ? instant : null
}

/** The same back, to the minute. */
export const typedInstant = (instant: Instant): string => new Date(instant).toISOString().slice(0, 16)
