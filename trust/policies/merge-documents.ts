import type { Json } from '../stores/state-record.ts'
import { documentOf, partKey, partsOf } from './policy-parts.ts'
import type { WrittenDocument, WrittenPart } from './policy-parts.ts'
import type { PolicyPart } from './policy-store.ts'
import { sameValue } from './same-value.ts'

/** A part that both changed, each otherwise; null where one of them has taken it out. */
export interface CrossedPart extends PolicyPart {
  readonly theirs: Json | null
  readonly yours: Json | null
}

export type DocumentMerge =
  | {
      readonly merged: true
      readonly document: Readonly<Record<string, Json>>
      /** What others have changed and this change leaves as it is. */
      readonly kept: readonly PolicyPart[]
    }
  | { readonly merged: false; readonly crossed: readonly CrossedPart[] }

export interface DocumentVersions {
  /** What the change was made from. */
  readonly base: WrittenDocument
  /** What the change wants. */
  readonly yours: WrittenDocument
  /** What is held by now. */
  readonly theirs: WrittenDocument
}

/**
 * Lays a change, said as the document before it and after it, over what is held by now, part by part. What only one side
 * changed is as that side has it; a part that both changed otherwise refuses the whole, and every such part is told.
 * All three are sound documents of the same organization.
 */
export function mergeDocuments(organization: string, { base, yours, theirs }: DocumentVersions): DocumentMerge {
  const byKey = (document: WrittenDocument): Map<string, WrittenPart> =>
    new Map(partsOf(organization, document).map((part) => [`${part.kind} ${partKey(organization, part)}`, part]))
  const [before, mine, held] = [byKey(base), byKey(yours), byKey(theirs)]
  const parts: WrittenPart[] = []
  const crossed: CrossedPart[] = []
  const kept: PolicyPart[] = []
  for (const key of new Set([...held.keys(), ...mine.keys(), ...before.keys()])) {
    const [was, wanted, there] = [before.get(key), mine.get(key), held.get(key)]
    const { kind, name } = (there ?? wanted ?? was) as WrittenPart
    const untouched = sameValue(wanted?.value, was?.value)
    const moved = !sameValue(there?.value, was?.value)
    if (!untouched && moved && !sameValue(there?.value, wanted?.value))
      crossed.push({ kind, name, theirs: there?.value ?? null, yours: wanted?.value ?? null })
    if (untouched && moved) kept.push({ kind, name })
    const part = untouched ? there : wanted
    if (part !== undefined) parts.push(part)
  }
  return crossed.length > 0 ? { merged: false, crossed } : { merged: true, document: documentOf(parts), kept }
}
