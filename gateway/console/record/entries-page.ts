import { printable, shortened } from '../../cli/printable.ts'
import { consoleFaults } from '../console-faults.ts'
import { consoleInstant } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { lookupPlace } from '../explain/lookup-page.ts'
import { EXPLAIN_TEXTS } from '../explain/explain-texts.ts'
import { inputField, selectField } from '../form-fields.ts'
import type { Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { EVENT_NAMES, EVENT_TEXTS } from './event-texts.ts'
import { LONGEST, timePair } from './search-fields.ts'
import { onward, recordPage } from './record-frame.ts'
import { RECORD_TEXTS } from './record-texts.ts'

/** Of one fact so many characters are shown; a table, and `ledig audit list --json`, have all of it. */
const LONGEST_FACT = 200

/** What is looked for, as it was typed; `start` is where the page begins. */
export interface TypedEntries {
  readonly event: string
  readonly actor: string
  readonly person: string
  readonly request: string
  readonly since: string
  readonly until: string
  readonly start: string
}

/** An entry as `audit.list` has it. */
export interface ListedEntry {
  readonly index: number
  /** Null where its text is no longer kept. */
  readonly entry: {
    readonly at: string
    readonly event: string
    readonly actor: string
    readonly requestId: string | null
    readonly facts: Readonly<Record<string, unknown>>
  } | null
  readonly personal: Readonly<Record<string, string | readonly (string | null)[] | null>>
}

export interface EntriesState {
  readonly typed: TypedEntries
  readonly faults: Faults
  readonly found: { readonly entries: readonly ListedEntry[]; readonly next: number | null } | null
  readonly most: string
  /** Whoever did something, in words, of how the log names her. */
  readonly whoOf: (actor: string) => string
}

function searchForm({ locale, base }: Viewer, { typed, faults }: EntriesState): Html {
  const texts = RECORD_TEXTS[locale.language]
  const events = EVENT_TEXTS[locale.language]
  const field = (name: 'actor' | 'person' | 'request', most: number, hint?: string): Html =>
    inputField({ name, label: texts[name], hint, wrong: faults[name], type: 'text', value: typed[name], most })
  const options = [
    { value: '', text: texts.any },
    ...EVENT_NAMES.map((value) => ({ value, text: `${events[value]} (${value})` })),
  ]
  return html`<section class="card" aria-labelledby="search"><h2 id="search">${texts.search}</h2><form method="get" action="${base}record/entries">${selectField({ name: 'event', label: texts.event, wrong: faults['event'], options, value: typed.event })}<div class="pair">${field('actor', LONGEST.words, texts.actorHint)}${field('person', LONGEST.address, texts.personHint)}</div>${field('request', LONGEST.words)}${timePair(texts, typed, faults)}<div class="send"><button>${texts.find}</button></div></form></section>`
}

const factText = (value: unknown): string =>
  shortened(printable(typeof value === 'string' ? value : JSON.stringify(value)), LONGEST_FACT)

const facts = (values: readonly (readonly [string, Part])[]): Part =>
  values.length > 0 &&
  html`<dl class="rules">${values.map(([name, value]) => html`<div><dt><code><bdi>${printable(name)}</bdi></code></dt><dd>${value}</dd></div>`)}</dl>`

function people(viewer: Viewer, { personal }: ListedEntry): readonly (readonly [string, Part])[] {
  const { erased } = RECORD_TEXTS[viewer.locale.language]
  return Object.entries(personal).map(([name, value]) => {
    const all = [value].flat().map((one) => (one === null ? erased : html`<bdi>${printable(String(one))}</bdi>`))
    return [name, all.map((one, i) => (i === 0 ? one : html`, ${one}`))]
  })
}

function entryItem(viewer: Viewer, listed: ListedEntry, state: EntriesState): Html {
  const { language } = viewer.locale
  const texts = RECORD_TEXTS[language]
  const { index, entry } = listed
  const number = html`<p class="soft">${texts.entry(index)}</p>`
  if (entry === null) return html`<li>${number}<p>${texts.noLonger}</p></li>`
  const { at, event, actor, requestId, facts: said } = entry
  const events: Readonly<Record<string, string | undefined>> = EVENT_TEXTS[language]
  const isLookup = event === 'lookup' || event === 'lookup.explained'
  const shown = Object.entries(said).filter(([name]) => !isLookup || name !== 'trace')
  const words = shown.map(([name, value]): readonly [string, Part] => [
    name,
    typeof value === 'string' ? html`<bdi>${factText(value)}</bdi>` : html`<code>${factText(value)}</code>`,
  ])
  const link =
    isLookup && requestId !== null && html`<p><a href="${lookupPlace(viewer.base, requestId)}">${texts.explain}</a></p>`
  const request =
    requestId !== null &&
    html`<li>${EXPLAIN_TEXTS[language].request} <code><bdi>${printable(requestId)}</bdi></code></li>`
  return html`<li><h3>${events[event] ?? printable(event)}</h3><ul class="facts"><li>${consoleInstant(viewer, Date.parse(at))}</li><li>${texts.by} <bdi>${state.whoOf(actor)}</bdi> <code><bdi>${printable(actor)}</bdi></code></li><li>${texts.entry(index)}: <code>${printable(event)}</code></li>${request}</ul>${link}${facts([...people(viewer, listed), ...words])}</li>`
}

function results(viewer: Viewer, state: EntriesState, found: NonNullable<EntriesState['found']>): Html {
  const texts = RECORD_TEXTS[viewer.locale.language]
  const { entries, next } = found
  const list = html`<ul class="shares">${entries.map((one) => entryItem(viewer, one, state))}</ul>`
  const on = onward(viewer, { path: 'entries', csv: 'entries.csv', typed: { ...state.typed }, next, most: state.most })
  return html`<section class="card" aria-labelledby="found"><h2 id="found">${texts.entries}</h2><p class="soft" role="status">${entries.length === 0 ? texts.noEntries : texts.newest}</p>${entries.length > 0 && list}${on}</section>`
}

/** Everything on record, a page of it, each entry in words. */
export function entriesPage(viewer: Viewer, state: EntriesState): string {
  const { language } = viewer.locale
  const { found } = state
  const content = html`<p class="soft">${RECORD_TEXTS[language].onRecord}</p>${consoleFaults(viewer, state.faults)}${searchForm(viewer, state)}${found && results(viewer, state, found)}`
  return recordPage(viewer, 'entries', content)
}
