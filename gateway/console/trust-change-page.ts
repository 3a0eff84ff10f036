import { consolePage, consoleToken } from './console-frame.ts'
import type { Viewer } from './console-frame.ts'
import { CONSOLE_TEXTS } from './console-texts.ts'
import { faultList, inputField } from './form-fields.ts'
import { html } from './html.ts'

export const LONGEST_REASON = 500

export interface TrustChangeState {
  readonly id: string
  readonly partner: string
  readonly what: 'suspend' | 'resume'
  readonly typed: string
  /** Whether the reason is missing or too long. */
  readonly wrong: boolean
}

/** Asks once, and says what it will do. */
export function trustChangePage(viewer: Viewer, { id, partner, what, typed, wrong }: TrustChangeState): string {
  const { base, locale } = viewer
  const texts = CONSOLE_TEXTS[locale.language]
  const faults = wrong ? { reason: texts.noReason } : {}
  const field = {
    name: 'reason',
    label: texts.reason,
    hint: texts.reasonHint,
    wrong: wrong ? texts.noReason : undefined,
  }
  const reason = what === 'suspend' && inputField({ ...field, type: 'text', value: typed, most: LONGEST_REASON })
  const why = what === 'suspend' ? texts.suspendWhy : texts.resumeWhy
  const content = html`${faultList(texts.errors(1), faults)}<section class="card"><p>${why}</p><form method="post" action="${base}trusts/${id}/${what}">${consoleToken(viewer)}${reason}<div class="send"><button>${texts[what]}</button><a class="button" href="${base}">${texts.cancel}</a></div></form></section>`
  return consolePage(viewer, 'start', texts.ofTrust(texts[what], partner), content)
}
