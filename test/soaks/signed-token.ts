import { hash, randomUUID, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import { tokenSigner } from '../../trust/organization/organization.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'

export type Names = Readonly<Record<string, unknown>>

/** A partner of the gateway under attack, and its keys: who forges knows everything but other partners' keys. */
export interface Partner {
  readonly organization: Organization
  readonly person: MailboxAddress
}

export interface Target {
  readonly audience: OrganizationId
  readonly url: string
  readonly body: Buffer
}

/** A good token, kept with what it is made of. */
export interface SignedToken {
  readonly partner: Partner
  readonly header: Names
  readonly claims: Names
  readonly text: string
}

const encode = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64url')

/** Compact JWS (RFC 7515 7.1) over whatever it is given, ES256 as RFC 7518 3.4 has it. */
export function compact(header: string, payload: string | Buffer, key: KeyObject): string {
  const signed = `${encode(header)}.${encode(payload)}`
  return `${signed}.${encode(sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }))}`
}

export const signerOf = ({ organization }: Partner) => tokenSigner(organization, Date.now())

/** Written by hand from rulings 5, not by the product's own issuer. */
export function goodToken(partner: Partner, { audience, url, body }: Target): SignedToken {
  const { kid, key, issuer } = signerOf(partner)
  const now = Math.floor(Date.now() / 1000)
  const header = { alg: 'ES256', typ: 'at+jwt', kid }
  const claims = {
    ...{ iss: issuer, aud: audience, sub: partner.person, action: 'MSExchange.SharingCalendarFreeBusy' },
    ...{ iat: now, nbf: now, exp: now + 300, jti: randomUUID(), htm: 'POST', htu: url },
    body: hash('sha256', body, 'base64url'),
  }
  return { partner, header, claims, text: compact(JSON.stringify(header), JSON.stringify(claims), key) }
}

export const domainOfPartner = ({ person }: Partner): string => domainOf(person)
