import { DAY } from '../../../protocols/availability/time-window.ts'
import { wallOf } from '../../../protocols/time-zone/zone.ts'
import type { FoundTime } from '../../broker/find-time.ts'
import { legend } from '../calendar-page.ts'
import { STRIP_PATTERNS } from '../calendar-strip.ts'
import { CALENDAR_TEXTS } from '../calendar-texts.ts'
import { dayOf } from '../calendar-views.ts'
import type { Showing } from '../calendar-views.ts'
import { consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { faultsOf, otherDays, questionForm } from './schedule-form.ts'
import type { ScheduleForm } from './schedule-form.ts'
import { namesOf } from './schedule-names.ts'
import { questionAddress } from './schedule-question.ts'
import type { ScheduleQuestion } from './schedule-question.ts'
import type { ScheduleRow } from './schedule-row.ts'
import { rowsTable } from './schedule-rows.ts'
import { SCHEDULE_TEXTS } from './schedule-texts.ts'
import type { ScheduleTexts } from './schedule-texts.ts'
import { weeksView } from './schedule-weeks.ts'

/** What was answered, and what can be made of it. */
export interface ScheduleAnswer {
  readonly question: ScheduleQuestion
  readonly requestId: string
  readonly rows: readonly ScheduleRow[]
  readonly proposed: readonly FoundTime[]
  /** Whether a day of her week is one on which she works. */
  readonly isWorkday: (day: number) => boolean
}

export interface ScheduleState extends ScheduleForm {
  /** Why nothing was asked though there is a question; null: nothing is in the way. */
  readonly notice: 'ledHere' | 'leftBehind' | { readonly seconds: number } | null
  readonly answer: ScheduleAnswer | null
  /** Origin of the pages, for a link that can be handed on. */
  readonly origin: string
}

function timeItem(showing: Showing, texts: ScheduleTexts, answer: ScheduleAnswer, found: FoundTime): Html {
  const { locale, zone } = showing
  const [from, until] = [wallOf(zone, found.start), wallOf(zone, found.end)]
  const endsDay = until % DAY === 0
  const unknown = found.unknownFor.flatMap((i) => answer.rows[i] ?? [])
  const told: Part =
    unknown.length === 0
      ? html`<span class="free">${texts.everybodyFree}</span>`
      : html`<span class="soft">${texts.nobodyTaken}; <b>${texts.notKnown(namesOf(texts, unknown))}</b></span>`
  return html`<li><span class="slot">${locale.weekdayAndDate(Math.floor(from / DAY))} ${locale.time(from)}–${locale.time(until, endsDay)}</span> ${told}</li>`
}

function proposals(
  viewer: Viewer,
  showing: Showing,
  texts: ScheduleTexts,
  state: ScheduleState,
  answer: ScheduleAnswer,
) {
  const { proposed, question } = answer
  const { anytime } = question
  const more =
    !anytime &&
    html` <a href="${questionAddress(viewer.base, { ...state.typed, anytime: true })}">${texts.lookAnytime}</a>`
  const none = html`<p>${anytime ? texts.noneProposed : texts.noneWithin}${more}</p>`
  const list = html`<ol class="proposed">${proposed.map((found) => timeItem(showing, texts, answer, found))}</ol>`
  return html`<section class="card" aria-labelledby="proposed"><h2 id="proposed">${texts.proposed}</h2><p class="soft">${texts.length(question.quarters * 15)}. ${anytime ? texts.proposedAnytime : texts.proposedWithin}</p>${proposed.length === 0 ? none : list}</section>`
}

function linkCard(viewer: Viewer, texts: ScheduleTexts, state: ScheduleState, { requestId }: ScheduleAnswer): Html {
  const address = `${state.origin}${questionAddress(viewer.base, state.typed)}`
  return html`<section class="card" aria-labelledby="link"><h2 id="link">${texts.link}</h2><p class="soft">${texts.linkWhy}</p><p><a class="address" href="${address}">${address}</a></p><p class="soft">${texts.requestId(requestId)}</p></section>`
}

function answered(viewer: Viewer, texts: ScheduleTexts, state: ScheduleState, answer: ScheduleAnswer): Html {
  const { locale, now } = viewer
  const { question, rows, isWorkday } = answer
  const { zone, view, day } = question
  const calendarTexts = CALENDAR_TEXTS[locale.language]
  const showing: Showing = {
    ...{ texts: calendarTexts, locale, zone, today: dayOf(zone, now), notes: false },
    addressOf: () => '',
  }
  const table =
    view === 'weeks' ? weeksView(showing, texts, question, rows) : rowsTable(showing, texts, question, rows, isWorkday)
  return html`${STRIP_PATTERNS}${otherDays(viewer, texts, state.typed, { view, day, today: showing.today })}${proposals(viewer, showing, texts, state, answer)}${table}${legend(calendarTexts)}${linkCard(viewer, texts, state, answer)}`
}

function noticeOf(texts: ScheduleTexts, notice: ScheduleState['notice']): Part {
  if (notice === null) return null
  const said = { ledHere: texts.nothingAsked, leftBehind: texts.leftBehind }
  const text = typeof notice === 'string' ? said[notice] : texts.wait(notice.seconds)
  return html`<p class="card notice" role="status">${text}</p>`
}

/** Her own calendar and those of others, side by side, and when all of them have time. */
export function schedulePage(viewer: Viewer, state: ScheduleState): string {
  const texts = SCHEDULE_TEXTS[viewer.locale.language]
  const { answer, notice } = state
  const content = html`<p class="soft">${texts.lead}</p>${faultsOf(viewer, state)}${noticeOf(texts, notice)}${questionForm(viewer, texts, state, answer === null)}${answer && answered(viewer, texts, state, answer)}`
  const times = answer === null ? undefined : texts.timesIn(answer.question.zone.id)
  return consolePage(viewer, 'schedule', texts.title, content, times)
}
