import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import { mergePatch } from '../../trust/policies/merge-patch.ts'
import { POLICY_SCHEMAS } from '../../trust/policies/policy-document.ts'
import { canonicalName, partKey, readPartKey, withName } from '../../trust/policies/policy-parts.ts'
import type { PolicyKind, PolicyWrite } from '../../trust/policies/policy-store.ts'
import type { HeldRecord, Json } from '../../trust/stores/state-record.ts'
import type { Administration } from './administration.ts'
import { carriedOutBefore, editConflict, operation, requireBefore, unsoundPolicy } from './operation.ts'
import type { Answer, Call, Operation } from './operation.ts'

const MOST_LISTED = 1_000
const USUAL_PAGE = 100

const PAGE = {
  after: 'the last name of the page before',
  limit: `how many at most: 1 to ${MOST_LISTED}, else ${USUAL_PAGE}`,
}

/** A record as administrators see it. */
const shown = (name: string, { value, version }: HeldRecord): Json => ({ name, version, value })

/** @throws FederationError `ERR_NOT_FOUND` where none is hosted here under the name of the request */
export function organizationOf({ policies }: Administration, call: Call<unknown>): string {
  const organization = call.params['organization'] ?? ''
  policies.policyOf(organization)
  return organization
}

function nameOf(kind: PolicyKind, call: Call<unknown>): string {
  const name = kind === 'organization' ? call.params['organization'] : call.params['name']
  return canonicalName(kind, name ?? '')
}

async function heldOf(administration: Administration, kind: PolicyKind, call: Call<unknown>): Promise<HeldRecord> {
  const organization = organizationOf(administration, call)
  const held = await administration.state.get({ kind, key: partKey(organization, { kind, name: nameOf(kind, call) }) })
  if (held === null) throw nothing(kind)
  return held
}

const nothing = (kind: PolicyKind): FederationError =>
  new FederationError('ERR_NOT_FOUND', `There is no ${WORDS[kind]} of this name.`)

function limitOf(text: string | undefined): number {
  if (text === undefined) return USUAL_PAGE
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_LISTED) return limit
  throw new FederationError('ERR_MESSAGE_MALFORMED', `limit: expected a whole number from 1 to ${MOST_LISTED}.`)
}

async function list(administration: Administration, kind: PolicyKind, call: Call<unknown>): Promise<Answer> {
  const organization = organizationOf(administration, call)
  const limit = limitOf(call.query['limit'])
  const { after } = call.query
  const found = await administration.state.list(kind, {
    prefix: partKey(organization, { kind, name: '' }),
    limit: limit + 1,
    ...(after !== undefined && { after: partKey(organization, { kind, name: canonicalName(kind, after) }) }),
  })
  const items = found.slice(0, limit).map((held) => shown(readPartKey(kind, held.key).name, held))
  const last = found.length > limit ? readPartKey(kind, found[limit - 1]?.key ?? '').name : null
  return { body: { items, next: last } }
}

async function show(administration: Administration, kind: PolicyKind, call: Call<unknown>): Promise<Answer> {
  const held = await heldOf(administration, kind, call)
  return { body: shown(nameOf(kind, call), held), version: held.version }
}

/** Turns what a store refused into what an administrator is told. */
export function answerTo(
  write: PolicyWrite,
  yours: Json,
  done: (stored: Extract<PolicyWrite, { stored: true }>) => Answer,
): Answer {
  if (write.stored) return done(write)
  if (write.because === 'conflict') return editConflict(write.held, yours)
  if (write.because === 'repeated') throw carriedOutBefore()
  return unsoundPolicy(write.problems)
}

async function write(
  administration: Administration,
  kind: PolicyKind,
  call: Call<unknown>,
  value: Json | null,
): Promise<Answer> {
  const organization = organizationOf(administration, call)
  const name = nameOf(kind, call)
  const before = requireBefore(call)
  const answer = (version: number): Answer =>
    value === null
      ? { body: { removed: name } }
      : { status: before === 0 ? 201 : 200, body: { name, version, value: withName({ kind, name }, value) }, version }
  const change = { organization, kind, name, value, before }
  const outcome = await administration.policies.write(change, call.cause(answer))
  // Nobody's version to look at: what was to go is not there.
  if (value === null && !outcome.stored && outcome.because === 'conflict' && outcome.held === null) throw nothing(kind)
  return answerTo(outcome, value, ({ sequence }) => {
    administration.log.info('policy changed', { organization, kind, sequence, dryRun: call.dryRun })
    return answer(sequence)
  })
}

