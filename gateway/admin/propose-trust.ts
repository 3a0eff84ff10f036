import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import { describeAddressSpace } from '../../trust/organization/address-space.ts'
import { acceptedOf } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import { propose } from '../../trust/organization/trust-transitions.ts'
import { keep, showTrust } from './administration.ts'
import type { Administration } from './administration.ts'
import { fetchMetadata } from './fetch-metadata.ts'
import { despiteRaces } from './change-trust.ts'
import { addressSpaceAt, movedAwayFrom, readServer } from './move-address-space.ts'
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
async function describePartner(administration: Administration, local: OrganizationId, body: Body) {
  const { clock, http, minimumSoftware } = administration
  const { addressSpace, metadataUrl } = body
  if ((addressSpace === undefined) === (metadataUrl === undefined))
    throw new FederationError('ERR_MESSAGE_MALFORMED', 'Name either metadataUrl or addressSpace.')
  if (metadataUrl !== undefined)
    return { metadataUrl, metadata: await fetchMetadata(http, metadataUrl, { clock, minimumSoftware }) }
  const ews = readServer('addressSpace.ews', addressSpace?.ews ?? '')
  refuseAccepted(addressSpaceAt(administration, local, ews))
  const isTaken = movedAwayFrom(administration, local, ews)
  const metadata = await describeAddressSpace({ name: addressSpace?.name ?? '', ews }, clock.now(), isTaken)
  return { metadataUrl: ews.href, metadata }
}

/** @throws FederationError `ERR_CONFLICT` where somebody said yes to it */
function refuseAccepted(held: FederationTrust | undefined): void {
  if (held === undefined || acceptedOf(held) === null) return
  const message = `There is a trust with ${held.metadata.name} already (it is ${held.is.state}).`
  throw new FederationError('ERR_CONFLICT', message, { refused: 'already' })
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
  const { metadata, metadataUrl } = await describePartner(administration, local, call.body)
  return despiteRaces(async () => {
    const before = trusts.snapshot().trust(local, metadata.id)
    refuseAccepted(before)
    const outcome = propose(local, metadata, clock, metadataUrl, before)
    const answer = (): Answer => ({
      status: 201,
      body: 'refused' in outcome ? null : showTrust(administration, outcome),
    })
    await keep(administration, outcome, before, { cause: call.cause(answer), event: 'trust.proposed' })
    return answer()
  })
}
