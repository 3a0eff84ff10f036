import { WEEKDAYS } from '../availability/free-busy-view.ts'
import type { Weekday } from '../availability/free-busy-view.ts'
import { DAY, MINUTE } from '../availability/time-window.ts'
import { FederationError } from '../federation-error.ts'
import { civilDate, dayNumber, daysInMonth, nthWeekdayOfMonth, weekdayOf, yearOfDay } from './civil-date.ts'
import type { WeekdayNumber } from './civil-date.ts'
import { sampledTransitions, UTC, wallOf, zoneOfSource, zoneOfTransitions } from './zone.ts'
import type { Transition, Zone } from './zone.ts'

/**
 * One half of an EWS SerializableTimeZone: the day and local time at which this half of the year begins, and what it
 * adds to the base bias, in minutes.
 */
export interface YearlyTransition {
  readonly bias: number
  /** Local time in ms after midnight, as the clock shows just before the change. */
  readonly time: number
  /** 1 to 4, 5 and -1 for the last; the day of the month where `dayOfWeek` is null. */
  readonly dayOrder: number
  /** 1 to 12; 0 says that there is no summer time. */
  readonly month: number
  /**
   * Null for a fixed date, which comes with a Year: the Managed API writes the current year and means every year, and
   * every year it is read here.
   */
  readonly dayOfWeek: Weekday | null
}

/** A time zone as MS-OXWAVLS (SerializableTimeZone) and Win32 TIME_ZONE_INFORMATION tell it: UTC = local + bias. */
export interface YearlyRules {
  /** Minutes, west positive: Pacific 480, Central Europe -60. */
  readonly bias: number
  readonly standard: YearlyTransition
  readonly daylight: YearlyTransition
}

const isOrder = (order: number): boolean => order === -1 || (order >= 1 && order <= 5)

function isUsable({ month, dayOrder, dayOfWeek, time }: YearlyTransition): boolean {
  const day = dayOfWeek === null ? dayOrder >= 1 && dayOrder <= 31 : isOrder(dayOrder)
  return month >= 1 && month <= 12 && day && time >= 0 && time <= DAY
}

function wallIn(year: number, { month, dayOrder, dayOfWeek, time }: YearlyTransition): number {
  const day =
    dayOfWeek === null
      ? dayNumber(year, month, Math.min(dayOrder, daysInMonth(year, month)))
      : nthWeekdayOfMonth(year, month, dayOrder, WEEKDAYS.indexOf(dayOfWeek) as WeekdayNumber)
  return day * DAY + time
}

function offsetName(offset: number): string {
  const minutes = Math.abs(offset)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `UTC${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** The zone that is `offset` minutes east of UTC all the time. */
export function fixedZone(offset: number): Zone {
  return offset === 0 ? UTC : zoneOfTransitions(offsetName(offset), offset, [])
}

const MOST_BIAS = 24 * 60

/**
 * The zone an EWS client describes. Clients send nonsense for a zone without summer time (zeroes, two equal changes, two
 * changes that change nothing): all of it is the standard offset all year.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED` for an offset of more than a day
 */
export function zoneOfYearlyRules({ bias, standard, daylight }: YearlyRules): Zone {
  // 0 - x and not -x: no offset is -0.
  const standardOffset = 0 - (bias + standard.bias)
  const daylightOffset = 0 - (bias + daylight.bias)
  if (Math.max(Math.abs(standardOffset), Math.abs(daylightOffset)) > MOST_BIAS) {
    throw new FederationError('ERR_MESSAGE_MALFORMED', 'time zone more than a day from UTC', { bias })
  }
  const changes = isUsable(standard) && isUsable(daylight) && standardOffset !== daylightOffset
  if (!changes || wallIn(2026, standard) === wallIn(2026, daylight)) return fixedZone(standardOffset)
  const changesIn = (year: number): readonly Transition[] =>
    [
      { at: wallIn(year, standard) - daylightOffset * MINUTE, offset: standardOffset },
      { at: wallIn(year, daylight) - standardOffset * MINUTE, offset: daylightOffset },
    ].sort((a, b) => a.at - b.at)
  const id = `${offsetName(standardOffset)}, summer ${offsetName(daylightOffset)}`
  return zoneOfSource(id, (from, to) => {
    const transitions: Transition[] = []
    const lastYear = yearOfDay(Math.floor(to / DAY)) + 1
    for (let year = yearOfDay(Math.floor(from / DAY)) - 1; year <= lastYear; year++) {
      transitions.push(...changesIn(year))
    }
    return {
      offset: transitions.findLast(({ at }) => at <= from)?.offset ?? standardOffset,
      transitions: transitions.filter(({ at }) => at > from && at <= to),
    }
  })
}

/** Two changes that change nothing, as clients write a zone without summer time. */
function withoutSummer(offset: number): YearlyRules {
  const change = { bias: 0, time: 2 * 60 * MINUTE, dayOrder: 1, dayOfWeek: 'Sunday' } as const
  return { bias: 0 - offset, standard: { ...change, month: 10 }, daylight: { ...change, month: 3 } }
}

/** The day of a change; one in the last week of its month is told as the last, which most zones mean by it. */
function transitionAt(wall: number, bias: number): YearlyTransition {
  const day = Math.floor(wall / DAY)
  const date = civilDate(day)
  const isLast = date.day + 7 > daysInMonth(date.year, date.month)
  return {
    bias,
    time: wall - day * DAY,
    dayOrder: isLast ? 5 : Math.ceil(date.day / 7),
    month: date.month,
    dayOfWeek: WEEKDAYS[weekdayOf(day)] as Weekday,
  }
}

/**
 * `zone` in one year as yearly rules, for the wire. A zone with two changes that year comes out exactly; one with a
 * single change gets the other at the first midnight of the year, as Windows does it; of more than two (a summer time
 * that pauses for Ramadan) the first to the summer offset and the last back are told.
 */
export function yearlyRulesOf(zone: Zone, year: number): YearlyRules {
  const from = zone.instantOf(dayNumber(year, 1, 1) * DAY)
  const to = zone.instantOf(dayNumber(year + 1, 1, 1) * DAY) - 1
  const { offset: atStart, transitions } = sampledTransitions((instant) => zone.offsetAt(instant), from, to)
  const offsets = [atStart, ...transitions.map(({ offset }) => offset)]
  const standardOffset = Math.min(...offsets)
  const daylightOffset = Math.max(...offsets)
  if (standardOffset === daylightOffset) return withoutSummer(Math.round(atStart))
  // What the clock shows just before the change; a missing change stands at the beginning of the year.
  const wallOfChange = (change: Transition | undefined): number =>
    change === undefined ? dayNumber(year, 1, 1) * DAY : wallOf(zone, change.at - 1) + 1
  const toDaylight = transitions.find(({ offset }) => offset === daylightOffset)
  const toStandard = transitions.findLast(({ offset }) => offset === standardOffset)
  return {
    bias: 0 - Math.round(standardOffset),
    standard: transitionAt(wallOfChange(toStandard), 0),
    daylight: transitionAt(wallOfChange(toDaylight), Math.round(standardOffset - daylightOffset)),
  }
}
