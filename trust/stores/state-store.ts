import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../clock.ts'
import type { SealingKey } from '../keys/sealed-identity.ts'
import type { Randomness } from '../randomness.ts'
import { checkedRecords } from './checked-records.ts'
import { CommitRound } from './commit-round.ts'
import { migrateStore } from './migrate-store.ts'
import type { MigrationLog } from './migrate-store.ts'
import {
  isOfSchema,
  MIGRATIONS,
  newestSchema,
  foreignStore,
  refuseUnknownSchema,
} from './migrations/schema-migrations.ts'
import type { SchemaMigration } from './migrations/schema-migrations.ts'
import { madeRecord, readRecord } from './record-text.ts'
import type { ChecksumKey } from './record-text.ts'
import { spreadRecords } from './spread-records.ts'
import { StoreSeal } from './store-seal.ts'
import type { Change, Commit } from './state-change.ts'
import type { StateEngine, StateHead, StateSnapshot } from './state-engine.ts'
import { emptyHead } from './state-head.ts'
import type { HeldRecord, Json, RecordKind, RecordName } from './state-record.ts'

export interface ChangedRecord extends RecordName {
  /** Null where it was taken out. */
  readonly held: HeldRecord | null
}

/** Somebody who keeps what the store holds in memory, ready for decisions. */
export interface StateFollower {
  /** What it wants to hear of; absent: everything. */
  readonly kinds?: ReadonlySet<RecordKind>
  /** Takes all there is in place of everything known before. */
  reload(records: AsyncIterable<HeldRecord>, sequence: number): Promise<void>
  /** In the order of `sequence`, also where nothing it wants was touched; a record may come again as it is known. */
  changed(records: readonly ChangedRecord[], sequence: number): void
}

export interface StateStoreParts {
  readonly clock: Clock
  readonly random: Randomness
  /** Null where only the gateway itself can write to the store. */
  readonly checksumKey: ChecksumKey
  /** For migrations of identities; absent: null. */
  readonly sealingKey?: SealingKey | null
  /** What this release knows; absent: `MIGRATIONS`. */
  readonly migrations?: readonly SchemaMigration[]
  readonly log?: MigrationLog
}

interface Waiting {
  readonly change: Change
  readonly resolve: (commit: Commit) => void
  readonly reject: (error: unknown) => void
}

/** So many changes at most share one write. */
const LARGEST_GROUP = 256
const MOST_RACES = 50

/**
 * Everything that has to outlive the process: records with versions, changed by compare-and-set, each change one atomic
 * write with its audit entries. Changes that come while one is being written share the next write.
 */
export class StateStore {
  readonly #engine: StateEngine
  readonly #parts: StateStoreParts
  readonly #waiting: Waiting[] = []
  readonly #followers: StateFollower[] = []
  #writing = false
  #telling: Promise<void> = Promise.resolve()
  #epoch = ''
  readonly #schema: number
  readonly #seal: StoreSeal
  /** The newest head seen, where another release wrote it. */
  #foreign: StateHead | null = null

  constructor(engine: StateEngine, parts: StateStoreParts) {
    this.#engine = engine
    this.#parts = parts
    this.#schema = newestSchema(parts.migrations ?? MIGRATIONS)
    this.#seal = new StoreSeal(parts.checksumKey, parts.migrations)
  }

  /** For what goes below records: audit entries, snapshots. */
  get engine(): StateEngine {
    return this.#engine
  }

  get checksumKey(): ChecksumKey {
    return this.#parts.checksumKey
  }

  /** The time of what goes on record. */
  now(): Instant {
    return this.#parts.clock.now()
  }

  get epoch(): string {
    return this.#epoch
  }

