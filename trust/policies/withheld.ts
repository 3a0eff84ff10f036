import type { TimeWindow } from '../../protocols/availability/time-window.ts'
import { openTimes } from './open-times.ts'
import type { VisiblePart } from './visible-part.ts'

/** How much of a window something keeps back. */
export type Withheld = 'nothing' | 'some' | 'all'

function withheldBy(part: VisiblePart, window: TimeWindow): Withheld {
  const open = openTimes(part, window)
  const [first] = open
  if (first === undefined) return 'all'
  return open.length === 1 && first.start <= window.start && first.end >= window.end ? 'nothing' : 'some'
}

/** Of the time asked about: what lies outside the hours that are shown, and what within private periods. */
export function withheldTimes(part: VisiblePart, window: TimeWindow) {
  return {
    hours: withheldBy({ ...part, privatePeriods: [], hiddenCategories: [] }, window),
    privatePeriods: withheldBy({ ...part, hours: [], hiddenCategories: [] }, window),
  }
}
