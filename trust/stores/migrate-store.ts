import { sealEntry } from '../audit/audit-entry.ts'
import type { SealedEntry } from '../audit/audit-entry.ts'
import { checkedRecords } from './checked-records.ts'
import { isOfSchema, MigrationPath, newestSchema, refuseUnknownSchema } from './migrations/schema-migrations.ts'
import type { MigrationMeans, SchemaMigration } from './migrations/schema-migrations.ts'
import { changedDigest, DigestSum, readRecord, recordText } from './record-text.ts'
import type { ChecksumKey } from './record-text.ts'
import type { StateBatch, StateEngine, StateHead, StateMigration } from './state-engine.ts'
import { StoreSeal } from './store-seal.ts'

type LogLine = (event: string, fields: Readonly<Record<string, string | number>>) => void

export interface MigrationLog {
  info: LogLine
  warn: LogLine
}

export interface StoreMigrationParts {
  readonly checksumKey: ChecksumKey
  readonly migrations: readonly SchemaMigration[]
  readonly means: MigrationMeans
  readonly log: MigrationLog | null
}

/** So many records at most are read, and about so many changed, with one write. */
const AT_ONCE = 1_000
/** For another instance that migrates the same store: two would only take each other's turns. */
const OTHERS_TURN_MS = 100
const WAY_BACK = 'only a backup that the earlier release made'

/** The entry that puts a migration on record. */
export function migrationEntry(
  migration: { readonly from: number; readonly to: number; readonly records: number },
  place: { readonly size: number; readonly last: string },
  at: number,
): SealedEntry {
  const event = { event: 'store.migrated', at, actor: 'gateway', requestId: null, facts: migration, personal: {} }
  return sealEntry(event, place.size, place.last, () => '')
}

/** What was looked at before anything is written. */
interface Rehearsal {
  readonly head: StateHead
  /** Of the records as they are, with the terms of the schema they are brought to. */
  readonly digest: string
}

/** Where the migration of a store leads next: one that was interrupted goes where it went; what has come since is another. */
const targetOf = ({ schema, migration }: StateHead, migrations: readonly SchemaMigration[]): number =>
  migration === null ? newestSchema(migrations) : schema

/** One write's worth of changed records. */
class MigrationBatch {
  readonly #engine: StateEngine
  readonly #parts: StoreMigrationParts
  readonly #head: StateHead
  readonly #path: MigrationPath
  readonly #to: number
  readonly #seal: StoreSeal
  readonly #digest: string
  #migration: StateMigration
  readonly #records: StateBatch['records'][number][] = []
  readonly #added: string[] = []
  readonly #removed: string[] = []

  constructor(engine: StateEngine, head: StateHead, parts: StoreMigrationParts, rehearsal: Rehearsal) {
    this.#engine = engine
    this.#parts = parts
    this.#head = head
    this.#path = new MigrationPath(head, parts.migrations, parts.means)
    this.#to = targetOf(head, parts.migrations)
    this.#seal = new StoreSeal(parts.checksumKey, parts.migrations)
    const sameTerms = this.#seal.digestKeyAt(head.schema) === this.#seal.digestKeyAt(this.#to)
    this.#digest = sameTerms ? this.#seal.open(head) : rehearsal.digest
    this.#migration = head.migration ?? { from: head.schema, done: null, changed: 0 }
  }

