import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { trustUsable } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import type { Directory, HostedOrganization } from './directory.ts'
import type { Requester } from './requester.ts'

/** Where a question about one mailbox goes. */
export type Route =
  | { readonly kind: 'hosted'; readonly organization: HostedOrganization }
  | {
      readonly kind: 'partner'
      readonly trust: FederationTrust
      /** Which of our organizations asks; for transit, the gateway itself. */
      readonly acting: OrganizationId
      readonly transit: boolean
    }
  | { readonly kind: 'nowhere'; readonly because: 'ROUTE_NONE' | 'ROUTE_NO_TRANSIT' }

const NOWHERE: Route = { kind: 'nowhere', because: 'ROUTE_NONE' }
const NO_TRANSIT: Route = { kind: 'nowhere', because: 'ROUTE_NO_TRANSIT' }

function toPartner(
  directory: Directory,
  acting: OrganizationId,
  domain: Domain,
  broker: OrganizationId | null,
  at: Instant,
): Route {
  const trusts = directory.trusts()
  const trust = broker === null ? trusts.trustForDomain(acting, domain) : trusts.trust(acting, broker)
  return trust !== undefined && trustUsable(trust, at) ? { kind: 'partner', trust, acting, transit: false } : NOWHERE
}

/** A partner may ask the organization its token is for; asking the gateway about another partner is transit. */
function forPartner(
  directory: Directory,
  requester: Requester & { kind: 'partner' },
  domain: Domain,
  at: Instant,
): Route {
  const hosted = directory.hostedDomain(domain)
  if (hosted !== undefined) {
    return hosted.identity.id === requester.audience ? { kind: 'hosted', organization: hosted } : NO_TRANSIT
  }
  // One hop only: what was passed on to us is never passed on again.
  if (requester.audience !== directory.gateway.id || !directory.transit || requester.hop > 0) return NO_TRANSIT
  const route = toPartner(directory, directory.gateway.id, domain, null, at)
  return route.kind === 'partner' ? { ...route, transit: true } : NO_TRANSIT
}

/** Pure: the same directory, requester, mailbox and instant give the same route. */
export function routeTo(directory: Directory, requester: Requester, about: MailboxAddress, at: Instant): Route {
  const domain = domainOf(about)
  if (requester.kind === 'partner') return forPartner(directory, requester, domain, at)
  const hosted = directory.hostedDomain(domain)
  if (hosted !== undefined) return { kind: 'hosted', organization: hosted }
  const asking = requester.organization
  return toPartner(directory, asking.identity.id, domain, asking.policy.brokerFor(domain), at)
}
