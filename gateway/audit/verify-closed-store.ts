import { readFileSync } from 'node:fs'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../../trust/clock.ts'
import type { TreeAt } from '../../trust/audit/merkle-tree.ts'
import { readTreeHead, signerOf } from '../../trust/audit/tree-head.ts'
import { verifyAudit } from '../../trust/audit/verify-audit.ts'
import type { AuditReport } from '../../trust/audit/verify-audit.ts'
import { checksumKeyOf, openIdentity, parseSealingKey } from '../../trust/keys/sealed-identity.ts'
import type { SealingKey } from '../../trust/keys/sealed-identity.ts'
import { readRecord } from '../../trust/stores/record-text.ts'
import { openEmbeddedEngine } from '../../trust/stores/state-engine-embedded.ts'
import type { StateEngine } from '../../trust/stores/state-engine.ts'
import type { HeldRecord, RecordKind } from '../../trust/stores/state-record.ts'
import { entriesOf } from './audit-operations.ts'

const READ_AT_ONCE = 1_000

async function* recordsOf(engine: StateEngine, kind: RecordKind, key: SealingKey): AsyncIterable<HeldRecord> {
  for (let after: string | null = null; ;) {
    const page = await engine.list(kind, { prefix: '', after, limit: READ_AT_ONCE })
    for (const { key: name, text } of page) yield readRecord({ kind, key: name }, text, checksumKeyOf(key))
    if (page.length < READ_AT_ONCE) return
    after = page.at(-1)?.key ?? null
  }
}

/** The heads in the store that one of its own identities signed. */
async function signedHeads(engine: StateEngine, log: string, key: SealingKey): Promise<TreeAt[]> {
  const signers = []
  for await (const record of recordsOf(engine, 'identity', key)) {
    signers.push(signerOf(openIdentity(record.key, record.value, key).organization))
  }
  const heads: TreeAt[] = []
  for await (const { value } of recordsOf(engine, 'tree-head', key)) {
    const { jwt } = value as { jwt: string }
    const head = signers.map((signer) => readTreeHead(jwt, signer)).find((read) => read?.log === log)
    if (head) heads.push(head)
  }
  return heads
}

/**
 * Verifies the audit log in the folder of an embedded store that no gateway has open: a copy, or that of a stopped one.
 *
 * @param keyFile of the store: with it the signed tree heads in it are checked too; null: hashes only
 * @throws FederationError `ERR_CONFIG_INVALID` where there is no store, `ERR_STORE_LOCKED`, `ERR_STORE_DAMAGED`
 */
export async function verifyClosedStore(folder: string, keyFile: string | null, clock: Clock): Promise<AuditReport> {
  const key = keyFile === null ? null : parseSealingKey(readFileSync(keyFile, 'utf8'), keyFile)
  const engine = await openEmbeddedEngine({ folder, clock, log: () => undefined })
  try {
    const head = await engine.begin()
    if (head === null) throw new FederationError('ERR_CONFIG_INVALID', `${folder}: there is no store in this folder`)
    const { auditSize: size, auditLast: last, epoch } = head
    const heads = key === null ? [] : await signedHeads(engine, epoch, key)
    return await verifyAudit(entriesOf(engine, size), { size, last, heads })
  } finally {
    await engine.close()
  }
}
