import { readAudience, readPrincipal } from './principal.ts'
import type { Principal, TokenAudience } from './principal.ts'

type Claims = Readonly<Record<string, unknown>>

/** What an actor token says (MS-XOAUTH 2.2): an application, vouched for by who signed it. */
export interface ActorClaims {
  readonly audience: TokenAudience
  readonly issuer: Principal
  /** `nameid`: the application that asks. */
  readonly application: Principal
  /** Seconds since 1970. */
  readonly from: number
  readonly until: number
  /** Whether the issuer lets it name people; absent where the token does not say. */
  readonly delegates: boolean | undefined
}

/** What the application says around it, unsigned: for whom it asks. */
export interface OuterClaims {
  readonly audience: TokenAudience
  readonly issuer: Principal
  readonly from: number
  readonly until: number
  /** `smtp`, `upn`: the person, under one or both names. */
  readonly names: readonly string[]
  readonly actorToken: string
}

/** Exchange writes numbers as strings (MS-XOAUTH 2.2), an STS also as numbers. */
function readSeconds(value: unknown): number | null {
  if (typeof value === 'string') return /^[0-9]{1,11}$/.test(value) ? Number(value) : null
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null
}

function readCommon(claims: Claims) {
  const [audience, issuer] = [readAudience(claims['aud']), readPrincipal(claims['iss'])]
  const [from, until] = [readSeconds(claims['nbf']), readSeconds(claims['exp'])]
  return audience === null || issuer === null || from === null || until === null
    ? null
    : { audience, issuer, from, until }
}

function readDelegates(value: unknown): boolean | undefined | null {
  if (value === undefined) return undefined
  return value === 'true' || value === true ? true : value === 'false' || value === false ? false : null
}

/**
 * Null where a claim it needs is missing or of another form, or where it holds another token: an actor acts for nobody.
 * Claims of names not known here are an issuer's own business and mean nothing.
 */
export function readActorClaims(claims: Claims): ActorClaims | null {
  const common = readCommon(claims)
  const application = readPrincipal(claims['nameid'])
  const delegates = readDelegates(claims['trustedfordelegation'])
  if (common === null || application === null || delegates === null) return null
  if (claims['actortoken'] !== undefined || claims['actort'] !== undefined) return null
  return { ...common, application, delegates }
}

/** Null where it does not read, names nobody, or holds no actor token or two. */
export function readOuterClaims(claims: Claims): OuterClaims | null {
  const common = readCommon(claims)
  const names = [claims['smtp'], claims['upn']].filter((name) => name !== undefined)
  const tokens = [claims['actortoken'], claims['actort']].filter((token) => token !== undefined)
  const [actorToken] = tokens
  if (common === null || names.length === 0 || tokens.length !== 1 || typeof actorToken !== 'string') return null
  if (!names.every((name) => typeof name === 'string')) return null
  return { ...common, names, actorToken }
}
