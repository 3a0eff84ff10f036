import { FederationError } from '../../../protocols/federation-error.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { isConfirmed } from '../../console/change-pages.ts'
import { addressPage } from '../../console/trusts/address-page.ts'
import type { AddressState } from '../../console/trusts/address-page.ts'
import { ADDRESS_SPACE_TEXTS } from '../../console/trusts/address-space-texts.ts'
import { LONGEST_ADDRESS } from '../../console/trusts/propose-pages.ts'
import { MADE_FROM } from '../../console/trusts/terms-pages.ts'
import { actsOf } from '../../console/trusts/trust-acts.ts'
import { changedPage, stalePage, undoBy } from '../../console/trusts/trust-change-pages.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { askChange, waitingChange } from './ask-change.ts'
import type { Asked } from './ask-change.ts'
import { namedTrust, trustOf } from './find-shown-trust.ts'

const addressOf = ({ metadataUrl }: FederationTrust): string => metadataUrl

function form({ viewer }: Visit, trust: FederationTrust, more: Partial<Omit<AddressState, 'mark'>> = {}): string {
  const { typed = addressOf(trust), faults = {}, refusal = null } = more
  return addressPage(viewer, namedTrust(trust), { typed, mark: addressOf(trust), faults, refusal })
}

/** Asks the operation; null where what was typed is no address it takes. */
async function ask(door: ConsoleDoor, visit: Visit, ews: string): Promise<Asked | null> {
  try {
    const asked = await askChange(door, visit, 'trust.address', { params: visit.params, body: { ews } })
    return asked.outcome === 'refused' && asked.because === 'forbiddenAddress' ? null : asked
  } catch (error) {
    if (error instanceof FederationError && error.code === 'ERR_MESSAGE_MALFORMED') return null
    throw error
  }
}

async function change(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer } = visit
  const texts = ADDRESS_SPACE_TEXTS[viewer.locale.language]
  const trust = trustOf(door, visit)
  const before = addressOf(trust)
  const changing = { ...namedTrust(trust), act: 'address' } as const
  if (!actsOf(trust).includes('address') || visit.form.get(MADE_FROM) !== before)
    return shown(stalePage(viewer, changing), 409)
  const typed = (visit.form.get('server') ?? '').trim().slice(0, LONGEST_ADDRESS)
  const again = (server: string): PageAnswer => shown(form(visit, trust, { typed, faults: { server } }), 422)
  if (typed === before) return again(texts.sameServer)
  if (!isConfirmed(visit.form)) return shown(form(visit, trust, { typed }), 422)
  const asked = await ask(door, visit, typed)
  if (asked === null) return again(texts.noServer)
  if (asked.outcome === 'waits') return waitingChange(visit, asked.body, changing)
  if (asked.outcome === 'refused') {
    if (asked.because === 'already') return again(texts.takenServer)
    return shown(form(visit, trust, { typed, refusal: asked.because }), 422)
  }
  const fields = [['server', before] as const, [MADE_FROM, addressOf(trustOf(door, visit))] as const]
  const undo = undoBy(viewer, changing.id, 'address', fields)
  return shown(changedPage(viewer, changing, { said: texts.moved, undo }))
}

/** Where a partner is asked that publishes nothing. */
export const ADDRESS_ROUTES: readonly RoleRoute[] = [
  {
    ...{ method: 'get', path: '/trusts/:trust/address', admits: ['administrator'], fresh: true },
    handle: (door, visit) => {
      const trust = trustOf(door, visit)
      if (actsOf(trust).includes('address')) return shown(form(visit, trust))
      return shown(stalePage(visit.viewer, { ...namedTrust(trust), act: 'address' }), 409)
    },
  },
  { method: 'post', path: '/trusts/:trust/address', admits: ['administrator'], fresh: true, handle: change },
]
