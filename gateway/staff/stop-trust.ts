import { findTrust } from '../admin/administration.ts'
import { printable } from '../cli/printable.ts'
import { LONGEST_REASON, trustChangePage } from '../console/trust-change-page.ts'
import { donePage } from '../console/change-pages.ts'
import { CONSOLE_TEXTS } from '../console/console-texts.ts'
import { shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import { askOperation } from './ask-operation.ts'
import type { ConsoleDoor, RoleRoute, Visit } from './console-door.ts'

type What = 'suspend' | 'resume'

/** @throws FederationError `ERR_NOT_FOUND` */
function named(door: ConsoleDoor, { params }: Visit): { readonly id: string; readonly partner: string } {
  const id = params['trust'] ?? ''
  return { id, partner: printable(findTrust(door.administration, id).metadata.name) }
}

/** @throws FederationError `ERR_NOT_FOUND` */
function asked(door: ConsoleDoor, visit: Visit, what: What, typed: string, wrong: boolean): string {
  return trustChangePage(visit.viewer, { ...named(door, visit), what, typed, wrong })
}

/** @throws FederationError `ERR_NOT_FOUND`, `ERR_CONFLICT` */
async function change(door: ConsoleDoor, visit: Visit, what: What): Promise<PageAnswer> {
  const { viewer, params, form, base } = visit
  const reason = (form.get('reason') ?? '').trim()
  const wrong = what === 'suspend' && (reason === '' || reason.length > LONGEST_REASON)
  if (wrong) return shown(asked(door, visit, what, reason.slice(0, LONGEST_REASON), true), 422)
  const body = what === 'suspend' ? { reason } : {}
  await askOperation(door, visit, `trust.${what}`, { params, body })
  const texts = CONSOLE_TEXTS[viewer.locale.language]
  const { id, partner } = named(door, visit)
  const undo = what === 'suspend' ? { action: `${base}trusts/${id}/resume`, fields: [] } : null
  const title = texts.ofTrust(texts[what], partner)
  const said = what === 'suspend' ? texts.done.suspended : texts.done.resumed
  return shown(donePage(viewer, { section: 'start', title, back: base, said, undo }))
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
