import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { operation } from '../admin/operation.ts'
import type { Answer, Operation } from '../admin/operation.ts'
import { ACCOUNT_ROLES, isUsualHash, readAccountName } from './console-accounts.ts'
import type { ConsoleAccount } from './console-accounts.ts'
import type { HeldConsoleSession } from './console-sessions.ts'

const iso = (instant: number): string => new Date(instant).toISOString()

const accountBody = z.strictObject({
  role: z.enum(ACCOUNT_ROLES),
  passwordHash: z.string().max(200).refine(isUsualHash, 'expected what `ledig password` prints'),
})

const showAccount = ({ name, role, changedAt, changedBy }: ConsoleAccount): Readonly<Record<string, Json>> => ({
  ...{ name, role, changedAt: iso(changedAt), changedBy },
})

/** Without what opens anything. */
const showSession = ({ key, name, role, by, begun, used, until }: HeldConsoleSession): Json => ({
  ...{ id: key, name, role, by: by.kind, issuer: by.kind === 'openid' ? by.issuer : null },
  ...{ begun: iso(begun), used: iso(used), until: iso(until) },
})

/** @throws FederationError `ERR_MESSAGE_MALFORMED` */
function accountIn(params: Readonly<Record<string, string>>): string {
  const name = readAccountName(params['name'] ?? '')
  if (name !== null) return name
  const message = 'name: expected letters from a to z, digits, and . _ @ + - between them, 100 at most.'
  throw new FederationError('ERR_MESSAGE_MALFORMED', message)
}

/** Who signs in to the console, and who is signed in. */
export const SIGN_IN_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'administrator.list',
    method: 'get',
    path: '/administrators',
    scope: 'admin',
    summary: 'List who signs in to the console by a password kept here.',
    handle: ({ consoleAccounts }) => ({ body: { administrators: consoleAccounts.list().map(showAccount) } }),
  }),
  operation({
    id: 'administrator.set',
    method: 'put',
    path: '/administrators/{name}',
    scope: 'admin',
    summary:
      'Let somebody sign in to the console by a password, or give her another; who is signed in under it is so no more.',
    body: accountBody,
    handle: async ({ consoleAccounts }, { params, body, cause }): Promise<Answer> => {
      const name = accountIn(params)
      const answer = (): Answer => ({ body: { name, role: body.role } })
      await consoleAccounts.set(name, body, cause(answer))
      return answer()
    },
  }),
  operation({
    id: 'administrator.remove',
    method: 'delete',
    path: '/administrators/{name}',
    scope: 'admin',
    summary: 'Let somebody sign in no more; it counts at once, on every instance.',
    handle: async ({ consoleAccounts }, { params, cause }): Promise<Answer> => {
      const name = accountIn(params)
      const answer = (): Answer => ({ body: { removed: name } })
      await consoleAccounts.remove(name, cause(answer))
      return answer()
    },
  }),
  operation({
    id: 'session.list',
    method: 'get',
    path: '/console-sessions',
    scope: 'admin',
    summary: 'List who is signed in to the console.',
    handle: ({ consoleSessions }) => ({ body: { sessions: consoleSessions.list().map(showSession) } }),
  }),
  operation({
    id: 'session.revoke',
    method: 'delete',
    path: '/console-sessions/{session}',
    scope: 'admin',
    summary: 'End a session of the console; it counts at once, on every instance.',
    handle: async ({ consoleSessions }, { params, cause }): Promise<Answer> => {
      const session = params['session'] ?? ''
      const answer = (): Answer => ({ body: { revoked: session } })
      await consoleSessions.revoke(session, cause(answer))
      return answer()
    },
  }),
]
