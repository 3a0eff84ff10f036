import type { SourceQuestion, View } from '../../../protocols/availability/availability-question.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'

const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages'
const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types'

/** Answers as servers write them, put together by hand from the schema: no writer of ours has a part in them. */
export const answerOf = (...rows: readonly string[]): string =>
  '<?xml version="1.0" encoding="utf-8"?>' +
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>' +
  `<h:ServerVersionInfo MajorVersion="15" MinorVersion="1" Version="V2099_01_01" xmlns:h="${TYPES}"/></s:Header>` +
  `<s:Body><m:GetUserAvailabilityResponse xmlns:m="${MESSAGES}" xmlns:t="${TYPES}"><m:FreeBusyResponseArray>` +
  `${rows.join('')}</m:FreeBusyResponseArray></m:GetUserAvailabilityResponse></s:Body></s:Envelope>`

export const row = (view: string, message = '<m:ResponseCode>NoError</m:ResponseCode>', kind = 'Success'): string =>
  `<m:FreeBusyResponse><m:ResponseMessage ResponseClass="${kind}">${message}</m:ResponseMessage>${view}</m:FreeBusyResponse>`

export const viewOf = (type: string, rest = ''): string =>
  `<m:FreeBusyView><t:FreeBusyViewType>${type}</t:FreeBusyViewType>${rest}</m:FreeBusyView>`

export const eventsOf = (...events: readonly string[]): string =>
  `<t:CalendarEventArray>${events.join('')}</t:CalendarEventArray>`

export const eventOf = (start: string, end: string, status: string, details = ''): string =>
  `<t:CalendarEvent><t:StartTime>${start}</t:StartTime><t:EndTime>${end}</t:EndTime>` +
  `<t:BusyType>${status}</t:BusyType>${details}</t:CalendarEvent>`

export const detailsOf = (subject: string, isPrivate: string, flags = ['true', 'true', 'false', 'true']): string =>
  `<t:CalendarEventDetails><t:ID>00</t:ID><t:Subject>${subject}</t:Subject><t:Location>Room 1</t:Location>` +
  `<t:IsMeeting>${flags[0]}</t:IsMeeting><t:IsRecurring>${flags[1]}</t:IsRecurring><t:IsException>${flags[2]}` +
  `</t:IsException><t:IsReminderSet>${flags[3]}</t:IsReminderSet>${isPrivate}</t:CalendarEventDetails>`

export const errorRow = (code: string): string =>
  row(
    viewOf('None'),
    `<m:MessageText>text</m:MessageText><m:ResponseCode>${code}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>`,
    'Error',
  )

export const faultOf = (code: string, backOffMs?: number): string =>
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>' +
  `<faultcode xmlns:a="${TYPES}">a:${code}</faultcode><faultstring xml:lang="en-US">no</faultstring><detail>` +
  `<e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"> ${code} </e:ResponseCode>` +
  (backOffMs === undefined
    ? ''
    : `<t:MessageXml xmlns:t="${TYPES}"><t:Value Name="BackOffMilliseconds">${backOffMs}</t:Value></t:MessageXml>`) +
  '</detail></s:Fault></s:Body></s:Envelope>'

const PEOPLE = ['vera', 'nils', 'anna', 'olof', 'siri', 'kaj']

/** A question about so many mailboxes of fabrikam.example, on 1 December 2026 in UTC unless told otherwise. */
export const questionOf = (
  mailboxes: number,
  view: View = 'DetailedMerged',
  [start, end]: readonly [string, string] = ['2026-12-01T00:00:00Z', '2026-12-02T00:00:00Z'],
  interval = 30,
): SourceQuestion => ({
  mailboxes: Array.from({ length: mailboxes }, (_, i) =>
    parseMailboxAddress(`${PEOPLE[i] ?? `p${i}`}@fabrikam.example`),
  ),
  window: { start: Date.parse(start), end: Date.parse(end) },
  view,
  interval,
})
