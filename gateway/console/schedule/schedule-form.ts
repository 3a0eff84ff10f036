import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { isoDate, listedZones } from '../calendar-page.ts'
import { consoleFaults } from '../console-faults.ts'
import type { Viewer } from '../console-frame.ts'
import { checkField, inputField, selectField, textField } from '../form-fields.ts'
import type { Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { LENGTHS, questionAddress, SCHEDULE_VIEWS } from './schedule-question.ts'
import type { ScheduleFault, ScheduleQuestion, TypedQuestion } from './schedule-question.ts'
import { SCHEDULE_TEXTS } from './schedule-texts.ts'
import type { ScheduleTexts } from './schedule-texts.ts'

/** A question as it was typed, and what is wrong with it. */
export interface ScheduleForm {
  readonly typed: TypedQuestion
  readonly faults: Readonly<Partial<Record<keyof TypedQuestion, ScheduleFault>>>
  readonly mostPeople: number
}

function sentenceOf({ problems }: ScheduleTexts, fault: ScheduleFault): string {
  if (fault.problem === 'address') return problems.address(fault.found)
  return fault.problem === 'tooMany' ? problems.tooMany(fault.most) : problems[fault.problem]
}

function sentencesOf(texts: ScheduleTexts, { faults }: ScheduleForm): Faults {
  return Object.fromEntries(Object.entries(faults).map(([name, fault]) => [name, sentenceOf(texts, fault)]))
}

/** What is wrong, before everything else. */
export function faultsOf(viewer: Pick<Viewer, 'locale'>, form: ScheduleForm): Part {
  return consoleFaults(viewer, sentencesOf(SCHEDULE_TEXTS[viewer.locale.language], form))
}

function fields(texts: ScheduleTexts, form: ScheduleForm): Html {
  const { typed, mostPeople } = form
  const said = sentencesOf(texts, form)
  const zones = [...new Set([...(ianaZone(typed.zone) === null ? [] : [typed.zone]), ...listedZones()])]
  const people = { name: 'people', label: texts.people, hint: texts.peopleHint(mostPeople), wrong: said['people'] }
  const select = (name: 'view' | 'minutes' | 'zone', options: readonly (readonly [string, string])[]): Html =>
    selectField({
      ...{ name, label: texts[name], wrong: said[name], value: typed[name] },
      options: options.map(([value, text]) => ({ value, text })),
    })
  const date = { name: 'date', label: texts.date, wrong: said['date'], type: 'date' as const, value: typed.date }
  return html`${textField({ ...people, value: typed.people })}<div class="pair">${inputField({ ...date, most: 10 })}${select(
    'view',
    SCHEDULE_VIEWS.map((view) => [view, texts.views[view]]),
  )}${select(
    'minutes',
    LENGTHS.map((minutes) => [String(minutes), texts.length(minutes)]),
  )}${select(
    'zone',
    zones.map((zone) => [zone, zone]),
  )}</div>${checkField({ name: 'anytime', label: texts.anytime, wrong: undefined, checked: typed.anytime })}`
}

/** The form; folded away once there is an answer to look at. */
export function questionForm(viewer: Viewer, texts: ScheduleTexts, form: ScheduleForm, open: boolean): Html {
  return html`<details class="card question"${open && html` open`}><summary><h2>${texts.question}</h2></summary><form method="get" action="${viewer.base}schedule">${fields(texts, form)}<div class="send"><button>${texts.ask}</button></div></form></details>`
}

const STEPS: Readonly<Record<ScheduleQuestion['view'], number>> = { day: 1, days: 7, weeks: 14 }

/** The same question about the days before and after, and about today. */
export function otherDays(
  { base }: Viewer,
  texts: ScheduleTexts,
  typed: TypedQuestion,
  { view, day, today }: { readonly view: ScheduleQuestion['view']; readonly day: number; readonly today: number },
): Html {
  const to = (other: number): string => questionAddress(base, { ...typed, date: isoDate(other) })
  const step = STEPS[view]
  const views = SCHEDULE_VIEWS.map(
    (one) =>
      html`<li><a href="${questionAddress(base, { ...typed, view: one })}"${one === view && html` aria-current="page"`}>${texts.views[one]}</a></li>`,
  )
  return html`<div class="bar"><nav aria-label="${texts.view}"><ul>${views}</ul></nav><nav aria-label="${texts.steps}"><ul><li><a href="${to(day - step)}">‹ ${texts.earlier}</a></li><li><a href="${to(today)}">${texts.today}</a></li><li><a href="${to(day + step)}">${texts.later} ›</a></li></ul></nav></div>`
}
