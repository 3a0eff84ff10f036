import type { Connector } from '../../protocols/availability/availability-question.ts'
import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { TrustSnapshot } from '../../trust/organization/trust-snapshot.ts'
import type { Offer } from '../../trust/organization/offer.ts'
import type { Policy } from '../../trust/policies/policy.ts'

/** An organization whose calendars this gateway has. */
export interface HostedOrganization {
  readonly identity: Organization
  readonly name: string
  /** Of its people, the first being the one it is known by. */
  readonly domains: readonly Domain[]
  readonly policy: Policy
  readonly calendars: Connector
}

/** Who is who, as of now: immutable parts behind functions, so that one lookup reads one state of each. */
export interface Directory {
  /** The gateway's own identity: an organization without mailboxes, which partners address for transit. */
  readonly gateway: Organization
  readonly transit: boolean
  hostedDomain(domain: Domain): HostedOrganization | undefined
  hostedByName(name: string): HostedOrganization | undefined
  trusts(): TrustSnapshot
  /** What the partner offers, signed or registered for it; null where it offers nothing in particular. */
  offerOf(trust: FederationTrust): Offer | null
  /** The way to a partner's own server. */
  connectorOf(trust: FederationTrust): Connector
}
