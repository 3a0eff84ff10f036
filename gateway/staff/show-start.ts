import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { inForce } from '../../trust/organization/federation-trust.ts'
import { isAddressSpace } from '../../trust/organization/address-space.ts'
import { domainsOf } from '../../trust/organization/prove-domains.ts'
import { needsOf } from '../../trust/organization/settle-trust.ts'
import { fingerprintInWords } from '../../trust/keys/fingerprint.ts'
import { allTrusts, inOrder, nameOf, trustId } from '../admin/administration.ts'
import { printable } from '../cli/printable.ts'
import { startPage } from '../console/start-page.ts'
import type { ListedTrust, StartDone } from '../console/start-page.ts'
import { seeOther, shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import { actorOf } from '../sign-in/console-sessions.ts'
import type { HeldConsoleSession, SignedIn } from '../sign-in/console-sessions.ts'
import type { ConsoleDoor, RoleRoute, Visit } from './console-door.ts'

const EVERYBODY = ['administrator', 'auditor', 'owner'] as const
const DONE: readonly StartDone[] = ['ended']

function actOf(trust: FederationTrust): ListedTrust['act'] {
  if (inForce(trust)) return 'suspend'
  return trust.is.state === 'suspended' && trust.is.by === 'us' ? 'resume' : null
}

function listed({ administration }: ConsoleDoor, trust: FederationTrust): ListedTrust {
  const { metadata, is, local } = trust
  const { notAfter, fingerprint } = metadata.certificate
  const known = !isAddressSpace(trust)
  return {
    id: trustId(trust),
    partner: printable(metadata.name),
    ours: nameOf(administration, local),
    state: is.state,
    domains: domainsOf(trust).map(({ domain }) => domain),
    certificateUntil: known ? notAfter : null,
    fingerprint: known ? fingerprintInWords(fingerprint) : null,
    needs: needsOf(trust),
    act: actOf(trust),
  }
}

/** Whether both are sessions of one person: the same account, or the same subject of the same provider. */
function isSamePerson(one: SignedIn, other: SignedIn): boolean {
  if (one.by.kind === 'password') return other.by.kind === 'password' && one.name === other.name
  return other.by.kind === 'openid' && one.by.issuer === other.by.issuer && one.by.subject === other.by.subject
}

const sessionsOf = ({ consoleSessions }: ConsoleDoor, { viewer }: Visit): readonly HeldConsoleSession[] =>
  consoleSessions.list().filter((held) => isSamePerson(held, viewer.session))

function start(door: ConsoleDoor, visit: Visit): PageAnswer {
  const { viewer, query } = visit
  const mayLook = viewer.session.role !== 'owner'
  const trusts = mayLook ? inOrder(allTrusts(door.administration)).map((trust) => listed(door, trust)) : null
  const done = DONE.find((one) => one === query.get('done')) ?? null
  return shown(startPage(viewer, { trusts, sessions: sessionsOf(door, visit), done }))
}

/** Hers only: of a session of somebody else there is nothing here. */
async function endSession(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, params, base } = visit
  const own = sessionsOf(door, visit).find(({ key }) => key === params['session'])
  const cause = { actor: actorOf(viewer.session), requestId: door.administration.random.uuid() }
  await door.consoleSessions.revoke(own?.key ?? '', cause)
  return seeOther(`${base}?done=ended`)
}

export const START_ROUTES: readonly RoleRoute[] = [
  { method: 'get', path: '/', admits: EVERYBODY, handle: start },
  { method: 'post', path: '/sessions/:session/end', admits: EVERYBODY, handle: endSession },
]
