import { z } from 'zod'
import { parseEndpointUrl } from '../../protocols/http/endpoint-url.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { describeAddressSpace } from '../../trust/organization/address-space.ts'
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
  metadataUrl: z.string().max(2_048).optional(),
  /** Instead of it, a partner that publishes nothing: what it is called, and its Exchange Web Services. */
  addressSpace: z.strictObject({ name: z.string().min(1).max(64), ews: z.string().max(2_048) }).optional(),
})

type Body = z.infer<typeof proposeTrustBody>

/** What there is to know of the partner: read at its address, or as it was typed. */
async function describePartner(administration: Administration, body: Body) {
  const { clock, http, minimumSoftware } = administration
  const { addressSpace, metadataUrl } = body
  if ((addressSpace === undefined) === (metadataUrl === undefined))
    throw new FederationError('ERR_MESSAGE_MALFORMED', 'Name either metadataUrl or addressSpace.')
  if (metadataUrl !== undefined)
    return { metadataUrl, metadata: await fetchMetadata(http, metadataUrl, { clock, minimumSoftware }) }
  const ews = parseEndpointUrl(addressSpace?.ews ?? '')
  if (ews.protocol !== 'https:')
    throw new FederationError('ERR_MESSAGE_MALFORMED', 'addressSpace.ews: a password goes over https only.')
  const metadata = await describeAddressSpace({ name: addressSpace?.name ?? '', ews }, clock.now())
  return { metadataUrl: ews.href, metadata }
}

/**
 * Keeps a partner's metadata, or what was typed in its place, as a proposal: nothing is trusted until somebody said yes,
 * and compared the fingerprint where there is one.
 */
export async function proposeTrust(
  administration: Administration,
  call: Pick<Call<Body>, 'body' | 'cause'>,
): Promise<Answer> {
  const { clock, organizations, trusts } = administration
  const { organization } = call.body
  const local = organizations.get(organization)?.id
  if (local === undefined) throw new FederationError('ERR_NOT_FOUND', 'There is no organization of this name.')
  const { metadata, metadataUrl } = await describePartner(administration, call.body)
  return despiteRaces(async () => {
    const before = trusts.snapshot().trust(local, metadata.id)
    if (before !== undefined && acceptedOf(before) !== null) {
      throw new FederationError(
        'ERR_CONFLICT',
        `There is a trust with ${metadata.name} already (it is ${before.is.state}).`,
        { refused: 'already' },
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
