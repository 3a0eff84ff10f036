import type { WrittenDocument } from '../policies/policy-parts.ts'
import { sameValue } from '../policies/same-value.ts'
import type { Json } from '../stores/state-record.ts'
import type { PlannedPart } from './import-plan.ts'

/** What becomes of a planned part: `kept` is one that says something else here, and stays as it is. */
export interface FittedPart extends PlannedPart {
  readonly change: 'new' | 'changed' | 'unchanged' | 'kept'
  /** What is there under its name; null where nothing is. */
  readonly present: unknown
}

export interface FittedPlan {
  readonly parts: readonly FittedPart[]
  /** The whole policy with all of them in it, to have it checked before anything is written. */
  readonly document: WrittenDocument
}

function presentValue(document: WrittenDocument, { kind, name }: PlannedPart): unknown {
  const { groups = {}, relationships = [], sharingPolicies = [] } = document
  if (kind === 'group') return Object.hasOwn(groups, name) ? groups[name] : undefined
  return (kind === 'relationship' ? relationships : sharingPolicies).find((one) => one['name'] === name)
}

function changeOf(part: PlannedPart, present: unknown, replace: boolean): FittedPart['change'] {
  if (present === undefined) return 'new'
  if (sameValue(present, part.value)) return 'unchanged'
  return replace && part.kind !== 'group' ? 'changed' : 'kept'
}

/**
 * Fits planned parts into the policy that is there. What says something else is kept, or, with `replace`, changed; the
 * members of a group are never taken back to none.
 */
export function fitPlan(parts: readonly PlannedPart[], document: WrittenDocument, replace: boolean): FittedPlan {
  const fitted = parts.map((part): FittedPart => {
    const present = presentValue(document, part)
    return { ...part, change: changeOf(part, present, replace), present: present ?? null }
  })
  const written = fitted.filter(({ change }) => change === 'new' || change === 'changed')
  type Fields = Readonly<Record<string, Json>>
  const ofKind = (kind: PlannedPart['kind']) => written.filter((part) => part.kind === kind)
  const laidOver = (kind: PlannedPart['kind'], present: readonly Fields[] = []): Fields[] => {
    const names = new Set(ofKind(kind).map(({ name }) => name))
    const others = present.filter((one) => !names.has(one['name'] as string))
    return [...others, ...ofKind(kind).map(({ value }) => value as Fields)]
  }
  const groups = ofKind('group').map(({ name, value }) => [name, value as Json] as const)
  return {
    parts: fitted,
    document: {
      ...document,
      groups: Object.fromEntries([...Object.entries(document.groups ?? {}), ...groups]),
      relationships: laidOver('relationship', document.relationships),
      sharingPolicies: laidOver('sharing-policy', document.sharingPolicies),
    },
  }
}
