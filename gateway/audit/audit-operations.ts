import { FederationError } from '../../protocols/federation-error.ts'
import { AuditTree } from '../../trust/audit/audit-tree.ts'
import { countOf, valuesOf, withoutValue } from '../../trust/audit/personal.ts'
import { inclusionProof, includes } from '../../trust/audit/merkle-tree.ts'
import { readTreeHead, signersOf, signTreeHead } from '../../trust/audit/tree-head.ts'
import { verifyAudit } from '../../trust/audit/verify-audit.ts'
import type { AuditReport } from '../../trust/audit/verify-audit.ts'
import type { TreeAt } from '../../trust/audit/merkle-tree.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { StateEngine, StateHead, StoredEntry } from '../../trust/stores/state-engine.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'

const READ_AT_ONCE = 1_000
const SIZE_DIGITS = 16

/** Every entry there is up to `size`, and the few that should not be there beyond. */
export async function* entriesOf(engine: StateEngine, size: number): AsyncIterable<StoredEntry> {
  for (let from = 0; from < size + READ_AT_ONCE; from += READ_AT_ONCE) {
    yield* await engine.entries(from, READ_AT_ONCE)
  }
}

/** The tree heads that were kept, signed under this certificate; one that is not believed is worth nothing. */
async function* keptHeads(state: StateStore, signer: Organization): AsyncIterable<TreeAt & { jwt: string }> {
  for (let after: string | undefined; ;) {
    const rest = after === undefined ? {} : { after }
    const page = await state.list('tree-head', { limit: READ_AT_ONCE, ...rest })
    for (const { value } of page) {
      const { jwt } = value as { jwt: string }
      const head = readTreeHead(jwt, signersOf(signer))
      if (head !== null && head.log === state.epoch) yield { size: head.size, root: head.root, jwt }
    }
    if (page.length < READ_AT_ONCE) return
    after = page.at(-1)?.key
  }
}

const underWay = new WeakMap<StateStore, Promise<AuditReport>>()

/** Reads the whole log and names whatever is not as it was written; who asks meanwhile gets the same report. */
export function verifyLog(state: StateStore, signer: Organization): Promise<AuditReport> {
  const running = underWay.get(state)
  if (running !== undefined) return running
  const report = readWholeLog(state, signer).finally(() => underWay.delete(state))
  underWay.set(state, report)
  return report
}

async function readWholeLog(state: StateStore, signer: Organization): Promise<AuditReport> {
  const { auditSize: size, auditLast: last } = await state.head()
  const heads: TreeAt[] = []
  for await (const head of keptHeads(state, signer)) heads.push(head)
  return verifyAudit(upTo(entriesOf(state.engine, size), size), { size, last, heads })
}

/** Without those that were written while we read. */
async function* upTo(entries: AsyncIterable<StoredEntry>, size: number): AsyncIterable<StoredEntry> {
  for await (const entry of entries) if (entry.index < size) yield entry
}

/** The tree over the log of this store; one for each store, since it remembers what it has read. */
export function auditTreeOf({ engine }: StateStore): AuditTree {
  return new AuditTree(async (from, limit) => (await engine.entries(from, limit)).map(({ leaf }) => leaf))
}

/** Signs what the log is now and keeps it; nothing where nothing was written since the last. */
export async function keepTreeHead(state: StateStore, tree: AuditTree, signer: Organization): Promise<void> {
  const { auditSize: size } = await state.head()
  const key = String(size).padStart(SIZE_DIGITS, '0')
  if (size === 0 || (await state.get({ kind: 'tree-head', key })) !== null) return
  const jwt = signTreeHead(signer, { log: state.epoch, size, root: await tree.root(size), at: state.now() })
  // Of several instances one keeps it, which is enough.
  await state.commit({ writes: [{ kind: 'tree-head', key, value: { jwt }, before: 0 }], audit: [] })
}

/** An entry as the administration tells it. */
export const shownEntry = ({ index, leaf, text, personal }: StoredEntry): Json => ({
  index,
  leaf,
  entry: text === null ? null : (JSON.parse(text) as Json),
  personal: Object.fromEntries(Object.entries(personal ?? {}).map(([name, kept]) => [name, valuesOf(kept) as Json])),
})

/** A page of the log, oldest first, with the personal data that was not erased. */
export async function listEntries(state: StateStore, from: number, limit: number): Promise<Json> {
  const entries = await state.engine.entries(from, limit)
  return { entries: entries.map(shownEntry) }
}

/** What proves to somebody who pinned our certificate that an entry stands in the log: `proofHolds` checks it, offline. */
export interface EntryProof {
  readonly index: number
  readonly text: string
  readonly leaf: string
  /** A signed tree head. */
  readonly head: string
  readonly proof: readonly string[]
}

/** @throws FederationError `ERR_NOT_FOUND` */
export async function proveEntry(
  state: StateStore,
  tree: AuditTree,
  signer: Organization,
  index: number,
): Promise<EntryProof> {
  const { auditSize: size }: StateHead = await state.head()
  const [entry] = await state.engine.entries(index, 1)
  if (entry?.index !== index || entry.text === null || index >= size) {
    throw new FederationError('ERR_NOT_FOUND', 'There is no entry of this number, or its text is no longer kept.')
  }
  const head = signTreeHead(signer, { log: state.epoch, size, root: await tree.root(size), at: state.now() })
  const proof = await inclusionProof(tree.hashOf, index, size)
  return { index, text: entry.text, leaf: entry.leaf, head, proof }
}

/** Whether a proof holds; `head` is believed already. */
export function proofHolds({ index, leaf, proof }: EntryProof, head: TreeAt): boolean {
  return includes(leaf, index, head.size, proof, head.root)
}

/**
 * Takes a person's address out of every entry for good; the log still verifies, since it holds commitments only.
 *
 * @param causeOf given how many values are gone
 */
export async function eraseFromLog(
  state: StateStore,
  address: string,
  causeOf: (values: number) => Cause,
): Promise<number> {
  const { rehearsal } = causeOf(0)
  const { auditSize } = await state.head()
  let values = 0
  for await (const { index, personal } of upTo(entriesOf(state.engine, auditSize), auditSize)) {
    const held = Object.entries(personal ?? {}).filter(([, kept]) => countOf(kept, address) > 0)
    if (held.length === 0) continue
    values += held.reduce((sum, [, kept]) => sum + countOf(kept, address), 0)
    const left = Object.fromEntries(held.map(([name, kept]) => [name, withoutValue(kept, address)]))
    if (rehearsal !== true) await state.engine.erase(index, left)
  }
  await state.engine.forget()
  const { actor, requestId, request } = causeOf(values)
  const event = { event: 'audit.erased', at: state.now(), actor, requestId, facts: { values }, personal: {} }
  if (rehearsal !== true) await state.commit({ writes: [], audit: [event], ...(request !== undefined && { request }) })
  return values
}

/** Takes the texts of entries older than `before` out for good; their hashes stay, so that the rest can be proved. */
export async function pruneLog(state: StateStore, before: number): Promise<void> {
  const { auditSize } = await state.head()
  let end = 0
  for await (const { index, text } of upTo(entriesOf(state.engine, auditSize), auditSize)) {
    if (text === null) continue
    if (Date.parse((JSON.parse(text) as { at: string }).at) >= before) break
    end = index + 1
  }
  if (end === 0) return
  const facts = { below: end }
  const event = { event: 'audit.pruned', at: state.now(), actor: 'gateway', requestId: null, facts, personal: {} }
  await state.commit({ writes: [], audit: [event] })
  await state.engine.prune(end)
  await state.engine.forget()
}
