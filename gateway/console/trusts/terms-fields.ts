import type { AccessLevel } from '../../../trust/policies/access-level.ts'
import { inputField, radioGroup, selectField, textField } from '../form-fields.ts'
import type { Choice, Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import type { Locale } from '../locale.ts'
import { TERMS_TEXTS } from './terms-texts.ts'
import { TRUST_TEXTS } from './trust-texts.ts'

/** What can be said of a ceiling: a published calendar alone knows more. */
export const LEVELS_SAID = ['None', 'AvailabilityOnly', 'LimitedDetails'] as const satisfies readonly AccessLevel[]

interface TypedOffer {
  /** Whether anything is said; nothing: policy decides. */
  readonly said: boolean
  readonly gives: string
  readonly asks: string
}

/** Terms as they stand in a form. */
export interface TypedTerms {
  /** One to a line. */
  readonly domains: string
  /** Whether new domains are taken on an administrator's word. */
  readonly unproven: boolean
  readonly ours: TypedOffer
  /** What the partner gives and asks, where its server cannot say so. */
  readonly theirs: TypedOffer
  readonly scope: string
  readonly until: string
}

export interface TermsForm {
  readonly typed: TypedTerms
  readonly faults: Faults
  /** Whether this gateway takes domains without a proof. */
  readonly mayTakeWord: boolean
  /** Whether the partner's server says nothing of what it gives and asks. */
  readonly isMute: boolean
}

function offerFields(
  { language }: Locale,
  named: { readonly name: 'offer' | 'their-offer'; readonly legend: string; readonly hint?: string },
  { gives, asks, said }: TypedOffer,
  { labels, wrong }: { readonly labels: readonly [string, string]; readonly wrong: string | undefined },
): Html {
  const texts = TERMS_TEXTS[language]
  const { levels } = TRUST_TEXTS[language]
  const ours = named.name === 'offer'
  const choices: readonly Choice[] = [
    { value: 'policy', text: texts.offerPolicy, hint: ours ? texts.offerPolicyHint : undefined, checked: !said },
    { value: 'said', text: texts.offerSaid, hint: ours ? texts.offerSaidHint : undefined, checked: said },
  ]
  const options = LEVELS_SAID.map((value) => ({ value, text: levels[value] }))
  const prefix = ours ? '' : 'their-'
  const select = (name: string, label: string, value: string): Html =>
    selectField({ name: `${prefix}${name}`, label, value, options, wrong: undefined })
  return html`${radioGroup({ ...named, wrong, choices })}<div class="pair">${select('gives', labels[0], gives)}${select('asks', labels[1], asks)}</div>`
}

function proofField({ language }: Locale, { typed, mayTakeWord }: TermsForm): Part {
  const texts = TERMS_TEXTS[language]
  if (!mayTakeWord) return null
  const choices: readonly Choice[] = [
    { value: 'record', text: texts.byRecord, hint: texts.byRecordHint, checked: !typed.unproven },
    { value: 'word', text: texts.byWord, hint: texts.byWordHint, checked: typed.unproven },
  ]
  return radioGroup({ name: 'proof', legend: texts.proof, wrong: undefined, choices })
}

/** The fields of all that two sides agree on. */
export function termsFields(locale: Locale, form: TermsForm): Html {
  const { typed, faults, isMute } = form
  const texts = TERMS_TEXTS[locale.language]
  const domains = { name: 'domains', label: texts.domains, hint: texts.domainsHint, wrong: faults['domains'] }
  const scope = { name: 'scope', label: texts.scope, hint: texts.scopeHint, wrong: faults['scope'] }
  const until = { name: 'until', label: texts.until, hint: texts.untilHint, wrong: faults['until'] }
  const ours = offerFields(locale, { name: 'offer', legend: texts.offer }, typed.ours, {
    labels: [texts.gives, texts.asks],
    wrong: faults['offer'],
  })
  const theirName = { name: 'their-offer', legend: texts.theirOffer, hint: texts.theirOfferHint } as const
  const theirs =
    isMute &&
    offerFields(locale, theirName, typed.theirs, {
      labels: [texts.theyGive, texts.theyAsk],
      wrong: faults['their-offer'],
    })
  return html`${textField({ ...domains, value: typed.domains })}${proofField(locale, form)}${ours}${theirs}${inputField({ ...scope, type: 'text', value: typed.scope, most: 300 })}${inputField({ ...until, type: 'text', value: typed.until, most: 40 })}`
}

/** The same for a form that is not shown. */
export function termsSentAgain({ domains, unproven, ours, theirs, scope, until }: TypedTerms) {
  const said = (offer: TypedOffer): string => (offer.said ? 'said' : 'policy')
  return [
    ['domains', domains],
    ['proof', unproven ? 'word' : 'record'],
    ['offer', said(ours)],
    ['gives', ours.gives],
    ['asks', ours.asks],
    ['their-offer', said(theirs)],
    ['their-gives', theirs.gives],
    ['their-asks', theirs.asks],
    ['scope', scope],
    ['until', until],
  ] as const
}
