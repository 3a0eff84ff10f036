import type { GatewaySettings } from '../../config/read-config.ts'
import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import { authorities } from '../../protocols/dns/authorities.ts'
import { nameServers } from '../../protocols/dns/name-servers.ts'
import { addressGuard } from '../../protocols/http/address-allowance.ts'
import type { Administration } from '../admin/administration.ts'
import { DomainWatch } from './domain-watch.ts'
import type { DomainWatchParts } from './domain-watch.ts'

/** What is done about partners' domains, as the configuration decided it. */
export function openDomains(
  { dns, trust, outbound, organizations }: Pick<GatewaySettings, 'dns' | 'trust' | 'outbound' | 'organizations'>,
  parts: Omit<DomainWatchParts, 'lookups'> & Pick<Administration, 'http' | 'random'>,
): Administration['domains'] {
  const hosted = new Set<Domain>(organizations.flatMap(({ policy }) => policy.organization.domains))
  const guard = addressGuard({ loopback: outbound.loopback, networks: outbound.networks })
  const servers = { servers: dns.servers ?? null, random: parts.random }
  // Where a partner's server may be, its name server may be: the address is judged as that of a call over HTTPS.
  const permits = (address: string): boolean => guard.permitsConnection(address, 443, true)
  const lookups = {
    nameServers: nameServers(servers),
    authorities: dns.authoritative === 'ask' ? authorities({ ...servers, permits }) : null,
    http: trust.proofOverHttps ? parts.http : null,
    random: parts.random,
  }
  return {
    unprovenDomains: trust.unprovenDomains,
    isHosted: (domain) => hosted.has(domain),
    watch: new DomainWatch({ ...parts, lookups }),
  }
}
