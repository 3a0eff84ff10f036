import { isAddressSpace } from '../../../trust/organization/address-space.ts'
import { acceptedOf, inForce, pinnedOf } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import type { Faults } from '../../console/form-fields.ts'
import { html } from '../../console/html.ts'
import { acceptPage, differenceFault, heardFault } from '../../console/trusts/accept-page.ts'
import type { AcceptState } from '../../console/trusts/accept-page.ts'
import type { Refusal } from '../../console/trusts/change-refusals.ts'
import { differenceOf, LONGEST_HEARD, readHeard } from '../../console/trusts/heard-fingerprint.ts'
import type { Heard } from '../../console/trusts/heard-fingerprint.ts'
import type { TermsForm, TypedTerms } from '../../console/trusts/terms-fields.ts'
import { TERMS_TEXTS } from '../../console/trusts/terms-texts.ts'
import { mayAccept } from '../../console/trusts/trust-acts.ts'
import { changedPage, stalePage } from '../../console/trusts/trust-change-pages.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { askChange, waitingChange } from './ask-change.ts'
import { namedTrust, trustOf } from './find-shown-trust.ts'
import { readTerms, termsSent, termsTyped } from './read-terms.ts'
import type { ReadTerms } from './read-terms.ts'

/** What the fields of terms depend on beside what is typed. */
export function termsFormOf(
  { administration }: ConsoleDoor,
  { metadata }: FederationTrust,
  typed: TypedTerms,
  faults: Faults = {},
): TermsForm {
  const mayTakeWord = administration.domains.unprovenDomains === 'allow'
  return { typed, faults, mayTakeWord, isMute: metadata.endpoints.offers === undefined }
}

/** What a form of terms says to the operation. */
export function bodyOf(
  { offer, unproven, ...terms }: ReadTerms,
  { mayTakeWord, isMute }: Pick<TermsForm, 'mayTakeWord' | 'isMute'>,
): Readonly<Record<string, unknown>> {
  return { ...terms, unproven: unproven && mayTakeWord, ...(isMute && { offer }) }
}

interface Sent {
  readonly trust: FederationTrust
  readonly typed: string
  readonly heard: Heard
  readonly form: TermsForm
  readonly terms: ReadTerms
}

function readSent(door: ConsoleDoor, { viewer, form }: Visit, trust: FederationTrust): Sent {
  const typed = (form.get('heard') ?? '').slice(0, LONGEST_HEARD)
  const heard = readHeard(typed)
  const first = acceptedOf(trust) === null
  const sent = first ? termsSent(form) : termsTyped(trust)
  const { isHosted } = door.administration.domains
  const read = readTerms(sent, { isHosted, now: viewer.now, language: viewer.locale.language })
  const isKnown = heard.heard === 'fingerprint' && trust.strange !== null && heard.fingerprint === pinnedOf(trust)
  const known = isKnown ? TERMS_TEXTS[viewer.locale.language].known : undefined
  const fault = isAddressSpace(trust) ? undefined : (heardFault(viewer, heard) ?? known)
  const faults = { heard: fault, ...(first ? read.faults : {}) }
  return { trust, typed, heard, form: termsFormOf(door, trust, sent, faults), terms: read.terms }
}

const NOT_COMPARED: ReadonlySet<Refusal> = new Set(['fingerprint-differs', 'certificate-changed', 'metadata'])

/** A fingerprint that is refused is said at its field, with where it differs from what was seen of the partner. */
function refusedState({ viewer }: Visit, { trust, typed, heard, form }: Sent, because: Refusal): AcceptState {
  const seen = trust.strange ?? trust.metadata.certificate.fingerprint
  const isWrong = heard.heard === 'fingerprint' && heard.fingerprint !== seen && NOT_COMPARED.has(because)
  if (!isWrong) return { trust, heard: typed, form, refusal: because }
  const fault = differenceFault(viewer, differenceOf(heard.fingerprint, seen, heard.by), heard.by)
  return { trust, heard: typed, form: { ...form, faults: { heard: fault } }, refusal: null }
}

/** The yes: whether the fingerprint is right, the operation alone says. */
async function accept(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, params } = visit
  const trust = trustOf(door, visit)
  const named = namedTrust(trust)
  const changing = { ...named, act: 'accept' } as const
  if (!mayAccept(trust)) return shown(stalePage(viewer, changing), 409)
  const sent = readSent(door, visit, trust)
  const { typed, form, heard, terms } = sent
  if (Object.values(form.faults).some((fault) => fault !== undefined))
    return shown(acceptPage(viewer, named, { trust, heard: typed, form, refusal: null }), 422)
  const compared = heard.heard === 'fingerprint' && !isAddressSpace(trust) ? { fingerprint: heard.fingerprint } : {}
  const body = { ...compared, ...(acceptedOf(trust) === null && bodyOf(terms, form)) }
  const asked = await askChange(door, visit, 'trust.accept', { params, body })
  if (asked.outcome === 'refused')
    return shown(acceptPage(viewer, named, refusedState(visit, sent, asked.because)), 422)
  if (asked.outcome === 'waits') return waitingChange(visit, asked.body, changing)
  const texts = TERMS_TEXTS[viewer.locale.language]
  const said = inForce(trustOf(door, visit)) ? texts.acceptedActive : texts.accepted
  const more = html`<p>${texts.next} ${texts.acceptFinal}</p>`
  return shown(changedPage(viewer, changing, { said, undo: null, more }))
}

export const ACCEPT_ROUTES: readonly RoleRoute[] = [
  {
    ...{ method: 'get', path: '/trusts/:trust/accept', admits: ['administrator'], fresh: true },
    handle: (door, visit) => {
      const trust = trustOf(door, visit)
      const named = namedTrust(trust)
      if (!mayAccept(trust)) return shown(stalePage(visit.viewer, { ...named, act: 'accept' }), 409)
      const form = termsFormOf(door, trust, termsTyped(trust))
      return shown(acceptPage(visit.viewer, named, { trust, heard: '', form, refusal: null }))
    },
  },
  { method: 'post', path: '/trusts/:trust/accept', admits: ['administrator'], fresh: true, handle: accept },
]
