import type { LookRow } from '../../audit/write-looks.ts'
import { LOOK_OUTCOMES } from '../../audit/look.ts'
import { printable } from '../../cli/printable.ts'
import { consoleFaults } from '../console-faults.ts'
import { consoleInstant } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { stopWords } from '../explain/code-words.ts'
import { EXPLAIN_TEXTS } from '../explain/explain-texts.ts'
import { lookupPlace } from '../explain/lookup-page.ts'
import { inputField, selectField } from '../form-fields.ts'
import type { Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { onward, recordPage } from './record-frame.ts'
import { RECORD_TEXTS } from './record-texts.ts'
import { LONGEST, timePair } from './search-fields.ts'

/** What is looked for, as it was typed; `start` is where the page begins. */
export interface TypedLooks {
  readonly from: string
  readonly about: string
  readonly organization: string
  readonly outcome: string
  readonly since: string
  readonly until: string
  readonly start: string
}

export interface LooksState {
  readonly typed: TypedLooks
  readonly faults: Faults
  /** Null where nothing was read, since something typed is not right. */
  readonly found: { readonly looks: readonly LookRow[]; readonly next: number | null } | null
  readonly most: string
}

function searchForm({ locale, base }: Viewer, { typed, faults }: LooksState): Html {
  const texts = RECORD_TEXTS[locale.language]
  const field = (name: 'from' | 'about' | 'organization', most: number, hint?: string): Html =>
    inputField({ name, label: texts[name], hint, wrong: faults[name], type: 'text', value: typed[name], most })
  const outcomes = [
    { value: '', text: texts.any },
    ...LOOK_OUTCOMES.map((value) => ({ value, text: texts.outcomes[value] })),
  ]
  return html`<section class="card" aria-labelledby="search"><h2 id="search">${texts.search}</h2><form method="get" action="${base}record/"><div class="pair">${field('from', LONGEST.address, texts.fromHint)}${field('about', LONGEST.address, texts.fromHint)}</div><div class="pair">${field('organization', LONGEST.words, texts.organizationHint)}${selectField({ name: 'outcome', label: texts.outcome, wrong: faults['outcome'], options: outcomes, value: typed.outcome })}</div>${timePair(texts, typed, faults)}<div class="send"><button>${texts.find}</button></div></form></section>`
}

function came({ locale }: Viewer, { outcome, level, decidedBy, side }: LookRow): Html {
  const { language } = locale
  const [texts, words] = [RECORD_TEXTS[language], EXPLAIN_TEXTS[language]]
  const gets = level === null ? '' : `: ${words.levels[level]}`
  // Of what is not known the steps alone say why: what was decided about it is another matter.
  if (outcome === 'unknown') return html`<p>${texts.outcomes[outcome]}</p>`
  const why = stopWords(language, decidedBy)
  return html`<p>${texts.outcomes[outcome]}${gets}</p><p class="soft">${why !== null && html`${why} `}<code>${printable(decidedBy)}</code> ${words.sides[side]}</p>`
}

function rowOf(viewer: Viewer, row: LookRow): Html {
  const { language } = viewer.locale
  const [texts, words] = [RECORD_TEXTS[language], EXPLAIN_TEXTS[language]]
  const { at, requestId, organizationName, organization, from, about, windowStart, windowEnd, asked } = row
  const cell = (heading: string, value: Part): Html => html`<td><span class="heading">${heading}: </span>${value}</td>`
  const person = (address: string | null): Part => (address === null ? texts.erased : html`<bdi>${address}</bdi>`)
  const time = (text: string): string => consoleInstant(viewer, Date.parse(text))
  const of = html`<p class="soft">${texts.of(printable(organizationName ?? organization))}${organizationName === null && ` (${texts.gone})`}</p>`
  const asks = html`${words.views[asked]}<p class="soft">${words.span(time(windowStart), time(windowEnd))}</p>`
  const link =
    requestId !== null &&
    html`<p><a href="${lookupPlace(viewer.base, requestId, about)}" aria-label="${texts.explainOf(from ?? texts.erased, about ?? texts.erased)}">${texts.explain}</a></p>`
  return html`<tr><th scope="row">${time(at)}</th>${cell(texts.from, html`${person(from)}<bdi>${of}</bdi>`)}${cell(texts.about, person(about))}${cell(texts.asked, asks)}${cell(texts.came, html`${came(viewer, row)}${link}`)}</tr>`
}

function results(viewer: Viewer, { typed, most }: LooksState, found: NonNullable<LooksState['found']>): Html {
  const texts = RECORD_TEXTS[viewer.locale.language]
  const { looks, next } = found
  const heads = [texts.when, texts.from, texts.about, texts.asked, texts.came]
  const table = html`<table class="trusts looks"><thead><tr>${heads.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${looks.map((row) => rowOf(viewer, row))}</tbody></table>`
  const on = onward(viewer, { path: '', csv: 'lookups.csv', typed: { ...typed }, next, most })
  return html`<section class="card" aria-labelledby="found"><h2 id="found">${texts.lookups}</h2><p class="soft" role="status">${looks.length === 0 ? texts.noLookups : texts.newest}</p>${looks.length > 0 && table}${on}</section>`
}

/** Who asked about whom, a page of it. */
export function lookupsPage(viewer: Viewer, state: LooksState): string {
  const { language } = viewer.locale
  const { found } = state
  const content = html`<p class="soft">${RECORD_TEXTS[language].onRecord}</p>${consoleFaults(viewer, state.faults)}${searchForm(viewer, state)}${found && results(viewer, state, found)}`
  return recordPage(viewer, 'lookups', content)
}
