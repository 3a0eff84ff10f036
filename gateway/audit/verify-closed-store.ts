import { readFileSync } from 'node:fs'
import { fileProblem } from '../../config/file-problem.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../../trust/clock.ts'
import type { TreeAt } from '../../trust/audit/merkle-tree.ts'
import { readTreeHead, signersOf } from '../../trust/audit/tree-head.ts'
import { verifyAudit } from '../../trust/audit/verify-audit.ts'
import type { AuditReport } from '../../trust/audit/verify-audit.ts'
import { checksumKeyOf, openIdentity, parseSealingKey } from '../../trust/keys/sealed-identity.ts'
import type { SealingKey } from '../../trust/keys/sealed-identity.ts'
import type { Randomness } from '../../trust/randomness.ts'
import {
  MIGRATIONS,
  MigrationPath,
  refuseUnknownSchema,
  STATE_SCHEMA,
} from '../../trust/stores/migrations/schema-migrations.ts'
import type { MigrationMeans } from '../../trust/stores/migrations/schema-migrations.ts'
import { readRecord } from '../../trust/stores/record-text.ts'
import { openEmbeddedEngine } from '../../trust/stores/state-engine-embedded.ts'
import type { StateEngine, StateHead } from '../../trust/stores/state-engine.ts'
import type { HeldRecord, RecordKind } from '../../trust/stores/state-record.ts'
import { StoreSeal } from '../../trust/stores/store-seal.ts'
import { entriesOf } from './audit-operations.ts'

const READ_AT_ONCE = 1_000

interface KeyedStore {
  readonly engine: StateEngine
  readonly head: StateHead
  readonly key: SealingKey
  readonly means: MigrationMeans
}

/** Everything of one kind as this release knows it, whichever wrote it. */
async function* recordsOf({ engine, head, means, key }: KeyedStore, kind: RecordKind): AsyncIterable<HeldRecord> {
  const path = new MigrationPath(head, MIGRATIONS, means)
  const seal = new StoreSeal(checksumKeyOf(key))
  for (let after: string | null = null; ;) {
    const page = await engine.list(kind, { prefix: '', after, limit: READ_AT_ONCE })
    for (const { key: name, text } of page) {
      const record = path.follow(
        readRecord({ kind, key: name }, text, seal.recordKey(head, { kind, key: name })),
        STATE_SCHEMA,
      )
      if (record !== null) yield record
    }
    if (page.length < READ_AT_ONCE) return
    after = page.at(-1)?.key ?? null
  }
}

/** The heads in the store that one of its own identities signed. */
async function signedHeads(store: KeyedStore): Promise<TreeAt[]> {
  const { key } = store
  const log = store.head.epoch
  const signers = []
  for await (const record of recordsOf(store, 'identity')) {
    signers.push(...signersOf(openIdentity(record.key, record.value, key).organization))
  }
  const heads: TreeAt[] = []
  for await (const { value } of recordsOf(store, 'tree-head')) {
    const { jwt } = value as { jwt: string }
    const head = readTreeHead(jwt, signers)
    if (head?.log === log) heads.push(head)
  }
  return heads
}

function isAsWritten(head: StateHead, key: SealingKey): boolean {
  try {
    new StoreSeal(checksumKeyOf(key)).open(head)
    return true
  } catch {
    return false
  }
}

function readKey(file: string): SealingKey {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new FederationError('ERR_CONFIG_INVALID', `${file}: cannot read the store key: ${fileProblem(error)}`)
  }
  return parseSealingKey(text, file)
}

/**
 * Verifies the audit log in the folder of an embedded store that no gateway has open: a copy, or that of a stopped one.
 *
 * @param keyFile of the store: with it the signed tree heads in it are checked too; null: hashes only
 * @throws FederationError `ERR_CONFIG_INVALID` where there is no store, or no key in the file, `ERR_STORE_LOCKED`, `ERR_STORE_DAMAGED`
 */
export async function verifyClosedStore(
  folder: string,
  keyFile: string | null,
  { clock, random }: { readonly clock: Clock; readonly random: Randomness },
): Promise<AuditReport> {
  const key = keyFile === null ? null : readKey(keyFile)
  const engine = await openEmbeddedEngine({ folder, clock, log: () => undefined })
  try {
    const head = await engine.begin()
    if (head === null) throw new FederationError('ERR_CONFIG_INVALID', `${folder}: there is no store in this folder`)
    refuseUnknownSchema(head, STATE_SCHEMA)
    const { auditSize: size, auditLast: last } = head
    const means = { now: clock.now(), random, sealingKey: key }
    const heads = key === null ? [] : await signedHeads({ engine, head, key, means })
    const sealed = key === null || isAsWritten(head, key)
    return await verifyAudit(entriesOf(engine, size), { size, last, heads, sealed })
  } finally {
    await engine.close()
  }
}
