import { partsOf } from '../../trust/policies/policy-parts.ts'
import type { WrittenDocument } from '../../trust/policies/policy-parts.ts'
import { sameValue } from '../../trust/policies/same-value.ts'
import { printable, shortened } from './printable.ts'

/** What the gateway answers to a document. */
export interface AppliedChanges {
  readonly changes: readonly { readonly kind: string; readonly name: string; readonly change: string }[]
  /** What others changed and this leaves as it is. */
  readonly kept: readonly { readonly kind: string; readonly name: string }[]
}

const LONGEST_VALUE = 160
const said = (value: unknown): string => shortened(printable(JSON.stringify(value)), LONGEST_VALUE)

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function listWords(path: string, before: readonly unknown[], after: readonly unknown[]): string[] {
  const missingIn = (list: readonly unknown[], one: unknown): boolean => !list.some((other) => sameValue(one, other))
  const gone = before.filter((one) => missingIn(after, one)).map((one) => `${path}: no longer ${said(one)}`)
  const added = after.filter((one) => missingIn(before, one)).map((one) => `${path}: also ${said(one)}`)
  const words = [...gone, ...added]
  return words.length > 0 ? words : [`${path}: in another order, or with repetitions`]
}

/** Each field that says something else, with both values; of lists what came and went. */
function valueWords(path: string, before: unknown, after: unknown): string[] {
  if (sameValue(before, after)) return []
  const inner = (field: string): string => printable(path === '' ? field : `${path}.${field}`)
  if (isFields(before) && isFields(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names.flatMap((name) => valueWords(inner(name), before[name], after[name]))
  }
  const where = path === '' ? 'members' : path
  if (Array.isArray(before) && Array.isArray(after)) return listWords(where, before, after)
  if (before === undefined) return [`${where}: ${said(after)}, of which nothing was said`]
  if (after === undefined) return [`${where}: nothing is said of it any more; it was ${said(before)}`]
  return [`${where}: ${said(after)}, was ${said(before)}`]
}

function valuesOf(document: WrittenDocument): ReadonlyMap<string, unknown> {
  return new Map(partsOf('', document).map(({ kind, name, value }) => [keyOf(kind, name), value]))
}

/** An organization has one part of its own kind, whatever the organization is called. */
const keyOf = (kind: string, name: string): string => (kind === 'organization' ? kind : `${kind} ${name}`)

/** What a document changes, in words: each part, and of a changed one each field as it was and as it will be. */
export function describeChanges(
  { changes, kept }: AppliedChanges,
  before: WrittenDocument,
  after: WrittenDocument,
): string {
  if (changes.length === 0 && kept.length === 0) return 'It says that already.\n'
  const [was, wanted] = [valuesOf(before), valuesOf(after)]
  const described = changes.map(({ kind, name, change }) => {
    const key = keyOf(kind, name)
    const words = change === 'changed' ? valueWords('', was.get(key), wanted.get(key)) : []
    return [`${change}  ${kind} ${printable(name)}`, ...words.map((line) => `         ${line}`), ''].join('\n')
  })
  const others = kept.map(({ kind, name }) => `kept     ${kind} ${printable(name)}, as somebody else changed it\n`)
  return [...described, ...others].join('')
}
