import { isConfirmed } from '../../console/change-pages.ts'
import {
  changedPage,
  changePage,
  LONGEST_REASON,
  reasonField,
  stalePage,
  undoBy,
} from '../../console/trusts/trust-change-pages.ts'
import { mayResume, maySuspend } from '../../console/trusts/trust-acts.ts'
import { TRUST_CHANGE_TEXTS } from '../../console/trusts/trust-change-texts.ts'
import { stateBegan } from '../../console/trusts/trust-page.ts'
import { html } from '../../console/html.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { askChange, waitingChange } from './ask-change.ts'
import { namedTrust, trustOf } from './find-shown-trust.ts'

type What = 'suspend' | 'resume' | 'revoke'

/** Which state of a trust a form was made from; absent: it does not matter which. */
const STATE = 'state'

/** Says that it is the same state since: stopped, started and stopped again it is another. */
export const stateMark = (trust: FederationTrust): string => `${trust.is.state} ${stateBegan(trust)}`

const MAY: Readonly<Record<What, (trust: FederationTrust) => boolean>> = {
  suspend: maySuspend,
  resume: mayResume,
  revoke: ({ is }) => is.state !== 'revoked',
}

interface Typed {
  readonly reason: string
  readonly wrong: boolean
}

function ask({ viewer }: Visit, trust: FederationTrust, what: What, { reason, wrong }: Typed): string {
  const texts = TRUST_CHANGE_TEXTS[viewer.locale.language]
  const ending = trust.is.state === 'proposed' ? texts.revokeProposalWhy : texts.revokeWhy
  const why = { suspend: texts.suspendWhy, resume: texts.resumeWhy, revoke: ending }
  const mark = html`<input type="hidden" name="${STATE}" value="${stateMark(trust)}">`
  return changePage(
    viewer,
    { ...namedTrust(trust), act: what },
    {
      says: html`<p>${why[what]}</p>`,
      fields: html`${mark}${what !== 'resume' && reasonField(viewer, reason, wrong)}`,
      faults: wrong ? { reason: texts.noReason } : {},
      final: what === 'revoke',
    },
  )
}

/** What takes it back: the reason there was stays the reason. */
function undoOf({ viewer }: Visit, before: FederationTrust, after: FederationTrust, what: What) {
  const { id } = namedTrust(after)
  const mark = [STATE, stateMark(after)] as const
  if (what === 'suspend') return undoBy(viewer, id, 'resume', [mark])
  const { is } = before
  if (what !== 'resume' || is.state !== 'suspended' || !maySuspend(after)) return null
  return undoBy(viewer, id, 'suspend', [mark, ['reason', is.reason]])
}

/** @throws FederationError `ERR_NOT_FOUND` */
async function change(door: ConsoleDoor, visit: Visit, what: What): Promise<PageAnswer> {
  const { viewer, params, form } = visit
  const before = trustOf(door, visit)
  const changing = { ...namedTrust(before), act: what }
  const reason = (form.get('reason') ?? '').trim()
  const wrong = what !== 'resume' && (reason === '' || reason.length > LONGEST_REASON)
  const mark = form.get(STATE)
  const isStale = !MAY[what](before) || (mark !== null && mark !== stateMark(before))
  if (isStale) return shown(stalePage(viewer, changing), 409)
  if (wrong || !isConfirmed(form))
    return shown(ask(visit, before, what, { reason: reason.slice(0, LONGEST_REASON), wrong }), wrong ? 422 : 200)
  const asked = await askChange(door, visit, `trust.${what}`, { params, body: what === 'resume' ? {} : { reason } })
  if (asked.outcome === 'refused') return shown(stalePage(viewer, changing), 409)
  if (asked.outcome === 'waits') return waitingChange(visit, asked.body, changing)
  const texts = TRUST_CHANGE_TEXTS[viewer.locale.language]
  const said = { suspend: texts.suspended, resume: texts.resumed, revoke: texts.revoked }[what]
  return shown(changedPage(viewer, changing, { said, undo: undoOf(visit, before, trustOf(door, visit), what) }))
}

const both = (what: What): readonly RoleRoute[] => [
  {
    ...{ method: 'get', path: `/trusts/:trust/${what}`, admits: ['administrator'], fresh: true },
    handle: (door, visit) => shown(ask(visit, trustOf(door, visit), what, { reason: '', wrong: false })),
  },
  {
    ...{ method: 'post', path: `/trusts/:trust/${what}`, admits: ['administrator'], fresh: true },
    handle: (door, visit) => change(door, visit, what),
  },
]

/** Stopping a trust and letting it serve again, each of which takes the other back; and ending it for good. */
export const STOP_ROUTES: readonly RoleRoute[] = [...both('suspend'), ...both('resume'), ...both('revoke')]
