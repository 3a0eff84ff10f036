import { hash } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import jwt from 'jsonwebtoken'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Clock } from '../clock.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import { ACTION, LIFETIME_SECONDS, TOKEN_ALGORITHM, TOKEN_TYPE } from './token-claims.ts'

/** Who signs: one organization's token key of the moment. */
export interface TokenSigner {
  readonly issuer: OrganizationId
  readonly kid: string
  /** Private, P-256. */
  readonly key: KeyObject
}

export interface TokenOrder {
  readonly signer: TokenSigner
  readonly audience: OrganizationId
  /** The asking person, in a domain the signer speaks for (or, with `act`, brokers for). */
  readonly subject: MailboxAddress
  readonly method: 'POST'
  /** The receiver's public URL exactly as its metadata has it: the receiver compares byte for byte. */
  readonly url: string
  readonly body: Uint8Array
  readonly clock: Clock
  /** 16 to 64 characters of `[A-Za-z0-9._~-]`, never the same twice. */
  readonly newTokenId: () => string
  /** Whom a gateway asks for; given together with `hop`. */
  readonly act?: OrganizationId
  readonly hop?: number
}

/** One request's token (trust.md, "A request between organizations"; RFC 9068 type, RFC 8693 4.1 `act`, RFC 9449 `htm`, `htu`). */
export function issueToken(order: TokenOrder): string {
  const now = Math.floor(order.clock.now() / 1000)
  const claims = {
    iss: order.signer.issuer,
    aud: order.audience,
    sub: order.subject,
    action: ACTION,
    iat: now,
    nbf: now,
    exp: now + LIFETIME_SECONDS,
    jti: order.newTokenId(),
    htm: order.method,
    htu: order.url,
    body: hash('sha256', order.body, 'base64url'),
    ...(order.act === undefined ? {} : { act: { sub: order.act }, hop: order.hop ?? 1 }),
  }
  const header = { alg: TOKEN_ALGORITHM, typ: TOKEN_TYPE, kid: order.signer.kid }
  return jwt.sign(claims, order.signer.key, { algorithm: TOKEN_ALGORITHM, header })
}
