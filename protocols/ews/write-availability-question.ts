import type { SourceQuestion } from '../availability/availability-question.ts'
import type { Instant } from '../availability/time-window.ts'
import { fragment, XmlWriter } from '../xml/xml-writer.ts'

const half = (name: string, month: number): string =>
  `<t:${name}><t:Bias>0</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>1</t:DayOrder>` +
  `<t:Month>${month}</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:${name}>`

const OPEN = fragment(
  '<?xml version="1.0" encoding="utf-8"?>' +
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"' +
    ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"' +
    ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">' +
    '<soap:Body><m:GetUserAvailabilityRequest>' +
    // UTC, with two changes of no minutes each: a zone without changes is an error to some servers.
    `<t:TimeZone><t:Bias>0</t:Bias>${half('StandardTime', 10)}${half('DaylightTime', 3)}</t:TimeZone>` +
    '<m:MailboxDataArray>',
)
const MAILBOX = fragment('<t:MailboxData><t:Email><t:Address>')
const MAILBOX_END = fragment(
  '</t:Address><t:RoutingType>SMTP</t:RoutingType></t:Email><t:AttendeeType>Required</t:AttendeeType>' +
    '<t:ExcludeConflicts>false</t:ExcludeConflicts></t:MailboxData>',
)
const START = fragment('</m:MailboxDataArray><t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>')
const END = fragment('</t:StartTime><t:EndTime>')
const INTERVAL = fragment('</t:EndTime></t:TimeWindow><t:MergedFreeBusyIntervalInMinutes>')
const VIEW = fragment('</t:MergedFreeBusyIntervalInMinutes><t:RequestedView>')
const CLOSE = fragment(
  '</t:RequestedView></t:FreeBusyViewOptions></m:GetUserAvailabilityRequest></soap:Body></soap:Envelope>',
)

/** `2026-12-01T09:00:00`, with milliseconds only where there are some. */
function wallTime(instant: Instant): string {
  const text = new Date(instant).toISOString()
  return text.endsWith('.000Z') ? text.slice(0, 19) : text.slice(0, 23)
}

/**
 * GetUserAvailability as an Exchange server asks another one (MS-OXWAVLS 3.1.4.1; element order as the schema has it).
 *
 * The zone is UTC and the times carry no offset: the protocol's own form, in which servers that read the zone, servers
 * that take an unscoped time for UTC, and those that read over an offset all understand the same instants.
 */
export function writeAvailabilityQuestion(question: SourceQuestion): Buffer {
  const writer = new XmlWriter(2048 + question.mailboxes.length * 300)
  writer.markup(OPEN)
  for (const mailbox of question.mailboxes) {
    writer.markup(MAILBOX)
    writer.text(mailbox)
    writer.markup(MAILBOX_END)
  }
  writer.markup(START)
  writer.text(wallTime(question.window.start))
  writer.markup(END)
  writer.text(wallTime(question.window.end))
  writer.markup(INTERVAL)
  writer.integer(question.interval)
  writer.markup(VIEW)
  writer.text(question.view)
  writer.markup(CLOSE)
  return writer.finish()
}
