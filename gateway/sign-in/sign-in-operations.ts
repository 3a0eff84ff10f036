import { z } from 'zod'
import { readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
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
  /** Of an organization of ours; null: no mailbox. Absent: stays as it is. */
  mailbox: z
    .string()
    .max(320)
    .refine((text) => readMailboxAddress(text) !== null, 'expected a mailbox address, such as vera@contoso.example')
    .nullable()
    .optional(),
})

const showAccount = ({
  name,
  role,
  mailbox,
  changedAt,
  changedBy,
}: ConsoleAccount): Readonly<Record<string, Json>> => ({
  ...{ name, role, mailbox, changedAt: iso(changedAt), changedBy },
})

/** Without what opens anything. */
const showSession = ({ key, name, role, mailbox, by, begun, used, until }: HeldConsoleSession): Json => ({
  ...{ id: key, name, role, mailbox, by: by.kind, issuer: by.kind === 'openid' ? by.issuer : null },
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
    handle: async ({ consoleAccounts, sharing }, { params, body, cause }): Promise<Answer> => {
      const name = accountIn(params)
      const { role, passwordHash } = body
      const mailbox = body.mailbox === undefined ? consoleAccounts.of(name)?.mailbox : readMailboxAddress(body.mailbox)
      // What is not here is not bound: an account must not wait for a mailbox that somebody else is given later.
      if (body.mailbox !== undefined && mailbox) sharing.ownerOf(mailbox)
      const answer = (): Answer => ({ body: { name, role, mailbox: mailbox ?? null } })
      await consoleAccounts.set(name, { role, passwordHash, mailbox }, cause(answer))
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
