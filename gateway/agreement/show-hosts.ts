import { acceptedOf } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { groundOf, namedHosts } from '../../trust/organization/partner-hosts.ts'
import type { Json } from '../../trust/stores/state-record.ts'

/** Every host the partner names, what is there, and on what ground it is asked; null: not before somebody says yes to it. */
export function showHosts(trust: FederationTrust): Json {
  const domains = acceptedOf(trust)?.domains ?? []
  return [...namedHosts(trust.metadata)].map(([host, endpoints]) => ({
    host,
    endpoints,
    ground: groundOf(trust, domains, host),
  }))
}
