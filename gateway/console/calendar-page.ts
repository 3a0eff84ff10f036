import { BUSY_STATUSES } from '../../protocols/availability/busy-status.ts'
import type { SharedCalendar } from '../../protocols/availability/shared-entries.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import { civilDate } from '../../protocols/time-zone/civil-date.ts'
import { ianaZone } from '../../protocols/time-zone/iana-zone.ts'
import type { Zone } from '../../protocols/time-zone/zone.ts'
import type { Granted } from '../../trust/policies/decision.ts'
import { LANGUAGES } from '../../trust/sharing/published-link.ts'
import type { Language } from '../../trust/sharing/published-link.ts'
import { calendarDays } from './calendar-days.ts'
import { STRIP_PATTERNS } from './calendar-strip.ts'
import { CALENDAR_TEXTS } from './calendar-texts.ts'
import type { CalendarTexts } from './calendar-texts.ts'
import { agendaView, CALENDAR_VIEWS, dayOf, monthView, stepFrom, weekView } from './calendar-views.ts'
import type { CalendarView, DayRange, Showing } from './calendar-views.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { page } from './layout.ts'
import type { Locale } from './locale.ts'

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', sv: 'Svenska' }

/** How a visitor wants to see a calendar. */
export interface CalendarWish {
  readonly view: CalendarView
  readonly day: number
  readonly range: DayRange
  readonly locale: Locale
  readonly zone: Zone
  /** What the address itself names, to be kept in the addresses of the page. */
  readonly chosen: { readonly zone: string | null; readonly language: Language | null }
}

export interface CalendarContent {
  /** Whose calendar it is, as visitors are told. */
  readonly whose: string
  /** IANA name. */
  readonly ownZone: string
  /** What is shared at all; `calendar` has at most the days of the wish. */
  readonly published: TimeWindow
  readonly calendar: SharedCalendar
  /** False: the source could not be read, and everything is unknown. */
  readonly read: boolean
  readonly searchable: boolean
  /** What was decided that visitors see. */
  readonly level: Granted['level']
  readonly now: Instant
}

