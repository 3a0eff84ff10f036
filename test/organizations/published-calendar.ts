import ICAL from 'ical.js'
import { Temporal } from 'temporal-polyfill'
import { DEMO_ZONE, instantAt } from './demo-day.ts'
import type { Day } from './demo-day.ts'
import { exchange } from './http-exchange.ts'

/** What somebody with the address of a calendar is shown. */
export interface SeenCalendar {
  /** What the page's agenda says of the day, line by line. */
  readonly page: readonly string[]
  /** What of the `.ics` lies in the day: wall clock in the demo's zone, status and summary, `10:30-11:30 BUSY Busy`. */
  readonly ics: readonly string[]
  /** Everything that was sent, in all four formats, with folded lines put together. */
  readonly bytes: string
}

const FEEDS = ['calendar.ifb', 'calendar.json'] as const

/** No reader of HTML, and none is needed: the demo asks for one day and takes the words between its tags. */
function agendaOf(html: string): readonly string[] {
  const [, day = ''] = /<section class="day[^"]*">(.*?)<\/section>/s.exec(html) ?? []
  const items = day.match(/<(li|p)\b.*?<\/\1>/gs) ?? []
  return items.map((item) => item.replace(/<[^>]*>/g, '').trim())
}

function wallClock(time: ICAL.Time): string {
  const at = Temporal.Instant.fromEpochMilliseconds(time.toJSDate().getTime())
  return at.toZonedDateTimeISO(DEMO_ZONE).toPlainTime().toString({ smallestUnit: 'minute' })
}

/** Read by a library that has no part in writing it. */
function eventsOf(text: string, day: Day): readonly string[] {
  const window = { start: instantAt(day, '00:00'), end: instantAt(day, '23:59') }
  const events = new ICAL.Component(ICAL.parse(text) as never).getAllSubcomponents('vevent')
  const inDay = events.filter((event) => {
    const { startDate, endDate } = new ICAL.Event(event)
    return endDate.toJSDate().getTime() > window.start && startDate.toJSDate().getTime() < window.end
  })
  return inDay.map((event) => {
    const { startDate, endDate, summary } = new ICAL.Event(event)
    const status = String(event.getFirstPropertyValue('x-microsoft-cdo-busystatus'))
    return `${wallClock(startDate)}-${wallClock(endDate)} ${status} ${summary}`
  })
}

/**
 * Looks at a published calendar as its holder does: the page for one day, in British English and the calendar's own zone,
 * and what programs subscribe to.
 *
 * @param link address of the page, with a slash at its end
 * @throws Error where it does not open
 */
export async function lookAtCalendar(link: string, day: Day, ca?: string): Promise<SeenCalendar> {
  const get = async (rest: string): Promise<string> => {
    const url = `${link}${rest}`
    const { status, body } = await exchange({ method: 'GET', url, headers: { 'accept-language': 'en-GB' }, ca })
    if (status !== 200) throw new Error(`the published calendar answered ${status} to ${rest}`)
    return body.toString('utf8')
  }
  const [html = '', ics = '', ...feeds] = await Promise.all(
    [`?view=agenda&date=${day}`, 'calendar.ics', ...FEEDS].map((rest) => get(rest)),
  )
  const bytes = [html, ics, ...feeds].join('\n').replace(/\r\n[ \t]/g, '')
  return { page: agendaOf(html), ics: eventsOf(ics, day), bytes }
}
