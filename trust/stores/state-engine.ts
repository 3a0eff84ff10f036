import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Personal } from '../audit/personal.ts'
import type { RecordKind, RecordName } from './state-record.ts'

/** What a store says of itself; it changes in the same write as what it tells of. */
export interface StateHead {
  /** Of the form of everything kept. */
  readonly schema: number
  /** Chosen at random when the store was made: another epoch is another store. */
  readonly epoch: string
  /** Number of the newest change; never goes back. */
  readonly sequence: number
  /** How many records there are. */
  readonly records: number
  /**
   * Sum over all records, 32 hex digits (`record-text.ts`): finds what was lost or changed behind our back. From schema 3 on
   * sealed together with everything else here (`store-seal.ts`), base64url.
   */
  readonly digest: string
  /** How many audit entries there are, and the leaf hash of the newest. */
  readonly auditSize: number
  readonly auditLast: string
  /** Null where every record is of `schema`. */
  readonly migration: StateMigration | null
}

/** How far a store was brought to its head's schema; there until it is done. */
export interface StateMigration {
  /** The schema of the records after `done`. */
  readonly from: number
  /** The last record that was looked at: by name of the kind, then by the UTF-8 bytes of the key. Null before the first. */
  readonly done: RecordName | null
  /** How many records were changed or taken out. */
  readonly changed: number
}

/** One atomic write: all of it, or nothing. */
export interface StateBatch {
  /** Null for the first write into an empty store. */
  readonly before: StateHead | null
  readonly after: StateHead
  /** Null takes the record out. */
  readonly records: readonly (RecordName & { readonly text: string | null })[]
  /** Without a text only where an old entry is copied from elsewhere. */
  readonly entries: readonly StoredEntry[]
  /** What was answered to a request that may be repeated. */
  readonly answers: readonly { readonly id: string; readonly text: string; readonly until: Instant }[]
  /** For the other instances: which records each change touched. */
  readonly changes: readonly { readonly sequence: number; readonly names: readonly RecordName[] }[]
}

export interface StoredEntry {
  readonly index: number
  /** Hex; stays when the text goes. */
  readonly leaf: string
  /** Null once it was older than is kept. */
  readonly text: string | null
  /** Without the values that were erased. */
  readonly personal: Readonly<Record<string, Personal>> | null
}

/** What is left of personal values of one entry, by name; null: nothing. */
export type PersonalLeft = Readonly<Record<string, Personal | null>>

/** Everything as of one moment, whatever is written meanwhile. */
export interface StateSnapshot {
  readonly head: StateHead | null
  records(): AsyncIterable<RecordName & { readonly text: string }>
  entries(): AsyncIterable<StoredEntry>
  close(): Promise<void>
}

/** News of changes another instance (or this one) made. */
export interface EngineFollower {
  /**
   * The named records may have changed; they are read again, unless this instance has just written them: then `texts` are
   * theirs. Called in the order of `sequence`.
   */
  changed(names: readonly RecordName[], sequence: number, texts?: readonly (string | null)[]): Promise<void>
  /** The stream has a gap: everything is read again. */
  lost(): Promise<void>
  /** Asked of every head that is seen. False: of another schema, and nothing is fresh until that has changed. */
  understands(head: StateHead): boolean
}

/** Several instances on one store, as one of them sees it. */
export interface Peers {
  /** Those that were heard from within their lease, this one among them; at least 1. */
  instances(): number
  /** Whether our clock is near enough to that of the store, as of the last poll: what one forgets, the others must not keep. */
  clockAgrees(): boolean
}

/**
 * Where the state is kept: texts under names, written whole batches at a time. It decides nothing; what may be written
 * is `StateStore`'s. Every method may throw FederationError `ERR_STORE_UNAVAILABLE`, `write` also `ERR_OUTCOME_UNKNOWN`.
 */
export interface StateEngine {
  /** What it is called in a message: `memory`, `embedded`, `redis`. */
  readonly kind: string

  /** Begins a round of read and write. The head as it is kept now; null in an empty store. Rounds are never simultaneous on one engine. */
  begin(): Promise<StateHead | null>

  /** Within a round, or outside one. In the order asked; null where nothing is held. */
  read(names: readonly RecordName[]): Promise<readonly (string | null)[]>

  /** Within a round, or outside one. Null where nothing is kept, or it is over. */
  readAnswer(id: string, now: Instant): Promise<string | null>

  /**
   * Ends a round. Durable when it resolves to `written`; `raced`: another instance wrote since `begin`, nothing of this
   * batch was kept, and the round is over.
   */
  write(batch: StateBatch): Promise<'written' | 'raced'>

  /** Ends a round without writing. */
  abandon(): Promise<void>

  /** Resolves when every live instance has applied `sequence`, or may no longer answer from what it held before. */
  settled(sequence: number): Promise<void>

  /** In the order of the keys' UTF-8 bytes, those after `after`, at most `limit`; only keys that begin with `prefix`. */
  list(
    kind: RecordKind,
    page: { readonly prefix: string; readonly after: string | null; readonly limit: number },
  ): Promise<readonly { readonly key: string; readonly text: string }[]>

  snapshot(): Promise<StateSnapshot>

  /** From `from` on, at most `limit`, in order of index; what is missing is left out. */
  entries(from: number, limit: number): Promise<readonly StoredEntry[]>

  /**
   * Takes personal values out of one entry for good.
   *
   * @param left what stands in their place, by name; null: nothing. Of a name that is not there nothing comes
   */
  erase(index: number, left: PersonalLeft): Promise<void>

  /** Takes texts and personal values of all entries below `before` out for good; their leaf hashes stay. */
  prune(before: number): Promise<void>

  /** What was erased or pruned since is gone from the files, too, when it resolves; where that is the engine's to do. */
  forget(): Promise<void>

  /** Takes away kept answers that are over, where that does not happen by itself. */
  sweep(now: Instant): Promise<void>

  /** Tells of every change from `sequence` on. Resolves when listening. */
  follow(sequence: number, follower: EngineFollower): Promise<void>

  /** What is known of other instances on the same store; absent where there can be none. */
  readonly peers?: Peers

  /** Whether what this instance holds may still be decided on: false once it could not hear of changes for too long. */
  fresh(): boolean

  close(): Promise<void>
}
