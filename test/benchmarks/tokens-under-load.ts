import { createPublicKey, randomBytes, randomUUID, verify } from 'node:crypto'
import process from 'node:process'
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
import { issueAccessToken, PartnerAccess } from '../../trust/tokens/access-token.ts'
import { issueToken } from '../../trust/tokens/issue-token.ts'
import { VerificationBudget } from '../../trust/tokens/verification-budget.ts'
import { verifyBearer } from '../../trust/tokens/verify-bearer.ts'

export type TokenOrder =
  | { readonly open: { readonly folder: string; readonly redisUrl: string | null } }
  /** What to do so many times; the answer is the processor's microseconds for one. */
  | { readonly measure: Measured; readonly times: number }

/**
 * `bare` is `crypto.verify` over a token's own text; the stores verify a token each in full; `access` is an access token
 * seen before, in the name of a person; `garbage` is text of a token's length, `broken` a token with one byte changed before
 * its signature is reached.
 */
export type Measured = 'bare' | 'embedded' | 'redis' | 'access' | 'garbage' | 'broken'

const clock = { now: Date.now }
const US = parseOrganizationId('urn:ledig:33333333-3333-4333-8333-333333333333')
const EWS = 'https://gateway.contoso.example/EWS/Exchange.asmx'
const PERSON = parseMailboxAddress('anna@fabrikam.example')
const BODY = Buffer.alloc(1_900, 'ledig')
/** Under way at once, as requests are. */
const TOGETHER = 64

interface Ground {
  readonly us: Organization
  readonly partner: Organization
  readonly trust: FederationTrust
  readonly stores: Readonly<Record<'embedded' | 'redis', ReplayStore | null>>
}

let ground: Ground | null = null

async function open({ folder, redisUrl }: { folder: string; redisUrl: string | null }): Promise<void> {
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
  ground = { us, partner, trust: { ...trust, credential: { kind: 'access-token' } }, stores: { embedded, redis } }
}

function tokens({ partner }: Ground, count: number): readonly string[] {
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

function receiverOver({ us, trust }: Ground, replay: ReplayStore) {
  const snapshot = trustSnapshot([trust], 1)
  const issuers = (issuer: OrganizationId, audience: OrganizationId) => snapshot.issuer(audience, issuer)
  const own = new Map(us.tokenKeys.map(({ kid, key }) => [kid, publicPart(key)]))
  return {
    tokens: { audiences: new Set([US]), issuers, replay, clock, budget: new VerificationBudget() },
    access: new PartnerAccess({ ownKey: (_id, kid) => own.get(kid), issuers, clock }),
    exchange: { host: '', organizationOf: () => undefined, exchangeIssuer: () => undefined, clock },
  }
}

type Step = (at: number) => unknown

/** Everything that is not to be measured is done before: tokens are signed, texts are made. */
function prepared(what: Measured, times: number, known: Ground): Step {
  const request = { method: 'POST', url: EWS, body: BODY, source: '10.0.0.1', person: undefined }
  if (what === 'bare') {
    const key = { key: createPublicKey(tokenSigner(known.partner, Date.now()).key), dsaEncoding: 'ieee-p1363' } as const
    const parts = tokens(known, times).map((token) => token.split('.'))
    const bytes = parts.map(
      ([h = '', p = '', s = '']) => [Buffer.from(`${h}.${p}`), Buffer.from(s, 'base64url')] as const,
    )
    return (at) => verify('sha256', bytes[at]?.[0] ?? BODY, key, bytes[at]?.[1] ?? BODY) || unexpected(what)
  }
  const store = known.stores[what === 'redis' ? 'redis' : 'embedded']
  if (store === null) throw new Error('there is no Redis')
  const receiver = receiverOver(known, store)
  const expectVerified = (verified: boolean) => async (token: string, person?: string) => {
    const verification = await verifyBearer(token, { ...request, person }, receiver)
    if (verification.verified !== verified) unexpected(what)
  }
  if (what === 'garbage') {
    const texts = Array.from({ length: times }, () => randomBytes(520).toString('base64url'))
    return (at) => expectVerified(false)(texts[at] ?? '')
  }
  if (what === 'broken') {
    const texts = tokens(known, times).map((token, at) => `${token.slice(0, 150)}${at % 10}${token.slice(151)}`)
    const stranger = texts.map((token) =>
      token.replace(/\.[^.]+\./, (part) => `${part.slice(0, 40)}!${part.slice(41)}`),
    )
    return (at) => expectVerified(false)(stranger[at] ?? '')
  }
  if (what === 'access') {
    const order = { signer: tokenSigner(known.us, Date.now()), partner: known.trust.partner, clock }
    const token = issueAccessToken({ ...order, tokenId: randomBytes(16).toString('base64url') })
    // As headers come: each time another string.
    const texts = Array.from({ length: times }, () => Buffer.from(token, 'latin1').toString('latin1'))
    return (at) => expectVerified(true)(texts[at] ?? '', PERSON)
  }
  const all = tokens(known, times)
  return (at) => expectVerified(true)(all[at] ?? '')
}

function unexpected(what: Measured): never {
  throw new Error(`${what}: not the outcome that was to be measured`)
}

async function measure(what: Measured, times: number): Promise<number> {
  if (ground === null) throw new Error('nothing is open')
  const step = prepared(what, times, ground)
  const before = process.cpuUsage()
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < times) await step(next++)
  }
  await Promise.all(Array.from({ length: TOGETHER }, lane))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}

process.on('message', (order: TokenOrder) => {
  const work = 'open' in order ? open(order.open) : measure(order.measure, order.times)
  work.then(
    (micros) => process.send?.({ micros: micros ?? 0 }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
