import { DAY } from '../../protocols/availability/time-window.ts'
import { civilDate, dayNumber, daysInMonth } from '../../protocols/time-zone/civil-date.ts'
import { wallOf } from '../../protocols/time-zone/zone.ts'
import type { Zone } from '../../protocols/time-zone/zone.ts'
import type { CalendarDay, DayEntry } from './calendar-days.ts'
import { dayStrip } from './calendar-strip.ts'
import type { CalendarTexts } from './calendar-texts.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import type { Locale } from './locale.ts'

export const CALENDAR_VIEWS = ['agenda', 'week', 'month'] as const
export type CalendarView = (typeof CALENDAR_VIEWS)[number]

export interface DayRange {
  readonly first: number
  readonly count: number
}

const AGENDA_DAYS = 14

/** The days a view shows around one of them. */
export function rangeOf(view: CalendarView, day: number, locale: Locale): DayRange {
  if (view === 'agenda') return { first: day, count: AGENDA_DAYS }
  if (view === 'week') return { first: locale.weekStart(day), count: 7 }
  const { year, month } = civilDate(day)
  const firstOfMonth = dayNumber(year, month, 1)
  const first = locale.weekStart(firstOfMonth)
  const last = locale.weekStart(firstOfMonth + daysInMonth(year, month) - 1) + 6
  return { first, count: last - first + 1 }
}

/** The day of the view before (`way` -1) or after (1). */
export function stepFrom(view: CalendarView, day: number, way: -1 | 1): number {
  if (view !== 'month') return day + way * (view === 'week' ? 7 : AGENDA_DAYS)
  const { year, month } = civilDate(day)
  const months = year * 12 + month - 1 + way
  return dayNumber(Math.floor(months / 12), (months % 12) + 1, 1)
}

/** What all views of a page have in common. */
export interface Showing {
  readonly texts: CalendarTexts
  readonly locale: Locale
  readonly zone: Zone
  /** The day it is now, in this zone. */
  readonly today: number
  /** Where a day is shown by itself. */
  readonly addressOf: (day: number) => string
  /** Whether descriptions and organizers are told: they are long. */
  readonly notes: boolean
}

/** From when to when, in words: an entry that fills its day is told so. */
export function span(
  { locale, zone, texts }: Showing,
  day: Pick<CalendarDay, 'start' | 'end'>,
  start: number,
  end: number,
): string {
  if (start <= day.start && end >= day.end) return texts.allDay
  const from = locale.time(wallOf(zone, start))
  return start === end ? from : `${from}–${locale.time(wallOf(zone, end), end >= day.end)}`
}

export const swatch = (status: string): Html => html`<i class="k ${status}" aria-hidden="true"></i>`

function subjectOf({ texts }: Showing, { entry }: DayEntry): Part {
  if (entry.subject !== null && entry.subject !== '') return html`<bdi>${entry.subject}</bdi>`
  return entry.isPrivate ? texts.privateSubject : null
}

/** Characters of a description on a page; feeds have all of it. */
const LONGEST_NOTE = 500

const shortened = (text: string): string => (text.length <= LONGEST_NOTE ? text : `${text.slice(0, LONGEST_NOTE)}…`)

function notesOf({ texts, notes }: Showing, { entry }: DayEntry): Part {
  if (!notes) return null
  const { description, organizer } = entry
  const who = organizer?.name ?? organizer?.address ?? null
  return [
    who !== null && html`<span class="soft"><bdi>${texts.organizer(who)}</bdi></span>`,
    description !== null && html`<span class="soft notes"><bdi>${shortened(description)}</bdi></span>`,
  ]
}

function whatOf(showing: Showing, one: DayEntry): Part {
  const subject = subjectOf(showing, one)
  const status = showing.texts.statuses[one.entry.status]
  if (subject === null) return status
  const { location } = one.entry
  const place = location === null || location === '' ? null : html`, <bdi>${location}</bdi>`
  return html`${subject} <span class="soft">${status}${place}</span>${notesOf(showing, one)}`
}

function entryItem(showing: Showing, day: CalendarDay, one: DayEntry): Html {
  const when = span(showing, day, one.start, one.end)
  return html`<li>${swatch(one.entry.status)}<span class="when">${when}</span> <span class="what">${whatOf(showing, one)}</span></li>`
}

function entryList(showing: Showing, day: CalendarDay, most = Infinity): Part {
  if (day.entries.length === 0) return null
  const shown = day.entries.slice(0, most)
  const more = day.entries.length - shown.length
  return html`<ul class="entries">${shown.map((one) => entryItem(showing, day, one))}${more > 0 && html`<li>${showing.texts.more(more)}</li>`}</ul>`
}

function freeLine(showing: Showing, day: CalendarDay): Html {
  const { texts } = showing
  if (day.free.length === 0) return html`<p class="soft">${texts.nothingFree}</p>`
  const [first] = day.free
  if (first !== undefined && first.start <= day.start && first.end >= day.end) {
    return html`<p class="free">${swatch('Free')} ${texts.wholeDayFree}</p>`
  }
  const spans = day.free.map(({ start, end }) => span(showing, day, start, end)).join(', ')
  return html`<p class="free">${swatch('Free')} ${texts.free}: ${spans}</p>`
}

