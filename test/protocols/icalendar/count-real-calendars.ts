/**
 * Counts the busy instances of every calendar of the reference material with two engines that are not ours, and writes
 * `real-calendars.json` beside this file: `node --import tsx test/protocols/icalendar/count-real-calendars.ts`. The files
 * are read by ical.js' own model, zones are Temporal's or ical.js', rules are expanded once by rrule and once by
 * rrule-temporal, on wall times. What our reader refuses is listed with its reason; a person checks both by the RFC.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ICAL from 'ical.js'
import * as rruleModule from 'rrule'
import { RRuleTemporal } from 'rrule-temporal'
import { Temporal } from 'temporal-polyfill'
import { DAY } from '../../../protocols/availability/time-window.ts'
import type { TimeWindow } from '../../../protocols/availability/time-window.ts'
import { ianaOfWindowsZone } from '../../../protocols/time-zone/windows-zones.ts'
import { sharedPath } from '../../shared-material.ts'
import { entriesOf, read } from './calendar-text.ts'
import { DIFFERENCES } from './real-calendar-differences.ts'

export interface RealCalendar {
  readonly file: string
  readonly window?: readonly [string, string]
  readonly busy?: number
  /** Where the two engines disagree, or neither is right: what each says, and which is right by what. */
  readonly engines?: { readonly rrule: number | null; readonly rruleTemporal: number | null; readonly right: string }
  readonly refused?: string
}

type Expand = (rule: string, start: number, window: TimeWindow) => readonly number[]
type Parsed = InstanceType<typeof ICAL.Component>
type Time = InstanceType<typeof ICAL.Time>

const HOME = 'Europe/Stockholm'
const OWNER = 'mailto:vera@contoso.example'
const { RRule } = 'default' in rruleModule ? rruleModule.default : rruleModule
const YEARS = 5

const withRrule: Expand = (rule, start, window) => {
  const options = RRule.parseString(rule)
  const dates = new RRule({ ...options, dtstart: new Date(start) }).between(
    new Date(window.start),
    new Date(window.end),
    true,
  )
  return dates.map((date) => date.getTime())
}

const withRruleTemporal: Expand = (rule, start, window) => {
  const dtstart = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO('UTC')
  const engine = new RRuleTemporal({ rruleString: rule, dtstart, maxIterations: 1_000_000 } as never)
  const dates = engine.between(new Date(window.start), new Date(window.end), true)
  return dates.map((date) => date.epochMilliseconds)
}

const wallOf = (time: Time): number => {
  const date = new Date(0)
  date.setUTCFullYear(time.year, time.month - 1, time.day)
  return date.setUTCHours(time.hour, time.minute, time.second)
}

function ianaOf(tzid: string): string | null {
  const names = [tzid, ianaOfWindowsZone(tzid) ?? '', /[A-Z]\w+\/[A-Z]\w+(?:\/\w+)?$/.exec(tzid)?.[0] ?? '']
  for (const name of names) {
    try {
      return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId
    } catch {
      continue
    }
  }
  return null
}

class Place {
  readonly #calendar: Parsed

  constructor(calendar: Parsed) {
    this.#calendar = calendar
  }

  instantOf(wall: number, tzid: string): number {
    if (tzid === 'UTC') return wall
    const own = this.#ownZone(tzid)
    const exact = ianaOf(tzid)
    if (own !== null && exact !== tzid) {
      const date = new Date(wall)
      const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
      const [hour, minute, second] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
      return new ICAL.Time({ year, month, day, hour, minute, second, isDate: false }, own).toUnixTime() * 1000
    }
    const local = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime()
    return local.toZonedDateTime(exact ?? HOME).epochMilliseconds
  }

  wallIn(instant: number, tzid: string): number {
    const guess = instant + (instant - this.instantOf(instant, tzid))
    return instant + (guess - this.instantOf(guess, tzid))
  }

  #ownZone(tzid: string): InstanceType<typeof ICAL.Timezone> | null {
    const told = this.#calendar
      .getAllSubcomponents('vtimezone')
      .find((zone) => String(zone.getFirstPropertyValue('tzid')) === tzid)
    return told === undefined ? null : new ICAL.Timezone({ component: told, tzid })
  }
}

interface Told {
  readonly wall: number
  readonly tzid: string
  readonly allDay: boolean
  readonly instant: number
}

function tell(place: Place, time: Time, property: InstanceType<typeof ICAL.Property>, home: string): Told {
  const named = property.getParameter('tzid')
  const tzid = time.isDate
    ? home
    : time.zone === ICAL.Timezone.utcTimezone
      ? 'UTC'
      : typeof named === 'string' && named !== ''
        ? named
        : home
  const wall = wallOf(time)
  return { wall, tzid, allDay: time.isDate, instant: place.instantOf(wall, tzid) }
}

