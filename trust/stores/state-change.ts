import type { Instant } from '../../protocols/availability/time-window.ts'
import type { AuditEvent } from '../audit/audit-entry.ts'
import type { HeldRecord, Json, RecordName } from './state-record.ts'

export interface RecordWrite extends RecordName {
  /** Null takes the record out. */
  readonly value: Json | null
  /** The version this was made from; 0 where nothing was held. */
  readonly before: number
}

/** A request that may be sent again where its fate is not known. */
export interface RepeatableRequest {
  /** Chosen by who asks; unique to the request. */
  readonly id: string
  /** Digest of what was asked: the same id for something else is a mistake. */
  readonly digest: string
  /** Until when it is remembered. */
  readonly until: Instant
  /** What is answered, also to repetitions. */
  readonly answer: (sequence: number) => Json
}

/** Everything one administrative act does: all of it happens, with its audit entries, or nothing. */
export interface Change {
  readonly writes: readonly RecordWrite[]
  /** Records this rests on without writing them; it is refused if one has another version by now. */
  readonly holds?: readonly (RecordName & { readonly version: number })[]
  /** Refused if anything at all was changed after this sequence number. */
  readonly sequence?: number
  readonly audit: readonly AuditEvent[]
  readonly request?: RepeatableRequest
  /** Checks everything and writes nothing. */
  readonly rehearsal?: boolean
}

export type Commit =
  | { readonly committed: true; readonly sequence: number }
  /** Somebody else was first; `held` is what stands now, null where it is gone. */
  | {
      readonly committed: false
      readonly because: 'conflict'
      readonly name: RecordName
      readonly held: HeldRecord | null
    }
  /** Something was changed after `sequence`. */
  | { readonly committed: false; readonly because: 'moved'; readonly sequence: number }
  /** The request was carried out before. */
  | { readonly committed: false; readonly because: 'repeated'; readonly digest: string; readonly answer: Json }
