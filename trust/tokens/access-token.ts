import type { KeyObject } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { LRUCache } from 'lru-cache'
import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../clock.ts'
import { readOrganizationId } from '../organization/organization-id.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import { isSignedEs256, readCompactJws } from './compact-jws.ts'
import type { TokenSigner } from './issue-token.ts'
import { readStrictJson } from './strict-json.ts'
import type { PlainObject } from './strict-json.ts'
import { ACTION, LIFETIME_SECONDS, SKEW_SECONDS, TOKEN_ALGORITHM, TOKEN_ID } from './token-claims.ts'
import type { TrustedIssuer, TokenRefusal, Verification } from './verify-token.ts'
import { readPerson } from './verify-token.ts'

/** Ours alone: an access token of ours is no token of a partner, and the other way round (threats TK12). */
export const ACCESS_TOKEN_TYPE = 'federation-access+jwt'
/** The header in which a partner names who asks, in each request it sends with an access token. */
export const PERSON_HEADER = 'federation-person'

export interface AccessTokenOrder {
  /** Our organization, which is both issuer and audience. */
  readonly signer: TokenSigner
  readonly partner: OrganizationId
  readonly clock: Clock
  readonly tokenId: string
}

/** A token that lets one partner ask one organization of ours for five minutes (RFC 6749 4.4). */
export function issueAccessToken({ signer, partner, clock, tokenId }: AccessTokenOrder): string {
  const iat = Math.floor(clock.now() / 1000)
  const { issuer: us } = signer
  const claims = { iss: us, aud: us, sub: partner, action: ACTION, iat, exp: iat + LIFETIME_SECONDS, jti: tokenId }
  const header = { alg: TOKEN_ALGORITHM, typ: ACCESS_TOKEN_TYPE, kid: signer.kid }
  return jwt.sign(claims, signer.key, { algorithm: TOKEN_ALGORITHM, header })
}

export interface AccessTokenReceiver {
  /** A public token key of one of our own organizations. */
  readonly ownKey: (id: OrganizationId, kid: string) => KeyObject | undefined
  readonly issuers: (issuer: OrganizationId, audience: OrganizationId) => TrustedIssuer | undefined
  readonly clock: Clock
}

/** What an access token says, its signature checked. */
interface AccessClaims {
  readonly us: OrganizationId
  readonly partner: OrganizationId
  readonly from: Instant
  readonly until: Instant
  readonly tokenId: string
}

const MAX_LENGTH = 2_048
const MOST_SEEN = 10_000
const NAMES = ['iss', 'aud', 'sub', 'action', 'iat', 'exp', 'jti'] as const

/**
 * Verifies access tokens of ours. A token's signature is checked once and remembered; everything that may change, the
 * trust, its credential, its domains and the time, is asked for each request.
 */
export class PartnerAccess {
  readonly #receiver: AccessTokenReceiver
  readonly #seen = new LRUCache<string, AccessClaims>({ max: MOST_SEEN })

  constructor(receiver: AccessTokenReceiver) {
    this.#receiver = receiver
  }

  /** @param person the value of `Federation-Person`: who asks, in a domain the partner speaks for */
  verify(token: string, person: string | undefined): Verification {
    const claims = this.#seen.get(token) ?? this.#read(token)
    if (typeof claims === 'string') return { verified: false, because: claims }
    const { us, partner, tokenId } = claims
    const now = this.#receiver.clock.now()
    if (now >= claims.until || now < claims.from) return { verified: false, because: 'TRUST_TIME' }
    const trusted = this.#receiver.issuers(partner, us)
    if (trusted === undefined) return { verified: false, because: 'TRUST_ISSUER_UNKNOWN' }
    if (!trusted.usable(now)) return { verified: false, because: 'TRUST_SUSPENDED' }
    if (trusted.credential.kind !== 'access-token') return { verified: false, because: 'TRUST_CREDENTIAL' }
    const asking = person === undefined ? undefined : readPerson(person)
    if (asking === undefined || !trusted.speaksFor(domainOf(asking)))
      return { verified: false, because: 'TRUST_SUBJECT' }
    const said = { issuer: partner, organization: partner, person: asking, audience: us, hop: 0, tokenId }
    return { verified: true, requester: said }
  }

  #read(token: string): AccessClaims | TokenRefusal {
    if (token.length > MAX_LENGTH) return 'TRUST_TOKEN_TOO_LONG'
    const jws = readCompactJws(token)
    const payload = jws && readStrictJson(jws.payload)
    if (!jws || !payload) return 'TRUST_TOKEN_MALFORMED'
    const { alg, typ, kid } = jws.header
    if (typ !== ACCESS_TOKEN_TYPE) return 'TRUST_TYPE'
    if (Object.keys(jws.header).length !== 3 || typeof kid !== 'string') return 'TRUST_HEADER'
    if (alg !== TOKEN_ALGORITHM) return 'TRUST_ALG'
    const us = readOrganizationId(payload['aud'])
    if (us === undefined || payload['iss'] !== us) return 'TRUST_AUD'
    const key = this.#receiver.ownKey(us, kid)
    if (key === undefined) return 'TRUST_KEY_UNKNOWN'
    if (!isSignedEs256(jws, key)) return 'TRUST_SIG'
    const claims = readClaims(payload, us)
    if (claims === null) return 'TRUST_CLAIMS'
    // Its own copy: what came in a header would keep the whole request alive.
    this.#seen.set(Buffer.from(token, 'latin1').toString('latin1'), claims)
    return claims
  }
}

function readClaims(payload: PlainObject, us: OrganizationId): AccessClaims | null {
  if (Object.keys(payload).length !== NAMES.length || !NAMES.every((name) => Object.hasOwn(payload, name))) return null
  const { sub, action, iat, exp, jti } = payload
  const partner = readOrganizationId(sub)
  if (partner === undefined || action !== ACTION || typeof jti !== 'string' || !TOKEN_ID.test(jti)) return null
  if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) return null
  const [from, until] = [((iat as number) - SKEW_SECONDS) * 1000, (exp as number) * 1000]
  return { us, partner, from, until, tokenId: jti }
}
