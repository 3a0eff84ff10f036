import type { BusyStatusCode } from '../availability/busy-status.ts'
import { EXCEPTION, MEETING, PRIVATE, RECURRING, REMINDER } from '../availability/free-busy-view.ts'
import type { Organizer } from '../availability/free-busy-view.ts'
import type { MailboxAddress } from '../availability/mailbox-address.ts'
import type { Instant } from '../availability/time-window.ts'
import type { Zone } from '../time-zone/zone.ts'
import { unreadable } from './calendar-problem.ts'
import { calendarZones } from './calendar-zones.ts'
import { paramOf, propertiesOf, propertyOf, readComponents, textOf, valuesOf } from './content-lines.ts'
import type { Component, LineLimits, Selection } from './content-lines.ts'
import { readDate, readEventTime, readPeriod } from './event-time.ts'
import type { Place } from './event-time.ts'
import { categoriesOf, descriptionOf, organizerOf } from './event-notes.ts'
import { isPrivate, statusOf, statusOfFreeBusyType } from './event-status.ts'
import type { Override, RecurringEvent } from './expand-recurrence.ts'
import { parseRecurrenceRule } from './recurrence-rule.ts'

/** What an instance is, apart from when. */
export interface Happening {
  /** Null: it does not take place for the owner (cancelled or declined). */
  readonly status: BusyStatusCode | null
  /** Bits of `EventDetails.flags`. */
  readonly flags: number
  /** At most 1,000 characters; null where there is none, or `flags` has PRIVATE. */
  readonly subject: string | null
  readonly location: string | null
  /** Null where there is none, or `flags` has PRIVATE. */
  readonly description: string | null
  readonly organizer: Organizer | null
  /** As `categoriesOf` has them, of private events too. */
  readonly categories: readonly string[] | null
}

export interface CalendarEvent {
  readonly when: RecurringEvent<Happening>
  readonly what: Happening
}

/** Everything in a file that can make somebody busy. VTODO, VJOURNAL and VAVAILABILITY (RFC 7953) are not read. */
export interface Calendar {
  readonly events: readonly CalendarEvent[]
  /** Of VFREEBUSY (RFC 5545 3.6.4). */
  readonly periods: readonly { readonly start: Instant; readonly end: Instant; readonly status: BusyStatusCode }[]
}

export interface CalendarOwner {
  readonly mailbox: MailboxAddress
  /** For all-day and floating times. */
  readonly zone: Zone
}

const RULES = ['RRULE', 'EXRULE', 'RDATE', 'EXDATE', 'RECURRENCE-ID']
const EVENT = ['UID', 'SEQUENCE', 'DTSTART', 'DTEND', 'DURATION', 'STATUS', 'TRANSP', 'CLASS', ...RULES]
const OBSERVANCE = new Set(['DTSTART', 'TZOFFSETFROM', 'TZOFFSETTO', 'RRULE', 'RDATE'])
const NOTHING: ReadonlySet<string> = new Set()

const SELECTION: Selection = {
  VCALENDAR: { decisive: new Set(['VERSION']), descriptive: NOTHING },
  VTIMEZONE: { decisive: new Set(['TZID']), descriptive: NOTHING },
  STANDARD: { decisive: OBSERVANCE, descriptive: NOTHING },
  DAYLIGHT: { decisive: OBSERVANCE, descriptive: NOTHING },
  VEVENT: {
    decisive: new Set([...EVENT, 'X-MICROSOFT-CDO-BUSYSTATUS']),
    descriptive: new Set(['SUMMARY', 'LOCATION', 'DESCRIPTION', 'ATTENDEE', 'ORGANIZER']),
    guarding: new Set(['CATEGORIES']),
  },
  VALARM: { decisive: NOTHING, descriptive: NOTHING },
  VFREEBUSY: { decisive: new Set(['FREEBUSY']), descriptive: NOTHING },
}
const LIMITS: LineLimits = { lineLength: 100_000, depth: 8, components: 200_000 }
const MOST_TEXT = 1000

