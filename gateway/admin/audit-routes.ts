import { z } from 'zod'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { eraseFromLog, listEntries, proveEntry, verifyLog } from '../audit/audit-operations.ts'
import { GATEWAY_NAME } from '../publish-metadata.ts'
import type { Administration } from './administration.ts'
import { operation } from './operation.ts'
import type { Answer, Operation } from './operation.ts'

const MOST_LISTED = 1_000
const USUAL_PAGE = 100

function numberOf(name: string, text: string | undefined, otherwise: number, most: number): number {
  const number = text === undefined ? otherwise : Number(text)
  if (Number.isSafeInteger(number) && number >= 0 && number <= most) return number
  throw new FederationError('ERR_MESSAGE_MALFORMED', `${name}: expected a whole number from 0 to ${most}.`)
}

/** @throws FederationError `ERR_NOT_FOUND` for a name that is none of ours */
function signerOf({ organizations }: Administration, name = GATEWAY_NAME): Organization {
  const signer = organizations.get(name)
  if (signer === undefined) throw new FederationError('ERR_NOT_FOUND', 'There is no organization of this name.')
  return signer
}

const eraseBody = z.strictObject({ address: z.string().max(254) })

export const AUDIT_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'audit.list',
    method: 'get',
    path: '/audit',
    scope: 'admin',
    summary: 'A page of the audit log, oldest first.',
    query: {
      from: 'the number of the first entry, else 0',
      limit: `how many at most: up to ${MOST_LISTED}, else ${USUAL_PAGE}`,
    },
    handle: async ({ state }, { query, cause }) => {
      const from = numberOf('from', query['from'], 0, Number.MAX_SAFE_INTEGER)
      const limit = numberOf('limit', query['limit'], USUAL_PAGE, MOST_LISTED)
      const { actor, requestId } = cause(() => ({ body: null }))
      // Reading the log is itself something to know of (threats AU4).
      const event = { event: 'audit.read', at: state.now(), actor, requestId, facts: { from, limit }, personal: {} }
      await state.commit({ writes: [], audit: [event] })
      return { body: await listEntries(state, from, limit) }
    },
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
      const index = numberOf('entry', params['entry'], 0, Number.MAX_SAFE_INTEGER)
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
    handle: async ({ state, lastLooks }, { body, cause, dryRun }) => {
      const answer = (erased: number): Answer => ({ body: { erased } })
      const address = parseMailboxAddress(body.address)
      // When she looked at somebody, and who looked at her, is no entry of the log, and goes with what is.
      if (!dryRun) await lastLooks.forget(address)
      return answer(await eraseFromLog(state, address, (erased) => cause(() => answer(erased))))
    },
  }),
]
