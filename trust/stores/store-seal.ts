import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Randomness } from '../randomness.ts'
import { isSealed, MIGRATIONS, schemaOf } from './migrations/schema-migrations.ts'
import type { RecordForms, SchemaMigration } from './migrations/schema-migrations.ts'
import type { ChecksumKey } from './record-text.ts'
import type { StateHead } from './state-engine.ts'
import { headText } from './state-head.ts'
import type { RecordName } from './state-record.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A key of its own for each use: none is of use to find another. */
const derived = (key: Buffer, use: string): Buffer => createHmac('sha256', key).update(`ledig ${use}`).digest()

interface Keys {
  readonly records: ChecksumKey
  readonly digest: ChecksumKey
  readonly head: ChecksumKey
}

/**
 * What keeps who can write to a store, and has not its key, from changing what it says. Records bear checksums, the head
 * their sum. From schema 3 on the terms of the sum are secret, and the sum is sealed (AES-256-GCM) together with all else
 * the head says: a record that was taken out or put back cannot be made to fit. A whole store of an earlier moment fits
 * itself; who has seen a later one notices.
 */
export class StoreSeal {
  readonly #plain: Keys
  readonly #sealed: Keys
  readonly #migrations: readonly SchemaMigration[]

  /** @param key null where only the gateway itself can write: then nothing is sealed */
  constructor(key: ChecksumKey, migrations: readonly SchemaMigration[] = MIGRATIONS) {
    this.#plain = { records: key, digest: null, head: null }
    this.#sealed =
      key === null
        ? this.#plain
        : { records: derived(key, 'records'), digest: derived(key, 'digest'), head: derived(key, 'head') }
    this.#migrations = migrations
  }

  /** Under which the checksums of records of one schema are made. */
  recordKeyAt(schema: number): ChecksumKey {
    return this.#keys(schema).records
  }

  recordKey(forms: RecordForms, name: RecordName): ChecksumKey {
    return this.recordKeyAt(schemaOf(forms, name))
  }

  /** Under which the terms of the digest are made; null: they are the checksums. */
  digestKeyAt(schema: number): ChecksumKey {
    return this.#keys(schema).digest
  }

  /** Puts the digest of a new head, as `changedDigest` made it, out of reach. */
  close(head: StateHead, random: Pick<Randomness, 'bytes'>): StateHead {
    const key = this.#keys(head.schema).head
    if (key === null) return head
    const nonce = random.bytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundText(head))
    const sealed = [nonce, cipher.update(head.digest, 'hex'), cipher.final(), cipher.getAuthTag()]
    return { ...head, digest: Buffer.concat(sealed).toString('base64url') }
  }

  /**
   * The digest in a head that was kept, 32 hex digits.
   *
   * @throws FederationError `ERR_STORE_DAMAGED` where the head is not as it was written, or was written under another key
   */
  open(head: StateHead): string {
    const key = this.#keys(head.schema).head
    if (key === null) return head.digest
    const sealed = Buffer.from(head.digest, 'base64url')
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(boundText(head)).setAuthTag(sealed.subarray(-TAG_BYTES))
      return decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'hex') + decipher.final('hex')
    } catch (cause) {
      const message = 'the head of the store was changed, damaged, or written under another store key; restore a backup'
      throw new FederationError('ERR_STORE_DAMAGED', message, { sequence: head.sequence }, { cause })
    }
  }

  #keys(schema: number): Keys {
    return isSealed(schema, this.#migrations) ? this.#sealed : this.#plain
  }
}

/** Everything a head says but its digest. */
const boundText = (head: StateHead): Buffer => Buffer.from(headText({ ...head, digest: '' }))
