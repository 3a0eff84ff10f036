import { inputField } from '../form-fields.ts'
import type { Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Viewer } from '../console-frame.ts'
import { ADDRESS_SPACE_TEXTS } from './address-space-texts.ts'
import type { Refusal } from './change-refusals.ts'
import { LONGEST_ADDRESS } from './propose-pages.ts'
import { MADE_FROM } from './terms-pages.ts'
import { changePage } from './trust-change-pages.ts'
import type { NamedTrust } from './trust-change-pages.ts'

export interface AddressState {
  readonly typed: string
  /** The address the form was made from. */
  readonly mark: string
  readonly faults: Faults
  readonly refusal: Refusal | null
}

/** Says what another address does, and does it with the next click. */
export function addressPage(viewer: Viewer, named: NamedTrust, { typed, mark, faults, refusal }: AddressState): string {
  const texts = ADDRESS_SPACE_TEXTS[viewer.locale.language]
  const server = { name: 'server', label: texts.server, hint: texts.serverHint, wrong: faults['server'] } as const
  const field = inputField({ ...server, type: 'text', value: typed, most: LONGEST_ADDRESS })
  const fields = html`<input type="hidden" name="${MADE_FROM}" value="${mark}">${field}`
  const says = html`<p>${texts.moveWhy}</p>`
  return changePage(viewer, { ...named, act: 'address' }, { says, fields, faults, refusal })
}
