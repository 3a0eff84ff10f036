import { BUSY_STATUSES, NO_DATA } from '../availability/busy-status.ts'
import type { NoDataReason } from '../availability/busy-status.ts'
import { EXCEPTION, MEETING, PRIVATE, RECURRING, REMINDER } from '../availability/free-busy-view.ts'
import type { Instant, TimeWindow } from '../availability/time-window.ts'
import { ChildSequence } from '../xml/child-sequence.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { touches } from './calendar-events.ts'
import type { CalendarEvents } from './calendar-events.ts'
import { readInstant } from './answer-instant.ts'
import { t, word } from './ews-vocabulary.ts'

const CALENDAR_EVENT = t('CalendarEvent')
const START_TIME = t('StartTime')
const END_TIME = t('EndTime')
const BUSY_TYPE = t('BusyType')
const DETAILS = t('CalendarEventDetails')
const ID = t('ID')
const SUBJECT = t('Subject')
const LOCATION = t('Location')
const IS_PRIVATE = t('IsPrivate')
const [IS_MEETING, IS_RECURRING, IS_EXCEPTION, IS_REMINDER_SET] = [
  t('IsMeeting'),
  t('IsRecurring'),
  t('IsException'),
  t('IsReminderSet'),
]

// Nothing is required here: an event without a time spoils its mailbox, and no other.
const EVENT = new ChildSequence(
  [START_TIME, 'optional'],
  [END_TIME, 'optional'],
  [BUSY_TYPE, 'optional'],
  [DETAILS, 'optional'],
)
const EVENT_DETAILS = new ChildSequence(
  [ID, 'optional'],
  [SUBJECT, 'optional'],
  [LOCATION, 'optional'],
  [IS_MEETING, 'optional'],
  [IS_RECURRING, 'optional'],
  [IS_EXCEPTION, 'optional'],
  [IS_REMINDER_SET, 'optional'],
  [IS_PRIVATE, 'optional'],
)
const FLAGS: ReadonlyMap<number, number> = new Map([
  [IS_MEETING, MEETING],
  [IS_RECURRING, RECURRING],
  [IS_EXCEPTION, EXCEPTION],
  [IS_REMINDER_SET, REMINDER],
])
const TRUE: readonly number[] = [word('true'), word('1')]
const FALSE: readonly number[] = [word('false'), word('0')]

/** Status codes by the number of their word. */
const STATUS_OF_WORD: number[] = []
BUSY_STATUSES.forEach((status, code) => (STATUS_OF_WORD[word(status)] = code))

export interface EventsAsked {
  readonly window: TimeWindow
  /** Whether details are taken; else they are passed over. */
  readonly details: boolean
  readonly maxEvents: number
}

/** What one event said; filled again for each, since there may be a hundred thousand. */
interface EventSaid {
  start: Instant
  end: Instant
  status: number
  flags: number
  subject: string | null
  location: string | null
}

/** A subject may be private; one of which it is not said that it is not, is. */
function readDetails(reader: XmlReader, said: EventSaid): void {
  said.flags = PRIVATE
  let place = EVENT_DETAILS.start
  while (reader.child()) {
    place = EVENT_DETAILS.step(reader, place)
    const { name } = reader
    if (name === SUBJECT) said.subject = reader.text()
    else if (name === LOCATION) said.location = reader.text()
    else if (name === ID) reader.skip()
    else if (name === IS_PRIVATE) {
      if (FALSE.includes(reader.word())) said.flags &= ~PRIVATE
    } else if (TRUE.includes(reader.word())) said.flags |= FLAGS.get(name) ?? 0
  }
}

function readEvent(reader: XmlReader, said: EventSaid, details: boolean): void {
  said.start = Number.NaN
  said.end = Number.NaN
  said.status = Number.NaN
  said.flags = 0
  said.subject = null
  said.location = null
  let place = EVENT.start
  while (reader.child()) {
    place = EVENT.step(reader, place)
    const { name } = reader
    if (name === START_TIME) said.start = readInstant(reader)
    else if (name === END_TIME) said.end = readInstant(reader)
    // A status nobody knows is unknown, and nothing worse.
    else if (name === BUSY_TYPE) said.status = STATUS_OF_WORD[reader.word()] ?? NO_DATA
    else if (details) readDetails(reader, said)
    else reader.skip()
  }
}

/**
 * Reads a CalendarEventArray, to its end, into `events`.
 *
 * @returns why this mailbox is unknown all the same, or null
 * @throws FederationError `ERR_MESSAGE_MALFORMED` for what is not the schema's
 */
export function readCalendarEvents(reader: XmlReader, events: CalendarEvents, asked: EventsAsked): NoDataReason | null {
  const said: EventSaid = { start: 0, end: 0, status: 0, flags: 0, subject: null, location: null }
  let failure: NoDataReason | null = null
  let listed = 0
  while (reader.child()) {
    if (reader.name !== CALENDAR_EVENT) reader.refuse('not a calendar event')
    if (failure !== null) {
      reader.skip()
      continue
    }
    readEvent(reader, said, asked.details)
    if (++listed > asked.maxEvents) failure = 'DATA_TOO_MANY'
    else if (!(said.start <= said.end) || Number.isNaN(said.status)) failure = 'DATA_MALFORMED'
    else if (touches(said.start, said.end, asked.window)) {
      events.add(said.start, said.end, said.status, said.flags, said.subject, said.location)
    }
  }
  return failure
}
