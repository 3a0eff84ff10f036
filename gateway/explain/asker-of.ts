import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { acceptedOf, trustUsable } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { Directory } from '../broker/directory.ts'
import type { Requester } from '../broker/requester.ts'

/** Who would ask, and by which trust; without a trust for one of our own people. */
export interface Asker {
  readonly requester: Requester
  readonly trust: FederationTrust | null
}

/** A trust by which the question could come. */
interface Way extends Asker {
  readonly requester: Extract<Requester, { kind: 'partner' }>
  readonly trust: FederationTrust
}

/** Nobody's token: the asker is only supposed. */
const SUPPOSED = 'an explanation'

/**
 * As whom somebody's question would come: as one of our people, or by the trust that speaks for that domain to the
 * organization asked, or to the gateway for a question to be passed on. Of several trusts one that serves, and the
 * domain's own before that of a gateway which asks for it. Null where nobody may ask for that domain.
 */
export function askerOf(
  directory: Directory,
  person: MailboxAddress,
  about: MailboxAddress,
  at: Instant,
): Asker | null {
  const home = directory.hostedDomain(domainOf(person))
  if (home !== undefined) return { requester: { kind: 'inside', organization: home, person }, trust: null }
  const audience = (directory.hostedDomain(domainOf(about))?.identity ?? directory.gateway).id
  const snapshot = directory.trusts()
  const domain = domainOf(person)
  const come = { kind: 'partner', person, audience, tokenId: SUPPOSED } as const
  const ways = snapshot.trusts(audience).flatMap((trust): Way[] => {
    const issuer = trust.partner
    const own = snapshot.issuer(audience, issuer)?.speaksFor(domain) === true
    const brokered = acceptedOf(trust)?.brokerFor.filter((one) => one.domain === domain) ?? []
    return [
      ...(own ? [{ trust, requester: { ...come, issuer, organization: issuer, hop: 0 } }] : []),
      ...brokered.map(({ organization }) => ({ trust, requester: { ...come, issuer, organization, hop: 1 } })),
    ]
  })
  const serves = ({ trust }: Way): number => Number(trustUsable(trust, at))
  return ways.sort((a, b) => serves(b) - serves(a) || a.requester.hop - b.requester.hop)[0] ?? null
}
