import type { Json } from '../stores/state-record.ts'
import { policySchema } from './policy-schema.ts'
import type { JsonSchema } from './policy-schema.ts'

/**
 * The same document with its fields in the order of the reference, groups by their names: two exports differ only where
 * the policy does. What stands in lists stays in its order.
 */
export function orderDocument(document: unknown): Json {
  return ordered(document as Json, policySchema())
}

function ordered(value: Json, schema: JsonSchema | undefined): Json {
  if (Array.isArray(value)) return value.map((one: Json) => ordered(one, schema?.['items'] as JsonSchema | undefined))
  if (typeof value !== 'object' || value === null) return value
  const fields = (schema?.['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
  const rest = schema?.['additionalProperties'] as JsonSchema | undefined
  const places = new Map(Object.keys(fields).map((name, place) => [name, place]))
  const placeOf = (name: string): number => places.get(name) ?? places.size
  const entries = Object.entries(value).sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, inner]) => [name, ordered(inner, fields[name] ?? rest)]))
}
