import { hash } from 'node:crypto'
import type { RecordKind, RecordName } from './state-record.ts'
import { checksumIn } from './record-text.ts'

/** What a record was before a change and is after it, told by digests: 32 hex digits; null where there was none. */
export interface RecordDigest {
  readonly kind: RecordKind
  /** Of many records at once: how many, their digests under one. */
  readonly key: string | number
  readonly before: string | null
  readonly after: string | null
}

/**
 * The kinds that hold nothing of a person. An entry stays for ever, and what could be guessed could be tried: so of
 * mailboxes, groups, shares, sessions and tokens there is nothing here, whatever the key of the digests.
 */
const IMPERSONAL: ReadonlySet<RecordKind> = new Set([
  'identity',
  'announcement',
  'trust',
  'organization',
  'relationship',
  'sharing-policy',
])

/** One record of a change, as it is kept before and after. */
export interface TouchedRecord extends RecordName {
  readonly before: string | null
  readonly after: string | null
}

/** So many stand in an entry one by one. */
const MOST = 100

/**
 * What an entry says of the records its change wrote (threats AU3): the checksum each was kept under, which is made with
 * the store key over name, version and value. So whoever holds that key can tell that a record is what this change made
 * of it, and that nothing came between two changes; nobody else learns anything.
 */
export function recordDigests(touched: readonly TouchedRecord[]): readonly RecordDigest[] {
  const told = touched
    .filter(({ kind }) => IMPERSONAL.has(kind))
    .map(({ kind, key, before, after }) => ({ kind, key, before: digestIn(before), after: digestIn(after) }))
  return told.length <= MOST ? told : [...IMPERSONAL].flatMap((kind) => underOne(kind, told))
}

const digestIn = (text: string | null): string | null => (text === null ? null : checksumIn(text))

function underOne(kind: RecordKind, told: readonly RecordDigest[]): RecordDigest[] {
  const rows = told.filter((row) => row.kind === kind)
  if (rows.length === 0) return []
  const over = (digests: readonly (string | null)[]): string =>
    hash('sha256', digests.map((digest) => digest ?? '-').join('\n'), 'hex').slice(0, 32)
  const [before, after] = [over(rows.map((row) => row.before)), over(rows.map((row) => row.after))]
  return [{ kind, key: rows.length, before, after }]
}
