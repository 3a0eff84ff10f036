import { hasDetails, hasStream, VIEWS } from '../availability/availability-question.ts'
import type { Finding, SourceQuestion, View } from '../availability/availability-question.ts'
import { BUSY_STATUSES } from '../availability/busy-status.ts'
import type { NoDataReason } from '../availability/busy-status.ts'
import type { WorkingHours } from '../availability/free-busy-view.ts'
import type { MailboxAddress } from '../availability/mailbox-address.ts'
import { mergedSlotCount, timesFromMerged } from '../availability/merged-free-busy.ts'
import type { Instant } from '../availability/time-window.ts'
import { ChildSequence } from '../xml/child-sequence.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { reasonOfCode } from './answer-codes.ts'
import { CalendarEvents } from './calendar-events.ts'
import { m, t, word } from './ews-vocabulary.ts'
import { readCalendarEvents } from './read-calendar-events.ts'
import { readWorkingHours } from './read-working-hours.ts'
import { streamBeyondEvents } from './stream-beyond-events.ts'

const RESPONSE_MESSAGE = m('ResponseMessage')
const FREE_BUSY_VIEW = m('FreeBusyView')
const RESPONSE_CODE = m('ResponseCode')
const VIEW_TYPE = t('FreeBusyViewType')
const MERGED = t('MergedFreeBusy')
const EVENTS = t('CalendarEventArray')
const WORKING_HOURS = t('WorkingHours')

const RESPONSE = new ChildSequence([RESPONSE_MESSAGE, 'optional'], [FREE_BUSY_VIEW, 'optional'])
const MESSAGE = new ChildSequence(
  [m('MessageText'), 'optional'],
  [RESPONSE_CODE, 'optional'],
  [m('DescriptiveLinkKey'), 'optional'],
  [m('MessageXml'), 'optional'],
)
const VIEW = new ChildSequence(
  [VIEW_TYPE, 'optional'],
  [MERGED, 'optional'],
  [EVENTS, 'optional'],
  [WORKING_HOURS, 'optional'],
)

type Granted = View | 'None'
const GRANTED_OF_WORD: (Granted | undefined)[] = []
for (const view of ['None', ...VIEWS] as const) GRANTED_OF_WORD[word(view)] = view

export interface ResponseContext {
  readonly question: SourceQuestion
  readonly asOf: Instant
  /** Events per mailbox; with more, the mailbox is `DATA_TOO_MANY`. */
  readonly maxEvents: number
}

/** What stood in a FreeBusyView. */
interface ViewSaid {
  readonly events: CalendarEvents
  granted: Granted | undefined
  stream: string | null
  listsEvents: boolean
  workingHours: WorkingHours | null
  failure: NoDataReason | null
}

const noData = (reason: NoDataReason): Finding => ({ kind: 'no-data', reason })

/** Details are taken only where they were asked for and granted: what comes beside that is nobody's to tell. */
const takesDetails = (granted: Granted | undefined, { view }: SourceQuestion): boolean =>
  hasDetails(view) && (granted === 'Detailed' || granted === 'DetailedMerged')

/** Null when the server says the mailbox was read without error. */
function readMessage(reader: XmlReader): NoDataReason | null {
  const responseClass = reader.attribute('ResponseClass')
  let code = ''
  let place = MESSAGE.start
  while (reader.child()) {
    place = MESSAGE.step(reader, place)
    if (reader.name === RESPONSE_CODE) code = reader.token()
    else reader.skip()
  }
  if (code === 'NoError' && (responseClass === 'Success' || responseClass === 'Warning')) return null
  return code === '' ? 'DATA_MALFORMED' : reasonOfCode(code)
}

function readView(reader: XmlReader, context: ResponseContext): ViewSaid {
  const { question } = context
  const events = new CalendarEvents()
  const said: ViewSaid = {
    events,
    granted: undefined,
    stream: null,
    listsEvents: false,
    workingHours: null,
    failure: null,
  }
  let place = VIEW.start
  while (reader.child()) {
    place = VIEW.step(reader, place)
    if (reader.name === VIEW_TYPE) said.granted = GRANTED_OF_WORD[reader.word()]
    else if (reader.name === MERGED) said.stream = reader.token()
    else if (reader.name === EVENTS) {
      said.listsEvents = true
      const details = takesDetails(said.granted, question)
      said.failure = readCalendarEvents(reader, events, {
        window: question.window,
        details,
        maxEvents: context.maxEvents,
      })
    } else said.workingHours = readWorkingHours(reader, question.window.start)
  }
  return said
}

/** With the stream as the only source of times. */
function fromStream(stream: string, said: ViewSaid, mailbox: MailboxAddress, context: ResponseContext): Finding {
  const { window, interval } = context.question
  const times = timesFromMerged(stream, window, interval)
  const { asOf } = context
  const { workingHours } = said
  return {
    kind: 'view',
    view: { mailbox, window, times, details: null, categories: null, workingHours, slotMinutes: interval, asOf },
  }
}

function fromEvents(said: ViewSaid, mailbox: MailboxAddress, context: ResponseContext): Finding {
  const { question, asOf } = context
  const { events } = said
  const { window, interval } = question
  let packed = events.pack()
  if (said.stream !== null) {
    const beyond = streamBeyondEvents(said.stream, packed.times, window, interval)
    for (const { start, end, status } of beyond) events.add(start, end, BUSY_STATUSES.indexOf(status))
    if (beyond.length > 0) packed = events.pack()
  }
  const { workingHours } = said
  const details = takesDetails(said.granted, question) ? packed.details : null
  return {
    kind: 'view',
    view: { mailbox, window, times: packed.times, details, categories: null, workingHours, slotMinutes: null, asOf },
  }
}

/** A row without error still has to say something: a row without a usable view is unknown, not free. */
function findingOf(said: ViewSaid | null, mailbox: MailboxAddress, context: ResponseContext): Finding {
  if (said === null || said.granted === undefined) return noData('DATA_MALFORMED')
  if (said.granted === 'None') return noData('DATA_WITHHELD')
  if (said.failure !== null) return noData(said.failure)
  const { window, interval } = context.question
  // An empty calendar has no event list either: it is one where the whole stream says free.
  const empty =
    said.stream !== null && /^0*$/.test(said.stream) && said.stream.length >= mergedSlotCount(window, interval)
  const unlisted = hasStream(said.granted) && !said.listsEvents && !empty
  if ((said.granted === 'MergedOnly' || unlisted) && said.stream !== null)
    return fromStream(said.stream, said, mailbox, context)
  return said.granted === 'MergedOnly' ? noData('DATA_MALFORMED') : fromEvents(said, mailbox, context)
}

/**
 * Reads one FreeBusyResponse, to its end: what was found about `mailbox`.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED` for what is not the schema's, which spoils the whole answer
 */
export function readFreeBusyResponse(reader: XmlReader, mailbox: MailboxAddress, context: ResponseContext): Finding {
  let failure: NoDataReason | null = 'DATA_MALFORMED'
  let said: ViewSaid | null = null
  let place = RESPONSE.start
  while (reader.child()) {
    place = RESPONSE.step(reader, place)
    if (reader.name === RESPONSE_MESSAGE) failure = readMessage(reader)
    else said = readView(reader, context)
  }
  return failure === null ? findingOf(said, mailbox, context) : noData(failure)
}
