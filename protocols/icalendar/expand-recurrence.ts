import { FederationError } from '../federation-error.ts'
import type { Instant, TimeWindow } from '../availability/time-window.ts'
import type { Zone } from '../time-zone/zone.ts'
import type { RecurrenceRule } from './recurrence-rule.ts'

/**
 * How long an instance lasts: `days` of the calendar, then `ms` of exact time (RFC 5545 3.3.6). From DTEND of a timed
 * event: days 0 and the exact difference (3.8.5.3). From DTEND of an all-day event: days and ms 0. From DURATION: weeks
 * and days in `days`, the rest in `ms`.
 */
export interface EventDuration {
  readonly days: number
  readonly ms: number
}

/**
 * A VEVENT with RECURRENCE-ID. It replaces the instance that began at `originalStart`, and stands even where no rule
 * generates that instance or an EXDATE removes it: a calendar that names it means it. Whether it is cancelled is told by
 * `what`, which this file never looks into.
 */
export interface Override<T> {
  /** RECURRENCE-ID as an instant; local midnight in the event's zone for a DATE. */
  readonly originalStart: Instant
  readonly start: Instant
  readonly duration: EventDuration
  /** RANGE=THISANDFUTURE: later instances move by the same difference of wall time and take this duration and `what`. */
  readonly thisAndFuture: boolean
  readonly what: T
}

/** A VEVENT with its rules; without rules and RDATEs it has the one instance DTSTART. */
export interface RecurringEvent<T> {
  /** DTSTART as a wall time in `zone`: ms as if UTC. Midnight for an all-day event. */
  readonly start: number
  /** The zone of DTSTART; for an all-day or floating event the mailbox's zone; UTC for a time in UTC. */
  readonly zone: Zone
  readonly allDay: boolean
  readonly duration: EventDuration
  readonly rules: readonly RecurrenceRule[]
  /** EXRULE (RFC 2445 4.8.5.2), gone from RFC 5545 and still met. */
  readonly exRules: readonly RecurrenceRule[]
  /** RDATE; `end` null is an instance of the event's own duration, otherwise the end of a PERIOD. */
  readonly rdates: readonly { readonly start: Instant; readonly end: Instant | null }[]
  /** EXDATE as instants, whatever zone they were told in; a DATE is local midnight in the event's zone. */
  readonly exdates: ReadonlySet<Instant>
  readonly overrides: readonly Override<T>[]
}

export interface ExpansionLimits {
  /** Days and times of day examined, over all rules of the event. */
  readonly steps: number
  readonly instances: number
}

export interface Instance<T> {
  readonly start: Instant
  readonly end: Instant
  /** What RECURRENCE-ID would say. */
  readonly originalStart: Instant
  /** Null for an instance of the event itself. */
  readonly override: T | null
}

/**
 * `instances` touch the window and are sorted by start, then end. Not complete: those found so far; others may exist
 * anywhere in the window, so whatever is not busy by them is unknown, never free.
 */
export type Expansion<T> =
  | { readonly complete: true; readonly instances: readonly Instance<T>[]; readonly steps: number }
  | {
      readonly complete: false
      readonly because: 'steps' | 'instances'
      readonly instances: readonly Instance<T>[]
      readonly steps: number
    }

/** The instances of `event` that touch `window`: [start, end) meets it, or an instance without length begins in it. */
export function expandRecurrence<T>(
  event: RecurringEvent<T>,
  window: TimeWindow,
  limits: ExpansionLimits,
): Expansion<T> {
  throw new FederationError('ERR_INTERNAL', `not yet expandable: ${event.rules.length} ${window.start} ${limits.steps}`)
}
