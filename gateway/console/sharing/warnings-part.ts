import type { LintCode } from '../../../trust/policies/lints/lint.ts'
import { printable } from '../../cli/printable.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Part } from '../html.ts'
import { LINT_TEXTS } from './lint-texts.ts'
import { WHAT_IF_TEXTS } from './what-if-texts.ts'

/** Something of a draft that was probably not meant, and what it was found in. */
export interface DraftWarning {
  readonly code: LintCode
  /** As the document calls such parts: `relationships`. */
  readonly place: string
  readonly name: string
}

export interface DraftWarnings {
  readonly items: readonly DraftWarning[]
  /** How many there are besides. */
  readonly more: number
}

/** Only what the change brings with it; what was there before is for `ledig policy check`. */
export function warningsPart({ locale }: Pick<Viewer, 'locale'>, { items, more }: DraftWarnings): Part {
  if (items.length === 0) return null
  const [texts, lints] = [WHAT_IF_TEXTS[locale.language], LINT_TEXTS[locale.language]]
  const item = ({ code, place, name }: DraftWarning): Part =>
    html`<li>${texts.place[place] ?? place}${name !== '' && html` <bdi>${printable(name)}</bdi>`}: ${lints[code]}</li>`
  return html`<section class="card capped" aria-labelledby="warnings"><h2 id="warnings">${texts.warnings}</h2><ul>${items.map(item)}${more > 0 && html`<li>${texts.warningsMore(more)}</li>`}</ul></section>`
}
