import type { MailboxKind } from '../../../trust/policies/policy-document.ts'
import { printable } from '../../cli/printable.ts'
import type { WrittenRule } from '../../explain/explanation.ts'
import { consoleFaults } from '../console-faults.ts'
import { consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { stopWords } from '../explain/code-words.ts'
import { EXPLAIN_TEXTS } from '../explain/explain-texts.ts'
import { linkTo, NOTHING_TYPED } from '../explain/explain-form.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { accessPlace, listForm, pairForm } from './access-form.ts'
import type { PairForm } from './access-form.ts'
import { ACCESS_TEXTS } from './access-texts.ts'
import type { Direction, Shown, ShownCount } from './ceiling.ts'
import { ceilingTable, counted } from './ceiling-table.ts'

/** One mailbox of ours in the list. */
export interface AccessRow extends Shown {
  readonly address: string
  readonly kind: MailboxKind
  readonly written: WrittenRule | null
  readonly keptBack: boolean
  /** People of the other who are given something of their own. */
  readonly named: number
  /** What it may see of the other; null where that is not asked. */
  readonly seen: Shown | null
}

export interface AccessState {
  readonly ours: string
  readonly other: string
  readonly directions: readonly Direction[]
  readonly counts: {
    readonly counted: number
    readonly of: number
    readonly shown: readonly ShownCount[]
    readonly seen: readonly ShownCount[] | null
  }
  /** Who of them asks; null: whoever has a link. */
  readonly person: { readonly address: string; readonly named: boolean } | null
  readonly rows: readonly AccessRow[]
  /** How many addresses have in them what is looked for. */
  readonly found: number
  readonly more: boolean
  /** The name of the neighbour on this gateway that has a page of its own; null: none. */
  readonly turned: { readonly of: string; readonly domain: string } | null
}

const cell = (heading: string, value: Part): Html => html`<td><span class="heading">${heading}: </span>${value}</td>`

function why({ locale }: Viewer, { decidedBy, side }: Shown): Html {
  const { language } = locale
  const words = stopWords(language, decidedBy)
  return html`${words !== null && html`<p>${words}</p>`}<p class="soft"><code>${printable(decidedBy)}</code> ${EXPLAIN_TEXTS[language].sides[side]}</p>`
}

function countTable(viewer: Viewer, counts: readonly ShownCount[], heading: string): Html {
  const { language } = viewer.locale
  const texts = ACCESS_TEXTS[language]
  const row = (one: ShownCount): Html =>
    html`<tr><th scope="row">${texts.kinds[one.kind]}</th>${cell(heading, EXPLAIN_TEXTS[language].levels[one.level])}${cell(texts.many, counted(viewer, one.count))}${cell(texts.why, why(viewer, one))}</tr>`
  return html`<table class="trusts access"><thead><tr>${[texts.kind, heading, texts.many, texts.why].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${counts.map(row)}</tbody></table>`
}

function asked({ locale }: Viewer, { person }: AccessState): string {
  const texts = ACCESS_TEXTS[locale.language]
  if (person === null) return texts.byLink
  return person.named ? texts.asAsked(person.address) : texts.unnamed(person.address)
}

function effective(viewer: Viewer, state: AccessState): Html {
  const texts = ACCESS_TEXTS[viewer.locale.language]
  const { counts, other, turned } = state
  const number = (count: number): string => counted(viewer, count)
  const all =
    counts.counted === counts.of
      ? texts.allOf(number(counts.of))
      : texts.firstOf(number(counts.counted), number(counts.of))
  const turn =
    turned !== null &&
    html`<p><a href="${viewer.base}access/?${new URLSearchParams({ of: turned.of, with: turned.domain }).toString()}">${texts.turned(state.ours, other)}</a></p>`
  const seen =
    counts.seen !== null &&
    html`<h3 class="part"><bdi>${texts.seesOf(other)}</bdi></h3><p class="soft">${texts.itsServer}</p>${countTable(viewer, counts.seen, texts.mayOf(other))}`
  const table = counts.of === 0 ? html`<p>${texts.noMailboxes}</p>` : countTable(viewer, counts.shown, texts.sees)
  return html`<section class="card" aria-labelledby="effective"><h2 id="effective">${texts.effective}</h2><p class="soft">${asked(viewer, state)} ${all}</p>${table}${seen}${turn}</section>`
}

function listRow(viewer: Viewer, row: AccessRow, { other, person }: AccessState): Html {
  const { language } = viewer.locale
  const [texts, words] = [ACCESS_TEXTS[language], EXPLAIN_TEXTS[language]]
  const { address, kind, written, keptBack, named, seen } = row
  const more = [keptBack && texts.keptBack, named > 0 && texts.named(named)].filter((one) => one !== false)
  const shows = html`${words.levels[row.level]}${more.map((one) => html`<p class="soft">${one}</p>`)}`
  const place =
    written &&
    html`<p class="soft"><bdi>${printable(written.of)}</bdi>: <code><bdi>${printable(written.path)}</bdi></code></p>`
  const link = person && linkTo(viewer.base, { ...NOTHING_TYPED, from: person.address, about: address })
  const explain =
    link !== null && html`<p><a href="${link}" aria-label="${texts.explainOf(address)}">${texts.explain}</a></p>`
  const sees = seen && cell(texts.mayOf(other), html`${words.levels[seen.level]}${why(viewer, seen)}`)
  const own = kind === 'user' ? null : html` <span class="tag">${texts.kinds[kind]}</span>`
  return html`<tr><th scope="row"><bdi>${address}</bdi>${own}</th>${cell(texts.sees, shows)}${cell(texts.why, html`${why(viewer, row)}${place}${viewer.session.role === 'administrator' && explain}`)}${sees}</tr>`
}

function list(viewer: Viewer, state: AccessState, form: PairForm): Html {
  const texts = ACCESS_TEXTS[viewer.locale.language]
  const { rows, found, more, other } = state
  const sees = rows.some(({ seen }) => seen !== null) ? [texts.mayOf(other)] : []
  const heads = [texts.mailbox, texts.sees, texts.why, ...sees]
  const table = html`<table class="trusts access"><thead><tr>${heads.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows.map((row) => listRow(viewer, row, state))}</tbody></table>`
  const last = rows.at(-1)?.address ?? ''
  const on = html`<div class="send">${more && html`<a class="button" href="${accessPlace(viewer.base, form.typed, { after: last })}#each">${texts.next}</a>`}${form.typed.after !== '' && html`<a class="button" href="${accessPlace(viewer.base, form.typed, { after: '' })}#each">${texts.first}</a>`}</div>`
  return html`<section class="card" aria-labelledby="each"><h2 id="each">${texts.each}</h2>${listForm(viewer, form, state.person !== null)}<p class="soft" role="status">${found === 0 ? texts.nothingFound : texts.listed(counted(viewer, rows.length), counted(viewer, found))}</p>${rows.length > 0 && table}${on}</section>`
}

/** Everything that limits what one of ours and somebody else tell each other, and what comes of it; null: nobody is chosen. */
export function accessPage(viewer: Viewer, form: PairForm, state: AccessState | null): string {
  const { language } = viewer.locale
  const texts = ACCESS_TEXTS[language]
  const found =
    state &&
    html`${state.directions.map((direction, i) => ceilingTable(viewer, direction, i, i === 0 ? state.counts.shown : (state.counts.seen ?? [])))}${effective(viewer, state)}${list(viewer, state, form)}`
  const title = state === null ? texts.title : texts.between(state.ours, state.other)
  const content = html`<p class="soft">${texts.lead}</p>${consoleFaults(viewer, form.faults)}${pairForm(viewer, form)}${found}`
  return consolePage(viewer, 'access', title, content)
}
