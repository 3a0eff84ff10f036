import { z } from 'zod'
import { parseDomain } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { isAddressSpace } from '../../trust/organization/address-space.ts'
import type { Fingerprint } from '../../trust/keys/fingerprint.ts'
import { parseFingerprint } from '../../trust/keys/fingerprint.ts'
import { SCOPE_DESCRIPTION } from '../../trust/organization/offer-claims.ts'
import type { Offer } from '../../trust/organization/offer.ts'
import { accept } from '../../trust/organization/trust-transitions.ts'
import type { AdministratorsYes } from '../../trust/organization/trust-transitions.ts'
import { claimedDomains, firstProof } from '../domains/claim-domains.ts'
import { isRefused } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust, TransitionRefused } from '../../trust/organization/federation-trust.ts'
import { confirmCertificate } from '../../trust/organization/refresh-trust.ts'
import { parseOffer } from '../../trust/organization/offer.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import { hostOf } from '../../trust/organization/partner-hosts.ts'
import type { Host } from '../../trust/organization/partner-hosts.ts'
import { findTrust } from './administration.ts'
import type { Administration } from './administration.ts'
import { changeTrust } from './change-trust.ts'
import type { Answer, Call } from './operation.ts'
import { LARGEST_METADATA } from './fetch-metadata.ts'
import { comparedMetadata } from './refresh-trust.ts'

export const acceptTrustBody = z.strictObject({
  /** As the partner's administrator told it, in hex or in words; none only for an address space. */
  fingerprint: z.string().max(1_024).optional(),
  /** The partner's SMTP domains; each binds once its proof was seen. Absent: those of the yes before. */
  domains: z.array(z.string().max(253)).max(238).optional(),
  /** Hosts of its endpoints outside its proven domains at which it may be asked; a first yes is to all it names. */
  hosts: z.array(z.string().max(255)).max(5).optional(),
  /** The partner's metadata from its file, to read a changed certificate from where it cannot be asked for it. */
  metadata: z.string().max(LARGEST_METADATA).optional(),
  /** Binds them by the administrator's word alone, where the configuration allows that. */
  unproven: z.boolean().default(false),
  /** Domains this partner may ask for on their own organization's behalf, as a gateway does. */
  brokerFor: z
    .array(z.strictObject({ domain: z.string().max(253), organization: z.string().max(255) }))
    .max(238)
    .optional(),
  /** What the partner gives and asks, as it said by mouth; what it signs counts before this. */
  offer: z.unknown().optional(),
  /** What we give and ask, which the partner is told; null: our policy decides, lookup by lookup. */
  ourOffer: z.unknown().optional(),
  /** For people of the other side, beside our offer. */
  scopeDescription: SCOPE_DESCRIPTION.nullable().optional(),
  /** When the trust is over; null: no end. */
  validUntil: z.iso.datetime({ offset: true }).nullable().optional(),
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

type Body = z.infer<typeof acceptTrustBody>

function offerNamed(field: 'offer' | 'ourOffer', given: unknown): Offer | null {
  return given === null ? null : parsed(field, () => parseOffer(given))
}

/** To the second, as partners are told it. */
function endNamed(text: string | null): number | null {
  return text === null ? null : Math.floor(Date.parse(text) / 1_000) * 1_000
}

/** As the metadata spells it. @throws FederationError `ERR_MESSAGE_MALFORMED` */
function hostNamed(text: string): Host {
  const url = `https://${text}/`
  const host = URL.canParse(url) ? hostOf(url) : ''
  if (host !== '' && new URL(url).href === `https://${host}/`) return host
  throw new FederationError(
    'ERR_MESSAGE_MALFORMED',
    `hosts: ${JSON.stringify(text)} is no host; expected a name alone.`,
  )
}

/** What the body says, and nothing of what it leaves out. */
function termsOf(body: Body): Partial<AdministratorsYes> {
  const { brokerFor, hosts, offer, ourOffer, scopeDescription, validUntil } = body
  const brokered = brokerFor?.map(({ domain, organization }) => ({
    domain: parsed('brokerFor', () => parseDomain(domain)),
    organization: parsed('brokerFor', () => parseOrganizationId(organization)),
  }))
  return {
    ...(brokered !== undefined && { brokerFor: brokered }),
    ...(hosts !== undefined && { hosts: hosts.map(hostNamed) }),
    ...(offer !== undefined && { offer: offerNamed('offer', offer) }),
    ...(ourOffer !== undefined && { ourOffer: offerNamed('ourOffer', ourOffer) }),
    ...(scopeDescription !== undefined && { scopeDescription }),
    ...(validUntil !== undefined && { validUntil: endNamed(validUntil) }),
  }
}

/** An address space signs nothing: there is nothing to compare, and nothing that could be named by mistake. */
function comparedFingerprint(trust: FederationTrust, told: string | undefined): Fingerprint {
  if (isAddressSpace(trust) && told === undefined) return trust.metadata.certificate.fingerprint
  if (isAddressSpace(trust))
    throw new FederationError('ERR_MESSAGE_MALFORMED', 'fingerprint: an address space has none.')
  return parsed('fingerprint', () => parseFingerprint(told ?? ''))
}

/** The administrator's yes: it needs the fingerprint, compared over another channel. */
export async function acceptTrust(administration: Administration, call: Call<Body>): Promise<Answer> {
  const { body } = call
  const fingerprint = comparedFingerprint(findTrust(administration, call.params['trust'] ?? ''), body.fingerprint)
  const domains = body.domains && claimedDomains(body.domains, administration.domains)
  const prove = firstProof(body.unproven, administration.domains, administration)
  const wordStands = administration.domains.unprovenDomains === 'allow'
  const yes = { fingerprint, ...(domains && { domains }), prove, wordStands, ...termsOf(body) }
  const { clock } = administration
  const found = await comparedMetadata(
    administration,
    findTrust(administration, call.params['trust'] ?? ''),
    fingerprint,
    body.metadata ?? null,
  )
  const step = (before: FederationTrust): FederationTrust | TransitionRefused => {
    const compared = found === null ? before : confirmCertificate(before, found, fingerprint, clock)
    return isRefused(compared) ? compared : accept(compared, yes, clock)
  }
  return changeTrust(administration, call, step, {
    event: 'trust.accepted',
    facts: (before, after) => {
      const hosts = after.hosts.filter((host) => !before.hosts.includes(host))
      return { fingerprint, ...(domains && { domains }), ...(hosts.length > 0 && { hosts }) }
    },
  })
}
