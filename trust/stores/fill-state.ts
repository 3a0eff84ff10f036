import { FederationError } from '../../protocols/federation-error.ts'
import type { Randomness } from '../randomness.ts'
import { isOfSchema, STATE_SCHEMA, UNFINISHED_SCHEMA } from './migrations/schema-migrations.ts'
import { changedDigest, recordText } from './record-text.ts'
import type { ChecksumKey } from './record-text.ts'
import { contentOf, StateSummer } from './state-dump.ts'
import type { DumpedItem, StateContent, StateSum } from './state-dump.ts'
import type { StateBatch, StateEngine, StateHead, StoredEntry } from './state-engine.ts'
import { emptyHead } from './state-head.ts'
import { StoreSeal } from './store-seal.ts'

const WRITTEN_AT_ONCE = 1_000

export interface Filling {
  readonly epoch: string
  readonly checksumKey: ChecksumKey
  readonly random: Pick<Randomness, 'bytes'>
}

/** Collects items into batches; the head says "unfinished" until the last. */
class Filler {
  readonly #engine: StateEngine
  readonly #filling: Filling
  readonly #seal: StoreSeal
  #head: StateHead | null = null
  #records: StateBatch['records'][number][] = []
  #entries: StoredEntry[] = []
  /** With its digest in the open. */
  #after: StateHead

  constructor(engine: StateEngine, filling: Filling, sequence: number) {
    this.#engine = engine
    this.#filling = filling
    this.#seal = new StoreSeal(filling.checksumKey)
    this.#after = emptyHead(UNFINISHED_SCHEMA, filling.epoch, sequence)
  }

  async add(item: DumpedItem): Promise<void> {
    if ('entry' in item) {
      this.#entries.push(item.entry)
    } else {
      const { kind, key, version, value } = item.record
      this.#records.push({
        kind,
        key,
        text: recordText({ kind, key }, version, value, this.#seal.recordKeyAt(STATE_SCHEMA)),
      })
    }
    if (this.#records.length + this.#entries.length >= WRITTEN_AT_ONCE) await this.write()
  }

  async finish(): Promise<void> {
    await this.write()
    this.#after = { ...this.#after, schema: STATE_SCHEMA }
    await this.write()
  }

  async write(): Promise<void> {
    const texts = this.#records.map(({ text }) => text ?? '')
    const after = {
      ...this.#after,
      records: this.#after.records + texts.length,
      digest: changedDigest(this.#after.digest, texts, [], this.#seal.digestKeyAt(STATE_SCHEMA)),
      auditSize: this.#after.auditSize + this.#entries.length,
      auditLast: this.#entries.at(-1)?.leaf ?? this.#after.auditLast,
    }
    const kept = this.#seal.close(after, this.#filling.random)
    await this.#engine.begin()
    const written = await this.#engine.write({
      before: this.#head,
      after: kept,
      records: this.#records,
      entries: this.#entries,
      answers: [],
      changes: [],
    })
    if (written === 'raced') throw new FederationError('ERR_CONFLICT', 'Somebody else writes to this store.')
    this.#head = kept
    this.#after = after
    this.#records = []
    this.#entries = []
  }
}

/**
 * Writes a whole content into an empty place, and reads it back.
 *
 * @returns what was written and what was read back, each added up; they are equal, or this has thrown
 * @throws FederationError `ERR_CONFLICT` where the place is not empty, `ERR_STORE_DAMAGED` where the content is
 */
export async function fillState(
  engine: StateEngine,
  content: StateContent,
  filling: Filling,
): Promise<{ readonly written: StateSum; readonly found: StateSum }> {
  if (!isOfSchema(content, STATE_SCHEMA)) throw new FederationError('ERR_INTERNAL', 'filled from another schema')
  const there = await engine.begin()
  await engine.abandon()
  if (there !== null) {
    const unfinished = there.schema === UNFINISHED_SCHEMA ? ', left unfinished by an earlier attempt' : ''
    throw new FederationError('ERR_CONFLICT', `The store to write to is not empty${unfinished}.`)
  }
  const summer = new StateSummer()
  const filler = new Filler(engine, filling, content.sequence)
  for await (const item of content.items()) {
    summer.add(item)
    await filler.add(item)
  }
  await filler.finish()
  const found = await sumOf(engine, filling.checksumKey)
  const written = summer.sum
  if (JSON.stringify(found) === JSON.stringify(written)) return { written, found }
  throw new FederationError('ERR_STORE_DAMAGED', 'what was read back is not what was written')
}

/** What a store holds, added up. */
export async function sumOf(engine: StateEngine, checksumKey: ChecksumKey): Promise<StateSum> {
  const snapshot = await engine.snapshot()
  try {
    const summer = new StateSummer()
    for await (const item of contentOf(snapshot, checksumKey, null).items()) summer.add(item)
    return summer.sum
  } finally {
    await snapshot.close()
  }
}
