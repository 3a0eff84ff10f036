import { createHash } from 'node:crypto'
import { isAddressSpace } from '../../../trust/organization/address-space.ts'
import { pinnedOf } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { isConfirmed } from '../../console/change-pages.ts'
import { termsSentAgain } from '../../console/trusts/terms-fields.ts'
import type { TypedTerms } from '../../console/trusts/terms-fields.ts'
import { MADE_FROM, termsDifferences, termsPage, termsQuestion } from '../../console/trusts/terms-pages.ts'
import type { TermsState } from '../../console/trusts/terms-pages.ts'
import { TERMS_TEXTS } from '../../console/trusts/terms-texts.ts'
import { mayChangeTerms } from '../../console/trusts/trust-acts.ts'
import { changedPage, stalePage, undoBy } from '../../console/trusts/trust-change-pages.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { bodyOf, termsFormOf } from './accept-trust.ts'
import { askChange, waitingChange } from './ask-change.ts'
import { namedTrust, trustOf } from './find-shown-trust.ts'
import { readTerms, termsSent, termsTyped } from './read-terms.ts'

/** Of everything the form has: the same terms have the same, whoever set them. */
function markOf(trust: FederationTrust): string {
  const { unproven: _, ...terms } = termsTyped(trust)
  return createHash('sha256').update(JSON.stringify(terms)).digest('base64url').slice(0, 22)
}

/** The certificate that was compared already: other terms need no other. */
export const comparedBefore = (trust: FederationTrust): { readonly fingerprint?: string } =>
  isAddressSpace(trust) ? {} : { fingerprint: pinnedOf(trust) }

function formShown(
  door: ConsoleDoor,
  { viewer }: Visit,
  trust: FederationTrust,
  more: Partial<Omit<TermsState, 'mark' | 'form'>> & {
    readonly typed?: TypedTerms
    readonly faults?: TermsState['form']['faults']
  },
): string {
  const { typed = termsTyped(trust), faults = {}, refusal = null, now = null } = more
  const form = termsFormOf(door, trust, typed, faults)
  return termsPage(viewer, namedTrust(trust), { form, mark: markOf(trust), refusal, now })
}

async function change(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, form, params } = visit
  const trust = trustOf(door, visit)
  const changing = { ...namedTrust(trust), act: 'terms' } as const
  if (!mayChangeTerms(trust)) return shown(stalePage(viewer, changing), 409)
  const [typed, before] = [termsSent(form), termsTyped(trust)]
  const { isHosted } = door.administration.domains
  const { terms, faults } = readTerms(typed, { isHosted, now: viewer.now, language: viewer.locale.language })
  if (form.get(MADE_FROM) !== markOf(trust))
    return shown(formShown(door, visit, trust, { typed, faults, now: before }), 409)
  if (Object.values(faults).some((fault) => fault !== undefined))
    return shown(formShown(door, visit, trust, { typed, faults }), 422)
  const rules = termsFormOf(door, trust, typed)
  if (termsDifferences(viewer, before, typed, rules.isMute).length === 0)
    return shown(formShown(door, visit, trust, { typed, refusal: 'nothing' }), 422)
  if (!isConfirmed(form))
    return shown(termsQuestion(viewer, changing, { before, typed, isMute: rules.isMute, mark: markOf(trust) }))
  const body = { ...comparedBefore(trust), ...bodyOf(terms, rules) }
  const asked = await askChange(door, visit, 'trust.accept', { params, body })
  if (asked.outcome === 'refused') return shown(formShown(door, visit, trust, { typed, refusal: asked.because }), 422)
  if (asked.outcome === 'waits') return waitingChange(visit, asked.body, changing)
  const fields = [[MADE_FROM, markOf(trustOf(door, visit))] as const, ...termsSentAgain(before)]
  const said = TERMS_TEXTS[viewer.locale.language].changed
  return shown(changedPage(viewer, changing, { said, undo: undoBy(viewer, changing.id, 'terms', fields) }))
}

/** What both sides agree on, under the certificate that was compared. */
export const TERMS_ROUTES: readonly RoleRoute[] = [
  {
    ...{ method: 'get', path: '/trusts/:trust/terms', admits: ['administrator'], fresh: true },
    handle: (door, visit) => {
      const trust = trustOf(door, visit)
      if (mayChangeTerms(trust)) return shown(formShown(door, visit, trust, {}))
      return shown(stalePage(visit.viewer, { ...namedTrust(trust), act: 'terms' }), 409)
    },
  },
  { method: 'post', path: '/trusts/:trust/terms', admits: ['administrator'], fresh: true, handle: change },
]
