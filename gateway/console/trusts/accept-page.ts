import { isAddressSpace } from '../../../trust/organization/address-space.ts'
import { acceptedOf } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { namedHosts } from '../../../trust/organization/partner-hosts.ts'
import { printable } from '../../cli/printable.ts'
import type { Viewer } from '../console-frame.ts'
import { textField } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Part } from '../html.ts'
import type { Difference, Heard } from './heard-fingerprint.ts'
import type { Refusal } from './change-refusals.ts'
import { termsFields } from './terms-fields.ts'
import type { TermsForm } from './terms-fields.ts'
import { TERMS_TEXTS } from './terms-texts.ts'
import { changePage } from './trust-change-pages.ts'
import type { NamedTrust } from './trust-change-pages.ts'

export interface AcceptState {
  readonly trust: FederationTrust
  /** The fingerprint as it was typed. */
  readonly heard: string
  readonly form: TermsForm
  readonly refusal: Refusal | null
}

/** Why what was typed can be no fingerprint; nothing where it is one. */
export function heardFault({ locale }: Pick<Viewer, 'locale'>, heard: Heard): string | undefined {
  const texts = TERMS_TEXTS[locale.language]
  switch (heard.heard) {
    case 'fingerprint':
      return undefined
    case 'nothing':
      return texts.nothingHeard
    case 'unknown-words':
      return texts.unknownWords(
        heard.words
          .slice(0, 8)
          .map(({ word, place }) => texts.wordAt(printable(word), place))
          .join(', '),
      )
    case 'wrong-number':
      return heard.by === 'hex' ? texts.wrongDigits(heard.count) : texts.wrongWords(heard.count)
  }
}

/** How it differs from what the partner shows, without what would be right. */
export function differenceFault(
  { locale }: Pick<Viewer, 'locale'>,
  difference: Difference,
  by: 'words' | 'hex',
): string {
  const texts = TERMS_TEXTS[locale.language]
  if (difference.differs === 'another') return texts.another
  const at = by === 'hex' ? texts.groupAt : texts.wordAt
  return texts.few(difference.places.map(({ place, typed }) => at(typed, place)).join(', '))
}

function whyPart({ locale }: Viewer, trust: FederationTrust): Part {
  const texts = TERMS_TEXTS[locale.language]
  if (acceptedOf(trust) !== null) return html`<p>${texts.acceptAgainWhy}</p>`
  const hosts = [...namedHosts(trust.metadata).keys()]
  const list = html`<p class="soft">${texts.hostsWhy}</p><ul class="facts">${hosts.map((host) => html`<li><bdi>${printable(host)}</bdi></li>`)}</ul>`
  return html`<p>${isAddressSpace(trust) ? texts.addressSpaceWhy : texts.acceptWhy}</p>${list}<p class="soft">${texts.acceptFinal}</p>`
}

/** A yes: with what was read over the telephone, which is not shown here, and with the terms where it is the first. */
export function acceptPage(viewer: Viewer, named: NamedTrust, { trust, heard, form, refusal }: AcceptState): string {
  const texts = TERMS_TEXTS[viewer.locale.language]
  const { faults } = form
  const said = { name: 'heard', label: texts.heard, hint: texts.heardHint, wrong: faults['heard'], value: heard }
  const fields = html`${!isAddressSpace(trust) && textField(said)}${acceptedOf(trust) === null && termsFields(viewer.locale, form)}`
  return changePage(viewer, { ...named, act: 'accept' }, { says: whyPart(viewer, trust), fields, faults, refusal })
}
