import { setImmediate as nextTurn } from 'node:timers/promises'
import { sealEntry } from '../audit/audit-entry.ts'
import type { SealedEntry } from '../audit/audit-entry.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { foreignStore } from './migrations/schema-migrations.ts'
import { recordDigests } from './record-digests.ts'
import type { TouchedRecord } from './record-digests.ts'
import { changedDigest, readRecord, recordText } from './record-text.ts'
import type { ChecksumKey } from './record-text.ts'
import type { StateBatch, StateEngine, StateHead } from './state-engine.ts'
import type { Json, RecordName } from './state-record.ts'
import type { Change, Commit, RepeatableRequest } from './state-change.ts'
import type { StateStoreParts } from './state-store.ts'
import type { StoreSeal } from './store-seal.ts'

const SALT_BYTES = 16
const SALT_LENGTH = 2 * SALT_BYTES
/** So many entries are sealed in one turn of the event loop, where lookups want theirs. */
const SEALED_AT_ONCE = 200
const placeOf = ({ kind, key }: RecordName): string => `${kind} ${key}`

const saltsOf = (changes: readonly Change[]): number =>
  changes.reduce((sum, { audit }) => audit.reduce((part, { personal }) => part + Object.keys(personal).length, sum), 0)

type Refusal = Extract<Commit, { committed: false }>

/** One round of the engine: several changes checked one after the other, each seeing those before it, and written as one. */
export class CommitRound {
  readonly #engine: StateEngine
  readonly #parts: StateStoreParts
  readonly #seal: StoreSeal
  readonly #recordKey: ChecksumKey
  readonly #before: StateHead
  /** With its digest in the open. */
  #after: StateHead
  /** What the records asked for hold, with what this round makes of them. */
  readonly #texts = new Map<string, string | null>()
  readonly #written = new Map<string, RecordName>()
  readonly #added: string[] = []
  readonly #removed: string[] = []
  readonly #entries: SealedEntry[] = []
  /** The salts of all its changes one after the other, hex, asked for at once; and how far they are used. */
  #salts = ''
  #salted = 0
  readonly #answers = new Map<string, { id: string; text: string; until: number }>()
  readonly #changes: { sequence: number; names: readonly RecordName[] }[] = []

  private constructor(engine: StateEngine, parts: StateStoreParts, seal: StoreSeal, head: StateHead) {
    this.#engine = engine
    this.#parts = parts
    this.#before = head
    this.#after = { ...head, digest: seal.open(head) }
    this.#seal = seal
    this.#recordKey = seal.recordKeyAt(head.schema)
  }

  /**
   * @param understands whether the store is still of the schema of this release
   * @throws FederationError `ERR_STORE_UNAVAILABLE`, also where it is not
   */
  static async begin(
    engine: StateEngine,
    parts: StateStoreParts,
    seal: StoreSeal,
    understands: (head: StateHead) => boolean,
  ): Promise<CommitRound> {
    const head = await engine.begin()
    try {
      if (head !== null && understands(head)) return new CommitRound(engine, parts, seal, head)
    } catch (error) {
      await engine.abandon()
      throw error
    }
    await engine.abandon()
    if (head !== null) throw foreignStore(head)
    throw new FederationError('ERR_STORE_UNAVAILABLE', 'the store is empty, which it was not', { store: engine.kind })
  }

