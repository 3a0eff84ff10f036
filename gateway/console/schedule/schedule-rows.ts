import { wallOf } from '../../../protocols/time-zone/zone.ts'
import { calendarDays } from '../calendar-days.ts'
import type { CalendarDay } from '../calendar-days.ts'
import { dayStrip } from '../calendar-strip.ts'
import { dayInWords, HOURS } from '../calendar-views.ts'
import type { Showing } from '../calendar-views.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import type { ScheduleQuestion } from './schedule-question.ts'
import { calendarOf } from './schedule-row.ts'
import type { ScheduleRow } from './schedule-row.ts'
import type { ScheduleTexts } from './schedule-texts.ts'
import { toldOf, whyTold } from './why-told.ts'

/** Entries of one day that are told in words; all are drawn. */
const MOST_LISTED = 20

/** Who it is, in which form and when she was told of, and why so. */
export function whoCell({ locale, zone }: Showing, texts: ScheduleTexts, row: ScheduleRow): Html {
  const { about, own, asOf } = row
  const when = asOf !== null && html` · ${texts.asOf(locale.exactTime(wallOf(zone, asOf)))}`
  const why = whyTold(texts, row).map((sentence) => html`<li>${sentence}</li>`)
  return html`<bdi>${about}</bdi>${own && html` <span class="tag">${texts.you}</span>`}<p class="soft">${texts.told[toldOf(row)]}${when}</p><details class="why"><summary aria-label="${texts.whyOf(about)}">${texts.why}</summary><ul>${why}</ul></details>`
}

/** The days of a question that are shown: of a week those on which somebody works. */
export function shownDays<Day extends Pick<CalendarDay, 'day'>>(
  { view }: Pick<ScheduleQuestion, 'view'>,
  days: readonly Day[],
  isWorkday: (day: number) => boolean,
): readonly Day[] {
  if (view !== 'days') return days
  const working = days.filter(({ day }) => isWorkday(day))
  return working.length === 0 ? days : working
}

/** Everybody in a row of her own, on the same day or days. */
export function rowsTable(
  showing: Showing,
  texts: ScheduleTexts,
  question: ScheduleQuestion,
  rows: readonly ScheduleRow[],
  isWorkday: (day: number) => boolean,
): Html {
  const { locale, zone, today } = showing
  const { range } = question
  const daysOf = (row: ScheduleRow) =>
    shownDays(question, calendarDays(calendarOf(row), zone, range.first, range.count), isWorkday)
  const cell = (day: CalendarDay): Html =>
    html`<td><span class="heading">${locale.weekdayAndDate(day.day)}</span><div class="cell"><div>${dayStrip(day, 288, 20)}${HOURS}</div><div>${dayInWords(showing, day, MOST_LISTED)}</div></div></td>`
  const all = rows.map((row) => ({ row, days: daysOf(row) }))
  const shown = all[0]?.days ?? []
  const head = (day: CalendarDay): Html =>
    html`<th scope="col"${day.day === today ? html` aria-current="date"` : null}>${locale.weekdayAndDate(day.day)}</th>`
  const line = ({ row, days }: (typeof all)[number]): Html =>
    html`<tr><th scope="row">${whoCell(showing, texts, row)}</th>${days.map(cell)}</tr>`
  const kind: Part = shown.length === 1 ? 'one' : 'several'
  return html`<section class="card" aria-labelledby="side"><h2 id="side">${texts.side}</h2><table class="side ${kind}"><thead><tr><th scope="col">${texts.who}</th>${shown.map(head)}</tr></thead><tbody>${all.map(line)}</tbody></table></section>`
}
