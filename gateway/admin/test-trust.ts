import { z } from 'zod'
import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import type { NamedPeople } from '../doctor/examine-partner.ts'
import { findTrust, nameOf, trustId } from './administration.ts'
import { readAddress } from './audit-reading.ts'
import type { Administration } from './administration.ts'
import type { Answer, Call } from './operation.ts'

const address = z.string().max(254)

export const testTrustBody = z.strictObject({
  /** One of our people, to ask as. */
  as: address.optional(),
  /** One of the partner's, to ask about. */
  about: address.optional(),
})

/**
 * Whether an address is one of our people, for whom the partner of a trust is asked. Null where there are none: by a trust
 * of its own the gateway passes other organizations' questions on.
 */
export function ourPeople(
  { policies, organizations }: Pick<Administration, 'policies' | 'organizations'>,
  { local }: FederationTrust,
): ((person: MailboxAddress) => boolean) | null {
  const organization = nameOf({ organizations }, local)
  if (!policies.has(organization)) return null
  const policy = policies.policyOf(organization)
  return (person) => policy.isOwnDomain(domainOf(person))
}

function namedPeople(
  administration: Administration,
  trust: FederationTrust,
  { as, about }: z.infer<typeof testTrustBody>,
): NamedPeople | null {
  if (as === undefined && about === undefined) return null
  if (as === undefined || about === undefined) {
    throw new FederationError('ERR_MESSAGE_MALFORMED', 'as and about: name both, or neither.')
  }
  const named = { person: readAddress('as', as), about: readAddress('about', about) }
  const isOurs = ourPeople(administration, trust)
  if (isOurs?.(named.person) === true) return named
  const organization = nameOf(administration, trust.local)
  const why =
    isOurs === null
      ? `${organization} has no people of its own: leave out as and about.`
      : `${named.person} is in no domain of ${organization}.`
  throw new FederationError('ERR_MESSAGE_MALFORMED', `as: ${why}`)
}

/** Examines everything between us and the partner; changes nothing. */
export async function testTrust(
  administration: Administration,
  call: Call<z.infer<typeof testTrustBody>>,
): Promise<Answer> {
  const trust: FederationTrust = findTrust(administration, call.params['trust'] ?? '')
  const named = namedPeople(administration, trust, call.body)
  const examination = await administration.examine(trust, named)
  const organization = nameOf(administration, trust.local)
  const about = { trust: trustId(trust), organization, partner: trust.metadata.name }
  return { body: { ...about, ...examination } as unknown as Json }
}