  /** What becomes of each change, once the round ends well. */
  async prepare(changes: readonly Change[]): Promise<readonly Commit[]> {
    try {
      await this.#read(changes)
      this.#salts = this.#parts.random.bytes(SALT_BYTES * saltsOf(changes)).toString('hex')
      const outcomes: Commit[] = []
      for (const change of changes) outcomes.push(await this.#take(change))
      return outcomes
    } catch (error) {
      await this.#engine.abandon()
      throw error
    }
  }

  async end(): Promise<'written' | 'raced'> {
    if (this.#changes.length === 0 && this.#entries.length === 0) {
      await this.#engine.abandon()
      return 'written'
    }
    return this.#engine.write(this.#batch())
  }

  #batch(): StateBatch {
    const secret = this.#seal.digestKeyAt(this.#after.schema)
    const digest = changedDigest(this.#after.digest, this.#added, this.#removed, secret)
    return {
      before: this.#before,
      after: this.#seal.close({ ...this.#after, digest }, this.#parts.random),
      records: [...this.#written].map(([place, name]) => ({ ...name, text: this.#texts.get(place) ?? null })),
      entries: this.#entries,
      answers: [...this.#answers.values()],
      changes: this.#changes,
    }
  }

  async #read(changes: readonly Change[]): Promise<void> {
    const names = new Map<string, RecordName>()
    for (const { writes, holds = [] } of changes) {
      for (const { kind, key } of [...writes, ...holds]) names.set(placeOf({ kind, key }), { kind, key })
    }
    const texts = await this.#engine.read([...names.values()])
    ;[...names.keys()].forEach((place, i) => this.#texts.set(place, texts[i] ?? null))
  }

  async #take(change: Change): Promise<Commit> {
    const refusal = (await this.#repeated(change.request)) ?? this.#moved(change) ?? this.#conflict(change)
    if (refusal !== null) return refusal
    const writes = change.writes.length > 0
    const sequence = this.#after.sequence + (writes ? 1 : 0)
    if (change.rehearsal === true) return { committed: true, sequence }
    await this.#record(change, this.#write(change, sequence))
    const { request } = change
    if (request !== undefined) {
      const text = JSON.stringify({ digest: request.digest, answer: request.answer(sequence) })
      this.#answers.set(request.id, { id: request.id, text, until: request.until })
    }
    if (writes) this.#changes.push({ sequence, names: change.writes.map(({ kind, key }) => ({ kind, key })) })
    return { committed: true, sequence }
  }

  async #repeated(request: RepeatableRequest | undefined): Promise<Refusal | null> {
    if (request === undefined) return null
    const text = this.#answers.get(request.id)?.text ?? (await this.#engine.readAnswer(request.id, this.#now()))
    if (text === null) return null
    const { digest, answer } = JSON.parse(text) as { digest: string; answer: Json }
    return { committed: false, because: 'repeated', digest, answer }
  }

  #moved({ sequence }: Change): Refusal | null {
    if (sequence === undefined || sequence === this.#after.sequence) return null
    return { committed: false, because: 'moved', sequence: this.#after.sequence }
  }

  #conflict({ writes, holds = [] }: Change): Refusal | null {
    const expected = [...writes.map((write) => ({ ...write, version: write.before })), ...holds]
    for (const { kind, key, version } of expected) {
      const text = this.#texts.get(placeOf({ kind, key })) ?? null
      const held = text === null ? null : readRecord({ kind, key }, text, this.#recordKey)
      if ((held?.version ?? 0) !== version) return { committed: false, because: 'conflict', name: { kind, key }, held }
    }
    return null
  }

  #write({ writes }: Change, sequence: number): readonly TouchedRecord[] {
    let { records } = this.#after
    const touched: TouchedRecord[] = []
    for (const { kind, key, value } of writes) {
      // It would be kept as another text than it is, and two such keys as one.
      if (/\p{Surrogate}/u.test(key))
        throw new FederationError('ERR_INTERNAL', 'a key that is no Unicode text', { kind })
      const place = placeOf({ kind, key })
      const old = this.#texts.get(place) ?? null
      const text = value === null ? null : recordText({ kind, key }, sequence, value, this.#recordKey)
      if (old !== null) this.#removed.push(old)
      if (text !== null) this.#added.push(text)
      records += (text === null ? 0 : 1) - (old === null ? 0 : 1)
      this.#texts.set(place, text)
      this.#written.set(place, { kind, key })
      touched.push({ kind, key, before: old, after: text })
    }
    this.#after = { ...this.#after, sequence, records }
    return touched
  }

  /** What was done to records stands in the first entry of a change. */
  async #record({ audit }: Change, touched: readonly TouchedRecord[]): Promise<void> {
    let { auditSize, auditLast } = this.#after
    const newSalt = () => this.#salt()
    for (const [i, event] of audit.entries()) {
      if (i > 0 && i % SEALED_AT_ONCE === 0) await nextTurn()
      const records = i === 0 ? recordDigests(touched) : undefined
      const entry = sealEntry(event, auditSize, auditLast, newSalt, records)
      this.#entries.push(entry)
      auditSize++
      auditLast = entry.leaf
    }
    this.#after = { ...this.#after, auditSize, auditLast }
  }

  #salt(): string {
    this.#salted += SALT_LENGTH
    return this.#salts.slice(this.#salted - SALT_LENGTH, this.#salted)
  }

  #now(): number {
    return this.#parts.clock.now()
  }
}
