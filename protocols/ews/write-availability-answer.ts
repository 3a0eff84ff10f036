import type { MailboxAnswer, View } from '../availability/availability-question.ts'
import { hasDetails, hasEvents, hasStream, VIEWS } from '../availability/availability-question.ts'
import { BUSY_STATUSES } from '../availability/busy-status.ts'
import type { EventDetails, WorkingHours } from '../availability/free-busy-view.ts'
import { EXCEPTION, MEETING, PRIVATE, RECURRING, REMINDER } from '../availability/free-busy-view.ts'
import { mergedSlotCount, writeMergedFreeBusy } from '../availability/merged-free-busy.ts'
import type { SharedView } from '../availability/shared-view.ts'
import { DAY, MINUTE } from '../availability/time-window.ts'
import type { Instant, TimeWindow } from '../availability/time-window.ts'
import { yearOfDay } from '../time-zone/civil-date.ts'
import { ianaZone } from '../time-zone/iana-zone.ts'
import type { Zone } from '../time-zone/zone.ts'
import { fragment, XmlWriter } from '../xml/xml-writer.ts'
import { putWallTime, WALL_TIME_BYTES } from './date-time.ts'
import { ENVELOPE_END, ENVELOPE_START } from './ews-envelope.ts'
import type { EwsLimits } from './ews-limits.ts'
import { MESSAGES_NAMESPACE, TYPES_NAMESPACE } from './ews-vocabulary.ts'
import { mailboxErrorEntry, refusalEntry, TOO_MANY_EVENTS } from './mailbox-error.ts'
import type { EwsAvailabilityQuestion } from './read-availability-question.ts'
import { serializableTimeZone } from './serializable-time-zone.ts'

const XMLNS = `xmlns="${TYPES_NAMESPACE}"`
const START = fragment(`${ENVELOPE_START}<GetUserAvailabilityResponse xmlns="${MESSAGES_NAMESPACE}">`)
const ARRAY = fragment('<FreeBusyResponseArray>')
const ARRAY_END = fragment('</FreeBusyResponseArray>')
// The answer of the schema to "cannot suggest": suggestions are not computed.
const NO_SUGGESTIONS = fragment(
  '<SuggestionsResponse><ResponseMessage ResponseClass="Error"><MessageText>Meeting suggestions are not available.' +
    '</MessageText><ResponseCode>ErrorMeetingSuggestionGenerationFailed</ResponseCode>' +
    '<DescriptiveLinkKey>0</DescriptiveLinkKey></ResponseMessage></SuggestionsResponse>',
)
const END = fragment(`</GetUserAvailabilityResponse>${ENVELOPE_END}`)

const VIEW_START = new Map<View, Buffer>(
  VIEWS.map((view) => [
    view,
    fragment(
      '<FreeBusyResponse><ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode>' +
        `</ResponseMessage><FreeBusyView><FreeBusyViewType ${XMLNS}>${view}</FreeBusyViewType>`,
    ),
  ]),
)
const VIEW_END = fragment('</FreeBusyView></FreeBusyResponse>')
const STREAM = fragment(`<MergedFreeBusy ${XMLNS}>`)
const STREAM_END = fragment('</MergedFreeBusy>')
const EVENTS = fragment(`<CalendarEventArray ${XMLNS}>`)
const EVENTS_END = fragment('</CalendarEventArray>')
const EVENT = fragment('<CalendarEvent><StartTime>')
const TO_END_TIME = fragment('</StartTime><EndTime>')
const STATUS = BUSY_STATUSES.map((status) => fragment(`</EndTime><BusyType>${status}</BusyType>`))
const EVENT_END = fragment('</CalendarEvent>')
const DETAILS = fragment('<CalendarEventDetails>')
const SUBJECT = fragment('<Subject>')
const SUBJECT_END = fragment('</Subject>')
const LOCATION = fragment('<Location>')
const LOCATION_END = fragment('</Location>')
/** The five flags in the order of the schema, by their bits. */
const FLAGS = Array.from({ length: 32 }, (_, flags) => {
  const flag = (name: string, bit: number): string => `<${name}>${(flags & bit) !== 0}</${name}>`
  const first = flag('IsMeeting', MEETING) + flag('IsRecurring', RECURRING) + flag('IsException', EXCEPTION)
  return fragment(`${first}${flag('IsReminderSet', REMINDER)}${flag('IsPrivate', PRIVATE)}</CalendarEventDetails>`)
})
const HOURS_END = fragment('</WorkingHours>')

/** The most bytes of an event without its texts, and about the bytes of a mailbox without its events. */
const EVENT_BYTES = 480
const MAILBOX_BYTES = 1500

function writeWallTime(writer: XmlWriter, zone: Zone, instant: Instant): void {
  const at = writer.reserve(WALL_TIME_BYTES)
  writer.advance(putWallTime(writer.buffer, at, instant + zone.offsetAt(instant) * MINUTE))
}

/** A private event comes here without its texts: the model and the policy see to that. */
function writeDetails(writer: XmlWriter, details: EventDetails, i: number): void {
  const flags = (details.flags[i] as number) & (FLAGS.length - 1)
  const [subject, location] = [details.subjects[i], details.locations[i]]
  writer.markup(DETAILS)
  if (subject !== null && subject !== undefined) {
    writer.markup(SUBJECT)
    writer.text(subject)
    writer.markup(SUBJECT_END)
  }
  if (location !== null && location !== undefined) {
    writer.markup(LOCATION)
    writer.text(location)
    writer.markup(LOCATION_END)
  }
  writer.markup(FLAGS[flags] as Buffer)
}

