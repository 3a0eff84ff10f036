/** The messages of the bench: questions as an ordinary EWS client writes them, and a partner's answers. */

const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types'
const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages'
const HOUR = 3_600_000
export const DAY = 24 * HOUR

export type BenchView = 'MergedOnly' | 'Detailed' | 'DetailedMerged'

/** The first Monday, 00:00 UTC, after the day of `now`: inside the horizon of every calendar, and the same for all of one run. */
export function nextMonday(now: number): number {
  const midnight = Math.floor(now / DAY) * DAY
  return midnight + (((14 - new Date(midnight).getUTCDay()) % 7) + 1) * DAY
}

const wall = (instant: number): string => new Date(instant).toISOString().slice(0, 19)

const CHANGE = (name: string, bias: number, month: number): string => `
        <t:${name}>
          <t:Bias>${String(bias)}</t:Bias>
          <t:Time>0${String(month === 3 ? 2 : 3)}:00:00</t:Time>
          <t:DayOrder>5</t:DayOrder>
          <t:Month>${String(month)}</t:Month>
          <t:DayOfWeek>Sunday</t:DayOfWeek>
        </t:${name}>`

const MAILBOX = (address: string): string => `
        <t:MailboxData>
          <t:Email>
            <t:Address>${address}</t:Address>
          </t:Email>
          <t:AttendeeType>Required</t:AttendeeType>
          <t:ExcludeConflicts>false</t:ExcludeConflicts>
        </t:MailboxData>`

/** One week from `start` in half hours, in Central European time. */
export function question(addresses: readonly string[], start: number, view: BenchView): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:m="${MESSAGES}" xmlns:t="${TYPES}" xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Header>
    <t:RequestServerVersion Version="Exchange2013" />
  </soap:Header>
  <soap:Body>
    <m:GetUserAvailabilityRequest>
      <t:TimeZone>
        <t:Bias>-60</t:Bias>${CHANGE('StandardTime', 0, 10)}${CHANGE('DaylightTime', -60, 3)}
      </t:TimeZone>
      <m:MailboxDataArray>${addresses.map(MAILBOX).join('')}
      </m:MailboxDataArray>
      <t:FreeBusyViewOptions>
        <t:TimeWindow>
          <t:StartTime>${wall(start)}</t:StartTime>
          <t:EndTime>${wall(start + 7 * DAY)}</t:EndTime>
        </t:TimeWindow>
        <t:MergedFreeBusyIntervalInMinutes>30</t:MergedFreeBusyIntervalInMinutes>
        <t:RequestedView>${view}</t:RequestedView>
      </t:FreeBusyViewOptions>
    </m:GetUserAvailabilityRequest>
  </soap:Body>
</soap:Envelope>`)
}

/** `count` meetings of half an hour, spread evenly over the week from `start`. */
export function meetings(start: number, count: number): readonly { readonly start: number; readonly end: number }[] {
  const step = Math.floor((7 * DAY) / count / (HOUR / 2)) * (HOUR / 2)
  return Array.from({ length: count }, (_, i) => ({ start: start + i * step, end: start + i * step + HOUR / 2 }))
}

/** What an on-premises server answers about `people` with `count` meetings each in the week, as DetailedMerged. */
export function partnerAnswer(start: number, count: number, people: number): Buffer {
  const events = meetings(start, count)
  const digits = Array.from({ length: 336 }, () => '0')
  for (const event of events) digits[(event.start - start) / (HOUR / 2)] = '2'
  const told = events.map(
    (event, i) =>
      `<CalendarEvent><StartTime>${wall(event.start)}</StartTime><EndTime>${wall(event.end)}</EndTime>` +
      `<BusyType>Busy</BusyType><CalendarEventDetails><ID>00000000${String(i)}</ID>` +
      `<Subject>Planning round ${String(i)}</Subject><Location>Room ${String(i % 9)}</Location>` +
      '<IsMeeting>true</IsMeeting><IsRecurring>false</IsRecurring><IsException>false</IsException>' +
      '<IsReminderSet>false</IsReminderSet><IsPrivate>false</IsPrivate></CalendarEventDetails></CalendarEvent>',
  )
  const person =
    '<FreeBusyResponse><ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode></ResponseMessage>' +
    `<FreeBusyView><FreeBusyViewType xmlns="${TYPES}">DetailedMerged</FreeBusyViewType>` +
    `<MergedFreeBusy xmlns="${TYPES}">${digits.join('')}</MergedFreeBusy>` +
    `<CalendarEventArray xmlns="${TYPES}">${told.join('')}</CalendarEventArray></FreeBusyView></FreeBusyResponse>`
  return Buffer.from(
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>' +
      '<h:ServerVersionInfo MajorVersion="15" MinorVersion="0" MajorBuildNumber="1497" MinorBuildNumber="2" ' +
      `Version="V2_23" xmlns:h="${TYPES}" xmlns="${TYPES}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" ` +
      'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/></s:Header><s:Body>' +
      `<GetUserAvailabilityResponse xmlns="${MESSAGES}"><FreeBusyResponseArray>${person.repeat(people)}` +
      '</FreeBusyResponseArray></GetUserAvailabilityResponse></s:Body></s:Envelope>',
  )
}

const stamp = (instant: number): string => new Date(instant).toISOString().replace(/[-:]|\.\d{3}/g, '')

export interface CalendarShape {
  /** Meetings in the week asked about. */
  readonly inside: number
  /** Further meetings, spread over the year and a half after that week. */
  readonly outside: number
  /** Weekly series without end. */
  readonly series?: number
}

/** One mailbox's calendar; `seed` tells its subjects from those of the next. */
export function calendar(start: number, shape: CalendarShape, seed: number): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Ledig//bench//EN']
  const event = (begin: number, uid: string, more: readonly string[]): void => {
    const times = [`DTSTAMP:${stamp(start)}`, `DTSTART:${stamp(begin)}`, `DTEND:${stamp(begin + HOUR / 2)}`]
    const words = [`SUMMARY:Planning round ${uid}`, `LOCATION:Room ${String(seed % 9)}`]
    lines.push('BEGIN:VEVENT', `UID:${uid}@contoso.example`, ...times, ...words, ...more, 'END:VEVENT')
  }
  for (const [i, meeting] of meetings(start, Math.max(1, shape.inside)).slice(0, shape.inside).entries()) {
    event(meeting.start, `${String(seed)}-${String(i)}`, [])
  }
  const step = Math.floor((500 * DAY) / Math.max(1, shape.outside) / 60_000) * 60_000
  for (let i = 0; i < shape.outside; i++) event(start + 8 * DAY + i * step, `${String(seed)}-o${String(i)}`, [])
  for (let i = 0; i < (shape.series ?? 0); i++) {
    event(start + (i + 1) * 9 * HOUR, `${String(seed)}-s${String(i)}`, ['RRULE:FREQ=WEEKLY'])
  }
  return [...lines, 'END:VCALENDAR', ''].join('\r\n')
}
