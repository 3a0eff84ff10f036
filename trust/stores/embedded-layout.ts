import type { Personal } from '../audit/personal.ts'
import type { StateBatch, StoredEntry } from './state-engine.ts'
import { headText } from './state-head.ts'
import type { RecordKind, RecordName } from './state-record.ts'

/**
 * How state lies in a LevelDB. Keys are ordered by their UTF-8 bytes:
 * `a/<index>` a page of audit entries from this one on, `h` the head, `i/<id>` end and text of a kept answer,
 * `p/<index>` the personal values of a page of entries, `r/<kind>/<key>` a record.
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

/** Entries that were written together lie together: one write is a few operations, however many entries it has. */
export interface EntryPage {
  readonly first: number
  readonly entries: readonly StoredEntry[]
}

const LARGEST_PAGE = 256

/** A page as it is kept: a line for each entry, its leaf hash and text, or the hash alone of a pruned one. */
export function writePage({ first, entries }: EntryPage): EmbeddedOperation[] {
  const lines = entries.map(({ leaf, text }) => (text === null ? leaf : `${leaf}${text}`))
  const hasPersonal = entries.some(({ personal }) => personal !== null)
  return [
    put(entryKey(first), lines.join('\n')),
    hasPersonal
      ? put(personalKey(first), JSON.stringify(entries.map(({ personal }) => personal)))
      : { type: 'del', key: personalKey(first) },
  ]
}

export function readPage(key: string, kept: string, personal: string | undefined): EntryPage {
  const first = Number(key.slice(2))
  const values = personal === undefined ? [] : (JSON.parse(personal) as (Record<string, Personal> | null)[])
  const entries = kept.split('\n').map((line, i) => ({
    index: first + i,
    leaf: line.slice(0, LEAF_LENGTH),
    text: line.length > LEAF_LENGTH ? line.slice(LEAF_LENGTH) : null,
    personal: values[i] ?? null,
  }))
  return { first, entries }
}

/** New entries, where nothing lies at their places yet. */
function writeNewEntries(entries: readonly StoredEntry[]): EmbeddedOperation[] {
  const operations: EmbeddedOperation[] = []
  for (let at = 0; at < entries.length; at += LARGEST_PAGE) {
    const page = entries.slice(at, at + LARGEST_PAGE)
    operations.push(...writePage({ first: page[0]?.index ?? 0, entries: page }).filter(({ type }) => type === 'put'))
  }
  return operations
}

export function batchOf({ after, records, entries, answers }: StateBatch): EmbeddedOperation[] {
  return [
    put(HEAD_KEY, headText(after)),
    ...records.map((record): EmbeddedOperation => {
      const key = recordKey(record)
      return record.text === null ? { type: 'del', key } : put(key, record.text)
    }),
    ...writeNewEntries(entries),
    ...answers.map(({ id, text, until }) => put(answerKey(id), `${until} ${text}`)),
  ]
}
