import type { Instant } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import type { SealingKey } from '../../keys/sealed-identity.ts'
import type { Randomness } from '../../randomness.ts'
import { byBytes } from '../by-bytes.ts'
import type { StateHead } from '../state-engine.ts'
import { RECORD_KINDS } from '../state-record.ts'
import type { HeldRecord, Json, RecordKind, RecordName } from '../state-record.ts'
import { domainProofStates } from './domain-proof-states.ts'
import { SEALED_HEADS } from './sealed-heads.ts'
import { SHARED_CALENDARS } from './shared-calendars.ts'

/** What a migration may need beside the record. */
export interface MigrationMeans {
  /** The time of the migration: the same for all records. */
  readonly now: Instant
  readonly random: Randomness
  /** Under which the identities in question are sealed; null where only other kinds are read. */
  readonly sealingKey: SealingKey | null
}

/** What becomes of a record's value in the next schema: the same value where nothing does, null where the record goes. */
export type RecordMigration = (record: HeldRecord, means: MigrationMeans) => Json | null

/** From one schema to the next. Kinds that are not named stay as they are. */
export type SchemaMigration = { readonly [Kind in RecordKind]?: RecordMigration }

/** The first leads from schema 1 to 2, the next from 2 to 3, and so on. What was released is never changed. */
export const MIGRATIONS: readonly SchemaMigration[] = [{ trust: domainProofStates }, SEALED_HEADS, SHARED_CALENDARS]

/** Of a store or backup without any migration. */
const FIRST_SCHEMA = 1

export const newestSchema = (migrations: readonly SchemaMigration[]): number => FIRST_SCHEMA + migrations.length

/** Of the form of everything kept; a store of a higher number is refused, one of a lower is brought forward. */
export const STATE_SCHEMA = newestSchema(MIGRATIONS)

/** The schema number of a store that is still being filled by a restore or from another store. */
export const UNFINISHED_SCHEMA = 0

/** Whether a store of this schema has a sealed head. One that is being filled is of the newest form. */
export function isSealed(schema: number, migrations: readonly SchemaMigration[]): boolean {
  const sealing = migrations.indexOf(SEALED_HEADS)
  return sealing >= 0 && (schema === UNFINISHED_SCHEMA || schema > FIRST_SCHEMA + sealing)
}

/** What a head or a backup says of the form of its records. */
export type RecordForms = Pick<StateHead, 'schema' | 'migration'>

/** Whether everything is of one schema, and of this one. */
export const isOfSchema = ({ schema, migration }: RecordForms, wanted: number): boolean =>
  schema === wanted && migration === null

/** @throws FederationError `ERR_STORE_LOCKED` for what this release can neither serve nor bring forward */
export function refuseUnknownSchema({ schema }: RecordForms, newest: number): void {
  if (schema !== UNFINISHED_SCHEMA && schema <= newest) return
  const message =
    schema === UNFINISHED_SCHEMA
      ? 'the store was being filled when that was interrupted; empty it and begin again'
      : `the store was written by a newer release (schema ${schema}, this one knows ${newest})`
  throw new FederationError('ERR_STORE_LOCKED', message, { schema })
}

/** For a gateway that is running: another release brought the store it shares elsewhere. */
export function foreignStore({ schema }: RecordForms): FederationError {
  const message = `the store is of schema ${schema} now, which this release does not serve; stop this gateway`
  return new FederationError('ERR_STORE_UNAVAILABLE', message, { schema })
}

/** Whether a migration that was interrupted had come past this record. */
function isDone({ migration }: RecordForms, { kind, key }: RecordName): boolean {
  const done = migration?.done ?? null
  if (done === null || kind > done.kind) return false
  return kind < done.kind || byBytes(key, done.key) <= 0
}

/** The schema of one record, also where a migration was interrupted. */
export function schemaOf(forms: RecordForms, name: RecordName): number {
  return isDone(forms, name) ? forms.schema : (forms.migration?.from ?? forms.schema)
}

/** The way of each record of one store from the schema it has to the newest. */
export class MigrationPath {
  /** The schema it leads from. */
  readonly from: number
  readonly #forms: RecordForms
  readonly #migrations: readonly SchemaMigration[]
  readonly #means: MigrationMeans

  constructor(forms: RecordForms, migrations: readonly SchemaMigration[], means: MigrationMeans) {
    this.from = forms.migration?.from ?? forms.schema
    this.#forms = forms
    this.#migrations = migrations
    this.#means = means
  }

  /** The kinds on which anything is done on the way from schema `from` to `to`, by name. */
  kinds(to: number): readonly RecordKind[] {
    if (this.#between(this.from, to).includes(SEALED_HEADS)) return [...RECORD_KINDS].sort()
    return [...new Set(this.#between(this.from, to).flatMap((one) => Object.keys(one) as RecordKind[]))].sort()
  }

  /**
   * The record as it is in schema `to`; the record itself where nothing is done to it, null where it goes. Its version
   * stays: nobody administered it.
   *
   * @throws FederationError `ERR_STORE_DAMAGED` naming it, where it is not what its schema says
   */
  follow(record: HeldRecord, to: number): HeldRecord | null {
    let { value } = record
    for (const migration of this.#between(schemaOf(this.#forms, record), to)) {
      const next = this.#step(migration[record.kind], { ...record, value }, to)
      if (next === null) return null
      value = next
    }
    return value === record.value ? record : { ...record, value }
  }

  #between(from: number, to: number): readonly SchemaMigration[] {
    return this.#migrations.slice(from - FIRST_SCHEMA, to - FIRST_SCHEMA)
  }

  #step(migrate: RecordMigration | undefined, record: HeldRecord, to: number): Json | null {
    try {
      return migrate === undefined ? record.value : migrate(record, this.#means)
    } catch (cause) {
      const { kind, key } = record
      const detail = cause instanceof Error ? cause.message : String(cause)
      const message = `the ${kind} record ${key} cannot be brought to schema ${to}: ${detail}`
      throw new FederationError('ERR_STORE_DAMAGED', message, { kind, key }, { cause })
    }
  }
}
