import { EXPORT_LIMITS, isObject, refuseExport } from './exported-object.ts'
import type { ExportedObject, ExportedValue } from './exported-object.ts'

/** Strings whole, so that no bracket in one is taken for one outside. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs

interface Open {
  /** Null in a list. */
  readonly names: Set<string> | null
  /** Whether a name comes next. */
  atName: boolean
}

/** What JSON.parse passes over: how deep it is, how much there is, and names that an object has twice. */
function guard(text: string): void {
  const open: Open[] = []
  let values = 0
  for (const [token] of text.matchAll(TOKEN)) {
    const here = open.at(-1)
    if (token === '{' || token === '[') {
      open.push({ names: token === '{' ? new Set() : null, atName: token === '{' })
    } else if (token === '}' || token === ']') open.pop()
    else if (here !== undefined && token === ',') here.atName = here.names !== null
    else if (here?.names && here.atName && token !== ':') takeName(here, token)
    if (open.length > EXPORT_LIMITS.depth) refuseExport('has objects in objects too deep.')
    if (token !== ':' && ++values > EXPORT_LIMITS.values) refuseExport('holds more than any export does.')
  }
}

function takeName(here: Open, token: string): void {
  here.atName = false
  if (here.names?.has(token) === true) refuseExport(`says ${token.slice(0, 60)} twice of one object.`)
  here.names?.add(token)
}

/** Windows PowerShell writes instants as `/Date(1767225600000)/`. */
const DATE = /^\/Date\((-?\d{1,15})\)\/$/

function valueOf(json: unknown): ExportedValue {
  if (typeof json === 'string') {
    const millis = Number(DATE.exec(json)?.[1] ?? NaN)
    return Math.abs(millis) <= 8.64e15 ? new Date(millis).toISOString() : json
  }
  if (json === null || typeof json === 'number' || typeof json === 'boolean') return json
  if (Array.isArray(json)) return json.map(valueOf)
  const fields = new Map<string, ExportedValue>()
  for (const [name, inner] of Object.entries(json as object)) takeField(fields, name, valueOf(inner))
  // What PowerShell 7 writes of a list with properties of its own, and Windows PowerShell of one it was given by a pipe.
  const list = fields.get('value')
  return Array.isArray(list) && fields.has('count') && fields.size === 2 ? list : { types: [], text: null, fields }
}

function takeField(fields: Map<string, ExportedValue>, name: string, value: ExportedValue): void {
  const lower = name.toLowerCase()
  const before = fields.get(lower)
  if (before === undefined) fields.set(lower, value)
  // An enumeration of another session: its number as `value`, its name as `Value`.
  else if (lower !== 'value') refuseExport(`says ${JSON.stringify(name.slice(0, 60))} twice of one object.`)
  else if (typeof value === 'string') fields.set(lower, value)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    refuseExport('is neither what Export-Clixml nor what ConvertTo-Json writes.', { cause })
  }
}

/**
 * Reads what `ConvertTo-Json` wrote: one object, or a list of several.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`
 */
export function readCmdletJson(text: string): readonly ExportedObject[] {
  guard(text)
  const value = valueOf(parse(text))
  const list = Array.isArray(value) ? (value as readonly ExportedValue[]) : [value]
  return list.map((one) => (isObject(one) ? one : refuseExport('has values in it that are no objects.')))
}