/** 2026-11-26 */
export function isoDate(day: number): string {
  const { year, month, day: date } = civilDate(day)
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`
}

function addressOf({ chosen }: CalendarWish, view: CalendarView, day: number | null): string {
  const query = new URLSearchParams({ view })
  if (day !== null) query.set('date', isoDate(day))
  if (chosen.zone !== null) query.set('zone', chosen.zone)
  if (chosen.language !== null) query.set('lang', chosen.language)
  return `?${query.toString()}`
}

/** Names of zones in the list; the engine's own, once. */
let zoneNames: readonly string[] | null = null
export function listedZones(): readonly string[] {
  zoneNames ??= [
    'UTC',
    ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC' && ianaZone(name) !== null),
  ]
  return zoneNames
}

function views(wish: CalendarWish, texts: CalendarTexts): Html {
  const current = (view: CalendarView): Part => (view === wish.view ? html` aria-current="page"` : null)
  return html`<nav aria-label="${texts.views}"><ul>${CALENDAR_VIEWS.map(
    (view) => html`<li><a href="${addressOf(wish, view, wish.day)}"${current(view)}>${texts[view]}</a></li>`,
  )}</ul></nav>`
}

/** Links to what is before and after, as far as something is shared there. */
function periods(wish: CalendarWish, texts: CalendarTexts, firstDay: number, lastDay: number): Html {
  const { view, day, range } = wish
  const earlier = range.first > firstDay ? Math.max(stepFrom(view, day, -1), firstDay) : null
  const later = range.first + range.count <= lastDay ? Math.min(stepFrom(view, day, 1), lastDay) : null
  const link = (to: number | null, text: string, arrow: string): Part =>
    to === null ? null : html`<li><a href="${addressOf(wish, view, to)}">${arrow} ${text}</a></li>`
  return html`<nav aria-label="${texts.period}"><ul>${link(earlier, texts.earlier, '‹')}<li><a href="${addressOf(wish, view, null)}">${texts.today}</a></li>${later === null ? null : html`<li><a href="${addressOf(wish, view, later)}">${texts.later} ›</a></li>`}</ul></nav>`
}

function settings(wish: CalendarWish, texts: CalendarTexts, ownZone: string): Html {
  const names = new Set([ownZone, wish.zone.id, ...listedZones()])
  const option = (name: string): Html =>
    html`<option value="${name}"${name === wish.zone.id ? html` selected` : null}>${name === ownZone ? texts.zoneOfCalendar(name) : name}</option>`
  return html`<section class="card settings" aria-labelledby="settings"><h2 id="settings" class="hidden">${texts.settings}</h2><form method="get" action="">
<input type="hidden" name="view" value="${wish.view}">
<div><label for="date">${texts.date}</label><input id="date" type="date" name="date" value="${isoDate(wish.day)}"></div>
<div><label for="zone">${texts.zone}</label><select id="zone" name="zone" data-chosen="${wish.chosen.zone === null ? 'no' : 'yes'}">${[...names].map(option)}</select></div>
<div><label for="lang">${texts.language}</label><select id="lang" name="lang">${LANGUAGES.map((one) => html`<option value="${one}" lang="${one}"${one === wish.locale.language ? html` selected` : null}>${LANGUAGE_NAMES[one]}</option>`)}</select></div>
<div><button>${texts.show}</button></div></form><p class="soft" id="device" role="status" hidden>${texts.zoneOfDevice}</p></section>`
}

export function legend(texts: CalendarTexts): Html {
  return html`<section class="card" aria-labelledby="legend"><h2 id="legend">${texts.legend}</h2><dl class="legend">${BUSY_STATUSES.map(
    (status) =>
      html`<div><dt><i class="k ${status}" aria-hidden="true"></i> ${texts.statuses[status]}</dt><dd>${texts.meanings[status]}</dd></div>`,
  )}</dl></section>`
}

function feeds(texts: CalendarTexts): Html {
  return html`<section class="card subscribe" aria-labelledby="subscribe"><h2 id="subscribe">${texts.subscribe}</h2><p class="soft">${texts.subscribeHow}</p><ul class="feeds"><li><a href="calendar.ics">${texts.ics}</a></li><li><a href="calendar.ifb">${texts.ifb}</a></li><li><a href="calendar.json">${texts.json}</a></li></ul></section>`
}

function viewOf(wish: CalendarWish, showing: Showing, calendar: SharedCalendar): Html {
  const days = calendarDays(calendar, wish.zone, wish.range.first, wish.range.count)
  if (wish.view === 'agenda') return agendaView(showing, days)
  return wish.view === 'week' ? weekView(showing, days) : monthView(showing, days, wish.day)
}

/** The page of a published calendar. Every form and link is plain: it needs no script. */
export function calendarPage(wish: CalendarWish, content: CalendarContent, script: string): string {
  const { locale, zone } = wish
  const { whose, published, calendar, read, ownZone, searchable, level, now } = content
  const texts = CALENDAR_TEXTS[locale.language]
  const [firstDay, lastDay] = [dayOf(zone, published.start), dayOf(zone, published.end - 1)]
  const today = dayOf(zone, now)
  const toDay = (day: number): string => addressOf(wish, 'agenda', day)
  const showing: Showing = { texts, locale, zone, today, addressOf: toDay, notes: wish.view === 'agenda' }
  const title = texts.title(whose)
  const body = html`${STRIP_PATTERNS}<header><h1>${title}</h1>
<p class="soft">${texts.shared[level]} ${texts.range(locale.date(firstDay), locale.date(lastDay))} ${texts.timesIn(zone.id)}</p>
<div class="bar">${views(wish, texts)}${periods(wish, texts, firstDay, lastDay)}</div></header>
<main id="main" tabindex="-1">${read ? null : html`<p class="card notice" role="status">${texts.unread}</p>`}${viewOf(wish, showing, calendar)}
${settings(wish, texts, ownZone)}
${legend(texts)}
${feeds(texts)}</main>
<footer><p>${texts.shownBy}</p></footer>`
  return page({ language: locale.language, title, skip: texts.skip, body, script, indexed: searchable })
}
