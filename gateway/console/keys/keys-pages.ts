import { DAY } from '../../../protocols/availability/time-window.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import { daysUntil } from '../../../trust/organization/certificate-slots.ts'
import type { Readiness } from '../../../trust/organization/roll-readiness.ts'
import { expiryStage } from '../../../trust/keys/expiry-warnings.ts'
import { consoleInstant, consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { listTable } from '../list-table.ts'
import { KEYS_TEXTS } from './keys-texts.ts'
import type { KeysTexts } from './keys-texts.ts'

export interface ShownCertificate {
  readonly words: string
  readonly hex: string
  readonly notAfter: Instant
  readonly key: string
  /** Null: by itself. */
  readonly issuer: string | null
}

export interface ShownPartner {
  readonly name: string
  readonly readiness: Readiness
  readonly seen: number | null
}

export interface ShownTokenKey {
  readonly kid: string
  readonly from: Instant
  readonly until: Instant
  readonly use: 'signs' | 'announced' | 'taken'
}

/** Everything an organization of ours signs with; nothing private. */
export interface OwnKeys {
  readonly name: string
  readonly current: ShownCertificate
  readonly next: ShownCertificate | null
  readonly previous: (ShownCertificate & { readonly until: Instant }) | null
  readonly requested: boolean
  readonly tokenKeys: readonly ShownTokenKey[]
  /** Those that are not ready first. */
  readonly partners: readonly ShownPartner[]
}

/** Of partners, so many are shown by name. */
export const MOST_PARTNERS = 100

export const keysTexts = ({ locale }: Pick<Viewer, 'locale'>): KeysTexts => KEYS_TEXTS[locale.language]

const dayOf = ({ locale }: Viewer, instant: Instant): string => locale.date(Math.floor(instant / DAY))

/** The last day, and how near it is where it is near. */
function until(viewer: Viewer, { notAfter }: ShownCertificate): Html {
  const { stage: said } = keysTexts(viewer)
  const stage = expiryStage(notAfter, viewer.now)
  const near = stage === 'over' ? said.over : stage && said.left(daysUntil(notAfter, viewer.now), stage)
  return html`${dayOf(viewer, notAfter)}${near === null ? null : html`<p class="need">${near}</p>`}`
}

const row = (name: string, value: Part): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`

/** One certificate: by its words first, which are what is read over the telephone. */
export function certificateRows(viewer: Viewer, certificate: ShownCertificate): Html {
  const texts = keysTexts(viewer)
  const { words, hex, key, issuer } = certificate
  return html`${row(texts.words, html`<span class="print" lang="en">${words}</span>`)}${row(texts.hex, html`<code class="print">${hex}</code>`)}${row(texts.validUntil, until(viewer, certificate))}${row(texts.key, key)}${row(texts.issuer, issuer === null ? texts.selfSigned : html`<bdi>${issuer}</bdi>`)}`
}

function slot(viewer: Viewer, name: 'current' | 'next' | 'previous', keys: OwnKeys): Html {
  const texts = keysTexts(viewer)
  const certificate = keys[name]
  const shownUntil = name === 'previous' && keys.previous !== null
  const rows =
    certificate === null
      ? html`<p>${texts.noneOf[name]}</p>`
      : html`<dl class="rules">${certificateRows(viewer, certificate)}${shownUntil && row(texts.shownUntil, consoleInstant(viewer, keys.previous.until))}</dl>`
  const waits = name === 'next' && keys.requested && html`<p class="need">${texts.requestWaits}</p>`
  return html`<section class="card" aria-labelledby="${name}"><h2 id="${name}">${texts.slots[name]}</h2><p class="soft">${texts.slotWhy[name]}</p>${waits}${rows}</section>`
}

const MARKS: Readonly<Record<Readiness, string>> = { ready: '✓', 'not yet': '✗', unknown: '?' }

/** A sign and a word: no colour alone. */
export const readinessWords = (viewer: Viewer, readiness: Readiness): Html =>
  html`<span class="mark" aria-hidden="true">${MARKS[readiness]}</span> ${keysTexts(viewer).readinessOf[readiness]}`

export function readinessTable(viewer: Viewer, partners: readonly ShownPartner[]): Html {
  const texts = keysTexts(viewer)
  const rows = partners
    .slice(0, MOST_PARTNERS)
    .map(
      ({ name, readiness, seen }) =>
        [
          html`<bdi>${name}</bdi>`,
          readinessWords(viewer, readiness),
          texts.happensTo[readiness],
          seen === null ? '–' : String(seen),
        ] as const,
    )
  const ready = partners.filter(({ readiness }) => readiness === 'ready').length
  const rest = partners.length - rows.length
  const more = rest > 0 && html`<p class="soft">${texts.more(rest)}</p>`
  return html`<p>${texts.counts(ready, partners.length)}</p>${listTable([texts.partner, texts.readiness, texts.happens, texts.holds], rows)}${more}`
}

function roll(viewer: Viewer, { next, partners }: OwnKeys): Html {
  const texts = keysTexts(viewer)
  const table = partners.length === 0 ? html`<p>${texts.noPartners}</p>` : readinessTable(viewer, partners)
  const content = next === null ? html`<p>${texts.noNext}</p>` : html`<p class="soft">${texts.rollWhy}</p>${table}`
  return html`<section class="card" aria-labelledby="roll"><h2 id="roll">${texts.roll}</h2>${content}</section>`
}

function tokenKeys(viewer: Viewer, { tokenKeys: keys }: OwnKeys): Html {
  const texts = keysTexts(viewer)
  const rows = keys.map(
    ({ kid, from, until: end, use }) =>
      [
        html`<code class="print">${kid}</code>`,
        texts[use],
        consoleInstant(viewer, from),
        consoleInstant(viewer, end),
      ] as const,
  )
  return html`<section class="card" aria-labelledby="token-keys"><h2 id="token-keys">${texts.tokenKeys}</h2><p class="soft">${texts.tokenKeysWhy}</p>${listTable([texts.kid, texts.use, texts.from, texts.until], rows)}</section>`
}

type Act = keyof KeysTexts['act']

function acts(viewer: Viewer, { name, next, previous }: OwnKeys): Part {
  if (viewer.session.role !== 'administrator') return null
  const texts = keysTexts(viewer)
  const possible: readonly Act[] = [
    ...(next === null ? [] : (['switch', 'cancel'] as const)),
    ...(['create', 'import', 'request'] as const),
    ...(previous === null ? [] : (['finish'] as const)),
    'token-keys',
  ]
  const link = (act: Act): Html =>
    html`<a class="button" href="${viewer.base}keys/${encodeURIComponent(name)}/${act}">${texts.act[act]}</a>`
  return html`<section class="card" aria-labelledby="acts"><h2 id="acts">${texts.acts}</h2><div class="acts">${possible.map(link)}</div></section>`
}

export function ownKeysPage(viewer: Viewer, keys: OwnKeys): string {
  const texts = keysTexts(viewer)
  const slots = (['current', 'next', 'previous'] as const).map((name) => slot(viewer, name, keys))
  const back = html`<p class="soft"><a href="${viewer.base}keys">${texts.back}</a></p>`
  return consolePage(
    viewer,
    'keys',
    texts.titleOf(keys.name),
    html`${back}${roll(viewer, keys)}${acts(viewer, keys)}<div class="slots">${slots}</div>${tokenKeys(viewer, keys)}`,
  )
}

export interface KeysPart {
  readonly organizations: readonly OwnKeys[]
  /** Of how many the first one is, from 0. */
  readonly from: number
  readonly of: number
  readonly most: number
}

function pager({ base }: Viewer, texts: KeysTexts, { organizations, from, of, most }: KeysPart): Part {
  if (of <= most) return null
  const link = (start: number, text: string): Html =>
    html`<a class="button" href="${base}keys?from=${start}">${text}</a>`
  const before = from > 0 && link(Math.max(0, from - most), texts.earlier)
  const after = from + most < of && link(from + most, texts.later)
  return html`<div class="send"><span>${texts.pages(from + 1, from + organizations.length, of)}</span>${before}${after}</div>`
}

/** Every organization of ours, and how near the end of each certificate is. */
export function keysPage(viewer: Viewer, part: KeysPart): string {
  const texts = keysTexts(viewer)
  const behind = (partners: readonly ShownPartner[]): number =>
    partners.filter(({ readiness }) => readiness === 'ready').length
  const rows = part.organizations.map(
    ({ name, current, next, previous, partners }) =>
      [
        html`<a href="${viewer.base}keys/${encodeURIComponent(name)}"><bdi>${name}</bdi></a>`,
        until(viewer, current),
        next === null ? texts.none : until(viewer, next),
        previous === null ? texts.none : consoleInstant(viewer, previous.until),
        next === null ? '–' : texts.counts(behind(partners), partners.length),
      ] as const,
  )
  const columns = [texts.organization, texts.slots.current, texts.slots.next, texts.slots.previous, texts.readiness]
  const drill = html`<p><a href="${viewer.base}drill">${texts.drill}</a></p>`
  return consolePage(
    viewer,
    'keys',
    texts.title,
    html`<p class="soft">${texts.why}</p><section class="card">${listTable(columns, rows)}${pager(viewer, texts, part)}</section>${drill}`,
  )
}