  /**
   * Makes the store if there is none, brings one of an earlier release forward, and refuses one of a later.
   *
   * @throws FederationError `ERR_STORE_LOCKED` for a store of a newer release, `ERR_STORE_DAMAGED`, `ERR_STORE_UNAVAILABLE`
   */
  async open(): Promise<void> {
    for (let race = 0; race < MOST_RACES; race++) {
      const head = await this.#engine.begin()
      if (head !== null) {
        await this.#engine.abandon()
        refuseUnknownSchema(head, this.#schema)
        this.#seal.open(head)
        await this.#checkNewestEntry(head)
        await this.#migrate()
        this.#epoch = head.epoch
        return
      }
      const { random } = this.#parts
      const after = this.#seal.close(emptyHead(this.#schema, random.uuid(), 0), random)
      const empty = { records: [], entries: [], answers: [], changes: [] }
      await this.#engine.write({ before: null, after, ...empty })
    }
    throw new FederationError('ERR_STORE_UNAVAILABLE', 'the store was made anew each time it was opened')
  }

  #migrate(): Promise<void> {
    const { checksumKey, clock, random, sealingKey = null, migrations = MIGRATIONS, log = null } = this.#parts
    return migrateStore(this.#engine, {
      ...{ checksumKey, migrations, log },
      means: { now: clock.now(), random, sealingKey },
    })
  }

  async #checkNewestEntry({ auditSize, auditLast }: StateHead): Promise<void> {
    if (auditSize === 0) return
    const [newest] = await this.#engine.entries(auditSize - 1, 1)
    if (newest?.leaf === auditLast) return
    const message = 'the store is damaged: its newest audit entry is not the one that was written; restore a backup'
    throw new FederationError('ERR_STORE_DAMAGED', message, { entries: auditSize })
  }

  async get(name: RecordName): Promise<HeldRecord | null> {
    if (this.#foreign !== null) throw foreignStore(this.#foreign)
    const [text] = await this.#engine.read([name])
    return text === null || text === undefined ? null : this.#read(name, text)
  }

  /** Ordered by the UTF-8 bytes of the keys; the last key of a page is `after` for the next. */
  async list(
    kind: RecordKind,
    page: { readonly prefix?: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly HeldRecord[]> {
    if (this.#foreign !== null) throw foreignStore(this.#foreign)
    const { prefix = '', after = null, limit } = page
    const found = await this.#engine.list(kind, { prefix, after, limit })
    return found.map(({ key, text }) => this.#read({ kind, key }, text))
  }

  /**
   * Carries out one change. Durable, and in force on every live instance, when it resolves to `committed`.
   *
   * @throws FederationError `ERR_STORE_UNAVAILABLE`: nothing was written; `ERR_OUTCOME_UNKNOWN`: perhaps
   */
  commit(change: Change): Promise<Commit> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject })
      if (this.#writing) return
      this.#writing = true
      // What else comes in this turn shares the first write: else one alone would be first, and all others wait for it.
      setImmediate(() => void this.#writeAll())
    })
  }

  /** What a request of this id was answered, and to what; null where it is not known (any more). */
  async answered(id: string): Promise<{ readonly digest: string; readonly answer: Json } | null> {
    const text = await this.#engine.readAnswer(id, this.#parts.clock.now())
    return text === null ? null : (JSON.parse(text) as { digest: string; answer: Json })
  }

  /** The head as it is kept now. */
  async head(): Promise<StateHead> {
    const snapshot = await this.#engine.snapshot()
    try {
      if (snapshot.head === null) throw new FederationError('ERR_STORE_DAMAGED', 'the store has no head')
      return snapshot.head
    } finally {
      await snapshot.close()
    }
  }

  snapshot(): Promise<StateSnapshot> {
    return this.#engine.snapshot()
  }

  /** Loads `follower`, and keeps it true from then on. All followers begin before the first change is committed here. */
  async follow(...followers: readonly StateFollower[]): Promise<void> {
    this.#followers.push(...followers)
    const { sequence } = await this.head()
    await this.#engine.follow(sequence, {
      changed: (names, at, texts) => this.#inTurn(() => this.#tell(names, at, texts)),
      lost: () => this.#inTurn(() => this.#reload()),
      understands: (head) => this.#understands(head),
    })
    await this.#inTurn(() => this.#reload())
  }

  /** False once nothing could be heard of changes for so long that decisions have to wait. */
  fresh(): boolean {
    return this.#foreign === null && this.#engine.fresh()
  }

  /** @throws FederationError `ERR_STORE_DAMAGED` for a head that nobody with the key of the store wrote */
  #understands(head: StateHead): boolean {
    this.#foreign = isOfSchema(head, this.#schema) ? null : head
    if (this.#foreign === null) this.#seal.open(head)
    return this.#foreign === null
  }

  async close(): Promise<void> {
    await this.#engine.close()
  }

  /** News waits for what is being read: an older snapshot must not replace what came after it. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#telling.then(work)
    this.#telling = done.catch(() => undefined)
    return done
  }

  async #tell(names: readonly RecordName[], sequence: number, made?: readonly (string | null)[]): Promise<void> {
    const read = made === undefined ? (name: RecordName, text: string) => this.#read(name, text) : madeRecord
    const texts = made ?? (await this.#engine.read(names))
    const records = names.map(({ kind, key }, i) => {
      const text = texts[i] ?? null
      return { kind, key, held: text === null ? null : read({ kind, key }, text) }
    })
    for (const follower of this.#followers) {
      follower.changed(
        records.filter(({ kind }) => follower.kinds?.has(kind) ?? true),
        sequence,
      )
    }
  }

  #read(name: RecordName, text: string): HeldRecord {
    return readRecord(name, text, this.#seal.recordKeyAt(this.#schema))
  }

  async #reload(): Promise<void> {
    const snapshot = await this.#engine.snapshot()
    try {
      if (snapshot.head !== null && !this.#understands(snapshot.head)) throw foreignStore(snapshot.head)
      const records = checkedRecords(snapshot, this.#seal)
      await spreadRecords(records, snapshot.head?.sequence ?? 0, this.#followers)
    } finally {
      await snapshot.close()
    }
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#writeGroup(this.#waiting.splice(0, LARGEST_GROUP))
    } finally {
      this.#writing = false
    }
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      for (let race = 0; race < MOST_RACES; race++) {
        const round = await CommitRound.begin(this.#engine, this.#parts, this.#seal, (head) => this.#understands(head))
        const outcomes = await round.prepare(group.map(({ change }) => change))
        if ((await round.end()) === 'raced') continue
        // The next group does not wait until every instance has heard of this one.
        void this.#settle(group, outcomes)
        return
      }
      throw new FederationError('ERR_STORE_UNAVAILABLE', 'other instances wrote each time first', { backOffMs: 1_000 })
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  async #settle(group: readonly Waiting[], outcomes: readonly Commit[]): Promise<void> {
    const written = outcomes.map((outcome, i) =>
      outcome.committed && group[i]?.change.rehearsal !== true ? outcome.sequence : 0,
    )
    try {
      await this.#engine.settled(Math.max(0, ...written))
      group.forEach(({ resolve }, i) => resolve(outcomes[i] as Commit))
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
}
