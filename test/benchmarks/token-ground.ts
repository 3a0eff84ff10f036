import { randomBytes, randomUUID } from 'node:crypto'
import { parseDomain, parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { readMetadata, signMetadata } from '../../trust/organization/federation-metadata.ts'
import { UNPROVEN } from '../../trust/organization/domain-proof.ts'
import { isRefused } from '../../trust/organization/federation-trust.ts'
import { accept, propose } from '../../trust/organization/trust-transitions.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { createOrganization, publicPart, tokenSigner } from '../../trust/organization/organization.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import { trustSnapshot } from '../../trust/organization/trust-snapshot.ts'
import { openEmbeddedReplayStore } from '../../trust/stores/replay-store-embedded.ts'
import { openRedisReplayStore } from '../../trust/stores/replay-store-redis.ts'
import type { ReplayStore } from '../../trust/stores/replay-store.ts'
import { PartnerAccess } from '../../trust/tokens/access-token.ts'
import { issueToken } from '../../trust/tokens/issue-token.ts'
import { VerificationBudget } from '../../trust/tokens/verification-budget.ts'
import type { BearerReceiver } from '../../trust/tokens/verify-bearer.ts'

export const clock = { now: Date.now }
export const US = parseOrganizationId('urn:ledig:33333333-3333-4333-8333-333333333333')
export const EWS = 'https://gateway.contoso.example/EWS/Exchange.asmx'
export const PERSON = parseMailboxAddress('anna@fabrikam.example')
export const BODY = Buffer.alloc(1_900, 'ledig')

/** Two organizations that trust each other, and where spent tokens are kept, for measuring the verifier by itself. */
export interface TokenGround {
  readonly us: Organization
  readonly partner: Organization
  readonly trust: FederationTrust
  readonly stores: Readonly<Record<'embedded' | 'redis', ReplayStore | null>>
}

export async function openTokenGround({
  folder,
  redisUrl,
}: {
  folder: string
  redisUrl: string | null
}): Promise<TokenGround> {
  const made = (id: string, name: string): Promise<Organization> =>
    createOrganization({ id: parseOrganizationId(id), name, clock })
  const [us, partner] = await Promise.all([made(US, 'Contoso'), made(`urn:ledig:${randomUUID()}`, 'Fabrikam')])
  const endpoints = { ews: 'https://f.example/EWS/Exchange.asmx', trust: 'https://f.example/' }
  const software = { name: 'bench', version: '1' }
  const reading = readMetadata(signMetadata(partner, { endpoints, sequence: 1, clock, software }), { clock })
  if (!reading.accepted) throw new Error(reading.because)
  const proposed = propose(US, reading.metadata, clock)
  if (isRefused(proposed)) throw new Error(proposed.refused)
  const yes = {
    fingerprint: reading.metadata.certificate.fingerprint,
    domains: [parseDomain('fabrikam.example')],
    prove: () => UNPROVEN,
  }
  const trust = accept(proposed, yes, clock)
  if (isRefused(trust)) throw new Error(trust.refused)
  const embedded = await openEmbeddedReplayStore({ folder, clock, bootId: null, log: () => undefined })
  const redis = redisUrl === null ? null : await openRedisReplayStore({ url: redisUrl, clock, random: () => 0.5 })
  return { us, partner, trust: { ...trust, credential: { kind: 'access-token' } }, stores: { embedded, redis } }
}

/** Good ones, each its own. */
export function goodTokens({ partner }: TokenGround, count: number): readonly string[] {
  const order = {
    signer: tokenSigner(partner, Date.now()),
    audience: US,
    subject: PERSON,
    method: 'POST',
    url: EWS,
  } as const
  const newTokenId = (): string => randomBytes(16).toString('base64url')
  return Array.from({ length: count }, () => issueToken({ ...order, body: BODY, clock, newTokenId }))
}

export function receiverOver({ us, trust }: TokenGround, replay: ReplayStore): BearerReceiver {
  const snapshot = trustSnapshot([trust], 1)
  const issuers = (issuer: OrganizationId, audience: OrganizationId) => snapshot.issuer(audience, issuer)
  const own = new Map(us.tokenKeys.map(({ kid, key }) => [kid, publicPart(key)]))
  return {
    tokens: { audiences: new Set([US]), issuers, replay, clock, budget: new VerificationBudget() },
    access: new PartnerAccess({ ownKey: (_id, kid) => own.get(kid), issuers, clock }),
    exchange: { host: '', organizationOf: () => undefined, exchangeIssuer: () => undefined, clock },
  }
}
