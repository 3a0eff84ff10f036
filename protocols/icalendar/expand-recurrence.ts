import { DAY } from '../availability/time-window.ts'
import type { Instant, TimeWindow } from '../availability/time-window.ts'
import { wallOf } from '../time-zone/zone.ts'
import type { Zone } from '../time-zone/zone.ts'
import type { RecurrenceRule } from './recurrence-rule.ts'
import { visitRecurrenceStarts, WALL_SLACK } from './recurrence-starts.ts'
import type { StepBudget, WallRange } from './recurrence-starts.ts'
import { firstIndex } from './recurrence-times.ts'

/**
 * How long an instance lasts: `days` of the calendar, then `ms` of exact time (RFC 5545 3.3.6), neither below 0. From
 * DTEND of a timed event: days 0 and the exact difference (3.8.5.3). From DTEND of an all-day event: days and ms 0. From
 * DURATION: weeks and days in `days`, the rest in `ms`.
 */
export interface EventDuration {
  readonly days: number
  readonly ms: number
}

/**
 * A VEVENT with RECURRENCE-ID. It replaces the instance that began at `originalStart`, and stands even where no rule
 * generates that instance or an EXDATE removes it: a calendar that names it means it. Whether it is cancelled is told by
 * `what`, which this file never looks into. Of two for one original start the last in the list counts.
 */
