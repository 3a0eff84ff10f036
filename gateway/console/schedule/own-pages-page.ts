import { consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import type { ConsoleSection } from '../console-sections.ts'
import { html } from '../html.ts'
import { SCHEDULE_TEXTS } from './schedule-texts.ts'

/** Leads to her own pages, where the browser does not go on by itself. */
export function ownPagesPage(viewer: Viewer, address: string): string {
  const texts = SCHEDULE_TEXTS[viewer.locale.language]
  const content = html`<section class="card"><p>${texts.mineWhy}</p><p class="soft">${texts.onWhy}</p><p class="send"><a class="button first" href="${address}">${texts.on}</a></p></section>`
  return consolePage(viewer, 'mine', texts.onTitle, content)
}

/** What is said to whoever has no mailbox here, for whatever reason: the same for an unknown one and for none at all. */
export function noMailboxPage(viewer: Viewer, section: ConsoleSection): string {
  const texts = SCHEDULE_TEXTS[viewer.locale.language]
  return consolePage(viewer, section, texts.noneTitle, html`<section class="card"><p>${texts.noneWhy}</p></section>`)
}
