import { z } from 'zod'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { eraseFromLog, listEntries, proveEntry, shownEntry, verifyLog } from '../audit/audit-operations.ts'
import { pageOfEntries } from '../audit/find-entries.ts'
import { GATEWAY_NAME } from '../publish-metadata.ts'
import type { Administration } from './administration.ts'
import { noteReading, readAddress, readChoice, readInstant, readNumber, readWords } from './audit-reading.ts'
import { operation } from './operation.ts'
import type { Answer, Call, Operation } from './operation.ts'

const MOST_LISTED = 1_000
const USUAL_PAGE = 100

/** @throws FederationError `ERR_NOT_FOUND` for a name that is none of ours */
function signerOf({ organizations }: Administration, name = GATEWAY_NAME): Organization {
  const signer = organizations.get(name)
  if (signer === undefined) throw new FederationError('ERR_NOT_FOUND', 'There is no organization of this name.')
  return signer
}

const eraseBody = z.strictObject({ address: z.string().max(254) })

/** A page of the log: as it stands, or what is looked for in it. */
async function list({ state }: Administration, call: Call<unknown>): Promise<Answer> {
  const { query } = call
  const from = readNumber('from', query['from'], 0, Number.MAX_SAFE_INTEGER)
  const limit = readNumber('limit', query['limit'], 0, MOST_LISTED) ?? USUAL_PAGE
  const newestFirst = readChoice('order', query['order'], ['oldest', 'newest']) === 'newest'
  const filter = {
    event: readWords('event', query['event']),
    requestId: readWords('request', query['request']),
    actor: readWords('actor', query['actor']),
    person: query['person'] === undefined ? null : readAddress('person', query['person']),
    since: readInstant('since', query['since']),
    until: readInstant('until', query['until']),
  }
  const { person: _person, ...said } = query
  const whom = filter.person === null ? {} : { person: filter.person }
  await noteReading(state, call, { what: 'entries', ...said, from: from ?? 0, limit }, whom)
  if (!newestFirst && Object.values(filter).every((one) => one === null)) {
    return { body: await listEntries(state, from ?? 0, limit) }
  }
  const { entries, next } = await pageOfEntries(state, filter, { newestFirst, start: from }, limit)
  return { body: { entries: entries.map(shownEntry), next } }
}

export const AUDIT_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'audit.list',
    method: 'get',
    path: '/audit',
    scope: 'admin',
    summary: 'A page of the audit log, oldest first unless said otherwise.',
    query: {
      from: 'the number of the first entry looked at, else the oldest or the newest',
      limit: `how many at most: up to ${MOST_LISTED}, else ${USUAL_PAGE}`,
      order: 'oldest or newest first; else oldest',
      event: 'the name of an event, such as trust.accepted',
      request: 'the id of one request',
      actor: 'who did it, such as token:<id>',
      person: 'an address that stands beside the entry',
      since: 'from this instant on',
      until: 'before this instant',
    },
    handle: list,
  }),
  operation({
    id: 'audit.verify',
    method: 'get',
    path: '/audit/verification',
    scope: 'read',
    summary: 'Read the whole audit log and name every entry that is not as it was written.',
    handle: async (administration) => ({
      body: (await verifyLog(administration.state, signerOf(administration))) as unknown as Json,
    }),
  }),
  operation({
    id: 'audit.prove',
    method: 'get',
    path: '/audit/proofs/{entry}',
    scope: 'admin',
    summary: 'Prove to a partner that an entry stands in the audit log.',
    query: { organization: `which of our organizations signs: the one the partner trusts; else ${GATEWAY_NAME}` },
    handle: async (administration, { params, query }) => {
      const index = readNumber('entry', params['entry'], 0, Number.MAX_SAFE_INTEGER) ?? 0
      const signer = signerOf(administration, query['organization'])
      const proof = await proveEntry(administration.state, administration.auditTree, signer, index)
      return { body: proof as unknown as Json }
    },
  }),
  operation({
    id: 'audit.erase',
    method: 'post',
    path: '/audit/erasures',
    scope: 'admin',
    summary: "Take one person's address out of the audit log for good; it still verifies.",
    body: eraseBody,
    handle: async ({ state, lastLooks, lookups, budgets }, { body, cause, dryRun }) => {
      const answer = (erased: number): Answer => ({ body: { erased } })
      const address = parseMailboxAddress(body.address)
      // When she looked at somebody, and who looked at her, is no entry of the log, and goes with what is.
      if (!dryRun) await lastLooks.forget(address)
      const erased = await eraseFromLog(state, address, (values) => cause(() => answer(values)))
      if (!dryRun) lookups.forget(address)
      if (!dryRun) budgets.erase(address)
      return answer(erased)
    },
  }),
]