/** Times without offset, in the zone of the request: the one form all clients agree on. */
function writeEvents(writer: XmlWriter, view: SharedView, zone: Zone): void {
  const { times } = view
  const details = hasDetails(view.grantedView) ? view.details : null
  writer.markup(EVENTS)
  for (let i = 0; i < times.length; i++) {
    writer.markup(EVENT)
    writeWallTime(writer, zone, times.starts[i] as number)
    writer.markup(TO_END_TIME)
    writeWallTime(writer, zone, times.ends[i] as number)
    writer.markup(STATUS[times.statuses[i] as number] as Buffer)
    if (details !== null) writeDetails(writer, details, i)
    writer.markup(EVENT_END)
  }
  writer.markup(EVENTS_END)
}

function writeStream(writer: XmlWriter, view: SharedView, window: TimeWindow, interval: number): void {
  writer.markup(STREAM)
  const at = writer.reserve(mergedSlotCount(window, interval))
  writer.advance(writeMergedFreeBusy(view.times, window, interval, writer.buffer, at))
  writer.markup(STREAM_END)
}

/** Beginnings of t:WorkingHours by zone and year: to find the rules of a zone costs more than all the rest. */
const hoursStarts = new Map<string, Buffer>()
const HOURS_KEPT = 1000

function hoursStart(zone: Zone, instant: Instant): Buffer {
  const key = `${yearOfDay(Math.floor(instant / DAY))} ${zone.id}`
  let start = hoursStarts.get(key)
  if (start === undefined) {
    if (hoursStarts.size >= HOURS_KEPT) hoursStarts.clear()
    start = fragment(`<WorkingHours ${XMLNS}><TimeZone>${serializableTimeZone(zone, instant)}</TimeZone>`)
    hoursStarts.set(key, start)
  }
  return start
}

function writeWorkingHours(writer: XmlWriter, { timeZone, periods }: WorkingHours, instant: Instant): void {
  const zone = ianaZone(timeZone)
  if (zone === null) return
  writer.markup(hoursStart(zone, instant))
  const written = periods.map(
    ({ days, start, end }) =>
      `<WorkingPeriod><DayOfWeek>${days.join(' ')}</DayOfWeek><StartTimeInMinutes>${start}</StartTimeInMinutes>` +
      `<EndTimeInMinutes>${end}</EndTimeInMinutes></WorkingPeriod>`,
  )
  writer.markup(fragment(`<WorkingPeriodArray>${written.join('')}</WorkingPeriodArray>`))
  writer.markup(HOURS_END)
}

/** How an answer is to be written. */
export interface AnswerForm {
  readonly window: TimeWindow
  readonly interval: number
  /** The zone the answer tells its times in. */
  readonly zone: Zone
}

function writeView(writer: XmlWriter, view: SharedView, form: AnswerForm, limits: EwsLimits): void {
  const { grantedView, times, workingHours } = view
  const events = hasEvents(grantedView)
  if (events && times.length > limits.events) return writer.markup(mailboxErrorEntry(TOO_MANY_EVENTS))
  writer.markup(VIEW_START.get(grantedView) as Buffer)
  if (hasStream(grantedView)) writeStream(writer, view, form.window, form.interval)
  if (events && times.length > 0) writeEvents(writer, view, form.zone)
  if (events && workingHours !== null) writeWorkingHours(writer, workingHours, form.window.start)
  writer.markup(VIEW_END)
}

/** About how many bytes an answer comes to, so that its buffer need not grow. */
function expectedBytes(answers: readonly MailboxAnswer[], { window, interval }: AnswerForm): number {
  let bytes = 1024
  for (const answer of answers) {
    bytes += MAILBOX_BYTES
    if (answer.kind !== 'view') continue
    if (hasEvents(answer.view.grantedView)) bytes += answer.view.times.length * EVENT_BYTES
    if (hasStream(answer.view.grantedView)) bytes += mergedSlotCount(window, interval)
  }
  return bytes
}

/**
 * Writes a m:GetUserAvailabilityResponse in its envelope: one entry for each answer, in their order; a refusal or failure
 * in its place. Only reduced views can be written.
 *
 * @param answers null where only suggestions were asked for
 */
export function writeAvailabilityAnswer(
  answers: readonly MailboxAnswer[] | null,
  { question, zone, suggestions }: EwsAvailabilityQuestion,
  limits: EwsLimits,
): Buffer {
  const form = question === null ? null : { window: question.window, interval: question.interval, zone }
  const writer = new XmlWriter(form === null ? 1024 : expectedBytes(answers ?? [], form))
  writer.markup(START)
  if (answers !== null && form !== null) {
    writer.markup(ARRAY)
    for (const answer of answers) {
      if (answer.kind === 'view') writeView(writer, answer.view, form, limits)
      else writer.markup(refusalEntry(answer))
    }
    writer.markup(ARRAY_END)
  }
  if (suggestions) writer.markup(NO_SUGGESTIONS)
  writer.markup(END)
  return writer.finish()
}
