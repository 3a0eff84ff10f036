import type { PartnerCredential } from '../../../trust/credentials/partner-credential.ts'
import { isAddressSpace } from '../../../trust/organization/address-space.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { inputField, radioGroup } from '../form-fields.ts'
import type { Faults, InputField } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import type { Viewer } from '../console-frame.ts'
import type { Refusal } from './change-refusals.ts'
import { CREDENTIAL_TEXTS } from './credential-texts.ts'
import { MADE_FROM } from './terms-pages.ts'
import { changePage } from './trust-change-pages.ts'
import type { NamedTrust } from './trust-change-pages.ts'
import { TRUST_PAGE_TEXTS } from './trust-page-texts.ts'

export type CredentialKind = PartnerCredential['kind']

/** Characters. */
export const PARTNER_PASSWORD = { shortest: 16, longest: 256 } as const
export const LONGEST_ACCOUNT = 320

/** The form as it was typed, without passwords: those are on no page. */
export interface TypedCredential {
  readonly kind: string
  readonly account: string
  readonly ourName: string
}

export interface CredentialState {
  readonly trust: FederationTrust
  readonly typed: TypedCredential
  /** Of the credential the form was made from. */
  readonly mark: string
  readonly faults: Faults
  readonly refusal: Refusal | null
}

/** The ways in which a partner of this kind can show who asks. */
export function kindsOf(trust: FederationTrust): readonly CredentialKind[] {
  if (isAddressSpace(trust)) return ['basic']
  return trust.metadata.exchange === undefined ? ['single-use', 'access-token', 'basic'] : ['exchange', 'basic']
}

function kindField({ locale }: Viewer, { trust, typed, faults }: CredentialState): Html {
  const texts = CREDENTIAL_TEXTS[locale.language]
  const { credentials } = TRUST_PAGE_TEXTS[locale.language]
  const choices = kindsOf(trust).map((value) => ({
    ...{ value, text: credentials[value], hint: texts.hints[value], checked: typed.kind === value },
  }))
  return radioGroup({ name: 'kind', legend: texts.kind, wrong: faults['kind'], choices })
}

/** For the kinds that have one; what the partner sends, and what we send it. */
function accountFields({ locale }: Viewer, { typed, faults }: CredentialState): Html {
  const texts = CREDENTIAL_TEXTS[locale.language]
  const { shortest, longest } = PARTNER_PASSWORD
  const text = (name: 'account' | 'ourName', label: string, hint: string): Html =>
    inputField({ name, label, hint, wrong: faults[name], type: 'text', value: typed[name], most: LONGEST_ACCOUNT })
  const password = (name: string, label: string, hint: string): Html => {
    const field: InputField = { name, label, hint, wrong: faults[name], type: 'password', value: '', most: longest }
    return inputField({ ...field, autocomplete: 'new-password' })
  }
  const ours = html`<fieldset><legend>${texts.ours}</legend>${text('ourName', texts.ourName, texts.ourNameHint)}${password('ourPassword', texts.ourPassword, texts.ourPasswordHint)}</fieldset>`
  return html`${text('account', texts.account, texts.accountHint)}${password('password', texts.password, texts.passwordHint(shortest))}${ours}<p class="hint">${texts.anew}</p>`
}

/** Says what it will do, and does it with the next click; no password is ever on it. */
export function credentialPage(viewer: Viewer, named: NamedTrust, state: CredentialState): string {
  const texts = CREDENTIAL_TEXTS[viewer.locale.language]
  const { trust, mark, faults, refusal } = state
  const final = trust.credential.kind === 'basic'
  const isWrong = refusal !== null || Object.values(faults).some((fault) => fault !== undefined)
  const again: Part = isWrong && html`<p class="hint">${texts.typeAgain}</p>`
  const says = html`<p>${texts.why}</p>${final && html`<p>${texts.notBack}</p>`}`
  const fields = html`<input type="hidden" name="${MADE_FROM}" value="${mark}">${kindField(viewer, state)}${again}${accountFields(viewer, state)}`
  return changePage(viewer, { ...named, act: 'credential' }, { says, fields, faults, refusal, final })
}
