import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { TokenVerifyKey, TrustedIssuer } from '../tokens/verify-token.ts'
import { bindsDomain } from './domain-proof.ts'
import { acceptedOf, trustUsable } from './federation-trust.ts'
import type { FederationTrust } from './federation-trust.ts'
import { LayeredMap } from './layered-map.ts'
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

/** A trust that changed: what was held of the partner, and what is held now; null where nothing. */
export interface TrustChange {
  readonly before: FederationTrust | null
  readonly after: FederationTrust | null
}

/** What one organization of ours holds. */
interface LocalTrusts {
  readonly byPartner: LayeredMap<OrganizationId, FederationTrust>
  readonly byDomain: LayeredMap<Domain, FederationTrust>
  readonly issuers: LayeredMap<OrganizationId, TrustedIssuer>
}

const NOTHING: LocalTrusts = { byPartner: new LayeredMap(), byDomain: new LayeredMap(), issuers: new LayeredMap() }
type Locals = ReadonlyMap<OrganizationId, LocalTrusts>

export function trustSnapshot(trusts: Iterable<FederationTrust>, sequence: number): LiveTrusts {
  const changes = Array.from(trusts, (after) => ({ before: null, after }))
  return new LiveTrusts(new Map(), 0).with(changes, sequence)
}

const heard = (trust: FederationTrust): boolean => acceptedOf(trust) !== null
/** Those that bind: a domain that still waits for its proof gives nobody anything. */
const domainsOf = (trust: FederationTrust): readonly Domain[] =>
  (acceptedOf(trust)?.domains ?? []).filter(({ proof }) => bindsDomain(proof)).map(({ domain }) => domain)

/** A snapshot that its successor is made of. */
export class LiveTrusts implements TrustSnapshot {
  readonly sequence: number
  readonly #locals: Locals

  constructor(locals: Locals, sequence: number) {
    this.#locals = locals
    this.sequence = sequence
  }

  issuer(local: OrganizationId, partner: OrganizationId): TrustedIssuer | undefined {
    return this.#locals.get(local)?.issuers.get(partner)
  }

  trustForDomain(local: OrganizationId, domain: Domain): FederationTrust | undefined {
    return this.#locals.get(local)?.byDomain.get(domain)
  }

  trust(local: OrganizationId, partner: OrganizationId): FederationTrust | undefined {
    return this.#locals.get(local)?.byPartner.get(partner)
  }

  trusts(local: OrganizationId): readonly FederationTrust[] {
    return [...(this.#locals.get(local)?.byPartner.values() ?? [])]
  }

  /** The snapshot after these changes; it costs what they are, not what is held. */
  with(changes: readonly TrustChange[], sequence: number): LiveTrusts {
    const byLocal = new Map<OrganizationId, Map<OrganizationId, TrustChange>>()
    for (const { before, after } of changes) {
      const trust = after ?? before
      if (trust === null) continue
      const ofLocal = byLocal.get(trust.local) ?? new Map<OrganizationId, TrustChange>()
      byLocal.set(trust.local, ofLocal)
      // Of several changes of one trust: from before the first to after the last.
      ofLocal.set(trust.partner, { before: ofLocal.get(trust.partner)?.before ?? before, after })
    }
    const locals = new Map(this.#locals)
    for (const [local, own] of byLocal) locals.set(local, afterChanges(locals.get(local) ?? NOTHING, [...own.values()]))
    return new LiveTrusts(locals, sequence)
  }
}

/** What is gone goes first: a domain may pass from one partner to another within these changes. */
function afterChanges(held: LocalTrusts, changes: readonly TrustChange[]): LocalTrusts {
  const gone = changes.flatMap(({ before }) => (before === null ? [] : [before]))
  const come = changes.flatMap(({ after }) => (after === null ? [] : [after]))
  const listened = come.filter(heard)
  return {
    byPartner: held.byPartner.with([
      ...gone.map((trust) => [trust.partner, null] as const),
      ...come.map((trust) => [trust.partner, trust] as const),
    ]),
    byDomain: held.byDomain.with([
      ...gone.flatMap((trust) => domainsOf(trust).map((domain) => [domain, null] as const)),
      ...come.flatMap((trust) => domainsOf(trust).map((domain) => [domain, trust] as const)),
    ]),
    issuers: held.issuers.with([
      ...gone.map((trust) => [trust.partner, null] as const),
      ...listened.map((trust) => [trust.partner, new TrustIssuer(trust)] as const),
    ]),
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
    this.#domains = new Set(domainsOf(trust))
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
