import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { isConfirmed } from '../../console/change-pages.ts'
import { html } from '../../console/html.ts'
import type { Refusal } from '../../console/trusts/change-refusals.ts'
import { actsOf, hostsToConfirm } from '../../console/trusts/trust-acts.ts'
import { changedPage, changePage, hostsField, stalePage } from '../../console/trusts/trust-change-pages.ts'
import { TRUST_CHANGE_TEXTS } from '../../console/trusts/trust-change-texts.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { askChange, waitingChange } from './ask-change.ts'
import { comparedBefore } from './change-terms.ts'
import { namedTrust, trustOf } from './find-shown-trust.ts'

interface Typed {
  readonly chosen: readonly string[]
  readonly wrong: boolean
  readonly refusal: Refusal | null
}

function ask({ viewer }: Visit, trust: FederationTrust, { chosen, wrong, refusal }: Typed): string {
  const texts = TRUST_CHANGE_TEXTS[viewer.locale.language]
  const fields = hostsField(viewer, hostsToConfirm(trust), chosen, wrong)
  const faults = wrong ? { host: texts.noHost } : {}
  const says = html`<p>${texts.hostsWhy}</p>`
  return changePage(viewer, { ...namedTrust(trust), act: 'hosts' }, { says, fields, faults, refusal })
}

async function change(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, form, params } = visit
  const trust = trustOf(door, visit)
  const changing = { ...namedTrust(trust), act: 'hosts' } as const
  if (!actsOf(trust).includes('hosts')) return shown(stalePage(viewer, changing), 409)
  const chosen = hostsToConfirm(trust).filter((host) => form.getAll('host').includes(host))
  const wrong = chosen.length === 0
  if (wrong || !isConfirmed(form)) return shown(ask(visit, trust, { chosen, wrong, refusal: null }), 422)
  const order = { params, body: { ...comparedBefore(trust), hosts: chosen } }
  const asked = await askChange(door, visit, 'trust.accept', order)
  if (asked.outcome === 'refused')
    return shown(ask(visit, trust, { chosen, wrong: false, refusal: asked.because }), 422)
  if (asked.outcome === 'waits') return waitingChange(visit, asked.body, changing)
  const said = TRUST_CHANGE_TEXTS[viewer.locale.language].hostsConfirmed
  return shown(changedPage(viewer, changing, { said, undo: null }))
}

/** Where a partner may be asked, outside its proven domains. */
export const PARTNER_ROUTES: readonly RoleRoute[] = [
  {
    ...{ method: 'get', path: '/trusts/:trust/hosts', admits: ['administrator'], fresh: true },
    handle: (door, visit) => {
      const trust = trustOf(door, visit)
      if (actsOf(trust).includes('hosts')) return shown(ask(visit, trust, { chosen: [], wrong: false, refusal: null }))
      return shown(stalePage(visit.viewer, { ...namedTrust(trust), act: 'hosts' }), 409)
    },
  },
  { method: 'post', path: '/trusts/:trust/hosts', admits: ['administrator'], fresh: true, handle: change },
]
