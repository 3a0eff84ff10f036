import { setImmediate } from 'node:timers/promises'
import { DAY, MINUTE } from '../availability/time-window.ts'
import { dayNumber } from '../time-zone/civil-date.ts'
import { ianaZone } from '../time-zone/iana-zone.ts'
import { windowsZones } from '../time-zone/windows-zones.ts'
import type { WindowsZone } from '../time-zone/windows-zones.ts'
import { yearlyRulesOf } from '../time-zone/yearly-rules.ts'
import type { YearlyRules, YearlyTransition } from '../time-zone/yearly-rules.ts'
import { ChildSequence } from '../xml/child-sequence.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { m, t } from './ews-vocabulary.ts'
import { escaped, writeResponseMessages } from './response-messages.ts'
import { parseBoolean } from './simple-values.ts'

const IDS = m('Ids')
const ID = t('Id')
const REQUEST = new ChildSequence([IDS, 'optional'])

/** The years told one by one; the first and the last stand for all before and after. Every horizon lies well inside. */
const FIRST_YEAR = 2020
const LAST_YEAR = 2037
/** Display names tell standard offsets as of then. */
const NAMES_AS_OF = dayNumber(2026, 1, 1) * DAY

export interface ServerTimeZonesAsked {
  /** Windows names; null asks for all. */
  readonly ids: readonly string[] | null
  /** Whether periods and transitions are wanted, not names only. */
  readonly full: boolean
}

export function readGetServerTimeZones(reader: XmlReader): ServerTimeZonesAsked {
  const full = parseBoolean((reader.attribute('ReturnFullTimeZoneData') ?? 'true').trim())
  if (full === null) reader.refuse('not a boolean')
  let ids: string[] | null = null
  let place = REQUEST.start
  while (reader.child()) {
    place = REQUEST.step(reader, place)
    ids = []
    while (reader.child()) {
      if (reader.name !== ID) reader.refuse('not an Id')
      ids.push(reader.token())
    }
  }
  return { ids, full }
}

/** An xs:duration of whole minutes. */
const duration = (minutes: number): string => `${minutes < 0 ? '-' : ''}PT${Math.abs(minutes)}M`

const periodId = (name: string, bias: number): string => `${name}/${bias}`

function transitionMarkup(name: string, bias: number, { month, dayOrder, dayOfWeek, time }: YearlyTransition): string {
  return (
    `<t:RecurringDayTransition><t:To Kind="Period">${periodId(name, bias)}</t:To>` +
    `<t:TimeOffset>${duration(time / MINUTE)}</t:TimeOffset><t:Month>${month}</t:Month>` +
    `<t:DayOfWeek>${dayOfWeek ?? 'Sunday'}</t:DayOfWeek>` +
    `<t:Occurrence>${dayOrder === 5 ? -1 : dayOrder}</t:Occurrence></t:RecurringDayTransition>`
  )
}

/** What one year is like: the transitions of its group, and the periods they lead to. */
function groupMarkup({ bias, standard, daylight }: YearlyRules, periods: Map<string, string>): string {
  const period = (name: string, of: number): void => {
    periods.set(periodId(name, of), `<t:Period Bias="${duration(of)}" Name="${name}" Id="${periodId(name, of)}"/>`)
  }
  period('Standard', bias + standard.bias)
  if (standard.bias === daylight.bias) {
    const to = periodId('Standard', bias + standard.bias)
    return `<t:Transition><t:To Kind="Period">${to}</t:To></t:Transition>`
  }
  period('Daylight', bias + daylight.bias)
  const halves: readonly (readonly [string, YearlyTransition])[] = [
    ['Daylight', daylight],
    ['Standard', standard],
  ]
  return halves
    .toSorted(([, a], [, b]) => a.month - b.month)
    .map(([name, half]) => transitionMarkup(name, bias + half.bias, half))
    .join('')
}

/** A t:TimeZoneDefinition with one group for each run of years that are alike. */
function definitionMarkup({ id, displayName, iana }: WindowsZone, full: boolean): string {
  const attributes = `Name="${escaped(displayName)}" Id="${escaped(id)}"`
  const zone = full ? ianaZone(iana) : null
  if (zone === null) return `<t:TimeZoneDefinition ${attributes}/>`
  const periods = new Map<string, string>()
  const groups: string[] = []
  const transitions: string[] = []
  let latest = ''
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    const group = groupMarkup(yearlyRulesOf(zone, year), periods)
    if (group === latest) continue
    latest = group
    // Two digits: clients sort group ids as text.
    const number = String(groups.length).padStart(2, '0')
    groups.push(`<t:TransitionsGroup Id="${number}">${group}</t:TransitionsGroup>`)
    const to = `<t:To Kind="Group">${number}</t:To>`
    transitions.push(
      year === FIRST_YEAR
        ? `<t:Transition>${to}</t:Transition>`
        : `<t:AbsoluteDateTransition>${to}<t:DateTime>${year}-01-01T00:00:00</t:DateTime></t:AbsoluteDateTransition>`,
    )
  }
  return (
    `<t:TimeZoneDefinition ${attributes}><t:Periods>${[...periods.values()].join('')}</t:Periods>` +
    `<t:TransitionsGroups>${groups.join('')}</t:TransitionsGroups>` +
    `<t:Transitions>${transitions.join('')}</t:Transitions></t:TimeZoneDefinition>`
  )
}

/** Definitions never change while the program runs; there are as many as Windows zones. */
const definitions = new Map<string, string>()

/** Others get their turn after each definition that has to be worked out: all of them together take long. */
async function definitionOf(zone: WindowsZone, full: boolean): Promise<string> {
  const key = `${full} ${zone.id}`
  let markup = definitions.get(key)
  if (markup === undefined) {
    definitions.set(key, (markup = definitionMarkup(zone, full)))
    await setImmediate()
  }
  return markup
}

/** Unknown ids are left out, as Exchange does. */
export async function writeServerTimeZonesAnswer({ ids, full }: ServerTimeZonesAsked): Promise<Buffer> {
  const wanted = ids === null ? null : new Set(ids.map((id) => id.toLowerCase()))
  let markup = ''
  for (const zone of windowsZones(NAMES_AS_OF)) {
    if (wanted === null || wanted.has(zone.id.toLowerCase())) markup += await definitionOf(zone, full)
  }
  return writeResponseMessages('GetServerTimeZones', [
    { markup: `<m:TimeZoneDefinitions>${markup}</m:TimeZoneDefinitions>` },
  ])
}
