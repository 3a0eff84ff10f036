import type { Viewer } from '../console-frame.ts'
import { inputField, selectField } from '../form-fields.ts'
import type { Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { ACCESS_TEXTS } from './access-texts.ts'

/** Characters of a field. */
export const LONGEST = 254

/** Somebody who has to do with an organization of ours. */
export interface KnownOther {
  readonly domain: string
  readonly name: string
}

/** Whom it is about, as it was typed. */
export interface TypedPair {
  /** The organization of ours. */
  readonly of: string
  /** A domain, `outside` or `links`. */
  readonly with: string
  /** A domain that was not listed; it counts before `with`. */
  readonly domain: string
  /** Who of them asks; empty: somebody whom nothing names. */
  readonly as: string
  /** What addresses have in them that are listed. */
  readonly find: string
  /** The address after which the list goes on. */
  readonly after: string
}

export interface PairForm {
  readonly organizations: readonly string[]
  readonly others: readonly KnownOther[]
  /** Whether there are others that are not listed. */
  readonly more: boolean
  readonly typed: TypedPair
  readonly faults: Faults
}

/** The address of the page for this pair, with something changed. */
export function accessPlace(base: string, typed: TypedPair, changes: Partial<TypedPair> = {}): string {
  const said = Object.entries({ ...typed, ...changes }).filter(([, value]) => value !== '')
  return `${base}access/?${new URLSearchParams(said as [string, string][]).toString()}`
}

/** Chooses the pair. */
export function pairForm({ locale, base }: Viewer, { organizations, others, more, typed, faults }: PairForm): Html {
  const texts = ACCESS_TEXTS[locale.language]
  const known = others.map(({ domain, name }) => ({ value: domain, text: `${domain} (${name})` }))
  const options = [{ value: 'outside', text: texts.outside }, { value: 'links', text: texts.links }, ...known]
  const ours = organizations.map((name) => ({ value: name, text: name }))
  const hint = more ? texts.moreOthers : texts.domainHint
  return html`<section class="card" aria-labelledby="pair"><h2 id="pair">${texts.pair}</h2><form method="get" action="${base}access/"><div class="pair">${selectField({ name: 'of', label: texts.of, wrong: faults['of'], options: ours, value: typed.of })}${selectField({ name: 'with', label: texts.with, wrong: faults['with'], options, value: typed.with })}${inputField({ name: 'domain', label: texts.domain, hint, wrong: faults['domain'], type: 'text', value: typed.domain, most: LONGEST })}</div><div class="send"><button>${texts.show}</button></div></form></section>`
}

/** Chooses who of them asks, and which of ours are listed. */
export function listForm(
  { locale, base }: Viewer,
  { typed, faults }: Pick<PairForm, 'typed' | 'faults'>,
  people: boolean,
): Html {
  const texts = ACCESS_TEXTS[locale.language]
  const keep = (['of', 'with', 'domain'] as const).map(
    (name) => html`<input type="hidden" name="${name}" value="${typed[name]}">`,
  )
  const as =
    people &&
    inputField({
      name: 'as',
      label: texts.as,
      hint: texts.asHint,
      wrong: faults['as'],
      type: 'text',
      value: typed.as,
      most: LONGEST,
    })
  return html`<form method="get" action="${base}access/">${keep}<div class="pair">${as}${inputField({ name: 'find', label: texts.find, hint: texts.findHint, wrong: undefined, type: 'text', value: typed.find, most: LONGEST })}</div><div class="send"><button>${texts.list}</button></div></form>`
}
