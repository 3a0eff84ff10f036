import { FederationError } from '../federation-error.ts'
import type { Zone } from '../time-zone/zone.ts'
import type { RecurrenceRule } from './recurrence-rule.ts'

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

/**
 * The zone a VTIMEZONE describes by itself.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED` where there is no observance, or a rule does not end within the limits
 */
export function zoneOfObservances(id: string, observances: readonly Observance[]): Zone {
  throw new FederationError('ERR_INTERNAL', `not yet readable: ${id} ${observances.length}`)
}
