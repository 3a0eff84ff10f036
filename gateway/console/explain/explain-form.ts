import { VIEWS } from '../../../protocols/availability/view.ts'
import type { HiddenFields } from '../change-pages.ts'
import { consoleFaults } from '../console-faults.ts'
import { consolePage, consoleToken } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { inputField, radioGroup, selectField } from '../form-fields.ts'
import type { Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { EXPLAIN_TEXTS } from './explain-texts.ts'

/** Characters of an address, and of a day and a time. */
export const LONGEST = { address: 254, instant: 16, id: 100 } as const

/** A question as it was typed; times are of a wall clock in UTC, empty where nothing was typed. */
export interface TypedQuestion {
  readonly from: string
  readonly about: string
  readonly view: string
  readonly start: string
  readonly end: string
  readonly at: string
  readonly how: 'dry' | 'real'
}

export const NOTHING_TYPED: TypedQuestion = {
  ...{ from: '', about: '', view: 'Detailed', start: '', end: '', at: '', how: 'dry' },
}

/** The question as a form or an address carries it. */
export const fieldsOf = (typed: TypedQuestion): HiddenFields =>
  Object.entries(typed).filter(([, value]) => value !== '') as HiddenFields

/** A link that carries the question: it asks nothing until somebody presses the button. */
export const linkTo = (base: string, typed: TypedQuestion): string =>
  `${base}explain/?${new URLSearchParams(fieldsOf(typed) as [string, string][]).toString()}`

function time({ locale }: Viewer, typed: TypedQuestion, faults: Faults): Html {
  const texts = EXPLAIN_TEXTS[locale.language]
  const { start, end, at } = typed
  const field = (name: 'start' | 'end' | 'at', value: string, hint?: string): Html =>
    inputField({
      name,
      label: texts[name],
      hint,
      wrong: faults[name],
      type: 'datetime-local',
      value,
      most: LONGEST.instant,
    })
  const open =
    [start, end, at].some((one) => one !== '') || [faults['start'], faults['end'], faults['at']].some(Boolean)
  return html`<details class="more"${open ? html` open` : null}><summary>${texts.more}</summary><div class="pair">${field('start', start, texts.windowHint)}${field('end', end)}</div>${field('at', at, texts.atHint)}</details>`
}

function questionForm(viewer: Viewer, typed: TypedQuestion, faults: Faults): Html {
  const { locale, base } = viewer
  const texts = EXPLAIN_TEXTS[locale.language]
  const address = (name: 'from' | 'about', hint: string): Html =>
    inputField({
      name,
      label: texts[name],
      hint,
      wrong: faults[name],
      type: 'text',
      value: typed[name],
      most: LONGEST.address,
    })
  const views = VIEWS.map((value) => ({ value, text: texts.views[value] }))
  const how = (['dry', 'real'] as const).map((value) => ({
    ...{ value, text: texts[value], hint: texts[`${value}Hint`], checked: typed.how === value },
  }))
  return html`<section class="card" aria-labelledby="ask"><h2 id="ask">${texts.ask}</h2><form method="post" action="${base}explain/">${consoleToken(viewer)}<div class="pair">${address('from', texts.fromHint)}${address('about', texts.aboutHint)}</div>${selectField({ name: 'view', label: texts.view, wrong: faults['view'], options: views, value: typed.view })}${time(viewer, typed, faults)}${radioGroup({ name: 'how', legend: texts.how, hint: texts.onRecord, wrong: faults['how'], choices: how })}<div class="send"><button>${texts.explain}</button></div></form></section>`
}

/** What is typed to find a lookup that was made. */
export interface TypedId {
  readonly id: string
  readonly wrong: string | undefined
  /** For so many days it is found. */
  readonly days: number
}

function idForm({ locale, base }: Viewer, { id, wrong, days }: TypedId): Html {
  const texts = EXPLAIN_TEXTS[locale.language]
  const field = { name: 'id', label: texts.id, hint: texts.idHint(days), wrong, value: id, most: LONGEST.id }
  return html`<section class="card" aria-labelledby="by-id"><h2 id="by-id">${texts.byId}</h2><form method="get" action="${base}explain/lookup">${inputField({ ...field, type: 'text' })}<div class="send"><button>${texts.find}</button></div></form></section>`
}

/** Both ways to ask: by two addresses, for who may, and by the id of an answer. */
export function explainPage(viewer: Viewer, typed: TypedQuestion, faults: Faults, found: TypedId): string {
  const texts = EXPLAIN_TEXTS[viewer.locale.language]
  const all = { ...faults, ...(found.wrong !== undefined && { id: found.wrong }) }
  const ask = viewer.session.role === 'administrator' && questionForm(viewer, typed, faults)
  const content = html`<p class="soft">${texts.lead}</p>${consoleFaults(viewer, all)}${ask}${idForm(viewer, found)}`
  return consolePage(viewer, 'explain', texts.title, content)
}
