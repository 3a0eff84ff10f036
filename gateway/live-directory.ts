import { LRUCache } from 'lru-cache'
import type { Connector } from '../protocols/availability/availability-question.ts'
import type { Domain } from '../protocols/availability/mailbox-address.ts'
import type { FederationTrust } from '../trust/organization/federation-trust.ts'
import type { Organization } from '../trust/organization/organization.ts'
import { registrationKey } from './admin/administration.ts'
import type { Administration } from './admin/administration.ts'
import type { Directory, HostedOrganization } from './broker/directory.ts'
import { guardPartner } from './broker/partner-guard.ts'

export interface LiveDirectoryParts {
  readonly gateway: Organization
  readonly transit: boolean
  readonly hosted: readonly (HostedOrganization & { readonly domains: readonly Domain[] })[]
  readonly administration: Administration
  readonly connect: (endpoint: URL) => Connector
}

const MOST_CONNECTORS = 10_000

/** The directory of a running gateway: hosted organizations are fixed, trusts are those of the store right now. */
export function liveDirectory({ gateway, transit, hosted, administration, connect }: LiveDirectoryParts): Directory {
  const byDomain = new Map(hosted.flatMap((one) => one.domains.map((domain) => [domain, one] as const)))
  const byName = new Map(hosted.map((one) => [one.name, one]))
  // One per partner and endpoint: its pool, its breaker and its back-off belong together.
  const connectors = new LRUCache<string, Connector>({ max: MOST_CONNECTORS })
  const connectorOf = (trust: FederationTrust): Connector => {
    const { ews } = trust.metadata.endpoints
    const place = `${trust.local} ${trust.partner} ${ews}`
    const kept = connectors.get(place)
    if (kept !== undefined) return kept
    const made = guardPartner(connect(new URL(ews)))
    connectors.set(place, made)
    return made
  }
  return {
    gateway,
    transit,
    hostedDomain: (domain) => byDomain.get(domain),
    hostedByName: (name) => byName.get(name),
    trusts: () => administration.trusts.snapshot(),
    offerOf: (trust) => administration.registrations.get(registrationKey(trust))?.offer ?? null,
    connectorOf,
  }
}
