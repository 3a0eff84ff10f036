import { resumeTrust, suspendTrust } from '../admin/end-trust.ts'
import { findTrust } from '../admin/administration.ts'
import { printable } from '../cli/printable.ts'
import { LONGEST_REASON, trustChangePage } from '../console/trust-change-page.ts'
import { seeOther, shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import { actorOf } from '../sign-in/console-sessions.ts'
import type { ConsoleDoor, RoleRoute, Visit } from './console-door.ts'

type What = 'suspend' | 'resume'

/** @throws FederationError `ERR_NOT_FOUND` */
function asked(door: ConsoleDoor, { viewer, params }: Visit, what: What, typed: string, wrong: boolean): string {
  const id = params['trust'] ?? ''
  const partner = printable(findTrust(door.administration, id).metadata.name)
  return trustChangePage(viewer, { id, partner, what, typed, wrong })
}

/** @throws FederationError `ERR_NOT_FOUND`, `ERR_CONFLICT` */
async function change(door: ConsoleDoor, visit: Visit, what: What): Promise<PageAnswer> {
  const { viewer, params, form, base } = visit
  const { administration } = door
  const reason = (form.get('reason') ?? '').trim()
  const wrong = what === 'suspend' && (reason === '' || reason.length > LONGEST_REASON)
  if (wrong) return shown(asked(door, visit, what, reason.slice(0, LONGEST_REASON), true), 422)
  const call = { params, cause: () => ({ actor: actorOf(viewer.session), requestId: administration.random.uuid() }) }
  if (what === 'suspend') await suspendTrust(administration, { ...call, body: { reason } })
  else await resumeTrust(administration, call)
  return seeOther(`${base}?done=${what === 'suspend' ? 'suspended' : 'resumed'}`)
}

const both = (what: What): readonly RoleRoute[] => [
  {
    ...{ method: 'get', path: `/trusts/:trust/${what}`, admits: ['administrator'], fresh: true },
    handle: (door, visit) => shown(asked(door, visit, what, '', false)),
  },
  {
    ...{ method: 'post', path: `/trusts/:trust/${what}`, admits: ['administrator'], fresh: true },
    handle: (door, visit) => change(door, visit, what),
  },
]

/** Stopping a trust and letting it serve again: each counts from the next lookup and can be undone by the other. */
export const STOP_ROUTES: readonly RoleRoute[] = [...both('suspend'), ...both('resume')]
