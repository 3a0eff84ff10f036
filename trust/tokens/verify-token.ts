import type { KeyObject } from 'node:crypto'
import { domainOf, parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../clock.ts'
import { readOrganizationId } from '../organization/organization-id.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import type { PartnerCredential } from '../credentials/partner-credential.ts'
import type { ReplayStore } from '../stores/replay-store.ts'
import type { PlainObject } from './strict-json.ts'
import { acceptableUntil, digestMatches, inTime, readTokenClaims, TOKEN_TYPE } from './token-claims.ts'
import type { TokenClaims } from './token-claims.ts'
import type { VerificationBudget } from './verification-budget.ts'
import { verifySigned } from './verify-signed.ts'
import type { Parties } from './verify-signed.ts'

/** One announced token key of a partner. */
export interface TokenVerifyKey {
  /** Public, P-256, made once. */
  readonly key: KeyObject
  readonly algorithm: 'ES256'
  readonly from: Instant
  /** Tokens signed by it are accepted before this instant. */
  readonly until: Instant
}

/** What one trust lets its partner do: key and domains come from the same record (threats TK8). */
export interface TrustedIssuer {
  /** The trust's own `trustUsable` at that instant: not suspended, not expired. */
  usable(now: Instant): boolean
  tokenKey(kid: string): TokenVerifyKey | undefined
  speaksFor(domain: Domain): boolean
  /** Whether it is named as broker for `domain`, and may act there for `actor`. */
  brokers(domain: Domain, actor: OrganizationId): boolean
  /** The one way in which it may show who asks. */
  readonly credential: PartnerCredential
  /** How its Exchange organization names and signs; null where it is none. */
  readonly exchange: ExchangeIssuer | null
}

/** An issuer of MS-XOAUTH tokens. */
export interface ExchangeIssuer {
  /** `<service>@<realm>`, lower case. */
  readonly name: string
  /** The pinned certificate: SHA-1 of its DER in base64url, as `x5t` names it (RFC 7515 4.1.7), and its RSA key. */
  readonly x5t: string
  readonly key: KeyObject
}

/** Why a token was refused: for our log and trace only, outside all are one answer. */
export type TokenRefusal =
  | 'TRUST_TOKEN_TOO_LONG'
  | 'TRUST_TOKEN_MALFORMED' // not three canonical parts of strict JSON and a signature
  | 'TRUST_HEADER' // a header name missing, unknown or of the wrong form
  | 'TRUST_TYPE'
  | 'TRUST_ISSUER_UNKNOWN'
  | 'TRUST_SUSPENDED' // known, but its trust is not usable now
  | 'TRUST_KEY_UNKNOWN'
  | 'TRUST_KEY_EXPIRED' // or not yet in use
  | 'TRUST_ALG'
  | 'TRUST_SIG'
  | 'TRUST_CLAIMS' // a claim missing, unknown or of the wrong form
  | 'TRUST_AUD'
  | 'TRUST_REQUEST' // method, URL or body are not those the token was made for
  | 'TRUST_TIME'
  | 'TRUST_SUBJECT' // the issuer does not speak for the person's domain
  | 'TRUST_BROKER' // the issuer may not act for that organization there, or the request came over too many hops
  | 'TRUST_BEFORE_START' // older than the memory of spent tokens
  | 'TRUST_REPLAYED'
  | 'TRUST_CREDENTIAL' // a kind of credential that this relationship does not use

/** Who asks, proved. */
export interface PartnerRequester {
  readonly issuer: OrganizationId
  /** Whose person asks: the organization a broker acts for, else the issuer. */
  readonly organization: OrganizationId
  readonly person: MailboxAddress
  /** Which of our organizations is asked. */
  readonly audience: OrganizationId
  /** 0 when asked directly, 1 through a broker; a request with 1 is never passed on. */
  readonly hop: number
  readonly tokenId: string
}

export type Verification =
  | { readonly verified: true; readonly requester: PartnerRequester }
  | { readonly verified: false; readonly because: TokenRefusal }

/** The request as it arrived; `url` is our configured public URL of the endpoint, not what a Host header says. */
export interface TokenRequest {
  readonly method: string
  readonly url: string
  readonly body: Uint8Array
  /** The network address it came from; where it is known, what bad tokens of it cost is bounded. */
  readonly source?: string
}

export interface TokenReceiver {
  readonly audiences: ReadonlySet<OrganizationId>
  /** `audience` is one of `audiences`: two of our organizations may trust different partners. */
  readonly issuers: (issuer: OrganizationId, audience: OrganizationId) => TrustedIssuer | undefined
  readonly replay: ReplayStore
  readonly clock: Clock
  readonly budget?: VerificationBudget
}

/**
 * Verifies the token of one request, cheapest and least trusting first, in the order of threats TK; the spent-token store
 * is asked last, so that a bad token burns nothing. jsonwebtoken is its oracle in the tests.
 *
 * @throws FederationError `ERR_STORE_UNAVAILABLE` - refuse, and let the asker try again later; `ERR_BUSY` - too many bad
 *   tokens came from there
 */
export async function verifyToken(
  token: string,
  request: TokenRequest,
  receiver: TokenReceiver,
): Promise<Verification> {
  const now = receiver.clock.now()
  const parties = (payload: PlainObject): Parties | TokenRefusal => readParties(payload, receiver)
  const signed = verifySigned(token, { type: TOKEN_TYPE, parties, now, source: request.source, ...receiver })
  if (typeof signed === 'string') return refused(signed)
  const claims = readTokenClaims(signed.payload)
  if (!claims) return refused('TRUST_CLAIMS')
  const badClaims = claimsRefusal(claims, request, receiver, now)
  if (badClaims) return refused(badClaims)
  const requester = readRequester(claims, signed.parties)
  if (typeof requester === 'string') return refused(requester)
  const first = await receiver.replay.firstUse(signed.parties.issuer, claims.jti, acceptableUntil(claims))
  return first ? { verified: true, requester } : refused('TRUST_REPLAYED')
}

function refused(because: TokenRefusal): Verification {
  return { verified: false, because }
}

/** Reads, still unverified, whose keys must have signed; the audience says whose trusts are asked. */
function readParties(payload: PlainObject, receiver: TokenReceiver): Parties | TokenRefusal {
  const audience = readOrganizationId(payload['aud'])
  if (audience === undefined || !receiver.audiences.has(audience)) return 'TRUST_AUD'
  const issuer = readOrganizationId(payload['iss'])
  const trusted = issuer === undefined ? undefined : receiver.issuers(issuer, audience)
  return issuer === undefined || trusted === undefined ? 'TRUST_ISSUER_UNKNOWN' : { issuer, audience, trusted }
}

function claimsRefusal(
  claims: TokenClaims,
  request: TokenRequest,
  receiver: TokenReceiver,
  now: Instant,
): TokenRefusal | undefined {
  if (!inTime(claims, now)) return 'TRUST_TIME'
  if (claims.htm !== request.method || claims.htu !== request.url) return 'TRUST_REQUEST'
  if (!digestMatches(claims, request.body)) return 'TRUST_REQUEST'
  if (claims.iat * 1000 < receiver.replay.remembersSince) return 'TRUST_BEFORE_START'
  return undefined
}

function readRequester(claims: TokenClaims, parties: Parties): PartnerRequester | TokenRefusal {
  const { issuer, audience, trusted } = parties
  const person = readPerson(claims.sub)
  if (person === undefined) return 'TRUST_SUBJECT'
  if (claims.act === undefined) {
    if (!trusted.speaksFor(domainOf(person))) return 'TRUST_SUBJECT'
    return { issuer, organization: issuer, person, audience, hop: 0, tokenId: claims.jti }
  }
  const organization = readOrganizationId(claims.act.sub)
  const brokered = organization !== undefined && claims.hop === 1 && trusted.brokers(domainOf(person), organization)
  return brokered ? { issuer, organization, person, audience, hop: 1, tokenId: claims.jti } : 'TRUST_BROKER'
}

/** Undefined where it is no mailbox address. */
export function readPerson(subject: string): MailboxAddress | undefined {
  try {
    return parseMailboxAddress(subject)
  } catch (cause) {
    if (cause instanceof FederationError) return undefined
    throw cause
  }
}
