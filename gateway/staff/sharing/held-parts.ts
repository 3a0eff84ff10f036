import { partKey, readPartKey } from '../../../trust/policies/policy-parts.ts'
import type { Policy } from '../../../trust/policies/policy.ts'
import type { PolicyKind } from '../../../trust/policies/policy-store.ts'
import type { HeldRecord } from '../../../trust/stores/state-record.ts'
import type { PartKind, WrittenPart } from '../../console/sharing/part-fields.ts'
import type { Listing } from '../../console/sharing/sharing-page.ts'
import type { ConsoleDoor } from '../console-door.ts'

/** What the store calls the parts that have a form. */
export const STORED_AS: Readonly<Record<PartKind, PolicyKind>> = {
  relationship: 'relationship',
  policy: 'sharing-policy',
  mailbox: 'mailbox',
  organization: 'organization',
}

/** More are not offered to choose from. */
const MOST_OFFERED = 200

export interface HeldPart {
  readonly name: string
  readonly version: number
  readonly value: WrittenPart
}

type Door = Pick<ConsoleDoor, 'administration'>

/** Name of the organization of a page. @throws FederationError `ERR_NOT_FOUND` where none of the name is hosted here */
export function organizationIn({ administration }: Door, params: Readonly<Record<string, string>>): string {
  const organization = params['organization'] ?? ''
  administration.policies.policyOf(organization)
  return organization
}

/** Every organization with mailboxes, by its name; the gateway itself has none. */
export function hostedPolicies({ administration }: Door): ReadonlyMap<string, Policy> {
  const { organizations, policies } = administration
  const hosted = [...organizations.keys()].filter((name) => policies.has(name))
  return new Map(hosted.map((name) => [name, policies.policyOf(name)]))
}

/** One part as it is held; null where there is none of the name. */
export async function heldPart(
  { administration: { state } }: Door,
  organization: string,
  { kind, name }: { readonly kind: PolicyKind; readonly name: string },
): Promise<HeldPart | null> {
  const held = await state.get({ kind, key: partKey(organization, { kind, name }) })
  return held && heldPartOf(held)
}

const heldPartOf = ({ kind, key, version, value }: HeldRecord): HeldPart => ({
  name: readPartKey(kind as PolicyKind, key).name,
  version,
  value: value as WrittenPart,
})

/** Parts by their names, a page of them. @param page how their names begin, and after which one */
export async function heldParts(
  { administration: { state } }: Door,
  organization: string,
  kind: PolicyKind,
  page: { readonly prefix?: string; readonly after?: string | null; readonly limit: number },
): Promise<Listing<HeldPart>> {
  const { prefix = '', after = null, limit } = page
  const keyOf = (name: string): string => partKey(organization, { kind, name })
  const rest = after === null || after === '' ? {} : { after: keyOf(after) }
  const found = await state.list(kind, { prefix: keyOf(prefix), limit: limit + 1, ...rest })
  const items = found.slice(0, limit).map(heldPartOf)
  return { items, next: found.length > limit ? (items.at(-1)?.name ?? null) : null }
}

/** Names of a kind to choose from; null where there are too many. */
export async function namesOffered(
  door: Door,
  organization: string,
  kind: PolicyKind,
): Promise<readonly string[] | null> {
  const { items, next } = await heldParts(door, organization, kind, { limit: MOST_OFFERED })
  return next === null ? items.map(({ name }) => name) : null
}
