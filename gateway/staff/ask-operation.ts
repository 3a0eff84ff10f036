import { FederationError } from '../../protocols/federation-error.ts'
import type { ConsoleRole } from '../../trust/sign-in/console-role.ts'
import { SCOPES } from '../admin/operation.ts'
import type { Answer, Call, Operation, Scope } from '../admin/operation.ts'
import { OPERATIONS } from '../admin/operations.ts'
import { readBodyOf } from '../admin/read-order.ts'
import { personOf } from '../sign-in/console-person.ts'
import { actorOf } from '../sign-in/console-sessions.ts'
import type { ConsoleDoor, Visit } from './console-door.ts'

/** What an operation is asked with; what is not said is empty. */
export interface Order {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The version a change is made from, 0 for something new. */
  readonly before?: number
  /** Only checks it, and answers what would come of it. */
  readonly dryRun?: boolean
  /** Ends it before it is done, where it can be ended. */
  readonly signal?: AbortSignal
}

/** What each role may do, in the words of access tokens; calendar owners administer nothing. */
const SCOPE_OF: Readonly<Record<ConsoleRole, Scope | null>> = { administrator: 'admin', auditor: 'read', owner: null }

/** What auditors read besides: that of which an access token for a program is not enough, since it names people. */
const READ_BY_AUDITORS: ReadonlySet<string> = new Set(['audit.list', 'audit.lookups', 'budget.show'])

function isIncluded(wanted: Scope | null, held: Scope | null): boolean {
  return wanted !== null && held !== null && SCOPES.indexOf(held) >= SCOPES.indexOf(wanted)
}

function operationOf(id: string): Operation {
  const found = OPERATIONS.find((operation) => operation.id === id)
  if (found === undefined) throw new FederationError('ERR_NOT_FOUND', `There is no operation ${id}.`)
  return found
}

function callOf({ administration }: ConsoleDoor, visit: Visit, operation: Operation, order: Order): Call<unknown> {
  const { session } = visit.viewer
  const { params = {}, query = {}, body = {}, before = null, dryRun = false } = order
  const { signal = new AbortController().signal } = order
  const requestId = administration.random.uuid()
  return {
    ...{ params, query, before, dryRun, source: visit.source, signal },
    body: readBodyOf(operation, body),
    caller: { tokenId: actorOf(session), person: personOf(session), scope: SCOPE_OF[session.role] ?? 'read' },
    cause: () => ({ actor: actorOf(session), requestId, ...(dryRun && { rehearsal: true }) }),
  }
}

/**
 * Carries out an operation of the administration as whoever is signed in: what the API and the command line do, with the
 * same checks and the same entry on record.
 *
 * @throws FederationError `ERR_FORBIDDEN` for another role's; whatever the operation throws
 */
export async function askOperation(door: ConsoleDoor, visit: Visit, id: string, order: Order = {}): Promise<Answer> {
  const operation = operationOf(id)
  const { role } = visit.viewer.session
  const reads = role === 'auditor' && READ_BY_AUDITORS.has(id)
  if (!reads && !isIncluded(operation.scope, SCOPE_OF[role]))
    throw new FederationError('ERR_FORBIDDEN', `This is not for the role ${role}.`)
  return operation.handle(door.administration, callOf(door, visit, operation, order))
}
