import { DAY } from '../availability/time-window.ts'
import type { Instant } from '../availability/time-window.ts'
import type { Zone } from '../time-zone/zone.ts'
import { UTC, wallOf } from '../time-zone/zone.ts'
import { unreadable } from './calendar-problem.ts'
import { paramOf, propertyOf } from './content-lines.ts'
import type { Component, Property } from './content-lines.ts'
import { parseDateValue, parseDuration } from './date-values.ts'
import type { DateValue } from './date-values.ts'
import type { EventDuration, RecurringEvent } from './expand-recurrence.ts'

/** Where times are read: `home` is the zone of dates and floating times, `zoneOf` that of a TZID. */
export interface Place {
  readonly home: Zone
  readonly zoneOf: (tzid: string) => Zone
}

export interface ReadDate extends DateValue {
  readonly zone: Zone
  readonly instant: Instant
}

const NO_TIME: EventDuration = { days: 0, ms: 0 }

/** One date of a property. UTC beats a TZID beside it, which RFC 5545 3.2.19 forbids; a DATE is always the home's. */
export function readDate(text: string, property: Property, place: Place): ReadDate {
  const value = parseDateValue(text)
  const zone = value.form === 'utc' ? UTC : value.form === 'date' ? place.home : zoneOf(property, place)
  return { ...value, zone, instant: zone.instantOf(value.wall) }
}

function zoneOf(property: Property, place: Place): Zone {
  const tzid = paramOf(property, 'tzid')
  return tzid === undefined ? place.home : place.zoneOf(tzid)
}

/** A PERIOD (RFC 5545 3.3.9) in either form. */
export function readPeriod(text: string, property: Property, place: Place): { start: Instant; end: Instant } {
  const [from = '', to = '', ...more] = text.split('/')
  if (more.length > 0) throw unreadable('noPeriod', {})
  const start = readDate(from, property, place)
  const end = /^[+-]?P/i.test(to.trim()) ? after(start, parseDuration(to)) : readDate(to, property, place).instant
  if (end < start.instant) throw unreadable('periodBackwards', {})
  return { start: start.instant, end }
}

function after(start: ReadDate, duration: EventDuration): Instant {
  const wall = wallOf(start.zone, start.instant) + duration.days * DAY
  return (duration.days === 0 ? start.instant : start.zone.instantOf(wall)) + duration.ms
}

/**
 * When a VEVENT is (RFC 5545 3.6.1): without DTEND and DURATION a DATE lasts one day and a DATE-TIME no time. An all-day
 * event that ends on the day it starts, as some programs write, lasts that day.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED` without a DTSTART, with an end before the start, or with two ends
 */
export function readEventTime(
  event: Component,
  place: Place,
): Pick<RecurringEvent<never>, 'start' | 'zone' | 'allDay' | 'duration'> {
  const from = propertyOf(event, 'DTSTART')
  if (from === undefined) throw unreadable('noStart', {})
  const start = readDate(from.value, from, place)
  const [to, lasts] = [propertyOf(event, 'DTEND'), propertyOf(event, 'DURATION')]
  if (to !== undefined && lasts !== undefined) throw unreadable('twoEnds', {})
  const allDay = start.form === 'date'
  const common = { start: start.wall, zone: start.zone, allDay }
  if (to !== undefined) return { ...common, duration: untilEnd(start, readDate(to.value, to, place)) }
  if (lasts !== undefined) return { ...common, duration: parseDuration(lasts.value) }
  return { ...common, duration: allDay ? { days: 1, ms: 0 } : NO_TIME }
}

function untilEnd(start: ReadDate, end: ReadDate): EventDuration {
  if (end.instant < start.instant) throw unreadable('endBeforeStart', {})
  if (start.form !== 'date' || end.form !== 'date') return { days: 0, ms: end.instant - start.instant }
  return { days: Math.max(1, Math.round((end.wall - start.wall) / DAY)), ms: 0 }
}
