import { FederationError } from '../../protocols/federation-error.ts'

export type JsonObject = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * JSON Merge Patch (RFC 7386 section 2): objects are merged member by member, null removes, everything else, lists too,
 * is replaced whole. Makes a new value and changes neither; a member of any name is only ever a member.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged = new Map<string, unknown>(isObject(target) ? Object.entries(target) : [])
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name)
    else merged.set(name, mergePatch(merged.get(name), value))
  }
  return Object.fromEntries(merged)
}

/**
 * One patch that does what `first` and then `second` do.
 *
 * @throws FederationError `ERR_CONFIG_INVALID` for what `first` says as a whole and `second` in part: no one patch says that
 */
export function joinPatches(first: JsonObject, second: JsonObject): JsonObject {
  const joined = new Map<string, unknown>(Object.entries(first))
  for (const [name, value] of Object.entries(second)) {
    const said = joined.get(name)
    if (said !== undefined && !isObject(said) && isObject(value)) {
      throw new FederationError('ERR_CONFIG_INVALID', `${name}: said as a whole and in part; say it in two steps`)
    }
    joined.set(name, isObject(said) && isObject(value) ? joinPatches(said, value) : value)
  }
  return Object.fromEntries(joined)
}
