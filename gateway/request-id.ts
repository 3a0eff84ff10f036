import type { Instant } from '../protocols/availability/time-window.ts'

const VERSION = '7'
const FORM = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/**
 * The id of a request: 74 random bits after the milliseconds at which it came (UUID version 7, RFC 9562 5.7). The time is
 * how its lookup is found in a log of millions without an index.
 *
 * @param random a random UUID (version 4)
 */
export function requestIdAt(now: Instant, random: string): string {
  const time = now.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-${VERSION}${random.slice(15)}`
}

/** When the request of this id came; null for an id that does not say. */
export function instantOfRequestId(id: string): Instant | null {
  const match = FORM.exec(id)
  return match === null ? null : parseInt(`${match[1]}${match[2]}`, 16)
}
