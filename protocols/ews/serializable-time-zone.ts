import { DAY, HOUR, MINUTE } from '../availability/time-window.ts'
import type { Instant } from '../availability/time-window.ts'
import { WEEKDAYS } from '../availability/free-busy-view.ts'
import { FederationError } from '../federation-error.ts'
import { civilDate, dayNumber, daysInMonth, weekdayOf, yearOfDay } from '../time-zone/civil-date.ts'
import type { WeekdayNumber } from '../time-zone/civil-date.ts'
import { sampledTransitions, wallOf } from '../time-zone/zone.ts'
import type { Transition, Zone } from '../time-zone/zone.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { t } from './ews-vocabulary.ts'
import { zoneOfEras } from './yearly-zone.ts'
import type { YearlyMoment } from './yearly-zone.ts'

const BIAS = t('Bias')
const STANDARD_TIME = t('StandardTime')
const DAYLIGHT_TIME = t('DaylightTime')
const TIME = t('Time')
const DAY_ORDER = t('DayOrder')
const MONTH = t('Month')
const DAY_OF_WEEK = t('DayOfWeek')
const YEAR = t('Year')

/** What a client wrote of one half of the year; null where it wrote nothing that can be read. */
interface HalfYear {
  bias: number
  moment: YearlyMoment | null
}

const numberOf = (text: string): number => (/^[-+]?\d{1,5}$/.test(text) ? Number(text) : Number.NaN)

function timeOf(text: string): number {
  const [, hour, minute, second] = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/.exec(text) ?? []
  const time = Number(hour) * HOUR + Number(minute) * MINUTE + Number(second ?? 0) * 1000
  return time <= DAY ? time : Number.NaN
}

function momentOf(fields: ReadonlyMap<number, string>): YearlyMoment | null {
  const [month, order] = [numberOf(fields.get(MONTH) ?? ''), numberOf(fields.get(DAY_ORDER) ?? '')]
  const time = timeOf(fields.get(TIME) ?? '')
  if (!(month >= 1 && month <= 12) || Number.isNaN(time)) return null
  const weekday = WEEKDAYS.findIndex((name) => name === fields.get(DAY_OF_WEEK))
  if (weekday >= 0 && (order === -1 || (order >= 1 && order <= 5))) {
    return { month, week: order, weekday: weekday as WeekdayNumber, time }
  }
  // The Managed API writes a fixed date as Year and DayOrder; the date comes each year, the year is that of its clock.
  return weekday < 0 && order >= 1 && order <= 31 ? { month, day: order, time } : null
}

function readHalfYear(reader: XmlReader): HalfYear {
  const fields = new Map<number, string>()
  while (reader.child()) {
    const { name } = reader
    if (
      name === BIAS ||
      name === TIME ||
      name === DAY_ORDER ||
      name === MONTH ||
      name === DAY_OF_WEEK ||
      name === YEAR
    ) {
      fields.set(name, reader.token())
    } else reader.skip()
  }
  return { bias: numberOf(fields.get(BIAS) ?? '0'), moment: momentOf(fields) }
}

function zoneOfHalves(bias: number, standard: HalfYear, daylight: HalfYear): Zone {
  const [winter, summer] = [-(bias + standard.bias), -(bias + daylight.bias)]
  if (!(Math.abs(winter) <= 1440 && Math.abs(summer) <= 1440)) {
    throw new FederationError('ERR_TIME_ZONE_MISSING', 'a TimeZone without a usable bias')
  }
  const changes =
    standard.moment === null || daylight.moment === null || winter === summer
      ? []
      : [
          { moment: standard.moment, offset: winter },
          { moment: daylight.moment, offset: summer },
        ]
  return zoneOfEras([{ from: -Infinity, offset: winter, changes }])
}

/**
 * Reads a t:TimeZone (SerializableTimeZone): UTC = local + bias, the nth (5 or -1: last) weekday of a month. Tolerant, as
 * clients need: fields in any order, unknown ones passed over, fixed dates, zeroes and nonsense for "no daylight saving".
 *
 * @throws FederationError `ERR_TIME_ZONE_MISSING` where not even the bias can be read
 */
export function readSerializableTimeZone(reader: XmlReader): Zone {
  let bias = Number.NaN
  let standard: HalfYear = { bias: 0, moment: null }
  let daylight: HalfYear = { bias: 0, moment: null }
  while (reader.child()) {
    if (reader.name === BIAS) bias = numberOf(reader.token())
    else if (reader.name === STANDARD_TIME) standard = readHalfYear(reader)
    else if (reader.name === DAYLIGHT_TIME) daylight = readHalfYear(reader)
    else reader.skip()
  }
  return zoneOfHalves(bias, standard, daylight)
}

const HALF = (name: string, bias: number, time: string, order: number, month: number, weekday: string): string =>
  `<${name}><Bias>${bias}</Bias><Time>${time}</Time><DayOrder>${order}</DayOrder>` +
  `<Month>${month}</Month><DayOfWeek>${weekday}</DayOfWeek></${name}>`

/** The wall shows `before` when this happens. */
function halfOf(name: string, bias: number, { at }: Transition, before: number): string {
  const wall = at + before * MINUTE
  const day = Math.floor(wall / DAY)
  const date = civilDate(day)
  const order = date.day + 7 > daysInMonth(date.year, date.month) ? 5 : Math.ceil(date.day / 7)
  const time = new Date(wall).toISOString().slice(11, 19)
  return HALF(name, bias, time, order, date.month, WEEKDAYS[weekdayOf(day)] as string)
}

/**
 * The children of a SerializableTimeZone that tells `zone` as it is in the year of `instant`; unprefixed, in the
 * namespace of types. A zone whose year does not have one change forth and one back is told without daylight saving.
 */
export function serializableTimeZone(zone: Zone, instant: Instant): string {
  const year = yearOfDay(Math.floor(wallOf(zone, instant) / DAY))
  const from = dayNumber(year, 1, 1) * DAY
  const { offset, transitions } = sampledTransitions((at) => zone.offsetAt(at), from, dayNumber(year + 1, 1, 1) * DAY)
  const [first, second] = transitions
  const none = HALF('StandardTime', 0, '00:00:00', 0, 0, 'Sunday') + HALF('DaylightTime', 0, '00:00:00', 0, 0, 'Sunday')
  if (first === undefined || second === undefined || transitions.length > 2 || second.offset !== offset) {
    return `<Bias>${-Math.round(zone.offsetAt(instant))}</Bias>${none}`
  }
  const [summer, toSummer, toWinter] = first.offset > offset ? [first.offset, first, second] : [offset, second, first]
  const winter = Math.min(first.offset, offset)
  return (
    `<Bias>${-winter}</Bias>` +
    halfOf('StandardTime', 0, toWinter, summer) +
    halfOf('DaylightTime', winter - summer, toSummer, winter)
  )
}
