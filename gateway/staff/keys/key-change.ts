import { fingerprintOf } from '../../../trust/keys/fingerprint.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import type { Done, HiddenFields, Question } from '../../console/change-pages.ts'
import { donePage, isConfirmed, questionPage } from '../../console/change-pages.ts'
import { html } from '../../console/html.ts'
import type { Part } from '../../console/html.ts'
import { changeTexts } from '../../console/keys/key-form-pages.ts'
import type { KeyForm } from '../../console/keys/key-form-pages.ts'
import { keysTexts } from '../../console/keys/keys-pages.ts'
import type { KeysTexts } from '../../console/keys/keys-texts.ts'
import type { Faults } from '../../console/form-fields.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { ConsoleDoor, Visit } from '../console-door.ts'
import { organizationOf } from './own-keys.ts'

export type KeyAct = keyof KeysTexts['act']

/** One change of the keys of an organization of ours that a request is about. */
export interface KeyChange {
  readonly name: string
  readonly organization: Organization
  readonly what: KeyAct
  /** Of the organization. */
  readonly back: string
  readonly action: string
  readonly title: string
}

/** @throws FederationError `ERR_NOT_FOUND` */
export function keyChange(door: ConsoleDoor, { params, base, viewer }: Visit, what: KeyAct): KeyChange {
  const name = params['organization'] ?? ''
  const organization = organizationOf(door.administration, name)
  const back = `${base}keys/${encodeURIComponent(name)}`
  const title = changeTexts(viewer).of(keysTexts(viewer).act[what], name)
  return { name, organization, what, back, action: `${back}/${what}`, title }
}

export const formOf = ({ title, back, action }: KeyChange, faults: Faults = {}): KeyForm => ({
  ...{ title, back, action, faults },
})

/** What a change was made from: the next certificate there was, and the one before. */
function stateOf({ next, previous, certificate }: Organization): string {
  return [certificate, next?.certificate, previous?.certificate]
    .map((one) => (one === undefined ? '' : fingerprintOf(one.raw).slice(0, 16)))
    .join('.')
}

/** Of the certificates as they are now: a form that was made from others changes nothing. */
export const madeFrom = ({ organization }: Pick<KeyChange, 'organization'>): HiddenFields => [
  ['from', stateOf(organization)],
]

const isStale = ({ organization }: KeyChange, form: URLSearchParams): boolean =>
  isConfirmed(form) && form.get('from') !== stateOf(organization)

/** Whether to do it now: it was asked, and nothing changed since. */
export const isGo = (change: KeyChange, form: URLSearchParams): boolean => isConfirmed(form) && !isStale(change, form)

/** Asks once; where somebody was first, with what there is now. */
export function ask(
  { viewer, form }: Visit,
  change: KeyChange,
  question: Pick<Question, 'yes' | 'final'> & { readonly says: Part; readonly fields?: HiddenFields },
): PageAnswer {
  const { title, back, action } = change
  const stale = isStale(change, form)
  const notice = stale && html`<p class="need" role="alert">${changeTexts(viewer).stale}</p>`
  const fields = [...madeFrom(change), ...(question.fields ?? [])]
  const place = { section: 'keys' as const, title, back, action }
  return shown(
    questionPage(viewer, { ...question, ...place, fields, says: html`${notice}${question.says}` }),
    stale ? 409 : 200,
  )
}

export function done(
  { viewer }: Visit,
  { title, back }: KeyChange,
  how: Pick<Done, 'said' | 'more' | 'undo'>,
): PageAnswer {
  return shown(donePage(viewer, { section: 'keys', title, back, ...how }))
}
