import { BUSY_STATUSES } from '../../../protocols/availability/busy-status.ts'
import type { BusyStatus } from '../../../protocols/availability/busy-status.ts'
import { calendarDays } from '../calendar-days.ts'
import type { CalendarDay } from '../calendar-days.ts'
import { dayStrip } from '../calendar-strip.ts'
import { HOURS, span, swatch } from '../calendar-views.ts'
import type { Showing } from '../calendar-views.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { overlaidDay, overlayOf } from './overlay.ts'
import type { Stretch } from './overlay.ts'
import { namesOf } from './schedule-names.ts'
import type { ScheduleQuestion } from './schedule-question.ts'
import { calendarOf } from './schedule-row.ts'
import type { ScheduleRow } from './schedule-row.ts'
import { whoCell } from './schedule-rows.ts'
import type { ScheduleTexts } from './schedule-texts.ts'

/** Times of one day in which somebody is held that are told in words; all are drawn. */
const MOST_LISTED = 12

/** What everybody has in one stretch, by its status. */
function heldText(showing: Showing, texts: ScheduleTexts, { held }: Stretch, rows: readonly ScheduleRow[]): Html {
  const of = (status: BusyStatus) => held.filter((one) => one.status === status).map(({ who }) => rows[who])
  const parts = BUSY_STATUSES.toReversed().flatMap((status) => {
    const those = of(status).filter((row) => row !== undefined)
    return those.length === 0 ? [] : [html`${showing.texts.statuses[status]}: <bdi>${namesOf(texts, those)}</bdi>`]
  })
  return html`${parts.map((part, i) => html`${i > 0 && html`<br>`}${part}`)}`
}

function freeText(showing: Showing, texts: ScheduleTexts, day: CalendarDay): Html {
  const [first] = day.free
  if (first === undefined) return html`<p class="soft">${texts.noFree}</p>`
  const whole = first.start <= day.start && first.end >= day.end
  const spans = day.free.map(({ start, end }) => span(showing, day, start, end)).join(', ')
  return html`<p class="free">${swatch('Free')} ${whole ? texts.wholeDay : `${texts.everybody}: ${spans}`}</p>`
}

/** A stretch in words, its swatch by what weighs most in it. */
function heldItem(
  showing: Showing,
  texts: ScheduleTexts,
  day: CalendarDay,
  stretch: Stretch,
  rows: readonly ScheduleRow[],
): Html {
  const status = overlaidDay(day, [stretch]).entries[0]?.entry.status ?? 'NoData'
  return html`<li>${swatch(status)}<span class="when">${span(showing, day, stretch.start, stretch.end)}</span> <span class="what">${heldText(showing, texts, stretch, rows)}</span></li>`
}

/** Whose whole day is unknown is told once, and not beside everything that others have. */
function heldList(
  showing: Showing,
  texts: ScheduleTexts,
  day: CalendarDay,
  stretches: readonly Stretch[],
  rows: readonly ScheduleRow[],
): Part {
  const unknown = stretches.flatMap(({ held }) => held).filter(({ status }) => status === 'NoData')
  const isAllDay = (who: number): boolean => unknown.filter((one) => one.who === who).length === stretches.length
  const allDay = rows.flatMap((_, who) => (isAllDay(who) ? [{ who, status: 'NoData' as const }] : []))
  const whole = allDay.length === 0 ? [] : [{ start: day.start, end: day.end, held: allDay }]
  const others = stretches
    .map((one) => ({ ...one, held: one.held.filter(({ who }) => !isAllDay(who)) }))
    .filter(({ held }) => held.length > 0)
  const shown = [...whole, ...others.slice(0, MOST_LISTED)]
  const more = others.length - MOST_LISTED
  if (shown.length === 0) return null
  return html`<ul class="entries">${shown.map((one) => heldItem(showing, texts, day, one, rows))}${more > 0 && html`<li>${texts.moreTimes(more)}</li>`}</ul>`
}

function dayRow(
  showing: Showing,
  texts: ScheduleTexts,
  people: readonly CalendarDay[],
  rows: readonly ScheduleRow[],
): Part {
  const [one] = people
  if (one === undefined) return null
  const stretches = overlayOf(people)
  const day = overlaidDay(one, stretches)
  const now = day.day === showing.today
  return html`<tr${now ? html` class="now"` : null}><th scope="row"${now ? html` aria-current="date"` : null}>${showing.locale.weekdayAndDate(day.day)}</th><td class="strip">${dayStrip(day, 288, 20)}${HOURS}</td><td>${heldList(showing, texts, day, stretches, rows)}${freeText(showing, texts, day)}</td></tr>`
}

function weekTable(showing: Showing, days: readonly Part[], first: number): Html {
  const { locale } = showing
  return html`<table class="weeks"><caption>${showing.texts.weekNumber(locale.weekNumber(first))}</caption><thead><tr><th scope="col">${showing.texts.day}</th><th scope="col"><span class="hidden">${showing.texts.time}</span>${HOURS}</th><th scope="col">${showing.texts.entries}</th></tr></thead><tbody>${days}</tbody></table>`
}

/** Weeks in which everybody's times lie over each other, and beside them how each was told of. */
export function weeksView(
  showing: Showing,
  texts: ScheduleTexts,
  { range }: ScheduleQuestion,
  rows: readonly ScheduleRow[],
): Html {
  const all = rows.map((row) => calendarDays(calendarOf(row), showing.zone, range.first, range.count))
  const days = Array.from({ length: range.count }, (_, i) =>
    dayRow(
      showing,
      texts,
      all.flatMap((own) => own.slice(i, i + 1)),
      rows,
    ),
  )
  const weeks = Array.from({ length: Math.ceil(range.count / 7) }, (_, i) =>
    weekTable(showing, days.slice(i * 7, i * 7 + 7), range.first + i * 7),
  )
  const people = rows.map((row) => html`<li>${whoCell(showing, texts, row)}</li>`)
  return html`<section class="card" aria-labelledby="over"><h2 id="over">${texts.over}</h2><ul class="shares people">${people}</ul>${weeks}</section>`
}