export interface Override<T> {
  /** RECURRENCE-ID as an instant; local midnight in the event's zone for a DATE. */
  readonly originalStart: Instant
  readonly start: Instant
  /** Its days are counted in the event's zone. */
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

/** An override that reaches into the future, as the instances after it meet it. */
interface Revision<T> {
  readonly from: Instant
  /** Difference of wall times, ms. */
  readonly shift: number
  readonly duration: EventDuration
  readonly what: T | null
}

interface Gathering<T> {
  readonly event: RecurringEvent<T>
  readonly window: TimeWindow
  readonly most: number
  /** By `from`, the newest first; the last is the event itself. */
  readonly revisions: readonly Revision<T>[]
  readonly replaced: ReadonlyMap<Instant, Override<T>>
  readonly removed: ReadonlySet<Instant>
  /** DTSTART and RDATEs, which no rule names again. */
  readonly seen: Set<Instant>
  readonly instances: Instance<T>[]
}

function revisionsOf<T>(event: RecurringEvent<T>): readonly Revision<T>[] {
  const { zone, overrides, duration } = event
  const revisions: Revision<T>[] = overrides
    .filter(({ thisAndFuture }) => thisAndFuture)
    .map((override) => ({
      from: override.originalStart,
      shift: wallOf(zone, override.start) - wallOf(zone, override.originalStart),
      duration: override.duration,
      what: override.what,
    }))
  revisions.sort((a, b) => b.from - a.from)
  return [...revisions, { from: -Infinity, shift: 0, duration, what: null }]
}

function endOf(start: Instant, { days, ms }: EventDuration, zone: Zone): Instant {
  return (days === 0 ? start : zone.instantOf(wallOf(zone, start) + days * DAY)) + ms
}

/** Returns false where there is one instance more than may be. */
function keep<T>(into: Gathering<T>, instance: Instance<T>): boolean {
  const { start, end } = instance
  const { window } = into
  const touches = start < window.end && (end > window.start || (end === start && start === window.start))
  if (!touches) return true
  if (into.instances.length >= into.most) return false
  into.instances.push(instance)
  return true
}

function revisionAt<T>({ revisions }: Gathering<T>, original: Instant): Revision<T> {
  const latest =
    revisions.length === 1 ? 0 : firstIndex(revisions.length, (n) => (revisions[n] as Revision<T>).from <= original)
  return revisions[latest] as Revision<T>
}

/** `periodEnd` is the end an RDATE gave itself. */
function keepOriginal<T>(into: Gathering<T>, original: Instant, wall: number, periodEnd: Instant | null): boolean {
  if (into.removed.has(original) || into.replaced.has(original) || into.seen.has(original)) return true
  const { zone } = into.event
  const revision = revisionAt(into, original)
  const start = revision.shift === 0 ? original : zone.instantOf(wall + revision.shift)
  const end = periodEnd === null ? endOf(start, revision.duration, zone) : periodEnd - original + start
  return keep(into, { start, end, originalStart: original, override: revision.what })
}

/** The wall times at which an instance that touches the window can have begun, before any shift. */
function rangeOf<T>(event: RecurringEvent<T>, window: TimeWindow, revisions: readonly Revision<T>[]): WallRange {
  let [longest, earliest, latest] = [0, 0, 0]
  for (const { shift, duration } of revisions) {
    longest = Math.max(longest, duration.days * DAY + duration.ms)
    earliest = Math.min(earliest, shift)
    latest = Math.max(latest, shift)
  }
  return {
    from: wallOf(event.zone, window.start) - longest - latest - WALL_SLACK,
    to: wallOf(event.zone, window.end) - earliest + WALL_SLACK,
  }
}

/** EXDATEs, and what the EXRULEs give in the range. */
function removedFrom<T>(event: RecurringEvent<T>, range: WallRange, budget: StepBudget): ReadonlySet<Instant> {
  if (event.exRules.length === 0) return event.exdates
  const removed = new Set(event.exdates)
  for (const rule of event.exRules) {
    visitRecurrenceStarts(rule, event, range, budget, (wall) => {
      removed.add(event.zone.instantOf(wall))
      return true
    })
  }
  return removed
}

/** Returns false where there is one instance more than may be. */
function gatherAll<T>(into: Gathering<T>, range: WallRange, budget: StepBudget): boolean {
  const { event } = into
  const { zone } = event
  for (const { originalStart, start, duration, what } of into.replaced.values()) {
    if (!keep(into, { start, end: endOf(start, duration, zone), originalStart, override: what })) return false
  }
  const keepOnce = (original: Instant, wall: number, end: Instant | null): boolean => {
    const room = keepOriginal(into, original, wall, end)
    into.seen.add(original)
    return room
  }
  // RDATEs come before the rules, so that a PERIOD's own end counts where a rule names the same start.
  for (const { start, end } of event.rdates) if (!keepOnce(start, wallOf(zone, start), end)) return false
  if (!keepOnce(zone.instantOf(event.start), event.start, null)) return false
  let all = true
  const visit = (wall: number): boolean => (all = keepOriginal(into, zone.instantOf(wall), wall, null))
  for (const rule of event.rules) if (all) visitRecurrenceStarts(rule, event, range, budget, visit)
  return all
}

/** Two rules can name one instance, and so can two times of day of which a gap swallows one. */
function sortedOnce<T>(instances: Instance<T>[]): readonly Instance<T>[] {
  instances.sort((a, b) => a.start - b.start || a.end - b.end || a.originalStart - b.originalStart)
  return instances.filter(({ start, end, originalStart }, i) => {
    const before = instances[i - 1]
    return before?.start !== start || before.end !== end || before.originalStart !== originalStart
  })
}

/**
 * The instances of `event` that touch `window`: [start, end) meets it, or an instance without length begins in it.
 *
 * DTSTART is always the first instance, matched by the rule or not. RFC 5545 3.8.5.3 calls a DTSTART that does not match
 * "undefined" and says of DTSTART that it "defines the first instance in the recurrence set"; most servers include it,
 * and including it errs towards busy.
 */
export function expandRecurrence<T>(
  event: RecurringEvent<T>,
  window: TimeWindow,
  limits: ExpansionLimits,
): Expansion<T> {
  const budget = { left: limits.steps }
  const revisions = revisionsOf(event)
  const range = rangeOf(event, window, revisions)
  const gathering: Gathering<T> = {
    event,
    window,
    most: limits.instances,
    revisions,
    replaced: new Map(event.overrides.map((override) => [override.originalStart, override])),
    removed: removedFrom(event, range, budget),
    seen: new Set(),
    instances: [],
  }
  const all = gatherAll(gathering, range, budget)
  const instances = sortedOnce(gathering.instances)
  const steps = limits.steps - Math.max(budget.left, 0)
  if (budget.left < 0) return { complete: false, because: 'steps', instances, steps }
  return all ? { complete: true, instances, steps } : { complete: false, because: 'instances', instances, steps }
}
