import { createHash, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { EXCHANGE_SERVICE, writePrincipal } from '../../protocols/ms-xoauth/principal.ts'
import type { Principal } from '../../protocols/ms-xoauth/principal.ts'
import { readActorClaims, readOuterClaims } from '../../protocols/ms-xoauth/token-claims.ts'
import type { ActorClaims, OuterClaims } from '../../protocols/ms-xoauth/token-claims.ts'
import type { Clock } from '../clock.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import { readCompactJws } from './compact-jws.ts'
import type { CompactJws } from './compact-jws.ts'
import { readStrictJson } from './strict-json.ts'
import { SKEW_SECONDS } from './token-claims.ts'
import type { VerificationBudget } from './verification-budget.ts'
import { checkWithin } from './verify-signed.ts'
import { readPerson } from './verify-token.ts'
import type { TokenRefusal, TrustedIssuer, Verification } from './verify-token.ts'

/** `typ` of every token of an Exchange organization. */
export const EXCHANGE_TOKEN_TYPE = 'JWT'

export interface ExchangePartner {
  readonly partner: OrganizationId
  readonly trusted: TrustedIssuer
}

export interface ExchangeReceiver {
  /** The host name of our own endpoint, lower case, without a port. */
  readonly host: string
  /** The organization of ours that has this realm. */
  readonly organizationOf: (realm: string) => OrganizationId | undefined
  /** The partner of this organization of ours that signs under this name, `<service>@<realm>`. */
  readonly exchangeIssuer: (audience: OrganizationId, name: string) => ExchangePartner | undefined
  readonly clock: Clock
  readonly budget?: VerificationBudget
}

const MAX_LENGTH = 16_384
/** Exchange's own tokens last eight hours, those of its authorization servers up to a day. */
const LONGEST_SECONDS = 86_400

interface Actor {
  readonly claims: ActorClaims
  readonly audience: OrganizationId
  readonly from: ExchangePartner
}

/** What stands in records for a token that has no id of its own: told from all others, and of no use to make it. */
export const exchangeTokenId = (token: string): string =>
  createHash('sha256').update(token).digest('base64url').slice(0, 22)

/**
 * Verifies what an Exchange server sends (MS-XOAUTH 2.2, 3.2): an actor token, signed under its organization's pinned
 * certificate, alone or inside an outer token that names a person and is signed by nobody. The outer one is believed only
 * as far as the actor inside reaches: the same application, the same audience, a person of the same organization
 * (CVE-2025-55241: an actor of one tenant was believed about people of another).
 *
 * @throws FederationError `ERR_BUSY`
 */
export function verifyExchangeToken(token: string, source: string, receiver: ExchangeReceiver): Verification {
  const now = receiver.clock.now()
  const outcome = readToken(token, source, receiver, now)
  if (typeof outcome === 'string') return { verified: false, because: outcome }
  const { actor, person } = outcome
  const tokenId = exchangeTokenId(token)
  const { partner } = actor.from
  const said = { issuer: partner, organization: partner, person, audience: actor.audience, hop: 0, tokenId }
  return { verified: true, requester: said }
}

function readToken(token: string, source: string, receiver: ExchangeReceiver, now: Instant) {
  if (token.length > MAX_LENGTH) return 'TRUST_TOKEN_TOO_LONG'
  const jws = readCompactJws(token)
  if (!jws) return 'TRUST_TOKEN_MALFORMED'
  if (jws.header['alg'] !== 'none') {
    const actor = verifyActor(jws, source, receiver, now)
    return typeof actor === 'string' ? actor : alone(actor)
  }
  const payload = readStrictJson(jws.payload)
  if (!payload || jws.signature.length > 0) return 'TRUST_TOKEN_MALFORMED'
  if (Object.keys(jws.header).length !== 2 || jws.header['typ'] !== EXCHANGE_TOKEN_TYPE) return 'TRUST_HEADER'
  const outer = readOuterClaims(payload)
  const inner = outer && readCompactJws(outer.actorToken)
  if (!outer || !inner) return 'TRUST_CLAIMS'
  const actor = verifyActor(inner, source, receiver, now)
  return typeof actor === 'string' ? actor : within(outer, actor, now)
}

/** Without an outer token the application asks for its organization, as the account of the relationship. */
function alone(actor: Actor): { actor: Actor; person: MailboxAddress } | TokenRefusal {
  const { credential } = actor.from.trusted
  if (credential.kind !== 'exchange') return 'TRUST_CREDENTIAL'
  const { account } = credential
  return actor.from.trusted.speaksFor(domainOf(account)) ? { actor, person: account } : 'TRUST_SUBJECT'
}

function within(
  outer: OuterClaims,
  actor: Actor,
  now: Instant,
): { actor: Actor; person: MailboxAddress } | TokenRefusal {
  const { claims, from } = actor
  if (writePrincipal(outer.issuer) !== writePrincipal(claims.application)) return 'TRUST_ISSUER_UNKNOWN'
  const { audience } = claims
  const same = outer.audience.service === audience.service && outer.audience.host === audience.host
  if (!same || outer.audience.realm !== audience.realm) return 'TRUST_AUD'
  if (!inTime(outer, now)) return 'TRUST_TIME'
  // An authorization server has to say that an application may name people; one that signs for itself says it by that.
  const own = writePrincipal(claims.issuer) === writePrincipal(claims.application)
  if (claims.delegates === false || (claims.delegates === undefined && !own)) return 'TRUST_SUBJECT'
  const people = outer.names.map(readPerson)
  const [person] = people
  if (person === undefined) return 'TRUST_SUBJECT'
  const spokenFor = people.every((one) => one !== undefined && from.trusted.speaksFor(domainOf(one)))
  return spokenFor ? { actor, person } : 'TRUST_SUBJECT'
}

function verifyActor(jws: CompactJws, source: string, receiver: ExchangeReceiver, now: Instant): Actor | TokenRefusal {
  const payload = readStrictJson(jws.payload)
  if (!payload) return 'TRUST_TOKEN_MALFORMED'
  const badHeader = headerRefusal(jws)
  if (badHeader !== undefined) return badHeader
  const claims = readActorClaims(payload)
  if (claims === null) return 'TRUST_CLAIMS'
  const audience = audienceOf(claims, receiver)
  if (audience === undefined) return 'TRUST_AUD'
  const from = receiver.exchangeIssuer(audience, writePrincipal(claims.issuer))
  if (from === undefined) return 'TRUST_ISSUER_UNKNOWN'
  const exchange = from.trusted.exchange
  if (!from.trusted.usable(now)) return 'TRUST_SUSPENDED'
  if (exchange === null || from.trusted.credential.kind !== 'exchange') return 'TRUST_CREDENTIAL'
  if (jws.header['x5t'] !== exchange.x5t) return 'TRUST_KEY_UNKNOWN'
  const spent = { now, source, budget: receiver.budget }
  if (!checkWithin(spent, from.partner, () => isSignedRs256(jws, exchange.key))) return 'TRUST_SIG'
  if (!inTime(claims, now)) return 'TRUST_TIME'
  return mayAct(claims) ? { claims, audience, from } : 'TRUST_ISSUER_UNKNOWN'
}

/** `typ`, `alg` and `x5t`, and a `kid` that some issuers add and that is not looked at; nothing that points elsewhere. */
function headerRefusal({ header }: CompactJws): TokenRefusal | undefined {
  const names = Object.keys(header)
  const known = names.every((name) => ['typ', 'alg', 'x5t', 'kid'].includes(name))
  if (!known || !['typ', 'alg', 'x5t'].every((name) => names.includes(name))) return 'TRUST_HEADER'
  if (header['typ'] !== EXCHANGE_TOKEN_TYPE) return 'TRUST_TYPE'
  return header['alg'] === 'RS256' ? undefined : 'TRUST_ALG'
}

function audienceOf({ audience }: ActorClaims, receiver: ExchangeReceiver): OrganizationId | undefined {
  if (audience.service !== EXCHANGE_SERVICE || audience.host !== receiver.host) return undefined
  return receiver.organizationOf(audience.realm)
}

/** The Exchange of the issuer's own realm, and nobody else whom it may have signed for. */
const mayAct = ({ application, issuer }: ActorClaims): boolean =>
  application.realm === issuer.realm && application.service === EXCHANGE_SERVICE

function inTime({ from, until }: { readonly from: number; readonly until: number }, now: Instant): boolean {
  const skew = SKEW_SECONDS * 1000
  if (until <= from || until - from > LONGEST_SECONDS) return false
  return now >= from * 1000 - skew && now < until * 1000 + skew
}

function isSignedRs256(jws: CompactJws, key: KeyObject): boolean {
  return verify('sha256', Buffer.from(jws.signed, 'latin1'), key, jws.signature)
}

export interface ExchangeTokenOrder {
  /** Who asks: Exchange's service in a realm of ours. */
  readonly us: Principal
  /** RSA, private, of our federation certificate, which the partner's administrator trusts. */
  readonly key: KeyObject
  readonly certificate: Buffer
  readonly audience: string
  readonly person: MailboxAddress
  readonly clock: Clock
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const LASTS_SECONDS = 3_600

/** SHA-1 of a certificate's DER in base64url (RFC 7515 4.1.7): a name for it, nothing is proved by it. */
export function x5tOf(der: Buffer): string {
  return createHash('sha1').update(der).digest('base64url')
}

/** An actor token of ours in an outer one that names the person, as Exchange servers send them to one another. */
export function issueExchangeToken({ us, key, certificate, audience, person, clock }: ExchangeTokenOrder): string {
  const now = Math.floor(clock.now() / 1000)
  const application = writePrincipal(us)
  const times = { nbf: String(now - SKEW_SECONDS), exp: String(now + LASTS_SECONDS) }
  const common = { aud: audience, iss: application, ...times }
  const header = { typ: EXCHANGE_TOKEN_TYPE, alg: 'RS256', x5t: x5tOf(certificate) }
  const actor = `${part(header)}.${part({ ...common, nameid: application, trustedfordelegation: 'true' })}`
  const actortoken = `${actor}.${sign('sha256', Buffer.from(actor), key).toString('base64url')}`
  const named = { nameid: person, nii: 'urn:office:idp:activedirectory', smtp: person, upn: person }
  return `${part({ typ: EXCHANGE_TOKEN_TYPE, alg: 'none' })}.${part({ ...common, ...named, actortoken })}.`
}
