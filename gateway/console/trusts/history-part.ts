import type { TrustHistory } from '../../agreement/trust-history.ts'
import { consoleInstant } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { TRUST_PAGE_TEXTS } from './trust-page-texts.ts'

/** The last changes of a trust, with who and when. */
export function historyPart(viewer: Viewer, { changes, more }: TrustHistory, whoOf: (actor: string) => string): Html {
  const texts = TRUST_PAGE_TEXTS[viewer.locale.language]
  const cell = (heading: string, value: Part): Html => html`<td><span class="heading">${heading}: </span>${value}</td>`
  const rows = changes.map(
    ({ event, at, actor }) =>
      html`<tr><th scope="row">${consoleInstant(viewer, at)}</th>${cell(texts.what, texts.events[event] ?? event)}${cell(texts.who, html`<bdi>${whoOf(actor)}</bdi>`)}</tr>`,
  )
  const head = [texts.when, texts.what, texts.who].map((name) => html`<th scope="col">${name}</th>`)
  const table = html`<table class="sides"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`
  return html`<section class="card" aria-labelledby="history"><h2 id="history">${texts.history}</h2>${rows.length === 0 ? html`<p class="soft">${texts.noHistory}</p>` : table}${more && html`<p class="soft">${texts.moreHistory}</p>`}</section>`
}
