import jwt from 'jsonwebtoken'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../clock.ts'
import { readOrganizationId } from '../organization/organization-id.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import type { TokenSigner } from './issue-token.ts'
import { isPlainObject } from './strict-json.ts'
import type { PlainObject } from './strict-json.ts'
import { LIFETIME_SECONDS, SKEW_SECONDS, TOKEN_ALGORITHM, TOKEN_ID } from './token-claims.ts'
import { verifySigned } from './verify-signed.ts'
import type { Parties } from './verify-signed.ts'
import type { TokenReceiver, TokenRefusal } from './verify-token.ts'

/** draft-ietf-oauth-rfc7523bis: an assertion that authenticates a client says so, and is nothing else. */
export const ASSERTION_TYPE = 'client-authentication+jwt'

export interface AssertionOrder {
  readonly signer: TokenSigner
  /** The partner's token endpoint, as its metadata has it. */
  readonly tokenEndpoint: string
  readonly clock: Clock
  readonly newTokenId: () => string
}

/** Who we are, to a partner's token endpoint (RFC 7523 2.2 and 3, `private_key_jwt`): good once, for a minute. */
export function issueAssertion({ signer, tokenEndpoint, clock, newTokenId }: AssertionOrder): string {
  const now = Math.floor(clock.now() / 1000)
  const { issuer } = signer
  const claims = { iss: issuer, sub: issuer, aud: tokenEndpoint, iat: now, exp: now + 60, jti: newTokenId() }
  const header = { alg: TOKEN_ALGORITHM, typ: ASSERTION_TYPE, kid: signer.kid }
  return jwt.sign(claims, signer.key, { algorithm: TOKEN_ALGORITHM, header })
}

/** Where an assertion arrived: the endpoint, and the organization of ours it belongs to. */
export interface AssertionPlace {
  readonly tokenEndpoint: string
  readonly audience: OrganizationId
  readonly source: string
}

const NAMES = ['iss', 'sub', 'aud', 'iat', 'exp', 'jti'] as const

/**
 * Verifies a client assertion and spends it.
 *
 * @returns whose it is, or why not
 * @throws FederationError `ERR_STORE_UNAVAILABLE`, `ERR_BUSY`
 */
export async function verifyAssertion(
  assertion: string,
  place: AssertionPlace,
  receiver: TokenReceiver,
): Promise<Parties | TokenRefusal> {
  const now = receiver.clock.now()
  const parties = (payload: PlainObject): Parties | TokenRefusal => {
    const issuer = readOrganizationId(payload['iss'])
    const trusted = issuer === undefined ? undefined : receiver.issuers(issuer, place.audience)
    if (issuer === undefined || trusted === undefined) return 'TRUST_ISSUER_UNKNOWN'
    return { issuer, audience: place.audience, trusted }
  }
  const { source } = place
  const signed = verifySigned(assertion, { type: ASSERTION_TYPE, parties, now, source, budget: receiver.budget })
  if (typeof signed === 'string') return signed
  const bad = claimsRefusal(signed.payload, place, receiver, now)
  if (bad !== undefined) return bad
  if (signed.parties.trusted.credential.kind !== 'access-token') return 'TRUST_CREDENTIAL'
  const { jti, exp } = signed.payload as { readonly jti: string; readonly exp: number }
  const first = await receiver.replay.firstUse(signed.parties.issuer, jti, (exp + SKEW_SECONDS) * 1000)
  return first ? signed.parties : 'TRUST_REPLAYED'
}

function claimsRefusal(
  payload: PlainObject,
  { tokenEndpoint }: AssertionPlace,
  { replay }: TokenReceiver,
  now: Instant,
): TokenRefusal | undefined {
  if (!isPlainObject(payload) || Object.keys(payload).length !== NAMES.length) return 'TRUST_CLAIMS'
  if (!NAMES.every((name) => Object.hasOwn(payload, name))) return 'TRUST_CLAIMS'
  const { iss, sub, aud, iat, exp, jti } = payload
  if (typeof jti !== 'string' || !TOKEN_ID.test(jti) || sub !== iss) return 'TRUST_CLAIMS'
  if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) return 'TRUST_CLAIMS'
  if (aud !== tokenEndpoint) return 'TRUST_AUD'
  const [from, until] = [(iat as number) * 1000, (exp as number) * 1000]
  const lasts = until - from
  const skew = SKEW_SECONDS * 1000
  if (lasts <= 0 || lasts > LIFETIME_SECONDS * 1000 || now >= until + skew || now < from - skew) return 'TRUST_TIME'
  return from < replay.remembersSince ? 'TRUST_BEFORE_START' : undefined
}
