import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { AvailabilityQuestion, MailboxAnswer } from '../../../protocols/availability/availability-question.ts'
import { answerEws, EWS_LIMITS } from '../../../protocols/ews/ews-endpoint.ts'
import type { EwsLimits, HttpAnswer } from '../../../protocols/ews/ews-endpoint.ts'
import { EWS_VOCABULARY, MESSAGES_NAMESPACE, TYPES_NAMESPACE } from '../../../protocols/ews/ews-vocabulary.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import type { ErrorCode } from '../../../protocols/federation-error.ts'
import { SOAP_NAMESPACE } from '../../../protocols/soap/soap-envelope.ts'
import { REQUEST_LIMITS } from '../../../protocols/xml/xml-document.ts'
import { XmlReader } from '../../../protocols/xml/xml-reader.ts'

export const ANNA = parseMailboxAddress('anna@contoso.example')

/** Berlin, as exchangelib writes it. */
export const BERLIN_ELEMENT =
  '<t:TimeZone><t:Bias>-60</t:Bias><t:StandardTime><t:Bias>0</t:Bias><t:Time>03:00:00</t:Time><t:DayOrder>5</t:DayOrder>' +
  '<t:Month>10</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:StandardTime><t:DaylightTime><t:Bias>-60</t:Bias>' +
  '<t:Time>02:00:00</t:Time><t:DayOrder>5</t:DayOrder><t:Month>3</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek>' +
  '</t:DaylightTime></t:TimeZone>'

export const mailboxElement = (address: string, routing = '<t:RoutingType>SMTP</t:RoutingType>'): string =>
  `<t:MailboxData><t:Email><t:Address>${address}</t:Address>${routing}</t:Email>` +
  '<t:AttendeeType>Required</t:AttendeeType><t:ExcludeConflicts>0</t:ExcludeConflicts></t:MailboxData>'

export interface RequestParts {
  readonly header: string
  readonly zone: string
  readonly mailboxes: string
  readonly start: string
  readonly end: string
  readonly interval: string
  readonly view: string
  readonly suggestions: string
}

const PARTS: RequestParts = {
  header: '',
  zone: BERLIN_ELEMENT,
  mailboxes: mailboxElement('vera@contoso.example'),
  start: '2026-12-01T00:00:00',
  end: '2026-12-02T00:00:00',
  interval: '<t:MergedFreeBusyIntervalInMinutes>30</t:MergedFreeBusyIntervalInMinutes>',
  view: '<t:RequestedView>DetailedMerged</t:RequestedView>',
  suggestions: '',
}

export const envelope = (header: string, body: string): Buffer =>
  Buffer.from(
    `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${SOAP_NAMESPACE}" xmlns:m="${MESSAGES_NAMESPACE}" ` +
      `xmlns:t="${TYPES_NAMESPACE}"><s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`,
  )

/** A good GetUserAvailabilityRequest, but for the parts given. */
export function availabilityRequest(parts: Partial<RequestParts> = {}): Buffer {
  const { header, zone, mailboxes, start, end, interval, view, suggestions } = { ...PARTS, ...parts }
  const options =
    `<t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>${start}</t:StartTime><t:EndTime>${end}</t:EndTime></t:TimeWindow>` +
    `${interval}${view}</t:FreeBusyViewOptions>`
  return envelope(
    header,
    `<m:GetUserAvailabilityRequest>${zone}<m:MailboxDataArray>${mailboxes}</m:MailboxDataArray>` +
      `${start === '' ? '' : options}${suggestions}</m:GetUserAvailabilityRequest>`,
  )
}

/** What came of one request: the answer, what the port was asked, and the failure it was told. */
export interface Outcome {
  readonly answer: HttpAnswer
  readonly question: AvailabilityQuestion | null
  readonly code: ErrorCode | null
}

export async function outcomeOf(
  body: Buffer,
  limits: EwsLimits = EWS_LIMITS,
  answers?: (question: AvailabilityQuestion) => readonly MailboxAnswer[],
): Promise<Outcome> {
  let asked: AvailabilityQuestion | null = null
  let code: ErrorCode | null = null
  const answer = await answerEws(body, {
    limits,
    caller: { address: ANNA },
    availability: async (question) => {
      asked = question
      return answers?.(question) ?? question.mailboxes.map(() => ({ kind: 'not-found' }))
    },
    refused: (error) => (code = error.code),
  })
  return { answer, question: asked, code }
}

/** A reader on the root element of a fragment in which `t` and `m` are bound. */
export function readerOn(element: string): XmlReader {
  const bound = element.replace(/^<([\w:]+)/, `<$1 xmlns:t="${TYPES_NAMESPACE}" xmlns:m="${MESSAGES_NAMESPACE}"`)
  const reader = new XmlReader(Buffer.from(bound), EWS_VOCABULARY, REQUEST_LIMITS)
  reader.root()
  return reader
}

/** The code of the FederationError that `act` throws, or null. */
export function codeOf(act: () => unknown): ErrorCode | null {
  try {
    act()
    return null
  } catch (error) {
    if (error instanceof FederationError) return error.code
    throw error
  }
}
