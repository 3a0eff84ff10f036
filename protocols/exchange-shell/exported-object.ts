import { FederationError } from '../federation-error.ts'

/**
 * A value as a cmdlet printed it, whichever way it was written down. Nothing (`$null`) is null; what is not there at all
 * is undefined, and that is not the same: only `$null` says that there is no value.
 */
export type ExportedValue = string | number | boolean | null | ExportedObject | readonly ExportedValue[]

/** An object of .NET as PowerShell writes it down. */
export interface ExportedObject {
  /** Its type and those it derives from, the most special first; empty where the file does not say. */
  readonly types: readonly string[]
  /** What it prints as (`ToString`); null where the file does not say. */
  readonly text: string | null
  /** By their names in lower case, since PowerShell does not look at case. */
  readonly fields: ReadonlyMap<string, ExportedValue>
}

/** More of anything is no export of one organization's settings. */
export const EXPORT_LIMITS = {
  bytes: 8 * 1024 * 1024,
  /** Top-level objects of one file. */
  objects: 10_000,
  /** Of objects and lists in one another. */
  depth: 48,
  /** XML elements, or JSON values. */
  values: 400_000,
} as const

/** @throws FederationError `ERR_MESSAGE_MALFORMED` with one sentence for whoever gave the file */
export function refuseExport(because: string, options?: ErrorOptions): never {
  throw new FederationError('ERR_MESSAGE_MALFORMED', because, {}, options)
}

export function isList(value: ExportedValue | undefined): value is readonly ExportedValue[] {
  return Array.isArray(value)
}

export function isObject(value: ExportedValue | undefined): value is ExportedObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What it is, without namespaces and without what PowerShell puts before a copy: `OrganizationRelationship`. */
export function typeOf({ types }: ExportedObject): string {
  const [first = ''] = types
  return first.slice(first.lastIndexOf('.') + 1)
}

export function fieldOf(object: ExportedObject, name: string): ExportedValue | undefined {
  return object.fields.get(name.toLowerCase())
}

/**
 * What a value prints as: the text of an address, a domain, an enumeration. Null where there is none: for `$null`, for a
 * list, for a bare number, since what a number stands for in an enumeration is published nowhere.
 */
export function textOf(value: ExportedValue | undefined): string | null {
  if (typeof value === 'string') return value
  if (!isObject(value)) return null
  if (value.text !== null) return value.text
  // A copy of an enumeration from another session: ConvertTo-Json writes { "value": 2, "Value": "LimitedDetails" }.
  const inner = value.fields.get('value')
  return typeof inner === 'string' ? inner : null
}

/** True or false; null where it is anything else. */
export function flagOf(value: ExportedValue | undefined): boolean | null {
  if (typeof value === 'boolean') return value
  const text = textOf(value)?.toLowerCase()
  return text === 'true' || text === '$true' ? true : text === 'false' || text === '$false' ? false : null
}

/** The entries of a list; PowerShell writes a list of one as its only entry. */
export function entriesOf(value: ExportedValue | undefined): readonly ExportedValue[] {
  if (value === undefined || value === null) return []
  return isList(value) ? value : [value]
}

/** What a container prints as where `-Depth` cut it off: the name of its type, and nothing of what was in it. */
export function isTypeName(text: string): boolean {
  return /^(?:Deserialized\.)?(?:System|Microsoft)\.[A-Za-z]/.test(text) || text.includes('[]')
}
