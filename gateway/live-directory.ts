import { LRUCache } from 'lru-cache'
import type { Connector } from '../protocols/availability/availability-question.ts'
import { offerOf } from '../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../trust/organization/federation-trust.ts'
import type { Organization } from '../trust/organization/organization.ts'
import type { TrustStore } from '../trust/stores/trust-store.ts'
import type { Directory } from './broker/directory.ts'
import { guardPartner, nothingFound } from './broker/partner-guard.ts'
import type { PartnerHealth } from './health/partner-health.ts'
import type { Hosting } from './hosted-organizations.ts'

export interface LiveDirectoryParts {
  readonly gateway: Organization
  readonly transit: boolean
  readonly hosted: readonly Hosting[]
  readonly trusts: TrustStore
  readonly connect: (endpoint: URL) => Connector
  /** Counts what comes of each question. */
  readonly partnerHealth: Pick<PartnerHealth, 'watch'>
}

const MOST_CONNECTORS = 10_000

/** For a partner that says it is where nobody confirmed that it may be asked, and was nowhere before. */
const NOWHERE: Connector = { lookUp: (question) => nothingFound(question, 'ROUTE_NONE') }

/** The directory of a running gateway: hosted organizations are fixed, trusts are those of the store right now. */
export function liveDirectory({
  gateway,
  transit,
  hosted,
  trusts,
  connect,
  partnerHealth,
}: LiveDirectoryParts): Directory {
  const byDomain = new Map(
    hosted.flatMap(({ organization, settings }) =>
      settings.policy.organization.domains.map((domain) => [domain, organization] as const),
    ),
  )
  const byName = new Map(hosted.map(({ organization }) => [organization.name, organization]))
  // One per partner and endpoint: its pool, its breaker and its back-off belong together.
  const connectors = new LRUCache<string, Connector>({ max: MOST_CONNECTORS })
  const connectorOf = (trust: FederationTrust): Connector => {
    const { ews } = trust.asked
    if (ews === undefined) return NOWHERE
    const place = `${trust.local} ${trust.partner} ${ews}`
    const kept = connectors.get(place)
    if (kept !== undefined) return kept
    const made = guardPartner(connect(new URL(ews)), partnerHealth.watch(trust.local, trust.partner))
    connectors.set(place, made)
    return made
  }
  return {
    gateway,
    transit,
    hostedDomain: (domain) => byDomain.get(domain),
    hostedByName: (name) => byName.get(name),
    trusts: () => trusts.snapshot(),
    offerOf,
    connectorOf,
  }
}
