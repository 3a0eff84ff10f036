import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { acceptTrust, acceptTrustBody } from './accept-trust.ts'
import { seenHeadOf } from '../audit/watch-partners.ts'
import { allTrusts, findTrust, inOrder, showTrust } from './administration.ts'
import { LARGEST_METADATA } from './fetch-metadata.ts'
import { approvalOperations, givenByTwo } from './approvals.ts'
import { AUDIT_OPERATIONS } from './audit-routes.ts'
import { BACKUP_OPERATION } from './backup-route.ts'
import { reasonBody, resumeTrust, revokeTrust, suspendTrust } from './end-trust.ts'
import { BUDGET_OPERATIONS } from './budget-operations.ts'
import { DOMAIN_OPERATIONS } from '../domains/domain-operations.ts'
import { TRUST_FILE_OPERATIONS } from '../agreement/trust-files.ts'
import { showAgreement } from '../agreement/show-agreement.ts'
import { showChecks } from '../domains/show-domains.ts'
import { CERTIFICATE_OPERATIONS } from './certificate-operations.ts'
import { DRILL_OPERATION } from './drill-operation.ts'
import { listOrganizations } from './list-organizations.ts'
import { INVITATION_OPERATIONS } from '../sharing/invitation-operations.ts'
import { LOOKUP_OPERATIONS } from './lookup-operations.ts'
import { LOOK_OPERATIONS } from './look-operations.ts'
import { operation, SCOPES } from './operation.ts'
import type { Answer, Operation } from './operation.ts'
import { POLICY_DIFF_OPERATION } from './policy-diff-operation.ts'
import { POLICY_DOCUMENT_OPERATIONS } from './policy-document-operations.ts'
import { POLICY_OPERATIONS } from './policy-operations.ts'
import { moveAddressSpaceBody, moveTrust } from './move-address-space.ts'
import { proposeTrust, proposeTrustBody } from './propose-trust.ts'
import { setCredential, setCredentialBody } from './set-credential.ts'
import { testTrust, testTrustBody } from './test-trust.ts'
import { ROLL_OPERATIONS } from './roll-operations.ts'
import { SHARE_OPERATIONS } from './share-operations.ts'
import { SHARING_OPERATIONS } from './sharing-operations.ts'
import { SIGN_IN_OPERATIONS } from '../sign-in/sign-in-operations.ts'

const name = z.string().min(1).max(100)

const createTokenBody = z.strictObject({
  name,
  scope: z.enum(SCOPES),
  /** When it ends by itself; absent: never. */
  expiresAt: z.iso.datetime({ offset: true, error: 'expected an instant such as 2027-06-01T00:00:00Z' }).optional(),
})
const claimBody = z.strictObject({ code: z.string().min(1).max(100), name })

const NOT_CLAIMED =
  'This code is wrong, over or used. A gateway that nobody administers prints a new one at each start.'

const TRUST_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'trust.list',
    method: 'get',
    path: '/trusts',
    scope: 'read',
    summary: 'List every trust, ordered by the name of the partner.',
    handle: (administration) => ({
      body: { trusts: inOrder(allTrusts(administration)).map((trust) => showTrust(administration, trust)) },
    }),
  }),
  operation({
    id: 'trust.show',
    method: 'get',
    path: '/trusts/{trust}',
    scope: 'read',
    summary: 'Show one trust.',
    handle: async (administration, { params }) => {
      const trust = findTrust(administration, params['trust'] ?? '')
      const seen = await seenHeadOf(administration.state, trust)
      const audit = seen && { entries: seen.seen.size, log: seen.seen.log, rewrittenAt: seen.seen.rewrittenAt }
      const checks = showChecks(await administration.domains.watch.lastChecks(trust))
      return { body: { ...showTrust(administration, trust), ...showAgreement(administration, trust), audit, checks } }
    },
  }),
  operation({
    id: 'trust.propose',
    method: 'post',
    path: '/trusts',
    scope: 'admin',
    summary: "Read a partner's metadata; nothing is trusted yet.",
    body: proposeTrustBody,
    handle: proposeTrust,
  }),
  givenByTwo({
    id: 'trust.accept',
    method: 'post',
    path: '/trusts/{trust}/accept',
    scope: 'admin',
    summary: 'Say yes to a proposed trust whose fingerprint was compared.',
    body: acceptTrustBody,
    largestBody: 2 * LARGEST_METADATA,
    handle: acceptTrust,
  }),
  operation({
    id: 'trust.credential',
    method: 'put',
    path: '/trusts/{trust}/credential',
    scope: 'admin',
    summary:
      'Say how a partner shows who asks: by single-use or access tokens, as an Exchange organization, or by an account.',
    body: setCredentialBody,
    handle: setCredential,
  }),
  givenByTwo({
    id: 'trust.address',
    method: 'put',
    path: '/trusts/{trust}/address',
    scope: 'admin',
    summary: 'Ask an address space at another address from now on; everything else about it stays.',
    body: moveAddressSpaceBody,
    handle: moveTrust,
  }),
  operation({
    id: 'trust.suspend',
    method: 'post',
    path: '/trusts/{trust}/suspend',
    scope: 'operate',
    summary: 'Stop a trust until it is resumed; it counts from the next lookup.',
    body: reasonBody,
    handle: suspendTrust,
  }),
  operation({
    id: 'trust.resume',
    method: 'post',
    path: '/trusts/{trust}/resume',
    scope: 'operate',
    summary: 'Let a suspended trust serve again.',
    handle: resumeTrust,
  }),
  givenByTwo({
    id: 'trust.revoke',
    method: 'post',
    path: '/trusts/{trust}/revoke',
    scope: 'admin',
    summary: 'End a trust for good; it counts from the next lookup.',
    body: reasonBody,
    handle: revokeTrust,
  }),
  operation({
    id: 'trust.test',
    method: 'post',
    path: '/trusts/{trust}/test',
    scope: 'operate',
    summary: 'Walk everything between us and the partner, and name the step that fails, whose it is and what to do.',
    body: testTrustBody,
    handle: testTrust,
  }),
]

