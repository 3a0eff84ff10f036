import { hash } from 'node:crypto'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { isPlainObject } from './strict-json.ts'

export const TOKEN_ALGORITHM = 'ES256'
export const TOKEN_TYPE = 'at+jwt'
export const ACTION = 'MSExchange.SharingCalendarFreeBusy'
/** The longest life of a token, from `iat` to `exp`; ours use all of it. */
export const LIFETIME_SECONDS = 300
/** How far two organizations' clocks may differ, either way. */
export const SKEW_SECONDS = 60

/** The claims of a token (rulings 5) after their form is checked; what they say is checked by the verifier. */
export interface TokenClaims {
  readonly iss: string
  readonly aud: string
  readonly sub: string
  readonly action: string
  readonly iat: number
  readonly nbf: number
  readonly exp: number
  readonly jti: string
  readonly htm: string
  readonly htu: string
  readonly body: string
  readonly act?: { readonly sub: string }
  readonly hop?: number
}

const STRINGS = ['iss', 'aud', 'sub', 'action', 'jti', 'htm', 'htu', 'body'] as const
const SECONDS = ['iat', 'nbf', 'exp'] as const
const REQUIRED = STRINGS.length + SECONDS.length
/** An id of a token, never used twice by its issuer. */
export const TOKEN_ID = /^[A-Za-z0-9._~-]{16,64}$/

/** All claims there, none unknown, each of its type; null otherwise. Own properties only: a payload may say `__proto__`. */
export function readTokenClaims(payload: Readonly<Record<string, unknown>>): TokenClaims | null {
  for (const name of STRINGS) if (!Object.hasOwn(payload, name) || typeof payload[name] !== 'string') return null
  for (const name of SECONDS) if (!Object.hasOwn(payload, name) || !isSeconds(payload[name])) return null
  if (!TOKEN_ID.test(payload['jti'] as string) || payload['action'] !== ACTION) return null
  const names = Object.keys(payload).length
  if (names === REQUIRED) return payload as unknown as TokenClaims
  const { act, hop } = payload
  const brokered = names === REQUIRED + 2 && Object.hasOwn(payload, 'act') && Object.hasOwn(payload, 'hop')
  const wellFormed = brokered && isActor(act) && Number.isSafeInteger(hop)
  return wellFormed ? (payload as unknown as TokenClaims) : null
}

function isSeconds(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isActor(act: unknown): boolean {
  return (
    isPlainObject(act) && Object.keys(act).length === 1 && Object.hasOwn(act, 'sub') && typeof act['sub'] === 'string'
  )
}

/** Whether the token may be taken at `now`: not over (RFC 7519 4.1.4: on or after is over), not early, not long-lived. */
export function inTime(claims: TokenClaims, now: Instant): boolean {
  const skew = SKEW_SECONDS * 1000
  return (
    claims.exp > claims.iat &&
    claims.exp - claims.iat <= LIFETIME_SECONDS &&
    now < acceptableUntil(claims) &&
    now >= claims.iat * 1000 - skew &&
    now >= claims.nbf * 1000 - skew
  )
}

/** The first instant at which nobody accepts the token any more. */
export function acceptableUntil(claims: TokenClaims): Instant {
  return (claims.exp + SKEW_SECONDS) * 1000
}

export function digestMatches(claims: TokenClaims, body: Uint8Array): boolean {
  return claims.body === hash('sha256', body, 'base64url')
}
