import { WEEKDAYS } from '../../protocols/availability/free-busy-view.ts'
import type { WorkingHours } from '../../protocols/availability/free-busy-view.ts'
import { DAY, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import { ianaZone } from '../../protocols/time-zone/iana-zone.ts'
import { sampledTransitions } from '../../protocols/time-zone/zone.ts'
import { appendInterval, gapsBetween, joinIntervals, overlap } from './intervals.ts'
import type { VisiblePart } from './visible-part.ts'

/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4

interface Stretch {
  readonly start: Instant
  readonly end: Instant
  /** Milliseconds east of UTC, all the time. */
  readonly offset: number
}

/** By weekday from Sunday: the periods in ms after local midnight, sorted and apart. */
function periodsByWeekday({ periods }: WorkingHours): readonly (readonly TimeWindow[])[] {
  return WEEKDAYS.map((weekday) =>
    joinIntervals(
      periods
        .filter(({ days }) => days.includes(weekday))
        .map(({ start, end }) => ({ start: start * MINUTE, end: end * MINUTE })),
    ),
  )
}

function stretchesOf(zone: NonNullable<ReturnType<typeof ianaZone>>, { start, end }: TimeWindow): readonly Stretch[] {
  const span = sampledTransitions((instant) => zone.offsetAt(instant), start, end)
  const edges = [{ at: start, offset: span.offset }, ...span.transitions]
  return edges.map(({ at, offset }, i) => ({ start: at, end: edges[i + 1]?.at ?? end, offset: offset * MINUTE }))
}

/**
 * The instants of `window` at which the wall shows a time within the hours. By stretches of one offset, so that an hour
 * that comes twice counts twice, and one that is left out counts for nothing.
 */
function withinHours(hours: WorkingHours, window: TimeWindow): readonly TimeWindow[] {
  const zone = ianaZone(hours.timeZone)
  if (zone === null) return []
  const byWeekday = periodsByWeekday(hours)
  const open: TimeWindow[] = []
  for (const { start, end, offset } of stretchesOf(zone, window)) {
    const last = Math.floor((end + offset) / DAY)
    for (let day = Math.floor((start + offset) / DAY); day <= last; day++) {
      const midnight = day * DAY - offset
      for (const period of byWeekday[(((day + FIRST_WEEKDAY) % 7) + 7) % 7] as readonly TimeWindow[]) {
        appendInterval(open, Math.max(midnight + period.start, start), Math.min(midnight + period.end, end))
      }
    }
  }
  return open
}

/** When in `window` anything may be told, hidden categories aside: sorted, apart, and within it. */
export function openTimes(
  { hours, privatePeriods }: Pick<VisiblePart, 'hours' | 'privatePeriods'>,
  window: TimeWindow,
): readonly TimeWindow[] {
  const notPrivate = gapsBetween(privatePeriods, window)
  return hours.reduce((open, one) => overlap(open, withinHours(one, window)), notPrivate)
}

/** Hours that are open for so long without a break are open at all hours of every week. */
const MORE_THAN_A_WEEK = 8 * DAY

/**
 * The same for a window and for what of entries lies outside of it, as far as `reach`: whether something beyond the window
 * may be told is decided like everything within. Hours are looked at for eight days beyond it, whatever the reach: an
 * entry of years costs no more.
 *
 * @param reach at least the window
 */
export function openTimesAround(part: VisiblePart, window: TimeWindow, reach: TimeWindow): readonly TimeWindow[] {
  const near = {
    start: Math.max(reach.start, window.start - MORE_THAN_A_WEEK),
    end: Math.min(reach.end, window.end + MORE_THAN_A_WEEK),
  }
  const open = openTimes(part, near)
  const far = gapsBetween(part.privatePeriods, reach)
  // What is open lies between two private periods.
  const farAt = (at: Instant): TimeWindow => far.find(({ end }) => at <= end) as TimeWindow
  return open.map(({ start, end }) => ({
    start: start === near.start ? farAt(start).start : start,
    end: end === near.end ? farAt(end).end : end,
  }))
}
