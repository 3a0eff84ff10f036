import { readDomain } from '../../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { inForce } from '../../../trust/organization/federation-trust.ts'
import { domainsOf } from '../../../trust/organization/prove-domains.ts'
import { trustId } from '../../admin/administration.ts'
import type { ListedRelationship, RestsOn } from '../../console/sharing/relationship-table.ts'
import type { ConsoleDoor } from '../console-door.ts'
import { hostedPolicies } from './held-parts.ts'
import type { HeldPart } from './held-parts.ts'

type TrustsByDomain = ReadonlyMap<string, FederationTrust>

/** By the domains of its partner; one that serves before one that does not. */
function trustsByDomain({ administration }: ConsoleDoor, organization: string): TrustsByDomain {
  const id = administration.organizations.get(organization)?.id
  const all = id === undefined ? [] : [...administration.trusts.snapshot().trusts(id)]
  const order = [...all.filter((trust) => !inForce(trust)), ...all.filter(inForce)]
  return new Map(order.flatMap((trust) => domainsOf(trust).map(({ domain }) => [domain, trust] as const)))
}

function restsOn(door: ConsoleDoor, trusts: TrustsByDomain, text: string, broker: unknown): RestsOn {
  const domain = readDomain(text)
  const beside = [...hostedPolicies(door)].find(([, policy]) => domain !== null && policy.isOwnDomain(domain))
  if (beside !== undefined) return { kind: 'beside', organization: beside[0] }
  const trust = domain === null ? undefined : trusts.get(domain)
  if (trust !== undefined)
    return { kind: 'trust', id: trustId(trust), partner: trust.metadata.name, state: trust.is.state }
  return { kind: typeof broker === 'string' ? 'broker' : 'none' }
}

function stateOf(value: HeldPart['value'], federationEnabled: boolean, now: Instant): ListedRelationship['state'] {
  const until = value['validUntil']
  if (!federationEnabled) return 'federation'
  if (value['enabled'] === false) return 'off'
  return typeof until === 'string' && Date.parse(until) <= now ? 'over' : 'counts'
}

/** Relationships with their state, and what each of their domains rests on. */
export function listedRelationships(
  door: ConsoleDoor,
  organization: string,
  held: readonly HeldPart[],
  { federationEnabled, now }: { readonly federationEnabled: boolean; readonly now: Instant },
): readonly ListedRelationship[] {
  const trusts = trustsByDomain(door, organization)
  return held.map(({ name, version, value }) => {
    const domains = (value['domains'] ?? []) as readonly string[]
    const rests = domains.map((domain) => [domain, restsOn(door, trusts, domain, value['broker'])] as const)
    return { name, version, value, state: stateOf(value, federationEnabled, now), restsOn: rests }
  })
}
