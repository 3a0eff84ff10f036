import { hash } from 'node:crypto'
import type { ChainableCommander } from 'ioredis'
import type { Personal } from '../audit/personal.ts'
import type { StateBatch, StoredEntry } from './state-engine.ts'
import { headText } from './state-head.ts'
import type { RecordKind, RecordName } from './state-record.ts'

/** All state lies in one slot of a Cluster, so that one transaction reaches all of it. */
const SLOT_TAG = '{ledig}'
/** CRC16 of the tag modulo 16384, as the Redis Cluster specification says ("Key distribution model"). */
export const STATE_SLOT = 7_480
/** Entries in one hash. */
export const ENTRIES_IN_CHUNK = 1_000
/** So many changes can be caught up with one by one; who missed more reads everything again. */
const CHANGES_KEPT = 10_000

/** The names of everything kept. A prefix keeps several stores in one Redis apart. */
export class RedisLayout {
  readonly #prefix: string

  constructor(prefix: string) {
    this.#prefix = `${prefix}${SLOT_TAG}:`
  }

  get head(): string {
    return `${this.#prefix}head`
  }
  /** Stream: which records each change touched and what they held before; ids are `<sequence>-0`. */
  get changes(): string {
    return `${this.#prefix}changes`
  }
  /** Hash: by instance, how often it asked, and which change it has applied. */
  get instances(): string {
    return `${this.#prefix}instances`
  }
  /** Below which entry all texts are gone. */
  get pruned(): string {
    return `${this.#prefix}pruned`
  }
  /** Channel, not key: news may be lost. */
  get hints(): string {
    return `${this.#prefix}hints`
  }
  /** Hash: texts by key. */
  records(kind: RecordKind): string {
    return `${this.#prefix}records:${kind}`
  }
  /** Sorted set of the keys, all of one score, so ordered by their bytes. */
  keys(kind: RecordKind): string {
    return `${this.#prefix}keys:${kind}`
  }
  /** Hash: leaf, text and names of personal values by index. */
  entries(index: number): string {
    return `${this.#prefix}audit:${Math.floor(index / ENTRIES_IN_CHUNK)}`
  }
  /** Hash: personal values by `<index> <name>`, each for itself, so that one can be taken out without reading. */
  personal(index: number): string {
    return `${this.#prefix}personal:${Math.floor(index / ENTRIES_IN_CHUNK)}`
  }
  answer(id: string): string {
    return `${this.#prefix}answer:${hash('sha256', id, 'base64url')}`
  }
}

/** What a change touched, each with its text from before. */
export type TouchedRecord = RecordName & { readonly before: string | null }

export interface StreamedChange {
  readonly sequence: number
  readonly touched: readonly TouchedRecord[]
}

export const placeOf = ({ kind, key }: RecordName): string => `${kind} ${key}`

/** Of XRANGE: `[id, [field, value]]`. */
export function readChanges(reply: unknown): readonly StreamedChange[] {
  return (reply as readonly [string, readonly [string, string]][]).map(([id, [, text]]) => ({
    sequence: Number.parseInt(id, 10),
    touched: (JSON.parse(text) as readonly [RecordKind, string, string | null][]).map(([kind, key, before]) => ({
      kind,
      key,
      before,
    })),
  }))
}

/** Everything of a batch as commands of one transaction; `before` holds what the touched records held. */
export function addBatch(
  commands: ChainableCommander,
  layout: RedisLayout,
  batch: StateBatch,
  before: ReadonlyMap<string, string | null>,
): void {
  commands.set(layout.head, headText(batch.after))
  for (const kind of new Set(batch.records.map((record) => record.kind))) {
    const records = batch.records.filter((record) => record.kind === kind)
    const held = records.flatMap(({ key, text }) => (text === null ? [] : [{ key, text }]))
    const gone = records.filter(({ text }) => text === null).map(({ key }) => key)
    if (held.length > 0) {
      commands.hset(layout.records(kind), ...held.flatMap(({ key, text }) => [key, text]))
      commands.zadd(layout.keys(kind), ...held.flatMap(({ key }) => [0, key]))
    }
    if (gone.length > 0) commands.hdel(layout.records(kind), ...gone).zrem(layout.keys(kind), ...gone)
  }
  for (const { index, leaf, text, personal } of batch.entries) {
    const values = Object.entries(personal ?? {})
    const names = values.map(([name]) => name)
    commands.hset(layout.entries(index), String(index), JSON.stringify({ leaf, text, names }))
    if (values.length === 0) continue
    commands.hset(
      layout.personal(index),
      ...values.flatMap(([name, value]) => [`${index} ${name}`, JSON.stringify(value)]),
    )
  }
  for (const { sequence, names } of batch.changes) {
    const touched = names.map((name) => [name.kind, name.key, before.get(placeOf(name)) ?? null])
    commands.xadd(
      layout.changes,
      ...(['MAXLEN', '~', CHANGES_KEPT, `${sequence}-0`, 'changed', JSON.stringify(touched)] as const),
    )
  }
}

export interface KeptEntry {
  readonly leaf: string
  readonly text: string | null
  readonly names: readonly string[]
}

export function storedEntry(
  index: number,
  { leaf, text, names }: KeptEntry,
  values: readonly (string | null)[],
): StoredEntry {
  const left = names.flatMap((name, i) => {
    const value = values[i] ?? null
    return value === null ? [] : [[name, JSON.parse(value) as Personal] as const]
  })
  return { index, leaf, text, personal: left.length === 0 ? null : Object.fromEntries(left) }
}

/** The bounds of ZRANGEBYLEX for the keys after `after` that begin with `prefix`. */
export function keyRange(prefix: string, after: string | null): readonly [min: string | Buffer, max: string | Buffer] {
  const start = Buffer.from(prefix)
  const min =
    after !== null && Buffer.compare(Buffer.from(after), start) >= 0 ? `(${after}` : prefix === '' ? '-' : `[${prefix}`
  // No byte of UTF-8 is 0xff.
  const max = prefix === '' ? '+' : Buffer.concat([Buffer.from('('), start, Buffer.from([0xff])])
  return [min, max]
}
