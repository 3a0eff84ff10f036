import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { writePrincipal } from '../../protocols/ms-xoauth/principal.ts'
import type { PartnerCredential } from '../credentials/partner-credential.ts'
import { x5tOf } from '../tokens/exchange-token.ts'
import type { ExchangeIssuer, TokenVerifyKey, TrustedIssuer } from '../tokens/verify-token.ts'
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
  /** The Exchange organization that signs for `local` under this name, in whatever state: the caller asks `usable`. */
  exchangeIssuer(local: OrganizationId, name: string): NamedPartner | undefined
  /** The partner whose role account this is, in whatever state. */
  roleAccount(account: MailboxAddress): NamedPartner | undefined
}

/** A partner found by another name than its id. */
export interface NamedPartner {
  readonly local: OrganizationId
  readonly partner: OrganizationId
  readonly trusted: TrustedIssuer
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

/** The names besides its id under which a partner may come, over all organizations of ours. */
function namesOf({ local, metadata, credential }: FederationTrust): readonly string[] {
  if (credential.kind === 'basic') return [`account ${credential.account}`]
  return metadata.exchange === undefined ? [] : [`exchange ${local} ${writePrincipal(metadata.exchange)}`]
}

const NOTHING: LocalTrusts = { byPartner: new LayeredMap(), byDomain: new LayeredMap(), issuers: new LayeredMap() }
type Locals = ReadonlyMap<OrganizationId, LocalTrusts>

export function trustSnapshot(trusts: Iterable<FederationTrust>, sequence: number): LiveTrusts {
  const changes = Array.from(trusts, (after) => ({ before: null, after }))
  return new LiveTrusts(new Map(), new LayeredMap(), 0).with(changes, sequence)
}

const heard = (trust: FederationTrust): boolean => acceptedOf(trust) !== null
/** Those that bind: a domain that still waits for its proof gives nobody anything. */
const domainsOf = (trust: FederationTrust): readonly Domain[] =>
  (acceptedOf(trust)?.domains ?? []).filter(({ proof }) => bindsDomain(proof)).map(({ domain }) => domain)

/** A snapshot that its successor is made of. */
export class LiveTrusts implements TrustSnapshot {
  readonly sequence: number
  readonly #locals: Locals
  readonly #names: LayeredMap<string, NamedPartner>

  constructor(locals: Locals, names: LayeredMap<string, NamedPartner>, sequence: number) {
    this.#locals = locals
    this.#names = names
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

  exchangeIssuer(local: OrganizationId, name: string): NamedPartner | undefined {
    return this.#names.get(`exchange ${local} ${name}`)
  }

  roleAccount(account: MailboxAddress): NamedPartner | undefined {
    return this.#names.get(`account ${account}`)
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
    let names = this.#names
    for (const [local, ofLocal] of byLocal) {
      const own = [...ofLocal.values()]
      const after = afterChanges(locals.get(local) ?? NOTHING, own)
      locals.set(local, after)
      names = names.with(namesAfter(after, own))
    }
    return new LiveTrusts(locals, names, sequence)
  }
}

function namesAfter({ issuers }: LocalTrusts, changes: readonly TrustChange[]) {
  const gone = changes.flatMap(({ before }) => (before === null ? [] : namesOf(before)))
  const come = changes.flatMap(({ after }) => {
    const trusted = after === null ? undefined : issuers.get(after.partner)
    if (after === null || trusted === undefined) return []
    const { local, partner } = after
    return namesOf(after).map((name) => [name, { local, partner, trusted }] as const)
  })
  return [...gone.map((name) => [name, null] as const), ...come]
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
  #exchange: ExchangeIssuer | null = null

  constructor(trust: FederationTrust) {
    const said = acceptedOf(trust) ?? { domains: [], brokerFor: [] }
    this.#trust = trust
    this.#keys = new Map(trust.tokenKeys.map((key) => [key.kid, key]))
    this.#domains = new Set(domainsOf(trust))
    this.#brokered = new Map(said.brokerFor.map(({ domain, organization }) => [domain, organization]))
  }

  get credential(): PartnerCredential {
    return this.#trust.credential
  }

  get exchange(): ExchangeIssuer | null {
    const { certificate, exchange } = this.#trust.metadata
    if (exchange === undefined) return null
    this.#exchange ??= { name: writePrincipal(exchange), x5t: x5tOf(certificate.der), key: certificate.key }
    return this.#exchange
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
