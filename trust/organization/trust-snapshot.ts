import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { TokenVerifyKey, TrustedIssuer } from '../tokens/verify-token.ts'
import { bindsDomain } from './domain-proof.ts'
import { acceptedOf, trustUsable } from './federation-trust.ts'
import type { FederationTrust, TrustedDomain } from './federation-trust.ts'
import type { OrganizationId } from './organization-id.ts'

/** All trusts at one moment, never changed: a lookup decides on one snapshot from beginning to end. */
export interface TrustSnapshot {
  /** Grows by every change. */
  readonly sequence: number
  /** The partner as an issuer of tokens for `local`; undefined where nobody ever said yes, or it was revoked. */
  issuer(local: OrganizationId, partner: OrganizationId): TrustedIssuer | undefined
  /** The trust whose partner has `domain` by a proof that binds, in whatever state: the caller asks `trustUsable`. */
  trustForDomain(local: OrganizationId, domain: Domain): FederationTrust | undefined
  trust(local: OrganizationId, partner: OrganizationId): FederationTrust | undefined
  trusts(local: OrganizationId): readonly FederationTrust[]
}

interface LocalTrusts {
  readonly byPartner: Map<OrganizationId, FederationTrust>
  readonly byDomain: Map<Domain, FederationTrust>
  readonly issuers: Map<OrganizationId, TrustedIssuer>
}

const boundDomains = (domains: readonly TrustedDomain[]): readonly Domain[] =>
  domains.filter(({ proof }) => bindsDomain(proof)).map(({ domain }) => domain)

export function trustSnapshot(trusts: Iterable<FederationTrust>, sequence: number): TrustSnapshot {
  const locals = new Map<OrganizationId, LocalTrusts>()
  for (const trust of trusts) {
    const local = locals.get(trust.local) ?? { byPartner: new Map(), byDomain: new Map(), issuers: new Map() }
    locals.set(trust.local, local)
    local.byPartner.set(trust.partner, trust)
    const accepted = acceptedOf(trust)
    if (accepted === null) continue
    for (const domain of boundDomains(accepted.domains)) local.byDomain.set(domain, trust)
    local.issuers.set(trust.partner, new TrustIssuer(trust))
  }
  return {
    sequence,
    issuer: (local, partner) => locals.get(local)?.issuers.get(partner),
    trustForDomain: (local, domain) => locals.get(local)?.byDomain.get(domain),
    trust: (local, partner) => locals.get(local)?.byPartner.get(partner),
    trusts: (local) => [...(locals.get(local)?.byPartner.values() ?? [])],
  }
}

/** Everything is taken from the one trust, so that no key of one partner can ever speak for a domain of another. */
class TrustIssuer implements TrustedIssuer {
  readonly #trust: FederationTrust
  readonly #keys: ReadonlyMap<string, TokenVerifyKey>
  readonly #domains: ReadonlySet<Domain>
  readonly #brokered: ReadonlyMap<Domain, OrganizationId>

  constructor(trust: FederationTrust) {
    const said = acceptedOf(trust) ?? { domains: [], brokerFor: [] }
    this.#trust = trust
    this.#keys = new Map(trust.tokenKeys.map((key) => [key.kid, key]))
    this.#domains = new Set(boundDomains(said.domains))
    this.#brokered = new Map(said.brokerFor.map(({ domain, organization }) => [domain, organization]))
  }

  usable(now: Instant): boolean {
    return trustUsable(this.#trust, now)
  }

  tokenKey(kid: string): TokenVerifyKey | undefined {
    return this.#keys.get(kid)
  }

  speaksFor(domain: Domain): boolean {
    return this.#domains.has(domain)
  }

  brokers(domain: Domain, actor: OrganizationId): boolean {
    return this.#brokered.get(domain) === actor
  }
}
