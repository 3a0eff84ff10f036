import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import { bindsDomain } from './domain-proof.ts'
import type { FederationEndpoints } from './federation-metadata.ts'
import type { FederationTrust, TrustedDomain } from './federation-trust.ts'

/** The host of a URL as `URL` spells it: lower case, A-labels, IPv6 in brackets; without the port. */
export type Host = string

/** Where a partner is asked; what is not there is not asked. */
export type AskedEndpoints = { readonly [Name in keyof FederationEndpoints]?: string | undefined }

/** Why a host may be asked; null where it may not. */
export type HostGround =
  /** It is at or below a domain that binds. */
  | 'domain'
  /** An administrator typed the address of the metadata, or said yes to it. */
  | 'metadata'
  /** An administrator said yes to it by name, or in a first yes. */
  | 'confirmed'
  | null

type Hosted = Pick<FederationTrust, 'metadata' | 'metadataUrl' | 'hosts'>

/** @param url of metadata that was read, so that it is one */
export function hostOf(url: string): Host {
  return new URL(url).hostname
}

/** By labels: `evilfabrikam.example` is not below `fabrikam.example`, nor is an absolute name with its last dot. */
function isWithin(host: Host, domain: Domain): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}

/** Each host the partner names, with the endpoints that are there, in the order of their first mention. */
export function namedHosts({ endpoints }: FederationTrust['metadata']): ReadonlyMap<Host, readonly string[]> {
  const named = new Map<Host, string[]>()
  for (const [name, url] of Object.entries(endpoints) as [string, string | undefined][]) {
    if (url === undefined) continue
    const host = hostOf(url)
    named.set(host, [...(named.get(host) ?? []), name])
  }
  return named
}

/** Why we may ask at this host (threats BF1). */
export function groundOf(
  { metadataUrl, hosts }: Pick<Hosted, 'metadataUrl' | 'hosts'>,
  domains: readonly TrustedDomain[],
  host: Host,
): HostGround {
  if (domains.some(({ domain, proof }) => bindsDomain(proof) && isWithin(host, domain))) return 'domain'
  if (host === hostOf(metadataUrl)) return 'metadata'
  return hosts.includes(host) ? 'confirmed' : null
}

/** The hosts the partner names at which it may not be asked before an administrator confirms them. */
export function unconfirmedHosts(trust: Hosted, domains: readonly TrustedDomain[]): readonly Host[] {
  return [...namedHosts(trust.metadata).keys()].filter((host) => groundOf(trust, domains, host) === null)
}

/**
 * Where the partner is asked from now on: where it says, and for what it moved to a host that may not be asked, where it
 * was asked before. What it takes back it is not asked at.
 */
export function askedEndpoints(
  trust: Hosted & Pick<FederationTrust, 'asked'>,
  domains: readonly TrustedDomain[],
): AskedEndpoints {
  const may = (url: string | undefined): url is string =>
    url !== undefined && groundOf(trust, domains, hostOf(url)) !== null
  const names = Object.keys(trust.metadata.endpoints) as (keyof FederationEndpoints)[]
  const asked = names.map((name) => {
    const said = trust.metadata.endpoints[name]
    return [name, said === undefined ? undefined : [said, trust.asked[name]].find(may)] as const
  })
  return Object.fromEntries(asked.filter(([, url]) => url !== undefined))
}
