import type { AvailabilityQuestion, UnusableAddress, View } from '../availability/availability-question.ts'
import { hasStream, VIEWS } from '../availability/availability-question.ts'
import { parseMailboxAddress } from '../availability/mailbox-address.ts'
import type { MailboxAddress } from '../availability/mailbox-address.ts'
import { DAY, MINUTE } from '../availability/time-window.ts'
import type { TimeWindow } from '../availability/time-window.ts'
import { FederationError } from '../federation-error.ts'
import { wallOf } from '../time-zone/zone.ts'
import type { Zone } from '../time-zone/zone.ts'
import { ChildSequence } from '../xml/child-sequence.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { instantOf } from './date-time.ts'
import { readDuration } from './duration.ts'
import type { Duration } from './duration.ts'
import type { EwsLimits } from './ews-limits.ts'
import { m, t, word } from './ews-vocabulary.ts'
import { readSerializableTimeZone } from './serializable-time-zone.ts'
import { readBoolean, readInteger } from './simple-values.ts'
import { readSuggestionsOptions } from './suggestions-options.ts'

const TIME_ZONE = t('TimeZone')
const MAILBOX_DATA_ARRAY = m('MailboxDataArray')
const MAILBOX_DATA = t('MailboxData')
const EMAIL = t('Email')
const NAME = t('Name')
const ADDRESS = t('Address')
const ROUTING_TYPE = t('RoutingType')
const ATTENDEE_TYPE = t('AttendeeType')
const EXCLUDE_CONFLICTS = t('ExcludeConflicts')
const FREE_BUSY_OPTIONS = t('FreeBusyViewOptions')
const TIME_WINDOW = t('TimeWindow')
const INTERVAL = t('MergedFreeBusyIntervalInMinutes')
const REQUESTED_VIEW = t('RequestedView')
const SUGGESTIONS_OPTIONS = t('SuggestionsViewOptions')

const REQUEST = new ChildSequence(
  [TIME_ZONE, 'optional'],
  [MAILBOX_DATA_ARRAY, 'once'],
  [FREE_BUSY_OPTIONS, 'optional'],
  [SUGGESTIONS_OPTIONS, 'optional'],
)
const MAILBOX = new ChildSequence([EMAIL, 'once'], [ATTENDEE_TYPE, 'once'], [EXCLUDE_CONFLICTS, 'optional'])
const EMAIL_ADDRESS = new ChildSequence([NAME, 'optional'], [ADDRESS, 'once'], [ROUTING_TYPE, 'optional'])
const OPTIONS = new ChildSequence([TIME_WINDOW, 'once'], [INTERVAL, 'optional'], [REQUESTED_VIEW, 'optional'])
const ATTENDEE_TYPES = new Set(['Organizer', 'Required', 'Optional', 'Room', 'Resource'].map(word))

/** Where a client gives no interval (MS-OXWAVLS: MergedFreeBusyIntervalInMinutes). */
const DEFAULT_INTERVAL = 30
const LONGEST_ADDRESS = 320

/** What one GetUserAvailabilityRequest asks for. */
export interface EwsAvailabilityQuestion {
  /** Null where only suggestions are asked for. */
  readonly question: AvailabilityQuestion | null
  /** The zone in which the answer tells its times. */
  readonly zone: Zone
  readonly suggestions: boolean
}

interface Options {
  readonly span: Duration
  readonly interval: number | null
  readonly view: View
}

function readAddress(reader: XmlReader): MailboxAddress | UnusableAddress {
  let [place, address, routing] = [EMAIL_ADDRESS.start, '', 'SMTP']
  while (reader.child()) {
    place = EMAIL_ADDRESS.step(reader, place)
    if (reader.name === ADDRESS) address = reader.token()
    else if (reader.name === ROUTING_TYPE) routing = reader.token()
    else reader.leaf()
  }
  EMAIL_ADDRESS.end(reader, place)
  const unusable = { unusable: address.slice(0, LONGEST_ADDRESS) }
  if (routing !== '' && routing.toUpperCase() !== 'SMTP') return unusable
  try {
    return parseMailboxAddress(address)
  } catch {
    return unusable
  }
}

function readMailbox(reader: XmlReader): MailboxAddress | UnusableAddress {
  let place = MAILBOX.start
  let address: MailboxAddress | UnusableAddress = { unusable: '' }
  while (reader.child()) {
    place = MAILBOX.step(reader, place)
    if (reader.name === EMAIL) address = readAddress(reader)
    else if (reader.name === EXCLUDE_CONFLICTS) readBoolean(reader)
    else if (!ATTENDEE_TYPES.has(reader.word())) reader.refuse('not an AttendeeType')
  }
  MAILBOX.end(reader, place)
  return address
}

