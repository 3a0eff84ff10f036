import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { WEEKDAYS } from '../../../protocols/availability/free-busy-view.ts'
import type { WorkingHours } from '../../../protocols/availability/free-busy-view.ts'
import { DAY, HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import type { Instant, TimeWindow } from '../../../protocols/availability/time-window.ts'
import { joinIntervals } from '../../../trust/policies/intervals.ts'
import type { VisiblePart } from '../../../trust/policies/visible-part.ts'

/** Zones, each with the day of a change: an hour ahead and back, half an hour, at midnight, over a whole day, none. */
export const CHANGES: readonly (readonly [timeZone: string, day: string])[] = [
  ['Europe/Oslo', '2026-03-29'],
  ['Europe/Oslo', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['America/Santiago', '2026-04-05'],
  ['America/Santiago', '2026-09-06'],
  ['Pacific/Apia', '2011-12-30'],
  ['Asia/Kolkata', '2026-11-26'],
  ['UTC', '2026-11-26'],
]

const minutes = fc.oneof(
  fc.integer({ min: 0, max: 1440 }),
  fc.constantFrom(0, 60, 90, 120, 150, 180, 540, 1020, 1380, 1440),
)
const period = fc
  .record({ days: fc.subarray([...WEEKDAYS]), one: minutes, other: minutes })
  .filter(({ one, other }) => one !== other)
  .map(({ days, one, other }) => ({ days, start: Math.min(one, other), end: Math.max(one, other) }))

const hoursIn = (timeZone: string): fc.Arbitrary<WorkingHours> =>
  fc.array(period, { maxLength: 4 }).map((periods) => ({ timeZone, periods }))

export interface Scene {
  readonly window: TimeWindow
  readonly part: VisiblePart
}

/** A window of up to three days at or about a change of the clocks, and a part of it that is visible. */
export function sceneWith(categories: readonly string[]): fc.Arbitrary<Scene> {
  return fc
    .record({
      change: fc.constantFrom(...CHANGES),
      other: fc.constantFrom(...CHANGES.map(([zone]) => zone)),
      start: fc.integer({ min: -36 * 60, max: 30 * 60 }),
      length: fc.integer({ min: 1, max: 3 * 24 * 60 }),
      odd: fc.integer({ min: 0, max: 59_999 }),
    })
    .chain(({ change: [timeZone, day], other, start, length, odd }) => {
      const from = Date.parse(`${day}T00:00:00Z`) + start * MINUTE + odd
      const window = { start: from, end: from + length * MINUTE }
      const privatePeriod = fc
        .tuple(fc.integer({ min: -DAY, max: length * MINUTE }), fc.integer({ min: 1, max: 30 * HOUR }))
        .map(([after, lasts]) => ({ start: from + after, end: from + after + lasts }))
      return fc.record({
        window: fc.constant(window),
        part: fc.record({
          hours: fc.oneof(fc.constant([]), fc.tuple(hoursIn(timeZone)), fc.tuple(hoursIn(timeZone), hoursIn(other))),
          hiddenCategories: fc.subarray([...categories]),
          privatePeriods: fc.array(privatePeriod, { maxLength: 3 }).map(joinIntervals),
        }),
      })
    })
}

/** Whether anything may be told of an instant, found out by another calendar than the program's. */
export function isVisible({ hours, privatePeriods }: VisiblePart, instant: Instant): boolean {
  if (privatePeriods.some(({ start, end }) => start <= instant && instant < end)) return false
  return hours.every(({ timeZone, periods }) => {
    const wall = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)
    const weekday = WEEKDAYS[wall.dayOfWeek % 7]
    const minute = wall.hour * 60 + wall.minute
    return periods.some(
      ({ days, start, end }) => days.some((day) => day === weekday) && start <= minute && minute < end,
    )
  })
}
