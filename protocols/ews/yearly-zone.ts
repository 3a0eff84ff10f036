import { DAY, MINUTE } from '../availability/time-window.ts'
import type { Instant } from '../availability/time-window.ts'
import { dayNumber, daysInMonth, nthWeekdayOfMonth, yearOfDay } from '../time-zone/civil-date.ts'
import type { WeekdayNumber } from '../time-zone/civil-date.ts'
import { zoneOfSource } from '../time-zone/zone.ts'
import type { Transition, TransitionSpan, Zone } from '../time-zone/zone.ts'

/** A wall time that comes once a year: the nth weekday of a month, or a date. `time` is in ms after midnight. */
export type YearlyMoment =
  | { readonly month: number; readonly week: number; readonly weekday: WeekdayNumber; readonly time: number }
  | { readonly month: number; readonly day: number; readonly time: number }

export interface YearlyChange {
  readonly moment: YearlyMoment
  /** Minutes east of UTC from then on. */
  readonly offset: number
}

/** From `from` on, these changes happen each year; `offset` holds where there are none. */
export interface Era {
  readonly from: Instant
  readonly offset: number
  readonly changes: readonly YearlyChange[]
}

const yearOf = (instant: Instant): number => yearOfDay(Math.floor(instant / DAY))

function wallOfMoment(moment: YearlyMoment, year: number): number {
  const day =
    'weekday' in moment
      ? nthWeekdayOfMonth(year, moment.month, moment.week, moment.weekday)
      : dayNumber(year, moment.month, Math.min(moment.day, daysInMonth(year, moment.month)))
  return day * DAY + moment.time
}

/** The changes of one year as instants: each moment is a wall time under the offset that holds before it. */
function transitionsOfYear(era: Era, year: number): Transition[] {
  const sorted = era.changes
    .map(({ moment, offset }) => ({ wall: wallOfMoment(moment, year), offset }))
    .sort((a, b) => a.wall - b.wall)
  return sorted.map(({ wall, offset }, i) => {
    const before = (sorted[i - 1] ?? sorted[sorted.length - 1])?.offset ?? era.offset
    return { at: wall - before * MINUTE, offset }
  })
}

function transitionsBetween(era: Era, from: Instant, to: Instant): Transition[] {
  const found: Transition[] = []
  for (let year = yearOf(from) - 1; year <= yearOf(to) + 1; year++) {
    for (const transition of transitionsOfYear(era, year)) {
      if (transition.at > from && transition.at <= to) found.push(transition)
    }
  }
  return found
}

function offsetInEra(era: Era, instant: Instant): number {
  const [year, before] = [yearOf(instant) + 1, yearOf(instant) - 1]
  for (let y = year; y >= before; y--) {
    const last = transitionsOfYear(era, y).findLast(({ at }) => at <= instant)
    if (last !== undefined) return last.offset
  }
  return era.offset
}

/** @param eras sorted by `from`; the first one holds before its `from` too */
function spanOf(eras: readonly Era[], from: Instant, to: Instant): TransitionSpan {
  const first = eras.findLastIndex((era, i) => i === 0 || era.from <= from)
  const transitions: Transition[] = []
  for (let i = first; i < eras.length && (i === first || (eras[i] as Era).from <= to); i++) {
    const era = eras[i] as Era
    const start = i === first ? from : era.from
    if (i !== first) transitions.push({ at: start, offset: offsetInEra(era, start) })
    const next = eras[i + 1]?.from ?? Infinity
    transitions.push(...transitionsBetween(era, start, Math.min(to, next - 1)))
  }
  return { offset: offsetInEra(eras[first] as Era, from), transitions }
}

/** Zones by their rules, so that a client that asks again finds its transitions computed. */
const zones = new Map<string, Zone>()
const ZONES_KEPT = 256

/** A zone that a client described by rules; at least one era, and the first of them from -Infinity. */
export function zoneOfEras(eras: readonly Era[]): Zone {
  const sorted = [...eras].sort((a, b) => (a.from < b.from ? -1 : a.from === b.from ? 0 : 1))
  const key = JSON.stringify(sorted)
  let zone = zones.get(key)
  if (zone === undefined) {
    if (zones.size >= ZONES_KEPT) zones.clear()
    zone = zoneOfSource('rules of the request', (from, to) => spanOf(sorted, from, to))
    zones.set(key, zone)
  }
  return zone
}