function readMailboxes(reader: XmlReader, limits: EwsLimits): AvailabilityQuestion['mailboxes'] {
  const mailboxes: (MailboxAddress | UnusableAddress)[] = []
  while (reader.child()) {
    if (reader.name !== MAILBOX_DATA) reader.refuse('not a MailboxData')
    if (mailboxes.length === limits.mailboxes) {
      throw new FederationError('ERR_MAILBOXES_TOO_MANY', 'too many mailboxes', { limit: limits.mailboxes })
    }
    mailboxes.push(readMailbox(reader))
  }
  if (mailboxes.length === 0) throw new FederationError('ERR_MAILBOXES_NONE', 'no mailbox is asked about')
  return mailboxes
}

/** FreeBusyViewType is a list of names; one is asked for. To ask for none, or for None, is to ask for nothing. */
function readView(reader: XmlReader): View | null {
  const names = reader.token().split(/\s+/)
  if (names.some((name) => name !== 'None' && !VIEWS.includes(name as View))) reader.refuse('not a FreeBusyViewType')
  return names.length === 1 && names[0] !== 'None' ? (names[0] as View) : null
}

function readOptions(reader: XmlReader): Options {
  let place = OPTIONS.start
  let span: Duration | null = null
  let interval: number | null = null
  let view: View | null = null
  while (reader.child()) {
    place = OPTIONS.step(reader, place)
    if (reader.name === TIME_WINDOW) span = readDuration(reader)
    else if (reader.name === INTERVAL) interval = readInteger(reader)
    else view = readView(reader)
  }
  OPTIONS.end(reader, place)
  if (view === null) throw new FederationError('ERR_VIEW_INVALID', 'no view is asked for, or None')
  return { span: span as Duration, interval, view }
}

/** The window, in days of the zone it is asked in, so that 62 days with a change of clocks in them are 62 days. */
function windowOf({ start, end }: Duration, zone: Zone, limits: EwsLimits): TimeWindow {
  const window = { start: instantOf(start, zone), end: instantOf(end, zone) }
  if (window.start >= window.end) {
    throw new FederationError('ERR_WINDOW_INVALID', 'the window does not end after it starts')
  }
  if (wallOf(zone, window.end) - wallOf(zone, window.start) > limits.windowDays * DAY) {
    throw new FederationError('ERR_WINDOW_TOO_LONG', 'the window is too long', { limit: limits.windowDays })
  }
  return window
}

/** The interval counts for views with a stream only; it may be none, then it is 30 whatever the window. */
function intervalOf({ interval, view }: Options, window: TimeWindow): number {
  if (interval === null) return DEFAULT_INTERVAL
  const fits = interval >= 5 && interval <= 1440
  if (!hasStream(view)) return fits ? interval : DEFAULT_INTERVAL
  if (!fits || interval * MINUTE > window.end - window.start) {
    throw new FederationError('ERR_INTERVAL_INVALID', 'not an interval of 5 to 1440 minutes, at most the window')
  }
  return interval
}

/**
 * Reads a m:GetUserAvailabilityRequest, the element stood on. Elements the schema does not know are refused; inside
 * TimeZone the reading is tolerant. Times without offset are of the zone of t:TimeZone, else of `contextZone`.
 *
 * @param contextZone the zone of the TimeZoneContext header, or null
 * @throws FederationError with the code of what is wrong
 */
export function readAvailabilityQuestion(
  reader: XmlReader,
  contextZone: Zone | null,
  limits: EwsLimits,
): EwsAvailabilityQuestion {
  let place = REQUEST.start
  let zone = contextZone
  let mailboxes: AvailabilityQuestion['mailboxes'] = []
  let options: Options | null = null
  let suggestions = false
  while (reader.child()) {
    place = REQUEST.step(reader, place)
    if (reader.name === TIME_ZONE) zone = readSerializableTimeZone(reader)
    else if (reader.name === MAILBOX_DATA_ARRAY) mailboxes = readMailboxes(reader, limits)
    else if (reader.name === FREE_BUSY_OPTIONS) options = readOptions(reader)
    else suggestions = readSuggestionsOptions(reader)
  }
  REQUEST.end(reader, place)
  if (options === null && !suggestions) reader.refuse('neither free/busy nor suggestions are asked for')
  if (zone === null) {
    throw new FederationError('ERR_TIME_ZONE_MISSING', 'neither TimeZone nor TimeZoneContext', { zone: 'none' })
  }
  if (options === null) return { question: null, zone, suggestions }
  const window = windowOf(options.span, zone, limits)
  const question = { mailboxes, window, view: options.view, interval: intervalOf(options, window) }
  return { question, zone, suggestions }
}
