import { DAY } from '../../../protocols/availability/time-window.ts'
import { expandRecurrence } from '../../../protocols/icalendar/expand-recurrence.ts'
import type { Expansion, RecurringEvent } from '../../../protocols/icalendar/expand-recurrence.ts'
import { parseRecurrenceRule } from '../../../protocols/icalendar/recurrence-rule.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { UTC, wallOf } from '../../../protocols/time-zone/zone.ts'
import type { Zone } from '../../../protocols/time-zone/zone.ts'

export function zoneNamed(name: string): Zone {
  const zone = ianaZone(name)
  if (zone === null) throw new Error(`no zone ${name}`)
  return zone
}

/** '2026-03-16' or '2026-03-16T09:00' as a wall time. */
export const wall = (text: string): number => Date.parse(text.length === 10 ? text : `${text}Z`)

export const shown = (instant: number, zone: Zone = UTC): string =>
  new Date(wallOf(zone, instant)).toISOString().slice(0, 19)

export interface RuleAsked<T = string> extends Partial<RecurringEvent<T>> {
  readonly from: string
  readonly rule?: string
  readonly window: readonly [string, string]
  readonly steps?: number
  readonly most?: number
}

/** Expands an event of one hour, or of one day when `from` is a date; the window is told in the event's zone. */
export function expand<T = string>(asked: RuleAsked<T>): Expansion<T> {
  const { from, rule, window, steps = 100_000, most = 10_000, zone = UTC, ...rest } = asked
  const allDay = from.length === 10
  const event: RecurringEvent<T> = {
    start: wall(from),
    zone,
    allDay,
    duration: allDay ? { days: 1, ms: 0 } : { days: 0, ms: DAY / 24 },
    rules: rule === undefined ? [] : [parseRecurrenceRule(rule)],
    exRules: [],
    rdates: [],
    exdates: new Set(),
    overrides: [],
    ...rest,
  }
  const [start, end] = window.map((text) => zone.instantOf(wall(text))) as [number, number]
  return expandRecurrence(event, { start, end }, { steps, instances: most })
}

/** Local starts, as '1997-09-02T09:00:00'. */
export function startsOf<T = string>(asked: RuleAsked<T>): readonly string[] {
  const expansion = expand(asked)
  if (!expansion.complete) throw new Error(`incomplete: ${expansion.because}`)
  return expansion.instances.map(({ start }) => shown(start, asked.zone))
}
