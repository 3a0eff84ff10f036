import { FederationError } from '../../protocols/federation-error.ts'
import type { WorkingHours } from '../../protocols/availability/free-busy-view.ts'
import { OWNER_TEXTS } from '../console/owner-texts.ts'
import { addressPage, changeSharePage, endSharePage } from '../console/share-pages.ts'
import type { ShareFormState } from '../console/share-pages.ts'
import type { Share } from '../sharing/share.ts'
import { checkShare, faultsOf, ownerOf, policiesOf, refusedState } from './add-share.ts'
import { newNonce, nonceOf, ownerCause } from './owner-cause.ts'
import type { OwnerDoor, OwnerRoute, Visit } from './owner-door.ts'
import { seeOther, shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import { previewWeek } from './preview-week.ts'
import { readShareForm, typedOf, typedShare } from './read-share-form.ts'

/** @throws FederationError `ERR_NOT_FOUND` */
async function shareOf(door: OwnerDoor, { onlooker, params }: Visit): Promise<Share> {
  const share = await door.sharing.shareOf(ownerOf(onlooker), params['share'] ?? '')
  if (share !== null && !(share.kind === 'link' && share.standing === 'revoked')) return share
  throw new FederationError('ERR_NOT_FOUND', 'Nothing of hers has this id, or not any more.')
}

const toOf = (share: Share): string => (share.kind === 'grant' ? share.to : (share.link.recipient ?? ''))

/** Hours that do not fit into the form. */
function heldHours(share: Share): WorkingHours['periods'] | null {
  const { hours = null } = (share.kind === 'grant' ? share.terms[0] : share.link) ?? {}
  return hours === null || hours.length <= 1 ? null : hours
}

function stateOf(door: OwnerDoor, visit: Visit, share: Share): ShareFormState {
  const check = checkShare(door, ownerOf(visit.onlooker), { kind: share.kind, to: toOf(share) })
  const typed = typedOf(share, visit.onlooker.zone)
  return { typed, check, faults: {}, refused: null, preview: null, held: heldHours(share), once: newNonce(door) }
}

async function showForm(door: OwnerDoor, visit: Visit): Promise<PageAnswer> {
  const share = await shareOf(door, visit)
  return shown(changeSharePage(visit.onlooker, share, stateOf(door, visit, share)))
}

/** The version the form was made from; what is none is older than any. */
const versionIn = ({ form }: Visit): number => Number(/^\d{1,15}$/.exec(form.get('version') ?? '')?.[0] ?? 0)

async function formSent(door: OwnerDoor, visit: Visit): Promise<PageAnswer> {
  const { onlooker, form } = visit
  const owner = ownerOf(onlooker)
  const share = await shareOf(door, visit)
  const typed = { ...typedShare(form), kind: share.kind, to: toOf(share) }
  const first = stateOf(door, visit, share)
  const { own } = policiesOf(door, owner)
  const { problems, said } = readShareForm(typed, { zone: onlooker.zone, timeZone: own.timeZone, held: first.held })
  const state = { ...first, typed, faults: faultsOf(onlooker, problems), once: nonceOf(visit) }
  const isStale = versionIn(visit) !== share.version
  const made = { ...share, version: versionIn(visit) }
  if (Object.keys(problems).length > 0) return shown(changeSharePage(onlooker, made, state), 422)
  if (form.get('do') === 'preview') {
    const most = 'cap' in state.check ? state.check.cap.level : 'None'
    const preview = await previewWeek(door, onlooker, owner, { ...typed, said, most })
    return shown(changeSharePage(onlooker, made, { ...state, preview }))
  }
  if (isStale) return shown(changeSharePage(onlooker, share, { ...state, once: newNonce(door) }, true), 409)
  const change = { said, before: share.version }
  const outcome = await door.sharing.changeShare(owner, share.id, change, () => ownerCause(door, visit))
  if (outcome.done) return seeOther(`${onlooker.base}?done=changed`)
  if (outcome.because !== 'CHANGED_MEANWHILE') {
    return shown(changeSharePage(onlooker, share, refusedState(onlooker, state, outcome.because)), 422)
  }
  const now = await shareOf(door, visit)
  return shown(changeSharePage(onlooker, now, { ...state, once: newNonce(door) }, true), 409)
}

async function reset(door: OwnerDoor, visit: Visit): Promise<PageAnswer> {
  const { onlooker, form } = visit
  const share = await shareOf(door, visit)
  const mail = form.get('mail') === 'yes' && toOf(share) !== ''
  const outcome = await door.sharing.reset(ownerOf(onlooker), share.id, () => ownerCause(door, visit), mail)
  if (!outcome.done) {
    const state = refusedState(onlooker, stateOf(door, visit, share), outcome.because)
    return shown(changeSharePage(onlooker, share, state), 422)
  }
  const title = OWNER_TEXTS[onlooker.locale.language].resetTitle
  return shown(addressPage(onlooker, { address: outcome.address, title, mailedTo: mail ? toOf(share) : null }))
}

async function revoke(door: OwnerDoor, visit: Visit): Promise<PageAnswer> {
  const { onlooker } = visit
  const share = await shareOf(door, visit)
  const outcome = await door.sharing.revoke(ownerOf(onlooker), share.id, () => ownerCause(door, visit))
  if (outcome.done || outcome.because === 'NOT_THERE') return seeOther(`${onlooker.base}?done=revoked`)
  const state = refusedState(onlooker, stateOf(door, visit, share), outcome.because)
  return shown(changeSharePage(onlooker, share, state), 422)
}

const ask =
  (what: 'reset' | 'revoke') =>
  async (door: OwnerDoor, visit: Visit): Promise<PageAnswer> => {
    const share = await shareOf(door, visit)
    if (what === 'reset' && share.kind === 'grant')
      throw new FederationError('ERR_NOT_FOUND', 'A grant has no address.')
    return shown(endSharePage(visit.onlooker, share, what, newNonce(door)))
  }

export const CHANGE_ROUTES: readonly OwnerRoute[] = [
  { method: 'get', path: '/shares/:share/change', handle: showForm },
  { method: 'post', path: '/shares/:share/change', handle: formSent },
  { method: 'get', path: '/shares/:share/reset', handle: ask('reset') },
  { method: 'post', path: '/shares/:share/reset', handle: reset },
  { method: 'get', path: '/shares/:share/revoke', handle: ask('revoke') },
  { method: 'post', path: '/shares/:share/revoke', handle: revoke },
]