/** A day in words: what is in it, `most` of it at most, and what is known to be free. */
export const dayInWords = (showing: Showing, day: CalendarDay, most = Infinity): Html =>
  html`${entryList(showing, day, most)}${freeLine(showing, day)}`

const isNow = ({ today }: Showing, { day }: CalendarDay): Part => (day === today ? html` aria-current="date"` : null)

export function agendaView(showing: Showing, days: readonly CalendarDay[]): Html {
  const { locale } = showing
  return html`<div class="card">${days.map(
    (day) =>
      html`<section class="day${day.day === showing.today ? ' now' : ''}"><h2${isNow(showing, day)}>${locale.weekdayAndDate(day.day)}</h2><div>${dayInWords(showing, day)}</div></section>`,
  )}</div>`
}

/** Below or above a strip, for the eye. */
export const HOURS: Html = html`<div class="hours" aria-hidden="true">${[0, 6, 12, 18, 24].map((hour) => html`<span>${hour}</span>`)}</div>`

export function weekView(showing: Showing, days: readonly CalendarDay[]): Html {
  const { locale, texts } = showing
  const first = days[0]?.day ?? 0
  return html`<div class="card"><table class="weeks"><caption>${texts.weekNumber(locale.weekNumber(first))}<span class="soft"> · ${locale.date(first)} – ${locale.date(first + 6)}</span></caption>
<thead><tr><th scope="col">${texts.day}</th><th scope="col"><span class="hidden">${texts.time}</span>${HOURS}</th><th scope="col">${texts.entries}</th></tr></thead><tbody>${days.map(
    (day) =>
      html`<tr${day.day === showing.today ? html` class="now"` : null}><th scope="row"${isNow(showing, day)}>${locale.weekdayAndDate(day.day)}</th><td class="strip">${dayStrip(day, 288, 20)}${HOURS}</td><td>${dayInWords(showing, day)}</td></tr>`,
  )}</tbody></table></div>`
}

/** Entries a day of a month names; the rest is told as a number and stands in the day's own view. */
const MOST_IN_CELL = 4

function monthEntry(showing: Showing, day: CalendarDay, one: DayEntry): Html {
  const { locale, zone, texts } = showing
  const whole = one.start <= day.start && one.end >= day.end
  const from = whole ? '' : `${locale.time(wallOf(zone, one.start))} `
  const status = texts.statuses[one.entry.status]
  const subject = subjectOf(showing, one)
  return html`<li>${swatch(one.entry.status)}${from}${subject === null ? status : html`<span class="hidden">${status}: </span>${subject}`}</li>`
}

function monthCell(showing: Showing, day: CalendarDay, month: number): Html {
  const { locale, texts } = showing
  const { day: date, month: own } = civilDate(day.day)
  const classes = [own === month ? '' : 'other', day.day === showing.today ? 'now' : ''].filter((name) => name !== '')
  const rest = day.entries.length - MOST_IN_CELL
  const shown = day.entries.slice(0, rest === 1 ? MOST_IN_CELL + 1 : MOST_IN_CELL)
  const more = day.entries.length - shown.length
  return html`<td${classes.length === 0 ? null : html` class="${classes.join(' ')}"`}><a class="date" href="${showing.addressOf(day.day)}" aria-label="${texts.openDay(locale.weekdayAndDate(day.day))}"${isNow(showing, day)}>${date}</a>${dayStrip(day, 96, 8)}<ul>${shown.map((one) => monthEntry(showing, day, one))}${more > 0 && html`<li>${texts.more(more)}</li>`}</ul></td>`
}

/** @param anchor a day of the month that is meant: the weeks at its edges have days of others */
export function monthView(showing: Showing, days: readonly CalendarDay[], anchor: number): Html {
  const { locale, texts } = showing
  const { year, month } = civilDate(anchor)
  const weeks = Array.from({ length: days.length / 7 }, (_, i) => days.slice(i * 7, i * 7 + 7))
  return html`<div class="card"><table class="months"><caption>${locale.month(dayNumber(year, month, 1))}</caption>
<thead><tr><th scope="col" class="number"><abbr title="${texts.week}">${texts.weekShort}</abbr></th>${(weeks[0] ?? []).map(({ day }) => html`<th scope="col"><abbr title="${locale.weekday(day)}">${locale.shortWeekday(day)}</abbr></th>`)}</tr></thead><tbody>${weeks.map(
    (week) =>
      html`<tr><th scope="row">${locale.weekNumber(week[0]?.day ?? 0)}</th>${week.map((day) => monthCell(showing, day, month))}</tr>`,
  )}</tbody></table></div>`
}

/** The day an instant is on. */
export const dayOf = (zone: Zone, instant: number): number => Math.floor(wallOf(zone, instant) / DAY)