/**
 * Reads a file of one or more VCALENDAR objects (RFC 5545). Whatever could be busy time and cannot be understood makes
 * the whole file unreadable: a calendar with a hole would show free time that is none.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`
 */
export function readCalendar(file: Uint8Array, owner: CalendarOwner): Calendar {
  const events: CalendarEvent[] = []
  const periods: Calendar['periods'][number][] = []
  for (const calendar of readComponents(file, SELECTION, LIMITS)) {
    if (propertyOf(calendar, 'VERSION')?.value.trim() === '1.0') throw unreadable('oldVersion', {})
    const place: Place = { home: owner.zone, zoneOf: calendarZones(calendar, owner.zone) }
    for (const group of byUid(calendar.parts)) events.push(...readSeries(group, owner.mailbox, place))
    for (const part of calendar.parts) if (part.name === 'VFREEBUSY') periods.push(...readFreeBusy(part, place))
  }
  return { events, periods }
}

function byUid(parts: readonly Component[]): Iterable<readonly Component[]> {
  const groups = new Map<string, Component[]>()
  for (const [i, part] of parts.entries()) {
    if (part.name !== 'VEVENT') continue
    const uid = propertyOf(part, 'UID')?.value ?? `\n${i}`
    const group = groups.get(uid)
    if (group === undefined) groups.set(uid, [part])
    else group.push(part)
  }
  return groups.values()
}

/**
 * The VEVENTs of one UID. Of several with the same RECURRENCE-ID, or without one, those with a lower SEQUENCE are out of
 * date (RFC 5546 2.1.5); of the rest all count, since some programs give one UID to different events.
 */
function readSeries(group: readonly Component[], owner: MailboxAddress, place: Place): readonly CalendarEvent[] {
  const masters = newest(group.filter((event) => propertyOf(event, 'RECURRENCE-ID') === undefined))
  const changes = newestByOriginal(group.filter((event) => propertyOf(event, 'RECURRENCE-ID') !== undefined))
  const taking = masters.filter((event) => statusOf(event, owner) !== null)
  const events: CalendarEvent[] = []
  for (const [i, master] of taking.entries()) {
    const time = readEventTime(master, place)
    // Its exceptions and overrides name instances in the event's own zone where they name none.
    const inside: Place = { ...place, home: time.zone }
    const overrides = i > 0 ? [] : changes.map((change) => readOverride(change, master, owner, place, inside))
    const when = { ...time, ...readRules(master, time.allDay, inside), overrides }
    const recurs = when.rules.length + when.rdates.length > 0
    events.push({ when, what: readHappening(master, owner, recurs ? RECURRING : 0) })
  }
  if (taking.length === 0) events.push(...changes.flatMap((change) => standingAlone(change, owner, place)))
  return events
}

function newest(events: readonly Component[]): readonly Component[] {
  if (events.length < 2) return events
  const highest = Math.max(...events.map(sequenceOf))
  return events.filter((event) => sequenceOf(event) === highest)
}

function newestByOriginal(changes: readonly Component[]): readonly Component[] {
  const kept = new Map<string, Component>()
  for (const change of changes) {
    const id = propertyOf(change, 'RECURRENCE-ID')
    const key = JSON.stringify([id?.value, id?.params])
    const other = kept.get(key)
    if (other === undefined || sequenceOf(change) >= sequenceOf(other)) kept.set(key, change)
  }
  return [...kept.values()]
}

function sequenceOf(event: Component): number {
  const text = propertyOf(event, 'SEQUENCE')?.value.trim() ?? '0'
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
}

