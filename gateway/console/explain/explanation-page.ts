import { printable } from '../../cli/printable.ts'
import type { Explanation } from '../../explain/explanation.ts'
import { consoleInstant, consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { stopWords } from './code-words.ts'
import { linkTo } from './explain-form.ts'
import type { TypedQuestion } from './explain-form.ts'
import { EXPLAIN_TEXTS } from './explain-texts.ts'
import { stepList } from './step-list.ts'

/** What something came to, in the same words for what is explained and for what is on record. */
export interface Came {
  readonly outcome: Explanation['outcome']
  readonly level?: Explanation['level'] | undefined
  readonly given?: Explanation['given'] | undefined
  readonly decidedBy: string
  readonly side?: Explanation['side'] | undefined
  readonly endedAt: Explanation['endedAt']
}

/** What it came to, what decided and where it ended, each in words. */
export function cameTo(
  { locale }: Pick<Viewer, 'locale'>,
  { outcome, level, given, decidedBy, side, endedAt }: Came,
): Html {
  const { language } = locale
  const texts = EXPLAIN_TEXTS[language]
  const gets = level && given ? html`: ${texts.gets(texts.levels[level], texts.views[given])}` : null
  const whose = side ? ` ${texts.sides[side]}` : ''
  const why = stopWords(language, decidedBy)
  return html`<p class="outcome">${texts.outcomes[outcome]}${gets}</p><p>${texts.decided} <code>${printable(decidedBy)}</code>${whose}.${why !== null && ` ${why}`}</p>${endedAt !== null && html`<p>${texts.ended(texts.stepNames[endedAt.step])} <code>${printable(endedAt.code)}</code></p>`}`
}

/** A fact of a lookup, with its name. */
export const factRow = (name: string, value: Part): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`

/** From one instant to another, both in ISO 8601. */
export function spanText(viewer: Viewer, { start, end }: Explanation['window']): string {
  const at = (text: string): string => consoleInstant(viewer, Date.parse(text))
  return EXPLAIN_TEXTS[viewer.locale.language].span(at(start), at(end))
}

/** Every step of one lookup that was made, or only decided, to explain. */
export function explanationPage(
  viewer: Viewer,
  explanation: Explanation,
  typed: TypedQuestion,
  ours: ReadonlySet<string>,
): string {
  const { locale, base } = viewer
  const texts = EXPLAIN_TEXTS[locale.language]
  const { from, about, view, window, dry, at, requestId, upstreamRequestId, steps } = explanation
  const link = linkTo(base, typed)
  const how = `${dry ? texts.askedDry : texts.asked}, ${texts.asOf(consoleInstant(viewer, Date.parse(at)))}`
  const facts = html`<dl class="rules">${factRow(texts.from, html`<bdi>${from}</bdi>`)}${factRow(texts.about, html`<bdi>${about}</bdi>`)}${factRow(texts.view, texts.views[view])}${factRow(texts.start, spanText(viewer, window))}${factRow(texts.how, how)}${factRow(texts.request, html`<code>${requestId}</code>`)}${upstreamRequestId !== null && factRow(texts.upstream, html`<code><bdi>${printable(upstreamRequestId)}</bdi></code>`)}${factRow(texts.link, html`<a href="${link}">${texts.explain}</a>`)}</dl>`
  const content = html`<section class="card" aria-labelledby="came"><h2 id="came" class="people"><bdi>${from}</bdi> → <bdi>${about}</bdi></h2>${cameTo(viewer, explanation)}${facts}</section><section class="card" aria-labelledby="steps"><h2 id="steps">${texts.steps}</h2>${stepList(viewer, steps, ours)}</section>`
  return consolePage(viewer, 'explain', texts.title, content)
}
