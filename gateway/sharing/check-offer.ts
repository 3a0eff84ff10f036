import { parseMailboxAddress, readDomain } from '../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { acceptedOf, trustUsable } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { compareLevels } from '../../trust/policies/access-level.ts'
import { capOf } from '../../trust/policies/cap-of.ts'
import type { Cap } from '../../trust/policies/cap-of.ts'
import { decideAccess, decideByOffer } from '../../trust/policies/decide-access.ts'
import type { Decision, DecisionCode } from '../../trust/policies/decide-access.ts'
import type { Directory, HostedOrganization } from '../broker/directory.ts'

/** Why a grant would come to nothing: a step of the decision, or that nobody of theirs can ask us. */
export type OfferRefusal = DecisionCode | 'NO_TRUST' | 'PARTNER_ASKS_NOTHING'

/** Whether a grant to somebody can work now, and how far it goes at most. */
export type OfferCheck =
  { readonly possible: true; readonly cap: Cap } | { readonly possible: false; readonly because: OfferRefusal }

type Parts = Pick<Directory, 'hostedDomain' | 'trusts' | 'offerOf'>

/** By which trusts people of a domain can ask this organization now: their own, or that of a gateway that asks for them. */
export function waysIn(
  { trusts }: Pick<Directory, 'trusts'>,
  { identity }: Pick<HostedOrganization, 'identity'>,
  domain: Domain,
  at: Instant,
): readonly FederationTrust[] {
  const snapshot = trusts()
  return snapshot.trusts(identity.id).filter((trust) => {
    if (!trustUsable(trust, at)) return false
    const own = snapshot.issuer(identity.id, trust.partner)?.speaksFor(domain) === true
    return own || (acceptedOf(trust)?.brokerFor.some((brokered) => brokered.domain === domain) ?? false)
  })
}

/** What the other side lets its own people ask. */
function partnersSide(
  directory: Parts,
  organization: HostedOrganization,
  domain: Domain,
  ask: { readonly from: MailboxAddress; readonly about: MailboxAddress; readonly at: Instant },
): Decision | 'NO_TRUST' | null {
  const view = 'Detailed' as const
  const neighbour = directory.hostedDomain(domain)
  if (neighbour !== undefined) return decideAccess(neighbour.policy, { ...ask, view }, 'asking')
  const ways = waysIn(directory, organization, domain, ask.at)
  if (ways.length === 0) return 'NO_TRUST'
  const said = ways
    .map((trust) => directory.offerOf(trust))
    .map((offer) => offer && decideByOffer(offer, 'asking', { view }))
  // One way that is open is enough.
  return said.find((decision) => decision === null || decision.outcome === 'answer') ?? said[0] ?? null
}

/**
 * Whether a grant of `about` to `grantee` can work: there is a relationship, and it is open for this mailbox; the sharing
 * policy lets her give anything; people of theirs can ask us by a trust that serves; and they may.
 *
 * @param grantee an address, or `@domain`
 */
export function checkOffer(
  directory: Parts,
  organization: HostedOrganization,
  about: MailboxAddress,
  grantee: string,
  at: Instant,
): OfferCheck {
  const { policy } = organization
  const cap = capOf(policy, about, grantee, at)
  const domain = readDomain(grantee.slice(grantee.lastIndexOf('@') + 1))
  if (cap.level === 'None') return { possible: false, because: cap.decidedBy ?? 'NO_RELATIONSHIP' }
  if (domain === null || policy.isOwnDomain(domain)) return { possible: true, cap }
  const from = parseMailboxAddress(grantee.startsWith('@') ? `anybody${grantee}` : grantee)
  const theirs = partnersSide(directory, organization, domain, { from, about, at })
  if (theirs === 'NO_TRUST') return { possible: false, because: theirs }
  if (theirs === null) return { possible: true, cap }
  if (theirs.outcome === 'refuse') return { possible: false, because: 'PARTNER_ASKS_NOTHING' }
  const lower = compareLevels(theirs.level, cap.level) < 0
  return { possible: true, cap: lower ? { level: theirs.level, decidedBy: theirs.decidedBy } : cap }
}