/** Lays single fields over what is held; who repeats it says the same, whatever is held by then. */
async function change(administration: Administration, kind: PolicyKind, call: Call<unknown>): Promise<Answer> {
  const organization = organizationOf(administration, call)
  const held = await administration.state.get({ kind, key: partKey(organization, { kind, name: nameOf(kind, call) }) })
  return write(administration, kind, call, mergePatch(held?.value ?? {}, call.body) as Json)
}

const WORDS: Readonly<Record<PolicyKind, string>> = {
  organization: 'organization',
  relationship: 'relationship',
  'sharing-policy': 'sharing policy',
  group: 'group',
  mailbox: 'mailbox entry',
}

/** What each kind is called in paths and on the command line. */
const RESOURCES = [
  { kind: 'relationship', resource: 'relationship', path: 'relationships' },
  { kind: 'sharing-policy', resource: 'policy', path: 'policies' },
  { kind: 'group', resource: 'group', path: 'groups' },
  { kind: 'mailbox', resource: 'mailbox', path: 'mailboxes' },
] as const

const pathsOf = (path: string) => {
  const all = `/organizations/{organization}/${path}`
  return { all, one: `${all}/{name}` }
}

function readingOperations({ kind, resource, path }: (typeof RESOURCES)[number]): Operation[] {
  const words = WORDS[kind]
  const { all, one } = pathsOf(path)
  return [
    operation({
      id: `${resource}.list`,
      method: 'get',
      path: all,
      scope: 'read',
      summary: `List every ${words}, ordered by name.`,
      query: PAGE,
      handle: (administration, call) => list(administration, kind, call),
    }),
    operation({
      id: `${resource}.show`,
      method: 'get',
      path: one,
      scope: 'read',
      summary: `Show one ${words}.`,
      handle: (administration, call) => show(administration, kind, call),
    }),
  ]
}

function changingOperations({ kind, resource, path }: (typeof RESOURCES)[number]): Operation[] {
  const words = WORDS[kind]
  const { one } = pathsOf(path)
  // The store says what is wrong with a value, in words that name the place; here it is only kept.
  const body = z.unknown().meta({ schema: resource })
  return [
    operation({
      id: `${resource}.set`,
      method: 'put',
      path: one,
      scope: 'operate',
      summary: `Make or change one ${words}.`,
      body,
      conditional: true,
      handle: (administration, call) => write(administration, kind, call, call.body as Json),
    }),
    operation({
      id: `${resource}.set.fields`,
      method: 'patch',
      path: one,
      scope: 'operate',
      summary: `Make one ${words}, or change fields of it: a JSON merge patch (RFC 7386).`,
      body,
      conditional: true,
      handle: (administration, call) => change(administration, kind, call),
    }),
    operation({
      id: `${resource}.remove`,
      method: 'delete',
      path: one,
      scope: 'operate',
      summary: `Take one ${words} away.`,
      conditional: true,
      handle: (administration, call) => write(administration, kind, call, null),
    }),
  ]
}

export const POLICY_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'organization.show',
    method: 'get',
    path: '/organizations/{organization}',
    scope: 'read',
    summary: 'Show the switches of one organization.',
    handle: (administration, call) => show(administration, 'organization', call),
  }),
  operation({
    id: 'organization.set',
    method: 'put',
    path: '/organizations/{organization}',
    scope: 'operate',
    summary: 'Change the switches of one organization; its domains are those of the configuration.',
    body: z.unknown().meta({ schema: 'organization' }),
    conditional: true,
    handle: (administration, call) => write(administration, 'organization', call, call.body as Json),
  }),
  operation({
    id: 'organization.set.fields',
    method: 'patch',
    path: '/organizations/{organization}',
    scope: 'operate',
    summary: 'Change single switches of one organization: a JSON merge patch (RFC 7386).',
    body: z.unknown().meta({ schema: 'organization' }),
    conditional: true,
    handle: (administration, call) => change(administration, 'organization', call),
  }),
  ...RESOURCES.flatMap((resource) => [...readingOperations(resource), ...changingOperations(resource)]),
]

/** The schemas of bodies that the store itself checks, by the names used above. */
export const CHECKED_BY_STORE: Readonly<Record<string, z.ZodType>> = {
  organization: POLICY_SCHEMAS.organization,
  relationship: POLICY_SCHEMAS.relationship,
  policy: POLICY_SCHEMAS['sharing-policy'],
  group: POLICY_SCHEMAS.group,
  mailbox: POLICY_SCHEMAS.mailbox,
}
