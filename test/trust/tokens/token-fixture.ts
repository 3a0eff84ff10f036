import { createHash, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { tokenSigner } from '../../../trust/organization/organization.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import type { OrganizationId } from '../../../trust/organization/organization-id.ts'
import { trustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import { MemoryReplayStore } from '../../../trust/stores/replay-store-memory.ts'
import { verifyToken } from '../../../trust/tokens/verify-token.ts'
import type { TokenReceiver, TokenRequest, Verification } from '../../../trust/tokens/verify-token.ts'
import { ANNA, idOf, newTokenId, QUESTION, START, URL_OF_US, VirtualClock } from '../known-organizations.ts'

export type Json = Record<string, unknown>

export const US = idOf(900)
export const REQUEST: TokenRequest = { method: 'POST', url: URL_OF_US, body: QUESTION }

/** One of our organizations as it receives tokens. */
export class Receiver {
  readonly clock = new VirtualClock()
  readonly replay: MemoryReplayStore
  readonly audiences: ReadonlySet<OrganizationId>
  #trusts: readonly FederationTrust[]

  constructor(trusts: readonly FederationTrust[], audiences: readonly OrganizationId[] = [US]) {
    this.#trusts = trusts
    this.audiences = new Set(audiences)
    this.replay = new MemoryReplayStore({ clock: this.clock, remembersSince: START - 3_600_000 })
  }

  trustOnly(trusts: readonly FederationTrust[]): void {
    this.#trusts = trusts
  }

  verify(token: string, request: TokenRequest = REQUEST, more: Partial<TokenReceiver> = {}): Promise<Verification> {
    const snapshot = trustSnapshot(this.#trusts, 1)
    const issuers: TokenReceiver['issuers'] = (issuer, audience) => snapshot.issuer(audience, issuer)
    return verifyToken(token, request, {
      audiences: this.audiences,
      issuers,
      replay: this.replay,
      clock: this.clock,
      ...more,
    })
  }

  /** 'verified', or why not. */
  async outcome(token: string, request: TokenRequest = REQUEST, more: Partial<TokenReceiver> = {}): Promise<string> {
    const verification = await this.verify(token, request, more)
    return verification.verified ? 'verified' : verification.because
  }
}

export function headerOf(organization: Organization): Json {
  return { alg: 'ES256', typ: 'at+jwt', kid: tokenSigner(organization, START).kid }
}

/** The claims of a good token, written by hand from rulings 5. */
export function claimsOf(organization: Organization, now: Instant = START): Json {
  return {
    iss: organization.id,
    aud: US,
    sub: ANNA,
    action: 'MSExchange.SharingCalendarFreeBusy',
    iat: now / 1000,
    nbf: now / 1000,
    exp: now / 1000 + 300,
    jti: newTokenId(),
    htm: 'POST',
    htu: URL_OF_US,
    body: createHash('sha256').update(QUESTION).digest('base64url'),
  }
}

export function encode(part: unknown): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
}

/** Compact ES256 over whatever it is given, bytes of a signature as RFC 7518 3.4 has them. */
export function signEs256(header: unknown, payload: unknown, key: KeyObject): string {
  const signed = `${encode(header)}.${encode(payload)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

export function keyOf(organization: Organization): KeyObject {
  return tokenSigner(organization, START).key
}
