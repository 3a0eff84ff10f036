import { MINUTE } from '../availability/time-window.ts'
import { zoneOfTransitions } from '../time-zone/zone.ts'
import type { Transition, Zone } from '../time-zone/zone.ts'
import { unreadable } from './calendar-problem.ts'
import type { RecurrenceRule } from './recurrence-rule.ts'
import { visitRecurrenceStarts } from './recurrence-starts.ts'
import type { StepBudget } from './recurrence-starts.ts'

/** One STANDARD or DAYLIGHT part of a VTIMEZONE (RFC 5545 3.6.5). Offsets in minutes east of UTC. */
export interface Observance {
  /** DTSTART: wall time, in the offset before the onset. */
  readonly start: number
  readonly offsetFrom: number
  readonly offsetTo: number
  readonly rules: readonly RecurrenceRule[]
  /** RDATE: wall times. */
  readonly rdates: readonly number[]
}

/** Onsets outside these years, but for DTSTART, are not worked out: after them the last offset stays. */
const YEARS = { from: Date.UTC(1900, 0, 1), to: Date.UTC(2101, 0, 1) }
/** Enough for some fifty observances that repeat every year to the end; real zones have two. */
const STEPS = 500_000

function onsetsOf(observance: Observance, budget: StepBudget): readonly Transition[] {
  const { start, offsetFrom, offsetTo, rules, rdates } = observance
  const before = zoneOfTransitions('before the onset', offsetFrom, [])
  const walls = [start, ...rdates]
  for (const rule of rules) {
    if (
      !visitRecurrenceStarts(
        rule,
        { start, zone: before, allDay: false },
        YEARS,
        budget,
        (wall) => walls.push(wall) > 0,
      )
    ) {
      throw unreadable('manyOnsets', {})
    }
  }
  return walls.map((wall) => ({ at: wall - offsetFrom * MINUTE, offset: offsetTo }))
}

/**
 * The zone a VTIMEZONE describes by itself. Before the first onset the TZOFFSETFROM of that onset holds.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED` where there is no observance, or its rules give too many onsets
 */
export function zoneOfObservances(id: string, observances: readonly Observance[]): Zone {
  const budget = { left: STEPS }
  let first: Observance | undefined
  const onset = ({ start, offsetFrom }: Observance): number => start - offsetFrom * MINUTE
  for (const observance of observances) if (first === undefined || onset(observance) < onset(first)) first = observance
  if (first === undefined) throw unreadable('noObservances', {})
  return zoneOfTransitions(
    id,
    first.offsetFrom,
    observances.flatMap((observance) => onsetsOf(observance, budget)),
  )
}
