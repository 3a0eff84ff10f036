import { createGunzip, createGzip } from 'node:zlib'
import { Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Personal } from '../audit/personal.ts'
import { checkedRecords } from './checked-records.ts'
import type { SchemaMigration } from './migrations/schema-migrations.ts'
import { DigestSum, recordText } from './record-text.ts'
import type { ChecksumKey } from './record-text.ts'
import type { StateMigration, StateSnapshot, StoredEntry } from './state-engine.ts'
import { RECORD_KINDS } from './state-record.ts'
import type { HeldRecord, Json } from './state-record.ts'
import { StoreSeal } from './store-seal.ts'

/** What the two ends of a copy are compared by; the same whatever store the content lies in. */
export interface StateSum {
  readonly records: number
  /** Over kinds, keys, versions and values; 32 hex digits. */
  readonly digest: string
  readonly entries: number
  /** Leaf hash of the newest entry. */
  readonly auditLast: string
}

/** A whole store on its way elsewhere, as of one moment. */
export interface StateContent {
  readonly schema: number
  /** Of a store in which a migration was interrupted. */
  readonly migration: StateMigration | null
  readonly epoch: string
  readonly sequence: number
  /** The secret its identities are sealed under, base64url. */
  readonly sealingKey: string | null
  /** Records first, then entries; ends only when everything came, whole. */
  items(): AsyncIterable<DumpedItem>
}

export type DumpedItem = { readonly record: HeldRecord } | { readonly entry: StoredEntry }

const HEADER = z.strictObject({
  format: z.literal('ledig-state'),
  schema: z.int().min(1),
  epoch: z.string(),
  sequence: z.int().min(0),
  sealingKey: z.string().nullable(),
})
const RECORD = z.tuple([z.literal('r'), z.enum(RECORD_KINDS), z.string(), z.int().min(1), z.unknown()])
const VALUE = z.strictObject({ salt: z.string(), value: z.string() })
const LIST = z.strictObject({ seed: z.string(), values: z.array(z.string()) })
const ERASED_LIST = z.strictObject({ parts: z.array(z.union([VALUE, z.string()])) })
const PERSONAL = z.record(z.string(), z.union([VALUE, LIST, ERASED_LIST]))
const ENTRY = z.tuple([z.literal('a'), z.int().min(0), z.string(), z.string().nullable(), PERSONAL.nullable()])
const END = z.tuple([
  z.literal('end'),
  z.strictObject({ records: z.int(), digest: z.string(), entries: z.int(), auditLast: z.string() }),
])
const LINE = z.union([RECORD, ENTRY, END])

/** Counts and adds up what passes. */
export class StateSummer {
  #records = 0
  // Without a secret, so that two stores with secrets of their own are compared by what they hold.
  readonly #digest = new DigestSum(null)
  #entries = 0
  #auditLast = '0'.repeat(64)

  add(item: DumpedItem): void {
    if ('entry' in item) {
      this.#entries++
      this.#auditLast = item.entry.leaf
      return
    }
    const { kind, key, version, value } = item.record
    this.#records++
    this.#digest.add(recordText({ kind, key }, version, value, null))
  }

  get sum(): StateSum {
    const { digest } = this.#digest
    return { records: this.#records, digest, entries: this.#entries, auditLast: this.#auditLast }
  }
}

/** Everything in a snapshot, checked as at a start; the snapshot stays open until the items were read. */
export function contentOf(
  snapshot: StateSnapshot,
  checksumKey: ChecksumKey,
  sealingKey: string | null,
  migrations?: readonly SchemaMigration[],
): StateContent {
  const { head } = snapshot
  if (head === null) throw new FederationError('ERR_NOT_FOUND', 'There is nothing in the store.')
  async function* items(): AsyncIterable<DumpedItem> {
    for await (const record of checkedRecords(snapshot, new StoreSeal(checksumKey, migrations))) yield { record }
    for await (const entry of snapshot.entries()) yield { entry }
  }
  const { schema, migration, epoch, sequence } = head
  return { schema, migration, epoch, sequence, sealingKey, items }
}

async function* lines(content: StateContent): AsyncIterable<string> {
  const { schema, migration, epoch, sequence, sealingKey } = content
  if (migration !== null) throw new FederationError('ERR_STORE_UNAVAILABLE', 'the store is being migrated')
  const summer = new StateSummer()
  yield `${JSON.stringify({ format: 'ledig-state', schema, epoch, sequence, sealingKey })}\n`
  for await (const item of content.items()) {
    summer.add(item)
    yield `${JSON.stringify('record' in item ? recordLine(item.record) : entryLine(item.entry))}\n`
  }
  yield `${JSON.stringify(['end', summer.sum])}\n`
}

const recordLine = ({ kind, key, version, value }: HeldRecord): readonly Json[] => ['r', kind, key, version, value]

function entryLine({ index, leaf, text, personal }: StoredEntry): readonly unknown[] {
  return ['a', index, leaf, text, personal]
}

/** As lines of JSON, compressed. */
export function dumpState(content: StateContent): AsyncIterable<Buffer> {
  const packed = createGzip()
  // A pipe carries no errors: what cannot be read would end the process instead of the backup.
  Readable.from(lines(content))
    .on('error', (error) => packed.destroy(error))
    .pipe(packed)
  return packed as AsyncIterable<Buffer>
}

/**
 * Reads what `dumpState` wrote. The items end well only where everything came and adds up.
 *
 * @throws FederationError `ERR_STORE_DAMAGED`, `ERR_STORE_LOCKED` for a dump of a newer release
 */
export async function readDump(dump: AsyncIterable<Buffer>, newestSchema: number): Promise<StateContent> {
  const unpacked = Readable.from(dump).on('error', (error) => unpack.destroy(error))
  const unpack = unpacked.pipe(createGunzip())
  const source = createInterface({ input: unpack, crlfDelay: Infinity })[Symbol.asyncIterator]()
  const failed = new Promise<never>((_, reject) => unpack.once('error', reject))
  failed.catch(() => undefined)
  const next = async (): Promise<string | null> => {
    const line: IteratorResult<string, unknown> = await Promise.race([source.next(), failed])
    return line.done === true ? null : line.value
  }
  const header = parsed(HEADER, await next())
  if (header.schema > newestSchema) {
    throw new FederationError('ERR_STORE_LOCKED', `the backup is of a newer release (schema ${header.schema})`)
  }
  return { ...header, migration: null, items: () => readItems(next) }
}

async function* readItems(next: () => Promise<string | null>): AsyncIterable<DumpedItem> {
  const summer = new StateSummer()
  for (;;) {
    const line = parsed(LINE, await next())
    if (line[0] === 'end') {
      if (JSON.stringify(line[1]) === JSON.stringify(summer.sum)) return
      throw new FederationError('ERR_STORE_DAMAGED', 'the backup does not add up: something is missing or was changed')
    }
    const item = itemOf(line)
    summer.add(item)
    yield item
  }
}

function itemOf(line: z.infer<typeof RECORD> | z.infer<typeof ENTRY>): DumpedItem {
  if (line[0] === 'r') {
    const [, kind, key, version, value] = line
    return { record: { kind, key, version, value: value as Json } }
  }
  const [, index, leaf, text, personal] = line
  return { entry: { index, leaf, text, personal: personal as Record<string, Personal> | null } }
}

function parsed<T>(schema: z.ZodType<T>, line: string | null): T {
  try {
    return schema.parse(JSON.parse(line ?? ''))
  } catch (cause) {
    throw new FederationError('ERR_STORE_DAMAGED', 'the backup ends too early or is damaged', {}, { cause })
  }
}
