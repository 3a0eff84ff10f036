import type { TimeWindow } from '../../protocols/availability/time-window.ts'
import { openTimes } from './open-times.ts'
import type { VisiblePart } from './visible-part.ts'

type Timed = Pick<VisiblePart, 'hours' | 'privatePeriods'>

/** How much of a window something keeps back. */
export type Withheld = 'nothing' | 'some' | 'all'

function withheldBy(part: Timed, window: TimeWindow): Withheld {
  const [first] = openTimes(part, window)
  if (first === undefined) return 'all'
  return first.start === window.start && first.end === window.end ? 'nothing' : 'some'
}

/** Of the time asked about: what lies outside the hours that are shown, and what within private periods. */
export function withheldTimes({ hours, privatePeriods }: Timed, window: TimeWindow) {
  return {
    hours: withheldBy({ hours, privatePeriods: [] }, window),
    privatePeriods: withheldBy({ hours: [], privatePeriods }, window),
  }
}
