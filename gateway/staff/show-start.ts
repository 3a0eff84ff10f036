import { startPage } from '../console/start-page.ts'
import type { StartDone } from '../console/start-page.ts'
import { seeOther, shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import { personOf } from '../sign-in/console-person.ts'
import { actorOf } from '../sign-in/console-sessions.ts'
import type { HeldConsoleSession } from '../sign-in/console-sessions.ts'
import type { ConsoleDoor, RoleRoute, Visit } from './console-door.ts'
import { overviewOf } from './trusts/list-trusts.ts'

const EVERYBODY = ['administrator', 'auditor', 'owner'] as const
const DONE: readonly StartDone[] = ['ended']

const sessionsOf = ({ consoleSessions }: ConsoleDoor, { viewer }: Visit): readonly HeldConsoleSession[] =>
  consoleSessions.list().filter((held) => personOf(held).id === personOf(viewer.session).id)

function start(door: ConsoleDoor, visit: Visit): PageAnswer {
  const { viewer, query } = visit
  const mayLook = viewer.session.role !== 'owner'
  const trusts = mayLook ? overviewOf(door.administration, viewer) : null
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
