import { FederationError } from '../../protocols/federation-error.ts'
import { z } from 'zod'
import { propose } from '../../trust/organization/federation-trust.ts'
import { keep, registrationKey, showTrust } from './administration.ts'
import type { Administration } from './administration.ts'
import { fetchMetadata } from './fetch-metadata.ts'

export const proposeTrustBody = z.strictObject({
  /** Name of one of our organizations, or `gateway`. */
  organization: z.string().max(64),
  /** Address of the partner's federation metadata. */
  metadataUrl: z.string().max(2_048),
})

/** Reads a partner's metadata and keeps it as a proposal: nothing is trusted until somebody compared the fingerprint. */
export async function proposeTrust(administration: Administration, body: z.infer<typeof proposeTrustBody>) {
  const local = administration.organizations.get(body.organization)?.id
  if (local === undefined) throw new FederationError('ERR_NOT_FOUND', 'There is no organization of this name.')
  const { clock, http, trusts } = administration
  const metadata = await fetchMetadata(http, body.metadataUrl, { clock })
  const before = trusts.snapshot().trust(local, metadata.id)
  if (before !== undefined && (before.is.state === 'active' || before.is.state === 'suspended')) {
    throw new FederationError(
      'ERR_CONFLICT',
      `There is a trust with ${metadata.name} already (it is ${before.is.state}).`,
    )
  }
  const trust = await keep(administration, propose(local, metadata, clock), before)
  administration.registrations.set(registrationKey(trust), { metadataUrl: body.metadataUrl, offer: null })
  return showTrust(administration, trust)
}
