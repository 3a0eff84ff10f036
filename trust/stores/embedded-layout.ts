import type { PersonalValue } from '../audit/audit-entry.ts'
import type { StateBatch, StoredEntry } from './state-engine.ts'
import type { RecordKind, RecordName } from './state-record.ts'

/**
 * How state lies in a LevelDB. Keys are ordered by their UTF-8 bytes:
 * `a/<index>` leaf hash and text of an audit entry, `h` the head, `i/<id>` end and text of a kept answer,
 * `p/<index>` personal values of an entry, `r/<kind>/<key>` a record.
 */
export type EmbeddedOperation =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string }

export const HEAD_KEY = 'h'
const INDEX_DIGITS = 16
const LEAF_LENGTH = 64

const paddedIndex = (index: number): string => String(index).padStart(INDEX_DIGITS, '0')

export const entryKey = (index: number): string => `a/${paddedIndex(index)}`
export const personalKey = (index: number): string => `p/${paddedIndex(index)}`
export const answerKey = (id: string): string => `i/${id}`
export const recordKey = ({ kind, key }: RecordName): string => `r/${kind}/${key}`

/** The range of a kind's keys that begin with `prefix`; `0` is the character after `/`. */
export function recordRange(kind: RecordKind, prefix = ''): { start: string; gte: string; lt: string } {
  const start = `r/${kind}/`
  // No UTF-8 text has a byte above 0xF4, which U+10FFFF begins with.
  return { start, gte: `${start}${prefix}`, lt: prefix === '' ? `r/${kind}0` : `${start}${prefix}\u{10FFFF}\u{10FFFF}` }
}

function put(key: string, value: string): EmbeddedOperation {
  return { type: 'put', key, value }
}

/** An entry as it is kept; a pruned one is its leaf hash alone. */
export function writeEntry({ index, leaf, text, personal }: StoredEntry): EmbeddedOperation[] {
  return [
    put(entryKey(index), text === null ? leaf : `${leaf}${text}`),
    personal === null ? { type: 'del', key: personalKey(index) } : put(personalKey(index), JSON.stringify(personal)),
  ]
}

export function readEntry(key: string, kept: string, personal: string | null): StoredEntry {
  return {
    index: Number(key.slice(2)),
    leaf: kept.slice(0, LEAF_LENGTH),
    text: kept.length > LEAF_LENGTH ? kept.slice(LEAF_LENGTH) : null,
    personal: personal === null ? null : (JSON.parse(personal) as Record<string, PersonalValue>),
  }
}

/** As `writeEntry`, where nothing lies at its place yet. */
function writeNewEntry(entry: StoredEntry): EmbeddedOperation[] {
  return writeEntry(entry).filter(({ type }) => type === 'put')
}

export function batchOf({ after, records, entries, answers }: StateBatch): EmbeddedOperation[] {
  return [
    put(HEAD_KEY, JSON.stringify(after)),
    ...records.map((record): EmbeddedOperation => {
      const key = recordKey(record)
      return record.text === null ? { type: 'del', key } : put(key, record.text)
    }),
    ...entries.flatMap(writeNewEntry),
    ...answers.map(({ id, text, until }) => put(answerKey(id), `${until} ${text}`)),
  ]
}
