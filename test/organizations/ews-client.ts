import { Temporal } from 'temporal-polyfill'
import { parseStringPromise, processors } from 'xml2js'
import { BUSY_STATUSES } from '../../protocols/availability/busy-status.ts'
import { VIEWS } from '../../protocols/availability/availability-question.ts'
import type { View } from '../../protocols/availability/availability-question.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import { exchange } from './http-exchange.ts'
import type { LookupEvent } from './lookup-result.ts'

/** How one person reaches the EWS server of their own organization. */
export interface EwsAccount {
  readonly ews: string
  readonly username: string
  readonly password: string
  readonly ca?: string | undefined
}

/** The zone a client works in: the Windows name it sends, and the IANA name it reckons with. */
export interface EwsZone {
  readonly windows: string
  readonly iana: string
}

export interface EwsLookup {
  readonly mailboxes: readonly string[]
  readonly window: TimeWindow
  readonly interval: number
  readonly view: View
  readonly zone: EwsZone
}

/** One FreeBusyResponse, as it stood on the wire. */
export interface EwsRow {
  /** `NoError`, or the error of this mailbox. */
  readonly code: string
  readonly view: View | 'None'
  readonly mergedFreeBusy: string | null
  readonly events: readonly LookupEvent[]
  /** The element's own bytes, so that two answers can be compared to the last one. */
  readonly xml: string
}

export interface EwsAnswer {
  readonly status: number
  /** The server's id of the request, for its trace. */
  readonly requestId: string
  readonly rows: readonly EwsRow[]
  readonly body: Buffer
}

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages'
const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types'

/**
 * Asks GetUserAvailability as Microsoft's own libraries do (MS-OXWAVLS 3.1.4.1): Basic, the zone in the SOAP header, times
 * without an offset. Written apart from the product's EWS code, so that each checks the other.
 *
 * @throws Error where the answer is not a GetUserAvailability answer, a SOAP fault included
 */
export async function askAvailability(account: EwsAccount, lookup: EwsLookup): Promise<EwsAnswer> {
  const basic = Buffer.from(`${account.username}:${account.password}`, 'utf8').toString('base64')
  const reply = await exchange({
    method: 'POST',
    url: account.ews,
    headers: { authorization: `Basic ${basic}`, 'content-type': 'text/xml; charset=utf-8', accept: 'text/xml' },
    body: availabilityRequest(lookup),
    ca: account.ca,
  })
  const text = reply.body.toString('utf8')
  if (reply.status !== 200) throw new Error(`EWS answered ${reply.status}: ${text.slice(0, 500)}`)
  const rows = await readRows(text, lookup.zone)
  if (rows.length !== lookup.mailboxes.length) {
    throw new Error(`EWS answered about ${rows.length} mailboxes, not ${lookup.mailboxes.length}`)
  }
  return { status: reply.status, requestId: String(reply.headers['request-id'] ?? ''), rows, body: reply.body }
}

export function availabilityRequest({ mailboxes, window, interval, view, zone }: EwsLookup): string {
  const mailbox = (address: string): string =>
    `<t:MailboxData><t:Email><t:Address>${escaped(address)}</t:Address></t:Email>` +
    '<t:AttendeeType>Required</t:AttendeeType><t:ExcludeConflicts>false</t:ExcludeConflicts></t:MailboxData>'
  return (
    `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${SOAP}" xmlns:m="${MESSAGES}" xmlns:t="${TYPES}">` +
    '<s:Header><t:RequestServerVersion Version="Exchange2013"/><t:TimeZoneContext>' +
    `<t:TimeZoneDefinition Id="${escaped(zone.windows)}"/></t:TimeZoneContext></s:Header><s:Body>` +
    `<m:GetUserAvailabilityRequest><m:MailboxDataArray>${mailboxes.map(mailbox).join('')}</m:MailboxDataArray>` +
    `<t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>${wallClock(window.start, zone)}</t:StartTime>` +
    `<t:EndTime>${wallClock(window.end, zone)}</t:EndTime></t:TimeWindow>` +
    `<t:MergedFreeBusyIntervalInMinutes>${interval}</t:MergedFreeBusyIntervalInMinutes>` +
    `<t:RequestedView>${view}</t:RequestedView></t:FreeBusyViewOptions>` +
    '</m:GetUserAvailabilityRequest></s:Body></s:Envelope>'
  )
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
}

function wallClock(at: Instant, zone: EwsZone): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone.iana)
  return local.toPlainDateTime().toString({ smallestUnit: 'second' })
}

/** A time without an offset is in the request's zone (MS-OXWAVLS); one with an offset is what it says. */
function instantOf(text: string, zone: EwsZone): Instant {
  if (/(?:Z|[+-]\d\d:?\d\d)$/.test(text)) return Temporal.Instant.from(text).epochMilliseconds
  return Temporal.PlainDateTime.from(text).toZonedDateTime(zone.iana).epochMilliseconds
}

/** An element by local name: the texts and elements of each name below it, in order. */
type Element = Readonly<Record<string, readonly (Element | string)[]>>

function children(element: Element | undefined, ...path: readonly string[]): readonly (Element | string)[] {
  const [name = '', ...rest] = path
  const found = element?.[name] ?? []
  if (rest.length === 0) return found
  return found.flatMap((child) => (typeof child === 'string' ? [] : children(child, ...rest)))
}

const elements = (element: Element | undefined, ...path: readonly string[]): readonly Element[] =>
  children(element, ...path).filter((child) => typeof child !== 'string')

function textOf(element: Element | undefined, ...path: readonly string[]): string | undefined {
  const text = children(element, ...path)[0]
  return typeof text === 'string' ? text : undefined
}

const ROW = /<((?:[\w.-]+:)?)FreeBusyResponse(?:\s[^>]*)?>.*?<\/\1FreeBusyResponse>/gs

async function readRows(xml: string, zone: EwsZone): Promise<readonly EwsRow[]> {
  const options = { ignoreAttrs: true, tagNameProcessors: [processors.stripPrefix] }
  const document = (await parseStringPromise(xml, options)) as Element
  const answers = 'GetUserAvailabilityResponse'
  const envelope = (document as unknown as { readonly Envelope?: Element }).Envelope
  const found = elements(envelope, 'Body', answers, 'FreeBusyResponseArray', 'FreeBusyResponse')
  const bytes = xml.match(ROW) ?? []
  return found.map((response, i) => readRow(response, bytes[i] ?? '', zone))
}

function readRow(response: Element, xml: string, zone: EwsZone): EwsRow {
  const granted = textOf(response, 'FreeBusyView', 'FreeBusyViewType')
  const events = elements(response, 'FreeBusyView', 'CalendarEventArray', 'CalendarEvent')
  return {
    code: textOf(response, 'ResponseMessage', 'ResponseCode') ?? 'missing',
    view: VIEWS.find((name) => name === granted) ?? 'None',
    mergedFreeBusy: textOf(response, 'FreeBusyView', 'MergedFreeBusy') ?? null,
    events: events.map((event) => readEvent(event, zone)),
    xml,
  }
}

function readEvent(event: Element, zone: EwsZone): LookupEvent {
  const details = 'CalendarEventDetails'
  const [subject, location] = [textOf(event, details, 'Subject'), textOf(event, details, 'Location')]
  const told = textOf(event, 'BusyType')
  return {
    start: instantOf(textOf(event, 'StartTime') ?? '', zone),
    end: instantOf(textOf(event, 'EndTime') ?? '', zone),
    status: BUSY_STATUSES.find((status) => status === told) ?? 'NoData',
    ...(subject && { subject }),
    ...(location && { location }),
  }
}