const TOKEN_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'token.list',
    method: 'get',
    path: '/access-tokens',
    scope: 'admin',
    summary: 'List the access tokens of administrators.',
    handle: ({ tokens }) => ({ body: { tokens: tokens.list() as unknown as Json } }),
  }),
  operation({
    id: 'token.create',
    method: 'post',
    path: '/access-tokens',
    scope: 'admin',
    summary: 'Make an access token; its text is shown this once.',
    body: createTokenBody,
    handle: async ({ tokens }, call): Promise<Answer> => {
      const { expiresAt, ...order } = call.body
      const ends = expiresAt === undefined ? null : Date.parse(expiresAt)
      // A repetition is told which token was made and not its text, which is kept nowhere.
      const made = await tokens.create({ ...order, expiresAt: ends }, (shown) =>
        call.cause(() => ({ status: 201, body: { ...shown(), token: null } })),
      )
      return { status: 201, body: { ...made.shown, token: call.dryRun ? null : made.token } }
    },
  }),
  operation({
    id: 'token.revoke',
    method: 'delete',
    path: '/access-tokens/{token}',
    scope: 'admin',
    summary: 'Revoke an access token; it counts at once, on every instance.',
    handle: async ({ tokens }, call): Promise<Answer> => {
      const token = call.params['token'] ?? ''
      const answer = (): Answer => ({ body: { revoked: token } })
      await tokens.revoke(token, call.cause(answer))
      return answer()
    },
  }),
  operation({
    id: 'administrator.claim',
    method: 'post',
    path: '/first-administrator',
    scope: null,
    summary: 'Turn the one-time code of the first start into an access token.',
    body: claimBody,
    handle: async ({ tokens }, { body, cause, dryRun }): Promise<Answer> => {
      const made = await tokens.claim(
        body.code,
        body.name,
        cause(() => ({ body: null })),
      )
      if (made !== null) return { status: 201, body: { ...made.shown, token: dryRun ? null : made.token } }
      throw new FederationError('ERR_REQUESTER_UNTRUSTED', NOT_CLAIMED)
    },
  }),
]

/** Everything administrators can do, each thing once: what is not in this table is not there. */
export const OPERATIONS: readonly Operation[] = [
  operation({
    id: 'organization.list',
    method: 'get',
    path: '/organizations',
    scope: 'read',
    summary: 'Who we are: names, ids, fingerprints, addresses of metadata.',
    handle: (administration) => ({ body: { organizations: listOrganizations(administration) } }),
  }),
  ...POLICY_OPERATIONS,
  ...POLICY_DOCUMENT_OPERATIONS,
  POLICY_DIFF_OPERATION,
  ...SHARING_OPERATIONS,
  ...SHARE_OPERATIONS,
  ...TRUST_OPERATIONS,
  ...DOMAIN_OPERATIONS,
  ...CERTIFICATE_OPERATIONS,
  ...ROLL_OPERATIONS,
  DRILL_OPERATION,
  ...TRUST_FILE_OPERATIONS,
  ...approvalOperations(() => OPERATIONS),
  ...TOKEN_OPERATIONS,
  ...SIGN_IN_OPERATIONS,
  ...AUDIT_OPERATIONS,
  ...LOOK_OPERATIONS,
  ...INVITATION_OPERATIONS,
  BACKUP_OPERATION,
  ...LOOKUP_OPERATIONS,
  ...BUDGET_OPERATIONS,
]