function told(place: Place, event: Parsed, name: string, home = HOME): Told | null {
  const property = event.getFirstProperty(name)
  return property === null ? null : tell(place, property.getFirstValue() as Time, property, home)
}

interface Span {
  readonly start: number
  readonly end: number
}

function lengthen(place: Place, event: Parsed, start: Told, instant: number): number {
  const end = told(place, event, 'dtend')
  const wall = (days: number): number => place.instantOf(place.wallIn(instant, start.tzid) + days * DAY, start.tzid)
  if (end !== null && start.allDay && end.allDay) return wall(Math.max(1, Math.round((end.wall - start.wall) / DAY)))
  if (end !== null) return instant + end.instant - start.instant
  const duration = event.getFirstPropertyValue('duration') as InstanceType<typeof ICAL.Duration> | null
  if (duration === null) return start.allDay ? wall(1) : instant
  const days = duration.weeks * 7 + duration.days
  const rest = (duration.hours * 3600 + duration.minutes * 60 + duration.seconds) * 1000
  return (days > 0 ? wall(days) : instant) + rest
}

const touches = (span: Span, window: TimeWindow): boolean =>
  span.start < window.end && (span.end > window.start || span.start >= window.start)

function isBusy(event: Parsed): boolean {
  const value = (name: string): string => String(event.getFirstPropertyValue(name) ?? '').toUpperCase()
  const cdo = value('x-microsoft-cdo-busystatus')
  if (['TENTATIVE', 'BUSY', 'OOF', 'WORKINGELSEWHERE'].includes(cdo)) return true
  const owner = event.getAllProperties('attendee').find((one) => String(one.getFirstValue()).toLowerCase() === OWNER)
  const declined = owner?.getParameter('partstat') === 'DECLINED'
  return cdo !== 'FREE' && !declined && value('status') !== 'CANCELLED' && value('transp') !== 'TRANSPARENT'
}

/** The rule on wall times: an UNTIL in UTC becomes what the wall shows then. */
function rulesOf(place: Place, event: Parsed, name: string, start: Told): readonly string[] {
  return event.getAllProperties(name).map((property) => {
    const text = property.toICALString().replace(/^[^:]*:/, '')
    return text.replace(
      /UNTIL=(\d{8})(?:T(\d{6})(Z?))?/,
      (_, day: string, time: string | undefined, utc: string | undefined) => {
        const iso = `${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${(time ?? '235959').replace(/(..)(..)(..)/, '$1:$2:$3')}Z`
        const until = start.allDay
          ? Date.parse(iso.replace(/T.*/, 'T23:59:59Z'))
          : utc === 'Z'
            ? place.wallIn(Date.parse(iso), start.tzid)
            : Date.parse(iso)
        return `UNTIL=${new Date(until).toISOString().replace(/[-:]|\.000/g, '')}`
      },
    )
  })
}

function datesOf(place: Place, event: Parsed, name: string, start: Told): readonly Span[] {
  return event.getAllProperties(name).flatMap((property) =>
    property.getValues().map((value: unknown) => {
      if (!(value instanceof ICAL.Period)) {
        const instant = tell(place, value as Time, property, start.tzid).instant
        return { start: instant, end: lengthen(place, event, start, instant) }
      }
      const from = tell(place, value.start, property, start.tzid).instant
      const lasts = value.getDuration().toSeconds() * 1000
      return { start: from, end: from + lasts }
    }),
  )
}

function spansOf(place: Place, group: readonly Parsed[], window: TimeWindow, expand: Expand): readonly Span[] {
  const highest = (events: readonly Parsed[]): readonly Parsed[] => {
    const sequence = (event: Parsed): number => Number(event.getFirstPropertyValue('sequence') ?? 0)
    return events.filter((event) => sequence(event) === Math.max(...events.map(sequence)))
  }
  const masters = highest(group.filter((event) => !event.hasProperty('recurrence-id')))
  const changes = group.filter((event) => event.hasProperty('recurrence-id'))
  const spans: Span[] = []
  for (const [i, master] of masters.entries()) {
    const start = told(place, master, 'dtstart')
    if (start === null) continue
    const near = { start: window.start - 60 * DAY, end: window.end + 2 * DAY }
    const found = (name: string): readonly number[] =>
      rulesOf(place, master, name, start).flatMap((rule) =>
        expand(rule, start.wall, near).map((wall) => place.instantOf(wall, start.tzid)),
      )
    const dates = datesOf(place, master, 'rdate', start)
    const gone = new Set([...found('exrule'), ...datesOf(place, master, 'exdate', start).map((span) => span.start)])
    if (i === 0) for (const change of changes) gone.add(told(place, change, 'recurrence-id', start.tzid)?.instant ?? 0)
    const starts = new Set([start.instant, ...found('rrule')])
    const own = [...starts].map((instant) => ({ start: instant, end: lengthen(place, master, start, instant) }))
    const all = [...own, ...dates.filter((date) => !starts.has(date.start))]
    if (isBusy(master)) spans.push(...all.filter((span) => !gone.has(span.start)))
  }
  for (const change of changes.filter(isBusy)) {
    const start = told(place, change, 'dtstart')
    if (start !== null) spans.push({ start: start.instant, end: lengthen(place, change, start, start.instant) })
  }
  return spans.filter((span) => touches(span, window))
}

