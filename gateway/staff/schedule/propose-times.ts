import { WEEKDAYS } from '../../../protocols/availability/free-busy-view.ts'
import type { Weekday, WorkingHours } from '../../../protocols/availability/free-busy-view.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import { weekdayOf } from '../../../protocols/time-zone/civil-date.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { bestTimes, findTimes } from '../../broker/find-time.ts'
import type { FoundTime } from '../../broker/find-time.ts'
import { knownTimes } from '../../broker/known-times.ts'
import type { ScheduleQuestion } from '../../console/schedule/schedule-question.ts'
import type { ScheduleRow } from '../../console/schedule/schedule-row.ts'
import { SLOT_MINUTES } from './ask-schedule.ts'

const MOST_PROPOSED = 8
const WORKDAYS: readonly Weekday[] = WEEKDAYS.slice(1, 6)
/** Where nobody says when she works: Monday to Friday from 8 to 17, minutes after midnight. */
const USUAL = { days: WORKDAYS, start: 8 * 60, end: 17 * 60 }

/** Hours that can be placed on the time line, of whoever was told with hers. */
function toldHours({ answer }: ScheduleRow): WorkingHours | null {
  const hours = answer.kind === 'view' ? answer.view.workingHours : null
  return hours !== null && ianaZone(hours.timeZone) !== null ? hours : null
}

/** The hours of whoever asks: hers as she is told them, else the usual ones in the zone she looks in. */
export function ownHours(rows: readonly ScheduleRow[], { zone }: Pick<ScheduleQuestion, 'zone'>): WorkingHours {
  const own = rows.find((row) => row.own)
  return (own && toldHours(own)) ?? { timeZone: zone.id, periods: [USUAL] }
}

/** Whether somebody works on a day at all; who works on no day works on each. */
export function worksOn({ periods }: WorkingHours, day: number): boolean {
  const weekday = WEEKDAYS[weekdayOf(day)]
  return periods.length === 0 || periods.some(({ days }) => days.some((one) => one === weekday))
}

/** A few times that can be proposed, none of which is over; what is not known of whom stands with each. */
export function proposeTimes(
  rows: readonly ScheduleRow[],
  { range, zone, quarters, anytime }: ScheduleQuestion,
  now: Instant,
): readonly FoundTime[] {
  const start = Math.max(now, zone.instantOf(range.first * DAY))
  const end = zone.instantOf((range.first + range.count) * DAY)
  const others = rows.filter(({ own }) => !own).flatMap((row) => toldHours(row) ?? [])
  const hours = anytime ? [] : [ownHours(rows, { zone }), ...others]
  const people = rows.map(({ answer }) => knownTimes(answer, SLOT_MINUTES))
  const found = end <= start ? [] : findTimes({ window: { start, end }, quarters, hours }, people)
  return bestTimes(found, MOST_PROPOSED)
}
