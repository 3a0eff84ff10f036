import { z } from 'zod'
import { parseDomain } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { PARTNER_CREDENTIAL, SINGLE_USE } from '../credentials/partner-credential.ts'
import { parseFingerprint } from '../keys/fingerprint.ts'
import { keptCertificate } from '../keys/partner-certificate.ts'
import type { Json } from '../stores/state-record.ts'
import { DOMAIN_PROOFS } from './domain-proof.ts'
import type { DomainProof } from './domain-proof.ts'
import type { FederationMetadata, PartnerTokenKey } from './federation-metadata.ts'
import type { FederationTrust, TrustState } from './federation-trust.ts'
import { KeptTokenKey } from './kept-token-key.ts'
import { OFFER } from './offer.ts'
import { parseOrganizationId } from './organization-id.ts'
import { namedHosts } from './partner-hosts.ts'
import { NOTHING_TOLD, STANDINGS } from './trust-halves.ts'
import type { PartnerHalf } from './trust-halves.ts'

const organizationId = z.string().transform(parseOrganizationId)
const domain = z.string().transform(parseDomain)
const fingerprint = z.string().transform(parseFingerprint)
const instant = z.number()

const TOKEN_KEY = z.strictObject({ kid: z.string(), x: z.string(), y: z.string(), from: instant, until: instant })

const ENDPOINTS = {
  ews: z.string(),
  trust: z.string(),
  token: z.string().optional(),
  graph: z.string().optional(),
  offers: z.string().optional(),
}

const METADATA = z.strictObject({
  id: organizationId,
  name: z.string(),
  contact: z.string().nullable(),
  certificate: z.string(),
  // Absent in what was kept before certificates rolled.
  vouched: z.array(fingerprint).default([]),
  issuedAt: instant,
  expiresAt: instant,
  sequence: z.number(),
  refreshAfter: z.number(),
  tokenKeys: z.array(TOKEN_KEY),
  endpoints: z.strictObject(ENDPOINTS),
  software: z.strictObject({ name: z.string(), version: z.string() }),
  exchange: z.strictObject({ service: z.string(), realm: z.string() }).optional(),
  addressSpace: z.boolean().optional(),
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
    dnssec: z.enum(['validated', 'not-validated']).optional(),
    wantedSince: instant.optional(),
  }),
  z.strictObject({
    state: z.literal('missing'),
    challenge,
    provenAt: instant,
    missingSince: instant,
    checkedAt: instant,
    failures: z.number(),
    wantedSince: instant.optional(),
  }),
  z.strictObject({ state: z.literal('lost'), challenge, since: instant }),
]) satisfies z.ZodType<DomainProof>

const ACCEPTED = {
  signer: fingerprint,
  domains: z.array(z.strictObject({ domain, proof: DOMAIN_PROOF })),
  brokerFor: z.array(z.strictObject({ domain, organization: organizationId })),
}

/** Before partners could end a trust too, only we did. */
const BY = z.enum(['us', 'partner']).default('us')

const STATE = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('proposed'), proposedAt: instant }),
  z.strictObject({ state: z.literal('proving'), since: instant, ...ACCEPTED }),
  z.strictObject({ state: z.literal('offered'), since: instant, ...ACCEPTED }),
  z.strictObject({ state: z.literal('active'), activeSince: instant, ...ACCEPTED }),
  z.strictObject({
    state: z.literal('attention'),
    since: instant,
    because: z.enum(['certificate-changed', 'host-unconfirmed', 'domain-missing', 'metadata-stale']),
    ...ACCEPTED,
  }),
  z.strictObject({ state: z.literal('suspended'), suspendedAt: instant, reason: z.string(), by: BY, ...ACCEPTED }),
  z.strictObject({
    state: z.literal('expired'),
    since: instant,
    because: z.enum(['certificate', 'end-date']),
    ...ACCEPTED,
  }),
  z.strictObject({ state: z.literal('revoked'), revokedAt: instant, reason: z.string(), by: BY }),
]) satisfies z.ZodType<TrustState>

const HALF = {
  sequence: z.number(),
  offer: OFFER.nullable(),
  scopeDescription: z.string().nullable(),
  validUntil: instant.nullable(),
  accepts: z.number().nullable(),
}

const THEIRS = z.strictObject({
  ...HALF,
  issuedAt: instant,
  takenAt: instant,
  standing: z.enum(STANDINGS),
  seenMetadata: z.number(),
  domains: z.array(z.strictObject({ domain, challenge: z.string().nullable(), proof: z.enum(DOMAIN_PROOFS) })),
  content: z.string(),
}) satisfies z.ZodType<PartnerHalf>

const TRUST = z.strictObject({
  local: organizationId,
  partner: organizationId,
  metadata: METADATA,
  /** Those of the metadata, and older ones. */
  tokenKeys: z.array(TOKEN_KEY),
  metadataUrl: z.string(),
  // Absent in what was kept before hosts were looked at: where it was asked then, somebody had said yes to.
  hosts: z.array(z.string()).optional(),
  asked: z.strictObject(ENDPOINTS).partial().optional(),
  strange: fingerprint.nullable().default(null),
  offer: OFFER.nullable(),
  /** Absent in what was kept before there were statements. */
  ours: z.strictObject(HALF).default(NOTHING_TOLD),
  theirs: THEIRS.nullable().default(null),
  heard: z.number().default(0),
  // Absent in what was kept before there was a choice.
  credential: PARTNER_CREDENTIAL.default(SINGLE_USE),
  is: STATE,
})

function encodeTokenKey({ kid, key, from, until }: PartnerTokenKey): z.infer<typeof TOKEN_KEY> {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return { kid, x, y, from, until }
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
  const { metadata, tokenKeys, hosts, asked, ...trust } = reading.data
  const announced = metadata.tokenKeys.map((key) => new KeptTokenKey(key))
  const read: FederationMetadata = {
    ...metadata,
    certificate: keptCertificate(Buffer.from(metadata.certificate, 'base64')),
    tokenKeys: announced,
  }
  // Mostly the same keys: one serves both lists.
  const known = new Map(announced.map((key) => [key.kid, key]))
  return {
    ...trust,
    metadata: read,
    tokenKeys: tokenKeys.map((key) => known.get(key.kid) ?? new KeptTokenKey(key)),
    hosts: hosts ?? [...namedHosts(read).keys()],
    asked: asked ?? read.endpoints,
  }
}
