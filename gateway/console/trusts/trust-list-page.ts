import { consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { selectField } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { endPart, needSentences, TRUSTS_PATH, trustLink } from './listed-trust.ts'
import type { ListedTrust } from './listed-trust.ts'
import { TRUST_TEXTS } from './trust-texts.ts'
import type { TrustStateName, TrustTexts } from './trust-texts.ts'

/** Which trusts are looked at; null: whatever they are. */
export interface TrustFilter {
  readonly state: TrustStateName | null
  /** Name of an organization of ours. */
  readonly organization: string | null
}

export interface TrustListState {
  /** Those of this page. */
  readonly trusts: readonly ListedTrust[]
  readonly filter: TrustFilter
  /** Of ours that have any. */
  readonly organizations: readonly string[]
  /** From 0. */
  readonly page: number
  readonly pages: number
  /** Number of the first one shown, from 0, and of all that are like this. */
  readonly first: number
  readonly count: number
}

const MOST_DOMAINS = 3

function domainList(texts: TrustTexts, domains: readonly string[]): Part {
  if (domains.length === 0) return texts.none
  const rest = domains.length - MOST_DOMAINS
  return html`<ul>${domains.slice(0, MOST_DOMAINS).map((domain) => html`<li><bdi>${domain}</bdi></li>`)}${rest > 0 && html`<li class="soft">${texts.more(rest)}</li>`}</ul>`
}

function row(viewer: Viewer, trust: ListedTrust): Html {
  const texts = TRUST_TEXTS[viewer.locale.language]
  const cell = (heading: string, value: Part): Html => html`<td><span class="heading">${heading}: </span>${value}</td>`
  const needs = needSentences(viewer, { ...trust, certificateUntil: null })
  return html`<tr><th scope="row">${trustLink(viewer, trust)}</th>${cell(texts.ours, html`<bdi>${trust.ours}</bdi>`)}${cell(texts.state, texts.states[trust.state])}${cell(texts.domains, domainList(texts, trust.domains))}${cell(texts.certificate, endPart(viewer, trust.certificateUntil))}${cell(
    texts.needs,
    needs.length === 0 ? '–' : html`<ul class="need">${needs.map((need) => html`<li>${need}</li>`)}</ul>`,
  )}</tr>`
}

function table(viewer: Viewer, trusts: readonly ListedTrust[]): Html {
  const texts = TRUST_TEXTS[viewer.locale.language]
  const columns = ['partner', 'ours', 'state', 'domains', 'certificate', 'needs'] as const
  return html`<table class="sides"><thead><tr>${columns.map((name) => html`<th scope="col">${texts[name]}</th>`)}</tr></thead><tbody>${trusts.map((trust) => row(viewer, trust))}</tbody></table>`
}

/** Path of the list, as it is filtered, at a page. */
export function listAddress({ base }: Pick<Viewer, 'base'>, filter: Partial<TrustFilter>, page = 0): string {
  const { state = null, organization = null } = filter
  const query = new URLSearchParams({
    ...(state !== null && { state }),
    ...(organization !== null && { organization }),
    ...(page > 0 && { page: String(page + 1) }),
  }).toString()
  return `${base}${TRUSTS_PATH}${query === '' ? '' : `?${query}`}`
}

function filterForm(viewer: Viewer, { filter, organizations }: TrustListState): Html {
  const texts = TRUST_TEXTS[viewer.locale.language]
  const states = Object.entries(texts.states).map(([value, text]) => ({ value, text }))
  const ours = organizations.map((name) => ({ value: name, text: name }))
  const field = { wrong: undefined }
  const state = { ...field, name: 'state', label: texts.state, value: filter.state ?? '' }
  const organization = { ...field, name: 'organization', label: texts.ours, value: filter.organization ?? '' }
  return html`<form class="filter" method="get" action="${viewer.base}${TRUSTS_PATH}" aria-label="${texts.filter}">${selectField({ ...state, options: [{ value: '', text: texts.anyState }, ...states] })}${organizations.length > 1 && selectField({ ...organization, options: [{ value: '', text: texts.anyOrganization }, ...ours] })}<button class="quiet">${texts.show}</button></form>`
}

function paging(viewer: Viewer, { filter, page, pages, first, count, trusts }: TrustListState): Part {
  const texts = TRUST_TEXTS[viewer.locale.language]
  if (count === 0) return null
  const counted = html`<p class="soft">${texts.counted(first + 1, first + trusts.length, count)}</p>`
  if (pages < 2) return counted
  const link = (to: number, text: string): Html =>
    html`<li><a href="${listAddress(viewer, filter, to)}">${text}</a></li>`
  return html`${counted}<nav class="bar" aria-label="${texts.pages}"><ul>${page > 0 && link(page - 1, `‹ ${texts.earlier}`)}${page + 1 < pages && link(page + 1, `${texts.later} ›`)}</ul></nav>`
}

/** Every trust, a page at a time. */
export function trustListPage(viewer: Viewer, state: TrustListState): string {
  const texts = TRUST_TEXTS[viewer.locale.language]
  const { trusts, filter } = state
  const filtered = filter.state !== null || filter.organization !== null
  const empty = html`<p class="soft">${filtered ? texts.noneOfThese : texts.noTrusts}</p>`
  const acts =
    viewer.session.role === 'administrator' &&
    html`<div class="acts"><a class="button first" href="${viewer.base}${TRUSTS_PATH}propose">${texts.propose}</a><a class="button" href="${viewer.base}${TRUSTS_PATH}import">${texts.import}</a></div>`
  const content = html`<section class="card" aria-labelledby="all"><h2 id="all" class="hidden">${texts.all}</h2><div class="row">${filterForm(viewer, state)}${acts}</div>${trusts.length === 0 ? empty : table(viewer, trusts)}${paging(viewer, state)}</section>`
  return consolePage(viewer, 'trusts', texts.trusts, content)
}
