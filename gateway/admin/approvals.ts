import { z } from 'zod'
import { DAY } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../../trust/clock.ts'
import { BY_ITSELF } from '../../trust/stores/cause.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { HeldRecord, Json } from '../../trust/stores/state-record.ts'
import type { Commit, RecordWrite } from '../../trust/stores/state-change.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { Administration } from './administration.ts'
import { bearerOf, carriedOutBefore, operation } from './operation.ts'
import type { Answer, Call, Operation, Person } from './operation.ts'

const LASTS = DAY
const MOST = 100
const ID_BYTES = 8

const APPROVAL = z.strictObject({
  operation: z.string(),
  params: z.record(z.string(), z.string()),
  body: z.json(),
  /** Id of the access token that asked, or of the session of the console. */
  askedBy: z.string(),
  /** Who that is, as no second yes may be; absent where it was asked before 2026-11-27, by a token. */
  person: z.strictObject({ id: z.string(), name: z.string().nullable() }).optional(),
  at: z.number(),
  until: z.number(),
})

type Approval = z.infer<typeof APPROVAL>

/** What somebody asked for, and nobody else has given yet. */
export interface KeptApproval extends Approval {
  readonly id: string
  readonly version: number
}

/**
 * Makes an operation one that, where the configuration asks for two administrators, is carried out when a second one
 * gives it: what the first asked for is checked, kept, and answered with 202.
 */
export function givenByTwo<Body>(definition: Operation<Body>): Operation {
  const { id, handle } = definition
  const asking: Operation<Body>['handle'] = async (administration, call) => {
    if (administration.approvals === 1 || call.dryRun) return handle(administration, call)
    await handle(administration, rehearsed(call))
    return ask(administration, id, call as Call<unknown>)
  }
  return operation({ ...definition, handle: asking, whenGiven: handle })
}

/** Every check of a request, and nothing of what it does. */
function rehearsed<Body>(call: Call<Body>): Call<Body> {
  const { actor, requestId } = call.cause(() => ({ body: null }))
  return { ...call, dryRun: true, before: call.before, cause: () => ({ actor, requestId, rehearsal: true }) }
}

async function ask(
  { state, random, clock, tokens }: Administration,
  operationId: string,
  call: Call<unknown>,
): Promise<Answer> {
  if ((await state.list('approval', { limit: MOST })).length >= MOST)
    throw new FederationError('ERR_CONFLICT', 'Too many requests wait for a second administrator; withdraw some.')
  const id = random.bytes(ID_BYTES).toString('hex')
  const at = clock.now()
  const { params, body, caller } = call
  const asked = { operation: operationId, params, body: body as Json, askedBy: caller.tokenId, at, until: at + LASTS }
  const value = { ...asked, person: { ...caller.person } }
  const answer = (): Answer => ({
    status: 202,
    body: { approval: shown(tokens, { ...APPROVAL.parse(value), id, version: 0 }) },
  })
  const write: RecordWrite = { kind: 'approval', key: id, value, before: 0 }
  await keep(state, write, call.cause(answer), { event: 'approval.asked', facts: { approval: id, ...asked } })
  return answer()
}

async function keep(
  state: StateStore,
  write: RecordWrite,
  { actor, requestId, request, rehearsal }: Cause,
  { event, facts }: { readonly event: string; readonly facts: Readonly<Record<string, Json>> },
): Promise<void> {
  const commit: Commit = await state.commit({
    writes: [write],
    audit: [{ event, at: state.now(), actor, requestId, facts, personal: {} }],
    ...(request !== undefined && { request }),
    ...(rehearsal !== undefined && { rehearsal }),
  })
  if (commit.committed) return
  if (commit.because === 'repeated') throw carriedOutBefore()
  throw new FederationError('ERR_CONFLICT', 'Somebody else gave or withdrew it meanwhile.')
}

function read({ key, version, value }: HeldRecord): KeptApproval {
  return { id: key, version, ...APPROVAL.parse(value) }
}

/** @throws FederationError `ERR_NOT_FOUND`, also for one that is over */
export async function findApproval({ state, clock }: Administration, id: string): Promise<KeptApproval> {
  const held = await state.get({ kind: 'approval', key: id })
  const approval = held && read(held)
  if (approval !== null && approval.until > clock.now()) return approval
  throw new FederationError('ERR_NOT_FOUND', 'Nothing of this id waits for a second administrator.')
}

/** All that wait, as many as may. */
export async function waitingApprovals({ state, clock }: Administration): Promise<readonly KeptApproval[]> {
  const kept = (await state.list('approval', { limit: MOST })).map(read)
  return kept.filter(({ until }) => until > clock.now())
}

/** As whoever asked is called; null where nobody knows any more. */
export const askerName = ({ tokens }: { readonly tokens: Pick<AccessTokens, 'nameOf'> }, approval: Approval) =>
  approval.person?.name ?? tokens.nameOf(approval.askedBy)

