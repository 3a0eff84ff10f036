import { z } from 'zod'
import { parseDomain } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { parseFingerprint } from '../../trust/keys/fingerprint.ts'
import { accept } from '../../trust/organization/trust-transitions.ts'
import { claimedDomains, firstProof } from '../domains/claim-domains.ts'
import { isRefused } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust, TransitionRefused } from '../../trust/organization/federation-trust.ts'
import { confirmCertificate } from '../../trust/organization/refresh-trust.ts'
import { parseOffer } from '../../trust/organization/offer.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import { findTrust } from './administration.ts'
import type { Administration } from './administration.ts'
import { changeTrust } from './change-trust.ts'
import type { Answer, Call } from './operation.ts'
import { comparedMetadata } from './refresh-trust.ts'

export const acceptTrustBody = z.strictObject({
  /** As the partner's administrator told it, in hex or in words. */
  fingerprint: z.string().max(1_024),
  /** The partner's SMTP domains; each binds once its proof was seen. */
  domains: z.array(z.string().max(253)).max(238).default([]),
  /** Binds them by the administrator's word alone, where the configuration allows that. */
  unproven: z.boolean().default(false),
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
export async function acceptTrust(
  administration: Administration,
  call: Call<z.infer<typeof acceptTrustBody>>,
): Promise<Answer> {
  const { body } = call
  findTrust(administration, call.params['trust'] ?? '')
  const fingerprint = parsed('fingerprint', () => parseFingerprint(body.fingerprint))
  const domains = claimedDomains(body.domains, administration.domains)
  const prove = firstProof(body.unproven, administration.domains, administration)
  const brokerFor = parsed('brokerFor', () =>
    body.brokerFor.map(({ domain, organization }) => ({
      domain: parseDomain(domain),
      organization: parseOrganizationId(organization),
    })),
  )
  const offer = body.offer === undefined ? null : parsed('offer', () => parseOffer(body.offer))
  const yes = { fingerprint, domains, prove, brokerFor, offer }
  const { clock } = administration
  const found = await comparedMetadata(
    administration,
    findTrust(administration, call.params['trust'] ?? ''),
    fingerprint,
  )
  const step = (before: FederationTrust): FederationTrust | TransitionRefused => {
    const compared = found === null ? before : confirmCertificate(before, found, fingerprint, clock)
    return isRefused(compared) ? compared : accept(compared, yes, clock)
  }
  return changeTrust(administration, call, step, {
    event: 'trust.accepted',
    facts: { fingerprint, domains },
  })
}
