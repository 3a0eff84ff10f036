import { EXPORT_LIMITS, isObject, refuseExport } from './exported-object.ts'
import type { ExportedObject, ExportedValue } from './exported-object.ts'

/** An element as xml2js gives it: attributes, text, children in their order, each with its name. */
export type XmlElement =
  | string
  | {
      readonly '#name'?: string
      readonly $?: Readonly<Record<string, string>>
      readonly _?: string
      readonly $$?: readonly XmlElement[]
    }

const nameOf = (element: XmlElement): string => (typeof element === 'string' ? '' : (element['#name'] ?? ''))
const rawText = (element: XmlElement): string => (typeof element === 'string' ? element : (element._ ?? ''))
const childrenOf = (element: XmlElement): readonly XmlElement[] =>
  typeof element === 'string' ? [] : (element.$$ ?? [])
const attributeOf = (element: XmlElement, name: string): string | undefined =>
  typeof element === 'string' || element.$ === undefined || !Object.hasOwn(element.$, name)
    ? undefined
    : element.$[name]

/** Replaces `_x000A_` and its like by what they stand for (MS-PSRP 2.2.5.3.2), once from left to right. */
export function decodeClixmlString(raw: string): string {
  return raw.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

const NUMBERS = new Set(['By', 'SB', 'I16', 'U16', 'I32', 'U32', 'I64', 'U64', 'Sg', 'Db', 'D'])
/** Kept as their texts: strings, addresses, versions, dates (ISO 8601), XML, script, secrets never read. */
const TEXTS = new Set(['S', 'C', 'URI', 'G', 'Version', 'DT', 'TS', 'XD', 'SBK', 'BA'])

/** The objects of one document; references point back only, so nothing can go in circles. */
class ClixmlObjects {
  readonly #objects = new Map<string, ExportedValue>()
  readonly #types = new Map<string, readonly string[]>()

  value(element: XmlElement, depth: number): ExportedValue {
    if (depth > EXPORT_LIMITS.depth) refuseExport('has objects in objects too deep.')
    const name = nameOf(element)
    if (name === 'Nil') return null
    if (name === 'B') return booleanOf(rawText(element).trim())
    if (NUMBERS.has(name)) return numberOf(rawText(element).trim())
    if (TEXTS.has(name)) return decodeClixmlString(rawText(element))
    if (name === 'SS') return { types: ['SecureString'], text: null, fields: new Map() }
    if (name === 'Ref') return this.#referenced(element)
    if (name === 'Obj') return this.#object(element, depth)
    return refuseExport(`is not what Export-Clixml writes: an element ${JSON.stringify(name.slice(0, 40))}.`)
  }

  /** An object that is not there (yet) is one that says nothing of itself; it is not `$null`. */
  #referenced(element: XmlElement): ExportedValue {
    return this.#objects.get(attributeOf(element, 'RefId') ?? '') ?? { types: [], text: null, fields: new Map() }
  }

  #object(element: XmlElement, depth: number): ExportedValue {
    const value = this.#contents(element, depth)
    const id = attributeOf(element, 'RefId')
    if (id !== undefined) this.#objects.set(id, value)
    return value
  }

  #contents(element: XmlElement, depth: number): ExportedValue {
    let types: readonly string[] = []
    let text: string | null = null
    let list: readonly ExportedValue[] | null = null
    const fields = new Map<string, ExportedValue>()
    for (const child of childrenOf(element)) {
      const name = nameOf(child)
      if (name === 'TN') types = this.#typeNames(child)
      else if (name === 'TNRef') types = this.#types.get(attributeOf(child, 'RefId') ?? '') ?? []
      else if (name === 'ToString') text = decodeClixmlString(rawText(child))
      else if (name === 'Props' || name === 'MS') this.#fields(child, fields, depth)
      else if (name === 'LST' || name === 'IE' || name === 'QUE' || name === 'STK') list = this.#list(child, depth)
      else if (name === 'DCT') this.#entries(child, fields, depth)
      // The number under an enumeration, the string under a string with more to it.
      else text = textUnder(text, this.value(child, depth + 1))
    }
    return list ?? { types, text, fields }
  }

  #typeNames(element: XmlElement): readonly string[] {
    const types = childrenOf(element).map((type) => decodeClixmlString(rawText(type)))
    const id = attributeOf(element, 'RefId')
    if (id !== undefined) this.#types.set(id, types)
    return types
  }

  #list(element: XmlElement, depth: number): readonly ExportedValue[] {
    return childrenOf(element).map((child) => this.value(child, depth + 1))
  }

  #fields(element: XmlElement, fields: Map<string, ExportedValue>, depth: number): void {
    for (const child of childrenOf(element)) {
      // A property set in a property set.
      if (nameOf(child) === 'MS') this.#fields(child, fields, depth + 1)
      else keep(fields, decodeClixmlString(attributeOf(child, 'N') ?? ''), this.value(child, depth + 1))
    }
  }

  #entries(element: XmlElement, fields: Map<string, ExportedValue>, depth: number): void {
    for (const entry of childrenOf(element)) {
      const named = new Map(childrenOf(entry).map((part) => [attributeOf(part, 'N') ?? '', part]))
      const [key, value] = [named.get('Key'), named.get('Value')]
      const name = key === undefined ? null : this.value(key, depth + 1)
      if (typeof name === 'string' && value !== undefined) keep(fields, name, this.value(value, depth + 1))
    }
  }
}

const textUnder = (text: string | null, value: ExportedValue): string | null =>
  text ?? (typeof value === 'string' ? value : null)

/** A property that is there twice, with two values, is not one we can choose of. */
function keep(fields: Map<string, ExportedValue>, name: string, value: ExportedValue): void {
  const lower = name.toLowerCase()
  const before = fields.get(lower)
  if (before !== undefined && before !== value) {
    refuseExport(`says ${JSON.stringify(name.slice(0, 60))} twice of one object.`)
  }
  fields.set(lower, value)
}

function booleanOf(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return refuseExport('has a truth value that is neither true nor false.')
}

function numberOf(text: string): number {
  const number = Number(text)
  return text === '' || Number.isNaN(number) ? refuseExport('has a number that is none.') : number
}

/** Refuses a second vocabulary inside the first: xml2js would take its elements for PowerShell's. */
function refuseForeignNames(element: XmlElement, isRoot: boolean): void {
  if (typeof element === 'string') return
  const attributes = Object.keys(element.$ ?? {}).filter((name) => !(isRoot && name === 'xmlns'))
  if (nameOf(element).includes(':') || attributes.some((name) => name.startsWith('xmlns') || name.includes(':'))) {
    refuseExport('has elements of another vocabulary than that of PowerShell.')
  }
  for (const child of childrenOf(element)) refuseForeignNames(child, false)
}

/**
 * The objects in `Objs`, its lists opened: `Export-Clixml -InputObject (Get-…)` writes one list, a pipeline one object each.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`
 */
export function objectsOf(root: XmlElement): readonly ExportedObject[] {
  refuseForeignNames(root, true)
  const reading = new ClixmlObjects()
  const found = childrenOf(root).flatMap((child) => {
    const value = reading.value(child, 0)
    return Array.isArray(value) ? (value as readonly ExportedValue[]) : [value]
  })
  return found.map((value) => (isObject(value) ? value : refuseExport('has values in it that are no objects.')))
}
