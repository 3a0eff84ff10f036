import { z } from 'zod'
import { parseDomain } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { parseFingerprint } from '../../trust/keys/fingerprint.ts'
import { accept } from '../../trust/organization/federation-trust.ts'
import { parseOffer } from '../../trust/organization/offer.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import { findTrust, keep, registrationKey, showTrust } from './administration.ts'
import type { Administration } from './administration.ts'

export const acceptTrustBody = z.strictObject({
  /** As the partner's administrator told it, in hex or in words. */
  fingerprint: z.string().max(1_024),
  /** The partner's SMTP domains, bound by the administrator's word and *unproven*. */
  domains: z.array(z.string().max(253)).max(238).default([]),
  /** Domains this partner may ask for on their own organization's behalf, as a gateway does. */
  brokerFor: z
    .array(z.strictObject({ domain: z.string().max(253), organization: z.string().max(255) }))
    .max(238)
    .default([]),
  /** What the partner gives and asks, where it said so. */
  offer: z.unknown().optional(),
})

function parsed<T>(field: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof FederationError)
      throw new FederationError('ERR_MESSAGE_MALFORMED', `${field}: ${error.message}.`)
    throw error
  }
}

/** The administrator's yes: it needs the fingerprint, compared over another channel. */
export async function acceptTrust(administration: Administration, id: string, body: z.infer<typeof acceptTrustBody>) {
  const before = findTrust(administration, id)
  const fingerprint = parsed('fingerprint', () => parseFingerprint(body.fingerprint))
  const domains = parsed('domains', () => body.domains.map(parseDomain))
  const brokerFor = parsed('brokerFor', () =>
    body.brokerFor.map(({ domain, organization }) => ({
      domain: parseDomain(domain),
      organization: parseOrganizationId(organization),
    })),
  )
  const offer = body.offer === undefined ? null : parsed('offer', () => parseOffer(body.offer))
  const trust = await keep(
    administration,
    accept(before, { fingerprint, domains, brokerFor }, administration.clock),
    before,
  )
  const registration = administration.registrations.get(registrationKey(trust))
  administration.registrations.set(registrationKey(trust), { metadataUrl: registration?.metadataUrl ?? '', offer })
  return showTrust(administration, trust)
}