function shown(tokens: Pick<AccessTokens, 'nameOf'>, approval: KeptApproval): Json {
  const { id, operation: asked, params, body, askedBy, at, until } = approval
  const iso = (instant: number): string => new Date(instant).toISOString()
  const askedByName = askerName({ tokens }, approval)
  return { id, operation: asked, params, body, askedBy, askedByName, at: iso(at), until: iso(until) }
}

const personOf = ({ person, askedBy }: Approval): Person => person ?? bearerOf(askedBy)

/** Whether it is hers, in whatever session she asked: one person is no two administrators (threats AD6). */
export const isOwn = (approval: Approval, { id }: Person): boolean => personOf(approval).id === id

/** What the first is called in the audit log. */
const actorOf = ({ askedBy }: Approval): string => (askedBy.startsWith('session:') ? askedBy : `token:${askedBy}`)

/** The second yes: it carries out what the first asked for, under both names. */
async function give(
  administration: Administration,
  call: Call<unknown>,
  operations: () => readonly Operation[],
): Promise<Answer> {
  const approval = await findApproval(administration, call.params['approval'] ?? '')
  if (isOwn(approval, call.caller.person))
    throw new FederationError(
      'ERR_FORBIDDEN',
      'The second yes has to come from another token or person than the first.',
    )
  const asked = operations().find(({ id }) => id === approval.operation)
  if (asked?.whenGiven === undefined) throw new FederationError('ERR_NOT_FOUND', 'There is no such operation any more.')
  const body = asked.body === undefined ? approval.body : asked.body.parse(approval.body)
  const both = (cause: Cause): Cause => ({ ...cause, actor: `${actorOf(approval)}+${cause.actor}` })
  const carried = {
    ...call,
    params: approval.params,
    body,
    cause: (answer: (sequence: number) => Answer) => both(call.cause(answer)),
  }
  // Where it cannot be done any more it stays, and is taken away before it is done: it is done once.
  const rehearsal = await asked.whenGiven(administration, rehearsed(carried))
  if (call.dryRun) return rehearsal
  const { actor, requestId } = carried.cause(() => ({ body: null }))
  const write: RecordWrite = { kind: 'approval', key: approval.id, value: null, before: approval.version }
  const facts = { approval: approval.id, operation: approval.operation }
  await keep(administration.state, write, { actor, requestId }, { event: 'approval.given', facts })
  return asked.whenGiven(administration, carried)
}

async function withdraw(administration: Administration, call: Call<unknown>): Promise<Answer> {
  const approval = await findApproval(administration, call.params['approval'] ?? '')
  const answer = (): Answer => ({ body: { withdrawn: approval.id } })
  const write: RecordWrite = { kind: 'approval', key: approval.id, value: null, before: approval.version }
  const facts = { approval: approval.id, operation: approval.operation, askedBy: approval.askedBy }
  await keep(administration.state, write, call.cause(answer), { event: 'approval.withdrawn', facts })
  return answer()
}

/** Takes away what nobody gave within a day. To be run every minute. */
export async function dropOldApprovals({
  state,
  clock,
}: {
  readonly state: StateStore
  readonly clock: Clock
}): Promise<void> {
  for (const held of await state.list('approval', { limit: MOST })) {
    const { id, version, until, operation: asked } = read(held)
    if (until > clock.now()) continue
    const write: RecordWrite = { kind: 'approval', key: id, value: null, before: version }
    const facts = { approval: id, operation: asked }
    await keep(state, write, BY_ITSELF, { event: 'approval.expired', facts }).catch((error: unknown) => {
      // Another instance was first.
      if (!(error instanceof FederationError) || error.code !== 'ERR_CONFLICT') throw error
    })
  }
}

/** @param operations all of the table, to find the one that was asked for */
export function approvalOperations(operations: () => readonly Operation[]): readonly Operation[] {
  return [
    operation({
      id: 'approval.list',
      method: 'get',
      path: '/approvals',
      scope: 'read',
      summary: 'List what waits for a second administrator.',
      handle: async (administration) => {
        const waiting = await waitingApprovals(administration)
        return { body: { approvals: waiting.map((approval) => shown(administration.tokens, approval)) } }
      },
    }),
    operation({
      id: 'approval.give',
      method: 'post',
      path: '/approvals/{approval}/give',
      scope: 'admin',
      summary: 'Carry out what another administrator asked for.',
      handle: (administration, call) => give(administration, call, operations),
    }),
    operation({
      id: 'approval.withdraw',
      method: 'delete',
      path: '/approvals/{approval}',
      scope: 'admin',
      summary: 'Take back a request that waits for a second administrator.',
      handle: withdraw,
    }),
  ]
}
