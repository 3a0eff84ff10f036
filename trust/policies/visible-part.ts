import { readCategory } from '../../protocols/availability/category.ts'
import type { WorkingHours } from '../../protocols/availability/free-busy-view.ts'
import type { TimeWindow } from '../../protocols/availability/time-window.ts'
import type { SharedPart } from '../sharing/published-link.ts'
import { joinIntervals } from './intervals.ts'

/** What of somebody's time may be told at all; whatever is outside is unknown, never free. */
export interface VisiblePart {
  /** Only what lies within every one of these; none: at all hours. */
  readonly hours: readonly WorkingHours[]
  /** Events of these categories are not told; as `readCategory` has them. */
  readonly hiddenCategories: readonly string[]
  /** Nothing within these; sorted, apart from each other. */
  readonly privatePeriods: readonly TimeWindow[]
}

/** Hours that cannot be placed on the time line are no hours. */
const AT_NO_TIME: WorkingHours = { timeZone: 'UTC', periods: [] }

/**
 * What an owner shows of her calendar.
 *
 * @param timeZone hers (IANA); without one nothing is within her hours
 */
export function partOf({ hours, hiddenCategories }: SharedPart, timeZone: string | null): VisiblePart | null {
  if (hours === null && hiddenCategories.length === 0) return null
  const shown = hours === null ? [] : [timeZone === null ? AT_NO_TIME : { timeZone, periods: hours }]
  const hidden = hiddenCategories.map(readCategory).filter((category) => category !== null)
  return { hours: shown, hiddenCategories: [...new Set(hidden)].sort(), privatePeriods: [] }
}

/** All but some periods. */
export function partWithout(privatePeriods: readonly TimeWindow[]): VisiblePart | null {
  if (privatePeriods.length === 0) return null
  return { hours: [], hiddenCategories: [], privatePeriods: joinIntervals(privatePeriods) }
}

/** Only what both show. */
export function bothParts(a: VisiblePart | null, b: VisiblePart | null): VisiblePart | null {
  if (a === null || a === b) return b
  if (b === null) return a
  return {
    hours: [...a.hours, ...b.hours.filter((one) => !a.hours.includes(one))],
    hiddenCategories: [...new Set([...a.hiddenCategories, ...b.hiddenCategories])].sort(),
    privatePeriods: joinIntervals([...a.privatePeriods, ...b.privatePeriods]),
  }
}