function readRules(
  event: Component,
  allDay: boolean,
  place: Place,
): Pick<RecurringEvent<never>, 'rules' | 'exRules' | 'rdates' | 'exdates'> {
  const rulesOf = (name: string): RecurringEvent<never>['rules'] =>
    propertiesOf(event, name).map((property) => parseRecurrenceRule(property.value.trim()))
  const rdates = propertiesOf(event, 'RDATE').flatMap((property) =>
    valuesOf(property).map((value) => {
      if (value.includes('/')) return readPeriod(value, property, place)
      const start = readDate(value, property, place)
      if (start.form === 'date' && !allDay) throw unreadable('noTimeOfDay', {})
      return { start: start.instant, end: null }
    }),
  )
  const exdates = new Set(
    propertiesOf(event, 'EXDATE').flatMap((property) =>
      valuesOf(property).map((value) => readDate(value, property, place).instant),
    ),
  )
  return { rules: rulesOf('RRULE'), exRules: rulesOf('EXRULE'), rdates, exdates }
}

function readOverride(
  event: Component,
  master: Component,
  owner: MailboxAddress,
  place: Place,
  inside: Place,
): Override<Happening> {
  const id = propertyOf(event, 'RECURRENCE-ID')
  if (id === undefined) throw unreadable('noRecurrenceId', {})
  const original = readDate(id.value, id, inside)
  // An override that does not say how secret it is, or of what category, must not tell what its series hides.
  const hidden = propertyOf(event, 'CLASS') === undefined ? isPrivate(master) : isPrivate(event)
  const categories = categoriesOf(propertyOf(event, 'CATEGORIES') === undefined ? master : event)
  const what = readHappening(event, owner, RECURRING | EXCEPTION, { hidden, categories })
  const thisAndFuture = paramOf(id, 'range')?.trim().toUpperCase() === 'THISANDFUTURE'
  // A cancellation need not say when: RFC 5546 3.2.5 asks for no DTSTART.
  if (what.status === null && propertyOf(event, 'DTSTART') === undefined) {
    return {
      originalStart: original.instant,
      start: original.instant,
      duration: { days: 0, ms: 0 },
      thisAndFuture,
      what,
    }
  }
  const time = readEventTime(event, place)
  return {
    originalStart: original.instant,
    start: time.zone.instantOf(time.start),
    duration: time.duration,
    thisAndFuture,
    what,
  }
}

/** An override whose series is not in the file, or does not take place: an invitation to one instance. */
function standingAlone(event: Component, owner: MailboxAddress, place: Place): readonly CalendarEvent[] {
  const what = readHappening(event, owner, RECURRING | EXCEPTION)
  if (what.status === null) return []
  const when = { ...readEventTime(event, place), rules: [], exRules: [], rdates: [], exdates: new Set<Instant>() }
  return [{ when: { ...when, overrides: [] }, what }]
}

function readHappening(
  event: Component,
  owner: MailboxAddress,
  recurrence: number,
  { hidden, categories } = { hidden: isPrivate(event), categories: categoriesOf(event) },
): Happening {
  const meeting = propertyOf(event, 'ATTENDEE') !== undefined
  const reminder = event.parts.some((part) => part.name === 'VALARM')
  return {
    status: statusOf(event, owner),
    flags: recurrence | (hidden ? PRIVATE : 0) | (meeting ? MEETING : 0) | (reminder ? REMINDER : 0),
    subject: hidden ? null : shortText(event, 'SUMMARY'),
    location: hidden ? null : shortText(event, 'LOCATION'),
    description: hidden ? null : descriptionOf(event),
    organizer: hidden ? null : organizerOf(event),
    categories,
  }
}

function shortText(event: Component, name: string): string | null {
  const property = propertyOf(event, name)
  const text = property === undefined ? '' : textOf(property).trim()
  if (text === '') return null
  // The cut must not leave half a letter.
  return text.length > MOST_TEXT ? text.slice(0, MOST_TEXT).replace(/[\uD800-\uDBFF]$/, '') : text
}

function readFreeBusy(component: Component, place: Place): Calendar['periods'] {
  return propertiesOf(component, 'FREEBUSY').flatMap((property) => {
    const status = statusOfFreeBusyType(paramOf(property, 'fbtype'))
    if (status === null) return []
    return valuesOf(property).map((value) => ({ ...readPeriod(value, property, place), status }))
  })
}
