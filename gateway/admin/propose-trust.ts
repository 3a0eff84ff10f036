import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import { acceptedOf } from '../../trust/organization/federation-trust.ts'
import { propose } from '../../trust/organization/trust-transitions.ts'
import { keep, showTrust } from './administration.ts'
import type { Administration } from './administration.ts'
import { fetchMetadata } from './fetch-metadata.ts'
import { despiteRaces } from './change-trust.ts'
import type { Answer, Call } from './operation.ts'

export const proposeTrustBody = z.strictObject({
  /** Name of one of our organizations, or `gateway`. */
  organization: z.string().max(64),
  /** Address of the partner's federation metadata. */
  metadataUrl: z.string().max(2_048),
})

/** Reads a partner's metadata and keeps it as a proposal: nothing is trusted until somebody compared the fingerprint. */
export async function proposeTrust(
  administration: Administration,
  call: Call<z.infer<typeof proposeTrustBody>>,
): Promise<Answer> {
  const { clock, http, minimumSoftware, organizations, trusts } = administration
  const { organization, metadataUrl } = call.body
  const local = organizations.get(organization)?.id
  if (local === undefined) throw new FederationError('ERR_NOT_FOUND', 'There is no organization of this name.')
  const metadata = await fetchMetadata(http, metadataUrl, { clock, minimumSoftware })
  return despiteRaces(async () => {
    const before = trusts.snapshot().trust(local, metadata.id)
    if (before !== undefined && acceptedOf(before) !== null) {
      throw new FederationError(
        'ERR_CONFLICT',
        `There is a trust with ${metadata.name} already (it is ${before.is.state}).`,
      )
    }
    const outcome = propose(local, metadata, clock, metadataUrl, before)
    const answer = (): Answer => ({
      status: 201,
      body: 'refused' in outcome ? null : showTrust(administration, outcome),
    })
    await keep(administration, outcome, before, { cause: call.cause(answer), event: 'trust.proposed' })
    return answer()
  })
}
