import { consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { CONSOLE_TEXTS } from '../console-texts.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { differencesTable } from './differences-table.ts'
import type { FieldDifference } from './part-differences.ts'
import { refusedNotice } from './part-form-page.ts'
import { sharingPlace } from './sharing-place.ts'
import { SHARING_TEXTS } from './sharing-texts.ts'

export interface NotDone {
  readonly organization: string
  readonly title: string
  /** Whether it was to be undone; else it was to be done. */
  readonly undoing: boolean
  /** Why the policy refuses it; empty: somebody else was first. */
  readonly refused: readonly Part[]
  /** What is there now, beside what it would have been; null: nothing is there. */
  readonly differences: readonly FieldDifference[] | null
}

function beside(viewer: Viewer, { undoing, differences }: NotDone): Html {
  const texts = SHARING_TEXTS[viewer.locale.language]
  if (differences === null) return html`<p>${texts.gone}</p>`
  if (differences.length === 0) return html`<p>${texts.staleSame}</p>`
  const headings = [texts.now, undoing ? texts.wouldBe : texts.yours] as const
  return differencesTable(viewer, differences, { id: 'not-done', headings })
}

/** Somebody else was first, or the policy does not take it: nothing was done, and both are shown. */
export function notDonePage(viewer: Viewer, state: NotDone): string {
  const { organization, title, undoing, refused } = state
  const texts = SHARING_TEXTS[viewer.locale.language]
  const why = undoing ? texts.notUndoneWhy : texts.staleNotDone
  const heading = undoing ? texts.notUndone : texts.staleTitle
  const said =
    refused.length > 0
      ? refusedNotice(viewer, refused)
      : html`<section class="card capped" role="alert"><h2 id="not-done">${heading}</h2><p>${why}</p>${beside(viewer, state)}</section>`
  const on = html`<p class="send"><a class="button first" href="${sharingPlace(viewer, organization)}">${CONSOLE_TEXTS[viewer.locale.language].goOn}</a></p>`
  return consolePage(viewer, 'sharing', title, html`<div class="sharing">${said}${on}</div>`)
}
