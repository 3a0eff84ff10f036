import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import { isSignedEs256, readCompactJws } from './compact-jws.ts'
import type { CompactJws } from './compact-jws.ts'
import { readStrictJson } from './strict-json.ts'
import type { PlainObject } from './strict-json.ts'
import { SKEW_SECONDS } from './token-claims.ts'
import type { VerificationBudget } from './verification-budget.ts'
import type { TokenRefusal, TrustedIssuer } from './verify-token.ts'

/** Whose token it says it is, for whom, and the trust between these two. */
export interface Parties {
  readonly issuer: OrganizationId
  readonly audience: OrganizationId
  readonly trusted: TrustedIssuer
}

export interface SignedExpectation {
  /** The one `typ` that is taken here (threats TK12). */
  readonly type: string
  /** Reads, still unverified, whose keys must have signed. */
  readonly parties: (payload: PlainObject) => Parties | TokenRefusal
  readonly now: Instant
  readonly source?: string | undefined
  readonly budget?: VerificationBudget | undefined
}

export interface SignedPayload {
  readonly payload: PlainObject
  readonly parties: Parties
}

const MAX_LENGTH = 8192
const KID = /^[A-Za-z0-9_-]{1,128}$/
const BACK_OFF_MS = 1_000

/**
 * What a partner signed with a token key, down to the signature and no further: nothing is said yet of its claims.
 *
 * @throws FederationError `ERR_BUSY` where its sender has cost too much already
 */
export function verifySigned(token: string, expected: SignedExpectation): SignedPayload | TokenRefusal {
  if (token.length > MAX_LENGTH) return 'TRUST_TOKEN_TOO_LONG'
  const jws = readCompactJws(token)
  if (!jws) return 'TRUST_TOKEN_MALFORMED'
  const badHeader = headerRefusal(jws.header, expected.type)
  if (badHeader) return badHeader
  const payload = readStrictJson(jws.payload)
  if (!payload) return 'TRUST_TOKEN_MALFORMED'
  const parties = expected.parties(payload)
  if (typeof parties === 'string') return parties
  return signatureRefusal(jws, parties, expected) ?? { payload, parties }
}

/** Only `alg`, `kid` and `typ`, all there: names that point to keys or extensions (jku, x5u, jwk, x5c, crit, b64) are unknown. */
function headerRefusal(header: PlainObject, type: string): TokenRefusal | undefined {
  const complete = Object.hasOwn(header, 'alg') && Object.hasOwn(header, 'kid') && Object.hasOwn(header, 'typ')
  if (!complete || Object.keys(header).length !== 3) return 'TRUST_HEADER'
  if (header['typ'] !== type) return 'TRUST_TYPE'
  if (typeof header['kid'] !== 'string' || !KID.test(header['kid'])) return 'TRUST_HEADER'
  return undefined
}

function signatureRefusal(
  jws: CompactJws,
  { issuer, trusted }: Parties,
  { now, source, budget }: SignedExpectation,
): TokenRefusal | undefined {
  if (!trusted.usable(now)) return 'TRUST_SUSPENDED'
  const { kind } = trusted.credential
  if (kind !== 'single-use' && kind !== 'access-token') return 'TRUST_CREDENTIAL'
  const announced = trusted.tokenKey(jws.header['kid'] as string)
  if (!announced) return 'TRUST_KEY_UNKNOWN'
  if (now < announced.from - SKEW_SECONDS * 1000 || now >= announced.until) return 'TRUST_KEY_EXPIRED'
  if (jws.header['alg'] !== announced.algorithm) return 'TRUST_ALG'
  const signed = checkWithin({ now, source, budget }, issuer, () => isSignedEs256(jws, announced.key))
  return signed ? undefined : 'TRUST_SIG'
}

/**
 * Checks a signature where its sender may still cost us one.
 *
 * @throws FederationError `ERR_BUSY` where it may not
 */
export function checkWithin(
  { now, source, budget }: Pick<SignedExpectation, 'now' | 'source' | 'budget'>,
  issuer: OrganizationId,
  check: () => boolean,
): boolean {
  if (source === undefined || budget === undefined) return check()
  if (!budget.allows(source, issuer, now)) throw tooManyBad()
  const signed = check()
  if (signed) budget.succeeded(source, issuer, now)
  else budget.failed(source, issuer, now)
  return signed
}

/** Nobody has looked at the token, so it is no refusal of it. */
function tooManyBad(): FederationError {
  return new FederationError('ERR_BUSY', 'too many bad tokens from one place', {
    guard: 'tokens',
    backOffMs: BACK_OFF_MS,
  })
}