  async next(): Promise<StateBatch> {
    const done = await this.#readOn()
    const { epoch, sequence, records, auditSize, auditLast } = this.#head
    const after = {
      schema: this.#to,
      epoch,
      // Without news of what was touched: who follows sees a gap, and reads everything again.
      sequence: sequence + 1,
      records: records + this.#added.length - this.#removed.length,
      digest: changedDigest(this.#digest, this.#added, this.#removed, this.#seal.digestKeyAt(this.#to)),
    }
    const batch = { before: this.#head, records: this.#records, answers: [], changes: [] }
    if (!done)
      return {
        ...batch,
        after: this.#sealed({ ...after, auditSize, auditLast, migration: this.#migration }),
        entries: [],
      }
    const facts = { from: this.#migration.from, to: this.#to, records: this.#migration.changed }
    const entry = migrationEntry(facts, { size: auditSize, last: auditLast }, this.#parts.means.now)
    const audited = { auditSize: auditSize + 1, auditLast: entry.leaf, migration: null }
    return { ...batch, after: this.#sealed({ ...after, ...audited }), entries: [entry] }
  }

  #sealed(head: StateHead): StateHead {
    return this.#seal.close(head, this.#parts.means.random)
  }

  /** Whether this was the last of it. */
  async #readOn(): Promise<boolean> {
    const begun = this.#migration.done
    for (const kind of this.#path.kinds(this.#to)) {
      if (begun !== null && kind < begun.kind) continue
      let after = begun?.kind === kind ? begun.key : null
      for (let length = AT_ONCE; length === AT_ONCE;) {
        if (this.#records.length >= AT_ONCE) return false
        const page = await this.#engine.list(kind, { prefix: '', after, limit: AT_ONCE })
        for (const { key, text } of page) this.#take({ kind, key, text })
        after = page.at(-1)?.key ?? after
        length = page.length
      }
    }
    return true
  }

  #take({ kind, key, text }: StateBatch['records'][number] & { readonly text: string }): void {
    const [had, gets] = [this.#seal.recordKey(this.#head, { kind, key }), this.#seal.recordKeyAt(this.#to)]
    const record = readRecord({ kind, key }, text, had)
    const next = this.#path.follow(record, this.#to)
    let { changed } = this.#migration
    if (next !== record) changed++
    if (next !== record || had !== gets) {
      const made = next === null ? null : recordText(next, next.version, next.value, gets)
      this.#records.push({ kind, key, text: made })
      this.#removed.push(text)
      if (made !== null) this.#added.push(made)
    }
    this.#migration = { ...this.#migration, done: { kind, key }, changed }
  }
}

/** Goes the whole way with every record and writes nothing: what cannot be migrated is found before anything is changed. */
async function rehearse(engine: StateEngine, parts: StoreMigrationParts): Promise<Rehearsal | null> {
  const snapshot = await engine.snapshot()
  try {
    const { head } = snapshot
    if (head === null) return null
    const path = new MigrationPath(head, parts.migrations, parts.means)
    const to = newestSchema(parts.migrations)
    const seal = new StoreSeal(parts.checksumKey, parts.migrations)
    const sum = new DigestSum(seal.digestKeyAt(targetOf(head, parts.migrations)))
    for await (const record of checkedRecords(snapshot, seal, sum)) path.follow(record, to)
    return { head, digest: sum.digest }
  } finally {
    await snapshot.close()
  }
}

async function headOf(engine: StateEngine): Promise<StateHead | null> {
  const head = await engine.begin()
  await engine.abandon()
  return head
}

/** @returns null where another instance went on with the migration meanwhile */
async function rehearsed(engine: StateEngine, head: StateHead, parts: StoreMigrationParts): Promise<Rehearsal | null> {
  const { schema, migration, records } = head
  const to = newestSchema(parts.migrations)
  const from = migration?.from ?? schema
  const resumed = migration === null ? {} : { changedBefore: migration.changed }
  parts.log?.warn('store migrating', { from, to, records, ...resumed, wayBack: WAY_BACK })
  try {
    return await rehearse(engine, parts)
  } catch (error) {
    if ((await headOf(engine))?.sequence !== head.sequence) return null
    throw error
  }
}

async function writeNext(
  engine: StateEngine,
  head: StateHead,
  parts: StoreMigrationParts,
  rehearsal: Rehearsal,
): Promise<StateHead> {
  let batch
  try {
    batch = await new MigrationBatch(engine, head, parts, rehearsal).next()
  } catch (error) {
    await engine.abandon()
    throw error
  }
  if ((await engine.write(batch)) === 'written') return batch.after
  await new Promise((resolve) => setTimeout(resolve, OTHERS_TURN_MS))
  return head
}

/**
 * Brings a store forward to the newest schema, where it lies. Each write takes the next records along and says in the
 * head how far it came, so that it goes on there when it was interrupted, and several instances can do it at once.
 *
 * @throws FederationError `ERR_STORE_LOCKED` for a store of a newer release, `ERR_STORE_DAMAGED` naming a record that cannot be migrated, `ERR_STORE_UNAVAILABLE`,
 * `ERR_OUTCOME_UNKNOWN`; each is safe to repeat
 */
export async function migrateStore(engine: StateEngine, parts: StoreMigrationParts): Promise<void> {
  const to = newestSchema(parts.migrations)
  const seal = new StoreSeal(parts.checksumKey, parts.migrations)
  for (let rehearsal: Rehearsal | null = null; ;) {
    const head = await engine.begin()
    if (head === null || isOfSchema(head, to)) return engine.abandon()
    if (rehearsal === null || isStale(rehearsal, head, seal, targetOf(head, parts.migrations))) {
      await engine.abandon()
      refuseUnknownSchema(head, to)
      rehearsal = await rehearsed(engine, head, parts)
      continue
    }
    const after = await writeNext(engine, head, parts, rehearsal)
    if (after.migration === null && after !== head) {
      parts.log?.info('store migrated', { schema: after.schema })
    }
  }
}

/** A digest with other terms than the store's is that of the very records that were looked at. */
function isStale(rehearsal: Rehearsal, head: StateHead, seal: StoreSeal, to: number): boolean {
  if (seal.digestKeyAt(head.schema) === seal.digestKeyAt(to)) return false
  return rehearsal.head.sequence !== head.sequence || rehearsal.head.digest !== head.digest
}
