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

/** What stands where a client wrote nothing that can be read: no summer time. */
const NOTHING: YearlyTransition = { bias: 0, time: 0, dayOrder: 0, month: 0, dayOfWeek: null }

const numberOf = (text: string): number => (/^[-+]?\d{1,5}$/.test(text) ? Number(text) : Number.NaN)

function timeOf(text: string): number {
  const [, hour, minute, second] = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/.exec(text) ?? []
  const time = Number(hour) * HOUR + Number(minute) * MINUTE + Number(second ?? 0) * 1000
  return time <= DAY ? time : Number.NaN
}

/** The texts of one transition as they stood; empty where nothing stood. */
interface HalfYearText {
  bias: string
  time: string
  dayOrder: string
  month: string
  dayOfWeek: string
}

const NO_TEXT: Readonly<HalfYearText> = { bias: '', time: '', dayOrder: '', month: '', dayOfWeek: '' }

function readHalfYear(reader: XmlReader): HalfYearText {
  const half = { bias: '', time: '', dayOrder: '', month: '', dayOfWeek: '' }
  while (reader.child()) {
    const { name } = reader
    if (name === BIAS) half.bias = reader.token()
    else if (name === TIME) half.time = reader.token()
    else if (name === DAY_ORDER) half.dayOrder = reader.token()
    else if (name === MONTH) half.month = reader.token()
    else if (name === DAY_OF_WEEK) half.dayOfWeek = reader.token()
    else reader.skip()
  }
  return half
}

function transitionOf(text: HalfYearText): YearlyTransition {
  const half = {
    bias: numberOf(text.bias === '' ? '0' : text.bias),
    time: timeOf(text.time),
    dayOrder: numberOf(text.dayOrder),
    month: numberOf(text.month),
    dayOfWeek: WEEKDAYS.find((weekday) => weekday === text.dayOfWeek) ?? null,
  }
  return Object.values(half).some(Number.isNaN) ? { ...NOTHING, bias: half.bias } : half
}

function zoneOf(rules: YearlyRules): Zone {
  if ([rules.bias, rules.standard.bias, rules.daylight.bias].some((bias) => !(Math.abs(bias) <= 1440))) {
    throw new FederationError('ERR_TIME_ZONE_MISSING', 'a TimeZone without a usable bias', { zone: 'without-bias' })
  }
  return zoneOfYearlyRules(rules)
}

/** Zones by the texts that told them: clients send the same one with every question, and find its transitions computed. */
const zones = new Map<string, Zone>()
const ZONES_KEPT = 256

const keyOf = ({ bias, time, dayOrder, month, dayOfWeek }: HalfYearText): string =>
  `${bias}|${time}|${dayOrder}|${month}|${dayOfWeek}`

/**
 * Reads a t:TimeZone (SerializableTimeZone). Tolerant, as clients need: fields in any order, unknown ones passed over,
 * fixed dates, zeroes and nonsense for "no summer time".
 *
 * @throws FederationError `ERR_TIME_ZONE_MISSING` where not even the bias can be read
 */
export function readSerializableTimeZone(reader: XmlReader): Zone {
  let bias = ''
  let [standard, daylight] = [NO_TEXT, NO_TEXT]
  while (reader.child()) {
    if (reader.name === BIAS) bias = reader.token()
    else if (reader.name === STANDARD_TIME) standard = readHalfYear(reader)
    else if (reader.name === DAYLIGHT_TIME) daylight = readHalfYear(reader)
    else reader.skip()
  }
  const key = `${bias}|${keyOf(standard)}|${keyOf(daylight)}`
  const kept = zones.get(key)
  if (kept !== undefined) return kept
  const zone = zoneOf({ bias: numberOf(bias), standard: transitionOf(standard), daylight: transitionOf(daylight) })
  if (zones.size >= ZONES_KEPT) zones.clear()
  zones.set(key, zone)
  return zone
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
