import { Temporal } from 'temporal-polyfill'
import { MINUTE } from '../availability/time-window.ts'
import type { Instant } from '../availability/time-window.ts'
import { sampledTransitions, UTC, zoneOfSource } from './zone.ts'
import type { Zone } from './zone.ts'

const NAME = /^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/
const UTC_NAMES: ReadonlySet<string> = new Set(['UTC', 'Etc/UTC', 'GMT', 'Etc/GMT'])

/**
 * Minutes east of UTC as the engine's own tables say. Intl and not Temporal, which asks Intl too and takes ten times as
 * long; Temporal is the oracle in the tests. Instants from year 1 on.
 */
function offsetFrom(format: Intl.DateTimeFormat): (instant: Instant) => number {
  return (instant) => {
    const whole = Math.floor(instant / 1000) * 1000
    const shown = format.format(whole).match(/\d+/g)?.map(Number) ?? []
    const [month = 1, day = 1, year = 1, hour = 0, minute = 0, second = 0] = shown
    const wall = new Date(0)
    wall.setUTCFullYear(year, month - 1, day)
    return (wall.setUTCHours(hour, minute, second) - whole) / MINUTE
  }
}

/**
 * Temporal's spelling of a name (Europe/Kyiv in the usual case, where Intl would answer Europe/Kiev), null where it knows
 * no such zone. Temporal is the gate because Intl also takes PST, IST, BST and the like, and each engine its own way.
 */
function zoneName(name: string): string | null {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId
  } catch {
    return null
  }
}

const zones = new Map<string, Zone>()

function newZone(name: string): Zone | null {
  const id = zoneName(name)
  if (id === null) return null
  const numeric = 'numeric'
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: id,
    hourCycle: 'h23',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  })
  if (UTC_NAMES.has(format.resolvedOptions().timeZone)) return UTC
  const offsetAt = offsetFrom(format)
  return zoneOfSource(id, (from, to) => sampledTransitions(offsetAt, from, to))
}

/** The zone of an IANA name, old or new spelling, in any case; null where there is no such zone. Cached. */
export function ianaZone(name: string): Zone | null {
  if (!NAME.test(name)) return null
  const key = name.toLowerCase()
  const known = zones.get(key)
  if (known !== undefined) return known
  const zone = newZone(name)
  if (zone !== null) zones.set(key, zone)
  return zone
}
