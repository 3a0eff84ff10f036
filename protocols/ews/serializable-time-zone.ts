import { WEEKDAYS } from '../availability/free-busy-view.ts'
import { DAY, HOUR, MINUTE } from '../availability/time-window.ts'
import type { Instant } from '../availability/time-window.ts'
import { FederationError } from '../federation-error.ts'
import { yearOfDay } from '../time-zone/civil-date.ts'
import { yearlyRulesOf, zoneOfYearlyRules } from '../time-zone/yearly-rules.ts'
import type { YearlyRules, YearlyTransition } from '../time-zone/yearly-rules.ts'
import { wallOf } from '../time-zone/zone.ts'
import type { Zone } from '../time-zone/zone.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { t } from './ews-vocabulary.ts'

const BIAS = t('Bias')
const STANDARD_TIME = t('StandardTime')
const DAYLIGHT_TIME = t('DaylightTime')
const TIME = t('Time')
const DAY_ORDER = t('DayOrder')
const MONTH = t('Month')
const DAY_OF_WEEK = t('DayOfWeek')
const FIELDS: ReadonlySet<number> = new Set([BIAS, TIME, DAY_ORDER, MONTH, DAY_OF_WEEK])

/** What stands where a client wrote nothing that can be read: no summer time. */
const NOTHING: YearlyTransition = { bias: 0, time: 0, dayOrder: 0, month: 0, dayOfWeek: null }

const numberOf = (text: string | undefined): number => (/^[-+]?\d{1,5}$/.test(text ?? '') ? Number(text) : Number.NaN)

function timeOf(text: string | undefined): number {
  const [, hour, minute, second] = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/.exec(text ?? '') ?? []
  const time = Number(hour) * HOUR + Number(minute) * MINUTE + Number(second ?? 0) * 1000
  return time <= DAY ? time : Number.NaN
}

function readHalfYear(reader: XmlReader): YearlyTransition {
  const fields = new Map<number, string>()
  while (reader.child()) {
    const { name } = reader
    if (FIELDS.has(name)) fields.set(name, reader.token())
    else reader.skip()
  }
  const half = {
    bias: numberOf(fields.get(BIAS) ?? '0'),
    time: timeOf(fields.get(TIME)),
    dayOrder: numberOf(fields.get(DAY_ORDER)),
    month: numberOf(fields.get(MONTH)),
    dayOfWeek: WEEKDAYS.find((weekday) => weekday === fields.get(DAY_OF_WEEK)) ?? null,
  }
  return Object.values(half).some(Number.isNaN) ? { ...NOTHING, bias: half.bias } : half
}

/** Zones by their rules, so that a client that asks again finds its transitions computed. */
const zones = new Map<string, Zone>()
const ZONES_KEPT = 256

function zoneOf(rules: YearlyRules): Zone {
  if ([rules.bias, rules.standard.bias, rules.daylight.bias].some((bias) => !(Math.abs(bias) <= 1440))) {
    throw new FederationError('ERR_TIME_ZONE_MISSING', 'a TimeZone without a usable bias')
  }
  const key = JSON.stringify(rules)
  let zone = zones.get(key)
  if (zone === undefined) {
    if (zones.size >= ZONES_KEPT) zones.clear()
    zones.set(key, (zone = zoneOfYearlyRules(rules)))
  }
  return zone
}

/**
 * Reads a t:TimeZone (SerializableTimeZone). Tolerant, as clients need: fields in any order, unknown ones passed over,
 * fixed dates, zeroes and nonsense for "no summer time".
 *
 * @throws FederationError `ERR_TIME_ZONE_MISSING` where not even the bias can be read
 */
export function readSerializableTimeZone(reader: XmlReader): Zone {
  let [bias, standard, daylight] = [Number.NaN, NOTHING, NOTHING]
  while (reader.child()) {
    if (reader.name === BIAS) bias = numberOf(reader.token())
    else if (reader.name === STANDARD_TIME) standard = readHalfYear(reader)
    else if (reader.name === DAYLIGHT_TIME) daylight = readHalfYear(reader)
    else reader.skip()
  }
  return zoneOf({ bias, standard, daylight })
}

function halfYear(name: string, { bias, time, dayOrder, month, dayOfWeek }: YearlyTransition): string {
  const clock = new Date(time).toISOString().slice(11, 19)
  return (
    `<${name}><Bias>${bias}</Bias><Time>${clock}</Time><DayOrder>${dayOrder}</DayOrder>` +
    `<Month>${month}</Month><DayOfWeek>${dayOfWeek ?? 'Sunday'}</DayOfWeek></${name}>`
  )
}

/**
 * The children of a SerializableTimeZone that tells `zone` as it is in the year of `instant`; without prefixes, in the
 * namespace of types.
 */
export function serializableTimeZone(zone: Zone, instant: Instant): string {
  const { bias, standard, daylight } = yearlyRulesOf(zone, yearOfDay(Math.floor(wallOf(zone, instant) / DAY)))
  return `<Bias>${bias}</Bias>${halfYear('StandardTime', standard)}${halfYear('DaylightTime', daylight)}`
}
