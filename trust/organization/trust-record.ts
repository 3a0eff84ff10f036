import { createPublicKey } from 'node:crypto'
import { z } from 'zod'
import { parseDomain } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { parseFingerprint } from '../keys/fingerprint.ts'
import { keptCertificate } from '../keys/partner-certificate.ts'
import type { Json } from '../stores/state-record.ts'
import type { DomainProof } from './domain-proof.ts'
import type { FederationMetadata, PartnerTokenKey } from './federation-metadata.ts'
import type { FederationTrust, TrustState } from './federation-trust.ts'
import { OFFER } from './offer.ts'
import { parseOrganizationId } from './organization-id.ts'
import { thumbprintOf } from './organization.ts'

const organizationId = z.string().transform(parseOrganizationId)
const domain = z.string().transform(parseDomain)
const fingerprint = z.string().transform(parseFingerprint)
const instant = z.number()

const TOKEN_KEY = z.strictObject({ kid: z.string(), x: z.string(), y: z.string(), from: instant, until: instant })

const METADATA = z.strictObject({
  id: organizationId,
  name: z.string(),
  contact: z.string().nullable(),
  certificate: z.string(),
  issuedAt: instant,
  expiresAt: instant,
  sequence: z.number(),
  refreshAfter: z.number(),
  tokenKeys: z.array(TOKEN_KEY),
  endpoints: z.strictObject({
    ews: z.string(),
    trust: z.string(),
    token: z.string().optional(),
    graph: z.string().optional(),
  }),
  software: z.strictObject({ name: z.string(), version: z.string() }),
  content: z.string(),
})

const challenge = z.string()

const DOMAIN_PROOF = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('unproven') }),
  z.strictObject({ state: z.literal('pending'), challenge, since: instant, until: instant }),
  z.strictObject({
    state: z.literal('proven'),
    challenge,
    provenAt: instant,
    checkedAt: instant,
    via: z.enum(['dns', 'https']),
  }),
  z.strictObject({
    state: z.literal('missing'),
    challenge,
    provenAt: instant,
    missingSince: instant,
    checkedAt: instant,
    failures: z.number(),
  }),
  z.strictObject({ state: z.literal('lost'), challenge, since: instant }),
]) satisfies z.ZodType<DomainProof>

const ACCEPTED = {
  signer: fingerprint,
  domains: z.array(z.strictObject({ domain, proof: DOMAIN_PROOF })),
  brokerFor: z.array(z.strictObject({ domain, organization: organizationId })),
}

const STATE = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('proposed'), proposedAt: instant }),
  z.strictObject({ state: z.literal('active'), activeSince: instant, ...ACCEPTED }),
  z.strictObject({ state: z.literal('suspended'), suspendedAt: instant, reason: z.string(), ...ACCEPTED }),
  z.strictObject({ state: z.literal('revoked'), revokedAt: instant, reason: z.string() }),
]) satisfies z.ZodType<TrustState>

const TRUST = z.strictObject({
  local: organizationId,
  partner: organizationId,
  metadata: METADATA,
  /** Those of the metadata, and older ones. */
  tokenKeys: z.array(TOKEN_KEY),
  metadataUrl: z.string(),
  offer: OFFER.nullable(),
  is: STATE,
})

function encodeTokenKey({ kid, key, from, until }: PartnerTokenKey): z.infer<typeof TOKEN_KEY> {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return { kid, x, y, from, until }
}

function decodeTokenKey({ kid, x, y, from, until }: z.infer<typeof TOKEN_KEY>): PartnerTokenKey {
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  return { kid, thumbprint: thumbprintOf(key), key, algorithm: 'ES256', from, until }
}

/** A trust as it is kept. */
export function encodeTrust(trust: FederationTrust): Json {
  const { metadata } = trust
  return {
    ...trust,
    metadata: {
      ...metadata,
      certificate: metadata.certificate.der.toString('base64'),
      tokenKeys: metadata.tokenKeys.map(encodeTokenKey),
      endpoints: JSON.parse(JSON.stringify(metadata.endpoints)) as Record<string, string>,
    },
    tokenKeys: trust.tokenKeys.map(encodeTokenKey),
  } as unknown as Json
}

/** @throws FederationError `ERR_STORE_DAMAGED` where the record is no trust */
export function decodeTrust(value: Json): FederationTrust {
  const reading = TRUST.safeParse(value)
  if (!reading.success) {
    const path = reading.error.issues[0]?.path.map(String).join('.') ?? ''
    throw new FederationError('ERR_STORE_DAMAGED', `a trust that was kept is none (${path})`, { path })
  }
  const { metadata, tokenKeys, ...trust } = reading.data
  const announced = metadata.tokenKeys.map(decodeTokenKey)
  const read: FederationMetadata = {
    ...metadata,
    certificate: keptCertificate(Buffer.from(metadata.certificate, 'base64')),
    tokenKeys: announced,
  }
  // Mostly the same keys: one KeyObject serves both lists.
  const known = new Map(announced.map((key) => [key.kid, key]))
  return { ...trust, metadata: read, tokenKeys: tokenKeys.map((key) => known.get(key.kid) ?? decodeTokenKey(key)) }
}
