import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { SeenPartner } from '../../health/partner-health.ts'
import { consoleInstant, consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { chartKey, healthTexts, TALLY_PATTERNS, tallyChart } from './tally-chart.ts'

/** Tokens bear so much (trust/tokens/token-claims). */
const SKEW_MS = 60_000

export interface ShownHealth {
  readonly id: string
  readonly partner: string
  readonly ours: string
  readonly state: 'well' | 'quiet' | 'failing' | 'held' | 'stopped'
  readonly seen: SeenPartner
  /** When what is held of its metadata was signed; null for an address space. */
  readonly issuedAt: Instant | null
}

export interface HealthPart {
  readonly partners: readonly ShownHealth[]
  readonly from: number
  readonly of: number
  readonly most: number
  readonly since: Instant
}

const MARKS: Readonly<Record<ShownHealth['state'], string>> = {
  ...{ well: '✓', quiet: '–', failing: '✗', held: '✗', stopped: '–' },
}

function stateWords(viewer: Viewer, state: ShownHealth['state']): Html {
  const texts = healthTexts(viewer)
  return html`<p class="state"><span class="mark" aria-hidden="true">${MARKS[state]}</span> ${texts[state]}</p>`
}

const row = (name: string, value: Part): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`

function breaker(viewer: Viewer, { openUntil }: SeenPartner): string {
  const texts = healthTexts(viewer)
  if (openUntil === null) return texts.closed
  return openUntil > viewer.now ? texts.open(consoleInstant(viewer, openUntil)) : texts.trying
}

function failure(viewer: Viewer, { lastFailure }: SeenPartner): string {
  const texts = healthTexts(viewer)
  if (lastFailure === null) return texts.never
  return texts.at(consoleInstant(viewer, lastFailure.at), texts.reasons[lastFailure.reason])
}

function metadata(viewer: Viewer, { seen: { metadata: read, metadataFailure }, issuedAt }: ShownHealth): Part {
  const texts = healthTexts(viewer)
  if (issuedAt === null) return texts.noMetadata
  const when = read === null ? texts.issued(consoleInstant(viewer, issuedAt)) : consoleInstant(viewer, read.at)
  const failed =
    metadataFailure !== null &&
    html`<p class="need">${texts.metadataFailed(consoleInstant(viewer, metadataFailure.at), metadataFailure.reason)}</p>`
  return html`${when}${failed}`
}

function clock(viewer: Viewer, { metadata: read }: SeenPartner): Part {
  const texts = healthTexts(viewer)
  const ahead = read?.aheadMs ?? null
  if (ahead === null) return texts.clockUnknown
  const seconds = Math.round(Math.abs(ahead) / 1_000)
  const far = Math.abs(ahead) > SKEW_MS && html`<p class="need">${texts.clockFar}</p>`
  const words = seconds === 0 ? texts.clockSame : ahead > 0 ? texts.clockAhead(seconds) : texts.clockBehind(seconds)
  return html`${words}${far}`
}

function facts(viewer: Viewer, health: ShownHealth): Html {
  const texts = healthTexts(viewer)
  const { seen } = health
  const success = seen.lastSuccess === null ? texts.never : consoleInstant(viewer, seen.lastSuccess)
  return html`<dl class="rules">${row(texts.breaker, breaker(viewer, seen))}${row(texts.lastSuccess, success)}${row(texts.lastFailure, failure(viewer, seen))}${row(texts.metadataRead, metadata(viewer, health))}${row(texts.clock, clock(viewer, seen))}</dl>`
}

function testLink(viewer: Viewer, { id, partner }: ShownHealth): Part {
  if (viewer.session.role !== 'administrator') return null
  const { test, testOf } = healthTexts(viewer)
  return html`<a class="button" href="${viewer.base}health/${id}/test" aria-label="${testOf(partner)}">${test}</a>`
}

function card(viewer: Viewer, health: ShownHealth): Html {
  const texts = healthTexts(viewer)
  const { id, partner, ours, state, seen } = health
  const details = html`<a class="button" href="${viewer.base}health/${id}" aria-label="${texts.detailsOf(partner)}">${texts.details}</a>`
  return html`<section class="card" aria-labelledby="p${id}"><h2 id="p${id}"><bdi>${partner}</bdi> <span class="soft">${texts.forOurs(ours)}</span></h2>${stateWords(viewer, state)}${tallyChart(viewer, seen.hours, HOUR, false)}<div class="acts">${details}${testLink(viewer, health)}</div></section>`
}

function pager(viewer: Viewer, { partners, from, of, most }: HealthPart): Part {
  if (of <= most) return null
  const texts = healthTexts(viewer)
  const link = (start: number, text: string): Html =>
    html`<a class="button" href="${viewer.base}health?from=${start}">${text}</a>`
  return html`<div class="send"><span>${texts.pages(from + 1, from + partners.length, of)}</span>${from > 0 && link(Math.max(0, from - most), texts.earlier)}${from + most < of && link(from + most, texts.later)}</div>`
}

/** Every partner that was said yes to, and how it answered in the last day. */
export function healthPage(viewer: Viewer, part: HealthPart): string {
  const texts = healthTexts(viewer)
  const why = html`<p class="soft">${texts.why} ${texts.since(consoleInstant(viewer, part.since))}</p>`
  const none = part.of === 0 && html`<section class="card"><p>${texts.nobody}</p></section>`
  const cards = html`<div class="charts">${part.partners.map((one) => card(viewer, one))}</div>`
  const key = part.of > 0 && chartKey(viewer)
  const content = html`${TALLY_PATTERNS}${why}${key}${none}${cards}${pager(viewer, part)}`
  return consolePage(viewer, 'health', texts.title, content)
}

export function partnerHealthPage(viewer: Viewer, health: ShownHealth, since: Instant): string {
  const texts = healthTexts(viewer)
  const { partner, ours, state, seen } = health
  const back = html`<p class="soft"><a href="${viewer.base}health">${texts.back}</a>, ${texts.forOurs(ours)}</p>`
  const now = html`<section class="card" aria-labelledby="now"><h2 id="now">${texts.now}</h2>${stateWords(viewer, state)}<p>${texts.nowWords[state]}</p>${facts(viewer, health)}<div class="send">${testLink(viewer, health)}</div></section>`
  const charts = html`<section class="card">${chartKey(viewer)}<div class="charts">${tallyChart(viewer, seen.hours, HOUR, true)}${tallyChart(viewer, seen.days, DAY, true)}</div><p class="soft">${texts.counting} ${texts.since(consoleInstant(viewer, since))}</p></section>`
  return consolePage(viewer, 'health', texts.titleOf(partner), html`${TALLY_PATTERNS}${back}${now}${charts}`)
}
