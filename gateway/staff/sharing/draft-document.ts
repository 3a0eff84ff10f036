import type { PolicyKind } from '../../../trust/policies/policy-store.ts'
import type { Json } from '../../../trust/stores/state-record.ts'
import { textOf } from '../../console/sharing/part-fields.ts'

type Document = Readonly<Record<string, Json>>

/** The list of a document that parts of a kind stand in, and the field with their name. */
const LISTS: Partial<Readonly<Record<PolicyKind, readonly [list: string, name: string]>>> = {
  relationship: ['relationships', 'name'],
  'sharing-policy': ['sharingPolicies', 'name'],
  mailbox: ['mailboxes', 'address'],
}

const nameIn = (part: Json, field: string): string => textOf((part as Document)[field]).toLowerCase()

/**
 * A policy document in which one part says something else, in its place; a new one comes last.
 *
 * @param value with its name in it; null: it is taken out
 */
export function draftWith(
  document: Document,
  { kind, name }: { readonly kind: PolicyKind; readonly name: string },
  value: Json | null,
): Document {
  if (kind === 'organization') return value === null ? document : { ...document, organization: value }
  const [list, field] = LISTS[kind] ?? ['', '']
  const parts = (document[list] ?? []) as readonly Json[]
  // Only addresses are the same in any case; names of other parts differ in it.
  const isIt = (part: Json): boolean =>
    kind === 'mailbox' ? nameIn(part, field) === name.toLowerCase() : (part as Document)[field] === name
  const at = parts.findIndex(isIt)
  const left = at < 0 ? parts : [...parts.slice(0, at), ...parts.slice(at + 1)]
  if (value === null) return { ...document, [list]: left }
  return { ...document, [list]: at < 0 ? [...parts, value] : [...parts.slice(0, at), value, ...parts.slice(at + 1)] }
}
