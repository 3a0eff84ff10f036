import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import type { OutboundHttp } from '../../protocols/http/outbound-http.ts'
import type { CredentialHeaders, OutgoingRequest } from '../../protocols/availability/availability-question.ts'
import { readChallenge } from '../../protocols/ms-xoauth/challenge.ts'
import { EXCHANGE_SERVICE, writeAudience } from '../../protocols/ms-xoauth/principal.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { DAY, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../../trust/clock.ts'
import { openSecret } from '../../trust/credentials/sealed-secret.ts'
import type { SealingKey } from '../../trust/keys/sealed-identity.ts'
import { isAddressSpace } from '../../trust/organization/address-space.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import { issueAssertion } from '../../trust/tokens/client-assertion.ts'
import { exchangeTokenId, issueExchangeToken } from '../../trust/tokens/exchange-token.ts'
import { issueToken } from '../../trust/tokens/issue-token.ts'
import type { Identities } from '../identities.ts'
import { LRUCache } from 'lru-cache'

export interface OutgoingParts {
  readonly identities: Pick<Identities, 'signer' | 'current'>
  readonly http: OutboundHttp
  readonly clock: Clock
  readonly sealingKey: SealingKey
  readonly newTokenId: () => string
  /** The realm of an organization of ours towards Exchange servers. */
  readonly realmOf: (id: OrganizationId) => string | undefined
}

/** One request to a partner: by which organization of ours, for whom. */
export interface OutgoingOrder {
  readonly trust: FederationTrust
  readonly acting: OrganizationId
  readonly person: MailboxAddress
  /** Where we only pass the question on: for which organization. */
  readonly act?: OrganizationId
  readonly hop?: number
  /** Told of each token that is made for it and can be used once. */
  readonly issued?: (token: IssuedToken) => void
}

/** What is kept of a token that was made: never its text (threats TK15). */
export interface IssuedToken {
  readonly audience: OrganizationId
  readonly tokenId: string
}

interface HeldToken {
  readonly token: string
  readonly until: Instant
}

const ISSUED = z.object({
  access_token: z.string().max(8_192),
  token_type: z.string(),
  expires_in: z.number().max(300),
})
const EARLIER_MS = 30_000
const WAIT_MS = 3_000
const LARGEST_ANSWER = 16_384
const MOST = 10_000

/** What we show partners, each in the one way its relationship says. */
export class OutgoingCredentials {
  readonly #parts: OutgoingParts
  readonly #access = new LRUCache<string, HeldToken>({ max: MOST, ttl: 5 * MINUTE })
  readonly #underWay = new Map<string, Promise<string>>()
  readonly #asking = new Map<string, Promise<void>>()
  /** What Exchange servers ask tokens to name: as they answered, or as their document says where they answered nothing. */
  readonly #audiences = new LRUCache<string, string>({ max: MOST, ttl: DAY })

  constructor(parts: OutgoingParts) {
    this.#parts = parts
  }

  /** Headers for one request. */
  authorize(order: OutgoingOrder, request: OutgoingRequest): CredentialHeaders | Promise<CredentialHeaders> {
    const { credential, asked } = order.trust
    if (credential.kind === 'exchange')
      return this.#audiences.has(placeOf(order)) ? this.#exchange(order, request) : this.#asked(order, request)
    if (credential.kind === 'basic' || isAddressSpace(order.trust)) return this.#basic(order)
    const endpoint = asked.token
    // Passed on, each request says for whom: an access token could not.
    if (credential.kind === 'single-use' || endpoint === undefined || order.act !== undefined) {
      return this.#singleUse(order, request)
    }
    return this.#withAccess(order, endpoint)
  }

  /** Another try after a 401, where what was shown may have been out of date; null where it was not. */
  again(order: OutgoingOrder, request: OutgoingRequest, challenge: string | readonly string[] | undefined) {
    const { credential, asked } = order.trust
    if (credential.kind === 'access-token' && asked.token !== undefined && order.act === undefined) {
      return this.#access.delete(placeOf(order)) ? this.#withAccess(order, asked.token) : null
    }
    if (credential.kind !== 'exchange') return null
    const audience = audienceAsked(order, request, challenge)
    if (audience === null || audience === this.#audienceOf(order, request)) return null
    this.#audiences.set(placeOf(order), audience)
    return this.#exchange(order, request)
  }

  #singleUse(order: OutgoingOrder, request: OutgoingRequest): CredentialHeaders {
    const { identities, clock } = this.#parts
    const { trust, acting, person, act, hop } = order
    const [signer, audience] = [identities.signer(acting), trust.partner]
    const forward = act === undefined ? {} : { act, hop: hop ?? 1 }
    const newTokenId = (): string => this.#newTokenId(order)
    const token = issueToken({ signer, audience, subject: person, ...request, clock, newTokenId, ...forward })
    return { authorization: `Bearer ${token}` }
  }

