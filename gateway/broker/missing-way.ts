import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { bindsDomain } from '../../trust/organization/domain-proof.ts'
import { acceptedOf } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import type { TrustSnapshot } from '../../trust/organization/trust-snapshot.ts'
import type { Directory, HostedOrganization } from './directory.ts'

/** What there is towards a mailbox that one of our organizations has no way to. */
export interface MissingWay {
  /** The trust it would be asked by, which does not serve. */
  readonly trust: FederationTrust | null
  /** The trust that will lead there once its domain is proved. */
  readonly waiting: FederationTrust | null
  /** Whether there is a relationship for the domain. */
  readonly related: boolean
}

type Waiting = ReadonlyMap<Domain, FederationTrust>

/** By snapshot and organization of ours: made at most once for each change of a trust, however often it is asked. */
const waitingOf = new WeakMap<TrustSnapshot, Map<OrganizationId, Waiting>>()

/** The trusts of an organization of ours by those of their domains that wait for a proof. */
function waitingTrusts(snapshot: TrustSnapshot, local: OrganizationId): Waiting {
  const known = waitingOf.get(snapshot) ?? new Map<OrganizationId, Waiting>()
  waitingOf.set(snapshot, known)
  const made =
    known.get(local) ??
    new Map(
      snapshot.trusts(local).flatMap((trust) => {
        const waiting = (acceptedOf(trust)?.domains ?? []).filter(({ proof }) => !bindsDomain(proof))
        return waiting.map(({ domain }) => [domain, trust] as const)
      }),
    )
  known.set(local, made)
  return made
}

/** A few look-ups: it is asked of every lookup that comes to nobody. */
export function missingWay(
  directory: Directory,
  { identity, policy }: HostedOrganization,
  about: MailboxAddress,
): MissingWay {
  const domain = domainOf(about)
  const snapshot = directory.trusts()
  const broker = policy.brokerFor(domain)
  const trust = broker === null ? snapshot.trustForDomain(identity.id, domain) : snapshot.trust(identity.id, broker)
  const waiting = broker === null ? waitingTrusts(snapshot, identity.id).get(domain) : undefined
  const related = policy.relationship(domain) !== undefined
  return { trust: trust ?? null, waiting: waiting ?? null, related }
}
