import { LRUCache } from 'lru-cache'
import { FederationError } from '../federation-error.ts'
import { ianaZone } from '../time-zone/iana-zone.ts'
import { ianaOfWindowsZone } from '../time-zone/windows-zones.ts'
import type { Zone } from '../time-zone/zone.ts'
import { unreadable } from './calendar-problem.ts'
import { propertiesOf, propertyOf, textOf, valuesOf } from './content-lines.ts'
import type { Component } from './content-lines.ts'
import { parseDateValue, parseOffset } from './date-values.ts'
import { parseRecurrenceRule } from './recurrence-rule.ts'
import { zoneOfObservances } from './vtimezone.ts'
import type { Observance } from './vtimezone.ts'

/** More onsets than any zone has had; a VTIMEZONE with more is refused. */
const MOST_OBSERVANCES = 1000

/** Ten thousand exports of one program carry the same VTIMEZONE: it is worked out once. */
const worked = new LRUCache<string, Zone>({ max: 64 })

/**
 * The zones of one VCALENDAR by TZID. An IANA name is that zone, even beside a VTIMEZONE of that name: exporters cut
 * those down to the current rule, or ship old ones. Any other name is what its VTIMEZONE says, else the Windows zone of
 * that name, else the IANA name that a path such as `/freeassociation.sourceforge.net/Europe/Berlin` ends in. An empty
 * TZID is none: the mailbox's zone.
 *
 * The function returned throws FederationError `ERR_MESSAGE_MALFORMED` for a TZID that means nothing to us.
 */
export function calendarZones(calendar: Component, home: Zone): (tzid: string) => Zone {
  const known = new Map<string, Zone>()
  return (tzid) => {
    const name = tzid.trim()
    if (name === '') return home
    const zone = known.get(name) ?? findZone(calendar, name)
    if (zone === null) throw unknownZone(name)
    known.set(name, zone)
    return zone
  }
}

/** The message quotes nothing of the file: the name of the zone stands beside it. */
const unknownZone = (name: string): FederationError =>
  new FederationError('ERR_MESSAGE_MALFORMED', 'unknown TZID', { problem: 'unknownZone', tzid: name.slice(0, 64) })

function findZone(calendar: Component, name: string): Zone | null {
  const own = (): Zone | null => {
    const told = calendar.parts.find((part) => part.name === 'VTIMEZONE' && tzidOf(part) === name)
    return told === undefined ? null : zoneOfComponent(name, told)
  }
  return ianaZone(name) ?? own() ?? windowsZone(name) ?? zoneAtEndOf(name)
}

function tzidOf(part: Component): string | undefined {
  const property = propertyOf(part, 'TZID')
  return property === undefined ? undefined : textOf(property).trim()
}

function windowsZone(name: string): Zone | null {
  const iana = ianaOfWindowsZone(name)
  return iana === null ? null : ianaZone(iana)
}

function zoneAtEndOf(path: string): Zone | null {
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    const rest = path.slice(slash + 1)
    const zone = rest.includes('/') || rest === 'UTC' ? ianaZone(rest) : null
    if (zone !== null) return zone
  }
  return null
}

/** Null where the VTIMEZONE has no observance at all, so that its name may still mean something. */
function zoneOfComponent(id: string, vtimezone: Component): Zone | null {
  const parts = vtimezone.parts.filter((part) => part.name === 'STANDARD' || part.name === 'DAYLIGHT')
  if (parts.length === 0) return null
  if (parts.length > MOST_OBSERVANCES) throw unreadable('manyObservances', {})
  const key = JSON.stringify([id, parts])
  const before = worked.get(key)
  if (before !== undefined) return before
  const zone = zoneOfObservances(id, parts.map(observanceOf))
  worked.set(key, zone)
  return zone
}

function observanceOf(part: Component): Observance {
  const need = (name: string): string => {
    const property = propertyOf(part, name)
    if (property === undefined) throw unreadable('observanceLacks', { part: part.name, name })
    return property.value
  }
  return {
    start: parseDateValue(need('DTSTART')).wall,
    offsetFrom: parseOffset(need('TZOFFSETFROM')),
    offsetTo: parseOffset(need('TZOFFSETTO')),
    rules: propertiesOf(part, 'RRULE').map((property) => parseRecurrenceRule(property.value.trim())),
    rdates: propertiesOf(part, 'RDATE').flatMap((property) =>
      valuesOf(property).map((value) => parseDateValue(value).wall),
    ),
  }
}