  #newTokenId({ trust, issued }: OutgoingOrder): string {
    const tokenId = this.#parts.newTokenId()
    issued?.({ audience: trust.partner, tokenId })
    return tokenId
  }

  /** Asks an Exchange server that was not asked today what to sign for, then signs; many at once ask once. */
  async #asked(order: OutgoingOrder, request: OutgoingRequest): Promise<CredentialHeaders> {
    const place = placeOf(order)
    const asking = this.#asking.get(place) ?? this.#ask(order, request).finally(() => void this.#asking.delete(place))
    this.#asking.set(place, asking)
    await asking
    return this.#exchange(order, request)
  }

  /** The empty Bearer of MS-XOAUTH 3.2.5.4: it names nobody. A server that asks for nothing gets what its document says. */
  async #ask(order: OutgoingOrder, request: OutgoingRequest): Promise<void> {
    const headers = { authorization: 'Bearer', 'content-type': 'text/xml; charset=utf-8' }
    const limits = { signal: AbortSignal.timeout(WAIT_MS), timeoutMs: WAIT_MS, maxAnswerBytes: LARGEST_ANSWER }
    const answer = await this.#parts.http.post(new URL(request.url), headers, Buffer.alloc(0), limits)
    const asked = answer.status === 401 ? audienceAsked(order, request, answer.headers['www-authenticate']) : null
    this.#audiences.set(placeOf(order), asked ?? this.#audienceOf(order, request))
  }

  #exchange(order: OutgoingOrder, request: OutgoingRequest): CredentialHeaders {
    const { identities, clock, realmOf } = this.#parts
    const realm = realmOf(order.acting)
    if (realm === undefined) throw new FederationError('ERR_INTERNAL', 'no realm to ask an Exchange server from')
    const { certificate, certificateKey: key } = identities.current(order.acting).organization
    const audience = this.#audienceOf(order, request)
    const us = { service: EXCHANGE_SERVICE, realm }
    const token = issueExchangeToken({ us, key, certificate: certificate.raw, audience, person: order.person, clock })
    order.issued?.({ audience: order.trust.partner, tokenId: exchangeTokenId(token) })
    return { authorization: `Bearer ${token}` }
  }

  #audienceOf(order: OutgoingOrder, { url }: OutgoingRequest): string {
    const learned = this.#audiences.get(placeOf(order))
    if (learned !== undefined) return learned
    const { service = EXCHANGE_SERVICE, realm = '' } = order.trust.metadata.exchange ?? {}
    return writeAudience({ service, host: new URL(url).hostname, realm })
  }

  #basic({ trust, person }: OutgoingOrder): CredentialHeaders {
    const { credential, local, partner } = trust
    if (credential.kind !== 'basic' || credential.ours === null) {
      throw new FederationError('ERR_PARTNER_UNREACHABLE', 'there is no account to ask this partner with', {
        reason: 'TRUST_REFUSED',
      })
    }
    const { name, sealedPassword } = credential.ours
    const password = openSecret(sealedPassword, `${local} ${partner}`, this.#parts.sealingKey)
    const both = Buffer.from(`${name}:${password}`).toString('base64')
    return { authorization: `Basic ${both}`, 'federation-person': person }
  }

  async #withAccess(order: OutgoingOrder, endpoint: string): Promise<CredentialHeaders> {
    const place = placeOf(order)
    const held = this.#access.get(place)
    const live = held !== undefined && held.until > this.#parts.clock.now()
    const token = live ? held.token : await this.#fetchOnce(place, order, endpoint)
    return { authorization: `Bearer ${token}`, 'federation-person': order.person }
  }

  #fetchOnce(place: string, order: OutgoingOrder, endpoint: string): Promise<string> {
    const running = this.#underWay.get(place)
    if (running !== undefined) return running
    const fetching = this.#fetch(place, order, endpoint).finally(() => this.#underWay.delete(place))
    this.#underWay.set(place, fetching)
    return fetching
  }

  async #fetch(place: string, order: OutgoingOrder, endpoint: string): Promise<string> {
    const { http, identities, clock } = this.#parts
    const signer = identities.signer(order.acting)
    const newTokenId = (): string => this.#newTokenId(order)
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: issueAssertion({ signer, tokenEndpoint: endpoint, clock, newTokenId }),
    })
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
    const limits = { signal: AbortSignal.timeout(WAIT_MS), timeoutMs: WAIT_MS, maxAnswerBytes: LARGEST_ANSWER }
    const answer = await http.post(new URL(endpoint), headers, Buffer.from(form.toString()), limits)
    const issued = answer.status === 200 ? readIssued(answer.body) : null
    if (issued === null) {
      throw new FederationError('ERR_PARTNER_UNREACHABLE', `the token endpoint answered ${answer.status}`, {
        reason: answer.status === 401 ? 'TRUST_REFUSED' : 'REACH_UPSTREAM',
      })
    }
    const until = clock.now() + issued.expires_in * 1_000 - EARLIER_MS
    this.#access.set(place, { token: issued.access_token, until })
    return issued.access_token
  }
}

/** What a challenge asks a token to name, at this host; null where it asks for none. */
function audienceAsked(
  { trust: { metadata } }: OutgoingOrder,
  { url }: OutgoingRequest,
  challenge: string | readonly string[] | undefined,
): string | null {
  const asked = readChallenge(challenge)
  if (asked === null) return null
  const realm = asked.realm ?? metadata.exchange?.realm ?? ''
  return writeAudience({ service: asked.clientId, host: new URL(url).hostname, realm })
}

const placeOf = ({ acting, trust }: OutgoingOrder): string => `${acting} ${trust.partner}`

function readIssued(body: Buffer): z.infer<typeof ISSUED> | null {
  try {
    const reading = ISSUED.safeParse(JSON.parse(body.toString('utf8')))
    return reading.success && reading.data.token_type.toLowerCase() === 'bearer' ? reading.data : null
  } catch {
    return null
  }
}
