import type { Policy } from '../../../trust/policies/policy.ts'
import type { ClothedMailbox } from './clothe-mailbox.ts'
import type { World } from './clothe-world.ts'
import type { Pair } from './pair.ts'
import type { Scene } from './seen.ts'
import type { Seams } from './served-world.ts'

/** A fault as somebody could make it, put between the parts of a world. */
export interface Leak {
  readonly name: string
  readonly seams: (scene: Scene, world: World) => Seams
  /** Whether it has to show in this pair, by what both worlds hide. */
  readonly shows: (pair: Pair) => boolean
}

export const NEVER = new AbortController().signal

export const mailboxOf = ({ contoso, tailspin }: World, address: string): ClothedMailbox | undefined =>
  [...contoso.mailboxes, ...(tailspin?.mailboxes ?? [])].find((one) => one.address === address)

/** What no visitor of a published calendar is answered: an answer of EWS. */
export const ofLookups =
  (shows: Leak['shows']): Leak['shows'] =>
  (pair) =>
    pair.scene.visit === null && shows(pair)

export const differs =
  (of: (scene: Scene, world: World) => unknown) =>
  ({ scene, worlds: [one, other] }: Pair): boolean =>
    JSON.stringify(of(scene, one)) !== JSON.stringify(of(scene, other))

export const afterStatus = (header: string) => (bytes: string) => bytes.replace('\r\n', `\r\n${header}\r\n`)

/** The same policy but for `changes`. */
export function like(policy: Policy, changes: Partial<Policy>): Policy {
  return {
    ...{ organization: policy.organization, federationEnabled: policy.federationEnabled },
    ...{ honourGrants: policy.honourGrants, notices: policy.notices, names: policy.names },
    isOwnDomain: (domain) => policy.isOwnDomain(domain),
    smallestGroup: policy.smallestGroup,
    groupMembers: (name) => policy.groupMembers(name),
    brokerFor: (domain) => policy.brokerFor(domain),
    relationship: (domain) => policy.relationship(domain),
    mailbox: (address) => policy.mailbox(address),
    mailboxes: () => policy.mailboxes(),
    ...changes,
  }
}
