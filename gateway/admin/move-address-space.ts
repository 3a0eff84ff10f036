import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import { parseEndpointUrl } from '../../protocols/http/endpoint-url.ts'
import { isAddressSpace, moveAddressSpace } from '../../trust/organization/address-space.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import type { Administration } from './administration.ts'
import { changeTrust } from './change-trust.ts'
import type { Answer, Call } from './operation.ts'

export const moveAddressSpaceBody = z.strictObject({
  /** Where the partner is asked from now on: its Exchange Web Services. */
  ews: z.string().max(2_048),
})

type Body = z.infer<typeof moveAddressSpaceBody>

/** @throws FederationError `ERR_ADDRESS_REFUSED`, `ERR_MESSAGE_MALFORMED` */
export function readServer(field: string, text: string): URL {
  const ews = parseEndpointUrl(text)
  if (ews.protocol === 'https:') return ews
  throw new FederationError('ERR_MESSAGE_MALFORMED', `${field}: a password goes over https only.`)
}

const isAt = ({ metadataUrl }: FederationTrust, { href }: URL): boolean => metadataUrl === href

/** Those of an organization of ours that are not over. */
function addressSpaces({ trusts }: Pick<Administration, 'trusts'>, local: OrganizationId): readonly FederationTrust[] {
  return [...trusts.snapshot().trusts(local)].filter((trust) => isAddressSpace(trust) && trust.is.state !== 'revoked')
}

/** The address space that is at an address already. */
export function addressSpaceAt(
  administration: Pick<Administration, 'trusts'>,
  local: OrganizationId,
  ews: URL,
): FederationTrust | undefined {
  return addressSpaces(administration, local).find((trust) => isAt(trust, ews))
}

/** Whether an id is that of one which was at this address once, and is elsewhere by now. */
export function movedAwayFrom(administration: Pick<Administration, 'trusts'>, local: OrganizationId, ews: URL) {
  const gone = addressSpaces(administration, local).filter((trust) => !isAt(trust, ews))
  const ids = new Set(gone.map(({ partner }) => partner))
  return (id: OrganizationId): boolean => ids.has(id)
}

/** Another address for a partner that publishes nothing: the password we send goes there, so it is a yes of its own. */
export function moveTrust(administration: Administration, call: Call<Body>): Promise<Answer> {
  const ews = readServer('ews', call.body.ews)
  const step = (before: FederationTrust) => {
    if (!isAddressSpace(before)) {
      throw new FederationError('ERR_MESSAGE_MALFORMED', 'Only of an address space an administrator says where it is.')
    }
    const other = addressSpaceAt(administration, before.local, ews)
    if (other !== undefined && other.partner !== before.partner) {
      const message = `The partner at this address is ${other.metadata.name} already (it is ${other.is.state}).`
      throw new FederationError('ERR_CONFLICT', message, { refused: 'already' })
    }
    return moveAddressSpace(before, ews, administration.clock)
  }
  const facts = (before: FederationTrust) => ({ before: before.metadataUrl, address: ews.href })
  return changeTrust(administration, call, step, { event: 'trust.address', facts })
}
