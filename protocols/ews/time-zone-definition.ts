import { WEEKDAYS } from '../availability/free-busy-view.ts'
import { DAY, HOUR, MINUTE } from '../availability/time-window.ts'
import type { Instant } from '../availability/time-window.ts'
import { FederationError } from '../federation-error.ts'
import type { WeekdayNumber } from '../time-zone/civil-date.ts'
import { ianaZone } from '../time-zone/iana-zone.ts'
import { ianaOfWindowsZone } from '../time-zone/windows-zones.ts'
import type { Zone } from '../time-zone/zone.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { instantOf, readDateTime } from './date-time.ts'
import { UTC } from '../time-zone/zone.ts'
import { t } from './ews-vocabulary.ts'
import { zoneOfEras } from './yearly-zone.ts'
import type { Era, YearlyMoment } from './yearly-zone.ts'

const PERIODS = t('Periods')
const PERIOD = t('Period')
const GROUPS = t('TransitionsGroups')
const GROUP = t('TransitionsGroup')
const TRANSITIONS = t('Transitions')
const TO = t('To')
const TIME_OFFSET = t('TimeOffset')
const MONTH = t('Month')
const DAY_OF_WEEK = t('DayOfWeek')
const OCCURRENCE = t('Occurrence')
const DAY_OF_MONTH = t('Day')
const DATE_TIME = t('DateTime')

/** More than any real zone has; each costs work for every year that is asked for. */
const MOST_ERAS = 128
const MOST_CHANGES = 8

/** One of the four kinds of transition; which one, its fields say. */
interface WireTransition {
  readonly toGroup: boolean
  readonly to: string
  readonly at: Instant | null
  readonly moment: YearlyMoment | null
}

interface Definition {
  /** Minutes east, by id. */
  readonly periods: Map<string, number>
  readonly groups: Map<string, readonly WireTransition[]>
  transitions: readonly WireTransition[]
}

const DURATION = /^([-+])?P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})(?:\.\d*)?S)?)?$/

/** An xs:duration of days and less, in ms; NaN for anything else. */
function parseDuration(text: string): number {
  const match = DURATION.exec(text)
  if (match === null) return Number.NaN
  const part = (i: number): number => Number(match[i] ?? 0)
  const length = part(2) * DAY + part(3) * HOUR + part(4) * MINUTE + part(5) * 1000
  return match[1] === '-' ? -length : length
}

function momentOf(fields: ReadonlyMap<number, string>): YearlyMoment | null {
  const month = Number(fields.get(MONTH))
  const time = parseDuration(fields.get(TIME_OFFSET) ?? '')
  if (!(Number.isInteger(month) && month >= 1 && month <= 12) || !(time >= 0 && time <= DAY)) return null
  const weekday = WEEKDAYS.findIndex((name) => name === fields.get(DAY_OF_WEEK))
  const week = Number(fields.get(OCCURRENCE))
  if (weekday >= 0 && (week === -1 || (week >= 1 && week <= 5))) {
    return { month, week, weekday: weekday as WeekdayNumber, time }
  }
  const day = Number(fields.get(DAY_OF_MONTH))
  return Number.isInteger(day) && day >= 1 && day <= 31 ? { month, day, time } : null
}

function readTransition(reader: XmlReader): WireTransition {
  const fields = new Map<number, string>()
  let toGroup = false
  let at: Instant | null = null
  while (reader.child()) {
    const { name } = reader
    if (name === TO) toGroup = reader.attribute('Kind') === 'Group'
    if (name === DATE_TIME) at = instantOf(readDateTime(reader), UTC)
    else fields.set(name, reader.token())
  }
  return { toGroup, to: fields.get(TO) ?? '', at, moment: momentOf(fields) }
}

function readTransitions(reader: XmlReader): readonly WireTransition[] {
  const transitions: WireTransition[] = []
  while (reader.child()) transitions.push(readTransition(reader))
  return transitions
}

function readPeriods(reader: XmlReader, periods: Map<string, number>): void {
  while (reader.child()) {
    if (reader.name !== PERIOD) reader.refuse('not a Period')
    periods.set(reader.attribute('Id') ?? '', -parseDuration(reader.attribute('Bias') ?? '') / MINUTE)
    reader.skip()
  }
}

function readGroups(reader: XmlReader, groups: Definition['groups']): void {
  while (reader.child()) {
    if (reader.name !== GROUP) reader.refuse('not a TransitionsGroup')
    groups.set(reader.attribute('Id') ?? '', readTransitions(reader))
  }
}

/** The era a transition leads to; null where what it names is not there or makes no sense. */
function eraOf({ to, toGroup, at }: WireTransition, definition: Definition): Era | null {
  const from = at ?? -Infinity
  const offsetOf = (period: string): number => definition.periods.get(period) ?? Number.NaN
  const inside = toGroup ? definition.groups.get(to) : []
  if (inside === undefined || inside.length > MOST_CHANGES) return null
  const changes: Era['changes'][number][] = []
  for (const { to: period, moment } of inside) {
    if (moment !== null) changes.push({ moment, offset: offsetOf(period) })
  }
  const offset = offsetOf(toGroup ? (inside[0]?.to ?? '') : to)
  const usable = [offset, ...changes.map((change) => change.offset)].every((minutes) => Math.abs(minutes) <= 1440)
  return usable ? { from, offset, changes } : null
}

function zoneOfRules(definition: Definition): Zone | null {
  const eras = definition.transitions.slice(0, MOST_ERAS + 1).map((transition) => eraOf(transition, definition))
  if (eras.length === 0 || eras.length > MOST_ERAS) return null
  const usable = eras.filter((era) => era !== null)
  const beginnings = usable.filter((era) => era.from === -Infinity)
  return usable.length === eras.length && beginnings.length === 1 ? zoneOfEras(usable) : null
}

/** The zone of an id as clients write them: the name of a Windows zone, or, from some, of an IANA zone. */
export function zoneOfId(id: string): Zone | null {
  return ianaZone(ianaOfWindowsZone(id) ?? id)
}

/**
 * Reads a t:TimeZoneDefinition. Its rules count if they can be followed, else its Id does, which may stand there alone.
 *
 * @throws FederationError `ERR_TIME_ZONE_MISSING` where neither names a zone
 */
export function readTimeZoneDefinition(reader: XmlReader): Zone {
  const id = reader.attribute('Id') ?? ''
  const definition: Definition = { periods: new Map(), groups: new Map(), transitions: [] }
  while (reader.child()) {
    if (reader.name === PERIODS) readPeriods(reader, definition.periods)
    else if (reader.name === GROUPS) readGroups(reader, definition.groups)
    else if (reader.name === TRANSITIONS) definition.transitions = readTransitions(reader)
    else reader.skip()
  }
  const zone = zoneOfRules(definition) ?? zoneOfId(id)
  if (zone === null)
    throw new FederationError('ERR_TIME_ZONE_MISSING', 'a TimeZoneDefinition that names no zone', {
      zone: 'without-name',
    })
  return zone
}
