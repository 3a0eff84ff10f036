import type { GatewaySettings } from '../../config/read-config.ts'
import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import { nameServers } from '../../protocols/dns/name-servers.ts'
import type { Administration } from '../admin/administration.ts'
import { DomainWatch } from './domain-watch.ts'
import type { DomainWatchParts } from './domain-watch.ts'

/** What is done about partners' domains, as the configuration decided it. */
export function openDomains(
  { dns, trust, organizations }: Pick<GatewaySettings, 'dns' | 'trust' | 'organizations'>,
  parts: Omit<DomainWatchParts, 'lookups'> & Pick<Administration, 'http' | 'random'>,
): Administration['domains'] {
  const hosted = new Set<Domain>(organizations.flatMap(({ policy }) => policy.organization.domains))
  const lookups = {
    nameServers: nameServers({ servers: dns.servers ?? null }),
    http: trust.proofOverHttps ? parts.http : null,
    random: parts.random,
  }
  return {
    unprovenDomains: trust.unprovenDomains,
    isHosted: (domain) => hosted.has(domain),
    watch: new DomainWatch({ ...parts, lookups }),
  }
}
