import { sameValue } from '../../../trust/policies/same-value.ts'
import type { Json } from '../../../trust/stores/state-record.ts'
import { PART_FIELDS, valueOf } from './part-fields.ts'
import type { PartField, PartKind, WrittenPart } from './part-fields.ts'

/** A field that says something else, defaults filled in. */
export interface FieldDifference {
  readonly field: PartField
  readonly before: Json
  readonly after: Json
}

/** What two versions of a part differ in, field by field; of one that is not there every field says its default. */
export function differencesOf(
  kind: PartKind,
  before: WrittenPart | null,
  after: WrittenPart | null,
): FieldDifference[] {
  return PART_FIELDS[kind].flatMap((field) => {
    const [was, is] = [valueOf(field, before ?? {}), valueOf(field, after ?? {})]
    return sameValue(was, is) ? [] : [{ field, before: was, after: is }]
  })
}

const isFields = (value: Json | undefined): value is WrittenPart =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The JSON merge patch (RFC 7386) that makes `to` of `from`. What says null in `to` is said as nothing, which means the same
 * in every field of a policy.
 */
export function patchBetween(from: WrittenPart, to: WrittenPart): WrittenPart {
  const names = new Set([...Object.keys(from), ...Object.keys(to)])
  return Object.fromEntries(
    [...names].flatMap((name): (readonly [string, Json])[] => {
      const [was, is] = [from[name], to[name]]
      if (is === undefined || is === null) return was === undefined || was === null ? [] : [[name, null]]
      if (sameValue(was, is)) return []
      return [[name, isFields(was) && isFields(is) ? patchBetween(was, is) : is]]
    }),
  )
}
