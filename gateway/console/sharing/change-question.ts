import { questionPage } from '../change-pages.ts'
import type { HiddenFields } from '../change-pages.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Part } from '../html.ts'
import { differencesTable } from './differences-table.ts'
import type { FieldDifference } from './part-differences.ts'
import { sharingPlace } from './sharing-place.ts'
import { SHARING_TEXTS } from './sharing-texts.ts'
import { warningsPart } from './warnings-part.ts'
import type { DraftWarnings } from './warnings-part.ts'
import { whatIfPart } from './what-if-part.ts'
import type { WhatIf } from './what-if-part.ts'

export interface ChangeQuestion {
  readonly organization: string
  readonly title: string
  /** What it is about, in words. */
  readonly about: Part
  readonly differences: readonly FieldDifference[]
  readonly warnings: DraftWarnings
  readonly whatIf: WhatIf
  /** Path the yes goes to, below the organization. */
  readonly page: string
  readonly fields: HiddenFields
  readonly yes: string
  /** Whether nothing takes it back. */
  readonly final: boolean
}

/** Says what changes, field by field, what of it was probably not meant, and whom it would have changed something for. */
export function changeQuestionPage(viewer: Viewer, question: ChangeQuestion): string {
  const { organization, title, about, differences, warnings, whatIf, page, fields, yes, final } = question
  const texts = SHARING_TEXTS[viewer.locale.language]
  const headings = [texts.now, texts.afterwards] as const
  const table =
    differences.length === 0
      ? html`<p>${texts.nothingChanges}</p>`
      : differencesTable(viewer, differences, { id: 'changes', headings })
  const says = html`<div class="sharing"><h2 id="changes">${about}</h2>${table}${warningsPart(viewer, warnings)}${whatIfPart(viewer, whatIf)}</div>`
  const place = { section: 'sharing', title, back: sharingPlace(viewer, organization) } as const
  return questionPage(viewer, { ...place, says, action: sharingPlace(viewer, organization, page), fields, yes, final })
}
