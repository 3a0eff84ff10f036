import { WEEKDAYS } from '../availability/free-busy-view.ts'
import type { Weekday, WorkingHours } from '../availability/free-busy-view.ts'
import { DAY, MINUTE } from '../availability/time-window.ts'
import type { Instant } from '../availability/time-window.ts'
import { FederationError } from '../federation-error.ts'
import type { Zone } from '../time-zone/zone.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { t } from './ews-vocabulary.ts'
import { ianaNameOfRules } from './iana-name-of-rules.ts'
import { readSerializableTimeZone } from './serializable-time-zone.ts'

const TIME_ZONE = t('TimeZone')
const PERIODS = t('WorkingPeriodArray')
const PERIOD = t('WorkingPeriod')
const DAYS = t('DayOfWeek')
const START = t('StartTimeInMinutes')
const END = t('EndTimeInMinutes')

const MOST_PERIODS = 50
type Period = WorkingHours['periods'][number]

const isWeekday = (name: string): name is Weekday => (WEEKDAYS as readonly string[]).includes(name)
const minutesOf = (text: string): number => (/^\d{1,4}$/.test(text) ? Number(text) : Number.NaN)

/** Null for a period that cannot be: hours are a courtesy, and no reason to lose the times. */
function readPeriod(reader: XmlReader): Period | null {
  let days: Weekday[] = []
  let [start, end] = [Number.NaN, Number.NaN]
  while (reader.child()) {
    // Empty is what Exchange Online sends where nobody works.
    if (reader.name === DAYS) days = [...new Set(reader.token().split(/\s+/).filter(isWeekday))]
    else if (reader.name === START) start = minutesOf(reader.token())
    else if (reader.name === END) end = minutesOf(reader.token())
    else reader.skip()
  }
  return start <= end && end * MINUTE <= DAY ? { days, start, end } : null
}

function readZone(reader: XmlReader): Zone | null {
  try {
    return readSerializableTimeZone(reader)
  } catch (error) {
    if (error instanceof FederationError && error.code === 'ERR_TIME_ZONE_MISSING') return null
    throw error
  }
}

/**
 * Reads a WorkingHours element, to its end, tolerantly: null where its zone cannot be told by a name.
 *
 * @param instant when the hours are asked for; the zone's rules are those of that year
 * @throws FederationError `ERR_MESSAGE_MALFORMED` for what is not XML
 */
export function readWorkingHours(reader: XmlReader, instant: Instant): WorkingHours | null {
  let zone: Zone | null = null
  const periods: Period[] = []
  while (reader.child()) {
    if (reader.name === TIME_ZONE) zone = readZone(reader)
    else if (reader.name === PERIODS) {
      while (reader.child()) {
        const period = reader.name === PERIOD ? readPeriod(reader) : reader.skip()
        if (period && periods.length < MOST_PERIODS) periods.push(period)
      }
    } else reader.skip()
  }
  const timeZone = zone === null ? null : ianaNameOfRules(zone, instant)
  return timeZone === null ? null : { timeZone, periods }
}
