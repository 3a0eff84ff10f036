import { MINUTE } from '../availability/time-window.ts'
import type { Instant } from '../availability/time-window.ts'

/**
 * A rule for telling local time. A *wall* time is what a clock on the wall shows, written as milliseconds since
 * 1970-01-01T00:00:00 as if that clock were UTC.
 */
export interface Zone {
  /** IANA name, 'UTC', or a description of a custom rule. */
  readonly id: string
  /** Minutes east of UTC; a fraction where the zone's offset had seconds (Africa/Monrovia before 1972). */
  offsetAt(instant: Instant): number
  /**
   * The instant at which the wall shows `wall`. In a gap the offset before the gap counts, in a fold the first pass
   * (RFC 5545 3.3.5).
   */
  instantOf(wall: number): Instant
}

export const UTC: Zone = { id: 'UTC', offsetAt: () => 0, instantOf: (wall) => wall }

/** What the wall shows at `instant`. */
export function wallOf(zone: Zone, instant: Instant): number {
  return instant + zone.offsetAt(instant) * MINUTE
}