function count(text: string, window: TimeWindow, expand: Expand): number | null {
  try {
    const parsed = ICAL.parse(text) as unknown[]
    const calendars = (typeof parsed[0] === 'string' ? [parsed] : parsed) as unknown[][]
    let busy = 0
    for (const calendar of calendars.map((one) => new ICAL.Component(one))) {
      const place = new Place(calendar)
      const groups = new Map<string, Parsed[]>()
      for (const [i, event] of calendar.getAllSubcomponents('vevent').entries()) {
        const uid = String(event.getFirstPropertyValue('uid') ?? `\n${i}`)
        groups.set(uid, [...(groups.get(uid) ?? []), event])
      }
      for (const group of groups.values()) busy += spansOf(place, group, window, expand).length
      for (const component of calendar.getAllSubcomponents('vfreebusy')) {
        for (const property of component.getAllProperties('freebusy')) {
          if (property.getParameter('fbtype') === 'FREE') continue
          for (const value of property.getValues() as InstanceType<typeof ICAL.Period>[]) {
            const start = value.start.toUnixTime() * 1000
            if (touches({ start, end: start + value.getDuration().toSeconds() * 1000 }, window)) busy++
          }
        }
      }
    }
    return busy
  } catch {
    return null
  }
}

/** What ical.js cannot read and we can: marks, empty and broken lines, dates that do not say that they are. */
function mended(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replace(/\n[ \t]/g, '')
    .replace(/^(?:EXDATE|RDATE)[^:\r\n]*:\n/gm, '')
    .replace(/^(?![A-Za-z0-9-]+[:;]).*\n/gm, '')
    .replace(/^(?:X-)?ORGANIZER.*\n/gm, '')
    .replace(/^(DTSTART|DTEND)[^:\n]*: ?(\d{8})$/gm, '$1;VALUE=DATE:$2')
    .replace(/(\d{8})\/(\d{8})$/gm, '$1T000000/$2T000000')
}

const day = (instant: number): string => new Date(instant).toISOString().slice(0, 10)

/** Five years from the first event on. */
function windowOf(text: string): TimeWindow {
  const years = [...text.matchAll(/^(?:DTSTART|FREEBUSY)[^:\r\n]*:(\d{4})/gm)].map((match) => Number(match[1]))
  const first = Math.min(...years.filter((year) => year > 1600), 2100)
  const from = first === 2100 ? 2026 : first
  return { start: Date.UTC(from, 0, 1), end: Date.UTC(from + YEARS, 0, 1) }
}

function judge(file: string, bytes: Buffer): RealCalendar {
  const text = mended(bytes.toString())
  const window = windowOf(text.replace(/BEGIN:VTIMEZONE[\s\S]*?END:VTIMEZONE/g, ''))
  let ours: number
  try {
    ours = entriesOf(read(bytes, HOME), window).filter(({ status }) => status !== 'Free').length
  } catch (error) {
    return { file, refused: (error as Error).message }
  }
  const [rrule, rruleTemporal] = [count(text, window, withRrule), count(text, window, withRruleTemporal)]
  const entry = { file, window: [day(window.start), day(window.end)] as const }
  if (rrule === rruleTemporal && rrule === ours) return { ...entry, busy: ours }
  const difference = DIFFERENCES[file]
  if (difference === undefined)
    process.stderr.write(`${file}: ours ${ours}, rrule ${rrule}, rrule-temporal ${rruleTemporal}\n`)
  return {
    ...entry,
    busy: difference?.busy ?? -1,
    engines: { rrule, rruleTemporal, right: difference?.right ?? 'not judged' },
  }
}

const root = sharedPath('calendars') ?? ''
const files = readdirSync(root, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.ics'))
const list = files.sort().map((file) => judge(file, readFileSync(join(root, file))))
writeFileSync(fileURLToPath(new URL('real-calendars.json', import.meta.url)), `${JSON.stringify(list, null, 2)}\n`)
