import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import process from 'node:process'
import { openLog } from '../../gateway/log.ts'
import { openState } from '../../gateway/open-state.ts'
import type { OpenState } from '../../gateway/open-state.ts'
import { entriesOf } from '../../gateway/audit/audit-operations.ts'
import type { AuditEvent } from '../../trust/audit/audit-entry.ts'
import { verifyAudit } from '../../trust/audit/verify-audit.ts'
import { madeTrusts } from './made-trusts.ts'
import { partKey } from '../../trust/policies/policy-parts.ts'
import type { RecordWrite } from '../../trust/stores/state-change.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'

export type StoreOrder =
  | { readonly open: string }
  /** Changes of one record each with its audit entry, so many under way at once. */
  | { readonly commits: number; readonly concurrent: number }
  /** Audit entries as lookups write them. */
  | { readonly entries: number }
  | { readonly verify: true }
  /** Mailbox entries and relationships of one organization. */
  | { readonly mailboxes: number; readonly relationships: number }
  /** Active trusts of one organization, each with another partner. */
  | { readonly trusts: number; readonly local: string }
  | { readonly close: true }

const PER_CHANGE = 1_000

let store: OpenState | null = null
let number = 0

const parts = {
  clock: { now: Date.now },
  random: { bytes: randomBytes, uuid: randomUUID, fraction: () => randomInt(2 ** 32) / 2 ** 32 },
  log: openLog('warn'),
}

function opened(): StateStore {
  if (store === null) throw new Error('the store is not open')
  return store.state
}

function event(facts: AuditEvent['facts'], personal: AuditEvent['personal'] = {}): AuditEvent {
  return { event: 'bench', at: Date.now(), actor: 'token:0123456789abcdef', requestId: randomUUID(), facts, personal }
}

async function commit(writes: readonly RecordWrite[], audit: readonly AuditEvent[]): Promise<void> {
  const { committed } = await opened().commit({ writes, audit })
  if (!committed) throw new Error('a change of the bench was not taken')
}

/** One mailbox's entry changed, as an administrator does. */
function changeMailbox(): Promise<void> {
  const name = `m${number++}@contoso.example`
  const write = { kind: 'mailbox', key: partKey('contoso', { kind: 'mailbox', name }), before: 0 } as const
  const value = { address: name, default: 'AvailabilityOnly', grants: [{ to: '@fabrikam.example', level: 'None' }] }
  return commit([{ ...write, value }], [event({ organization: 'contoso', name: null }, { mailbox: name })])
}

async function commitMany(times: number, concurrent: number): Promise<number> {
  let left = times
  const lane = async (): Promise<void> => {
    while (left-- > 0) await changeMailbox()
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: concurrent }, lane))
  return ((performance.now() - began) * 1_000) / times
}

async function writeEntries(entries: number): Promise<void> {
  for (let i = 0; i < entries; i += 250) {
    const page = Array.from({ length: Math.min(250, entries - i) }, (_, n) =>
      event(
        { lookup: randomUUID(), partner: 'urn:ledig:x', outcomes: { answer: 1 } },
        { asked: `p${n}@contoso.example` },
      ),
    )
    await commit([], page)
  }
}

async function verify(): Promise<{ entries: number; micros: number }> {
  const { auditSize: size, auditLast: last } = await opened().head()
  const began = performance.now()
  const report = await verifyAudit(entriesOf(opened().engine, size), { size, last })
  if (!report.ok) throw new Error('the log of the bench does not verify')
  return { entries: size, micros: (performance.now() - began) * 1_000 }
}

async function fill(mailboxes: number, relationships: number): Promise<void> {
  const write = (kind: 'mailbox' | 'relationship', name: string, value: RecordWrite['value']): RecordWrite => ({
    ...{ kind, key: partKey('contoso', { kind, name }), before: 0 },
    value,
  })
  for (let i = 0; i < mailboxes; i += PER_CHANGE) {
    const names = Array.from({ length: Math.min(PER_CHANGE, mailboxes - i) }, (_, n) => `a${i + n}@contoso.example`)
    await commit(
      names.map((address) => write('mailbox', address, { address, default: 'AvailabilityOnly' })),
      [event({ mailboxes: names.length })],
    )
  }
  for (let i = 0; i < relationships; i += PER_CHANGE) {
    const names = Array.from({ length: Math.min(PER_CHANGE, relationships - i) }, (_, n) => `partner${i + n}`)
    await commit(
      names.map((name) =>
        write('relationship', name, {
          ...{ name, domains: [`${name}.example`], enabled: true, freeBusyAccessEnabled: true },
          ...{ freeBusyAccessLevel: 'AvailabilityOnly', requests: { enabled: true, level: 'AvailabilityOnly' } },
        }),
      ),
      [event({ relationships: names.length })],
    )
  }
}

async function befriend(local: string, trusts: number): Promise<void> {
  let writes: RecordWrite[] = []
  for await (const write of madeTrusts(local, trusts)) {
    if (writes.push(write) < PER_CHANGE) continue
    await commit(writes, [event({ trusts: writes.length })])
    writes = []
  }
  if (writes.length > 0) await commit(writes, [event({ trusts: writes.length })])
}

async function carryOut(order: StoreOrder): Promise<object> {
  if ('open' in order) {
    const keyFile = join(order.open, '..', 'store-key')
    store = await openState({ kind: 'embedded', folder: order.open, keyFile }, parts)
    await store.state.follow({ kinds: new Set(), reload: () => Promise.resolve(), changed: () => undefined })
    return {}
  }
  if ('commits' in order) return { micros: await commitMany(order.commits, order.concurrent) }
  if ('entries' in order) await writeEntries(order.entries)
  else if ('verify' in order) return verify()
  else if ('trusts' in order) await befriend(order.local, order.trusts)
  else if ('mailboxes' in order) await fill(order.mailboxes, order.relationships)
  else await store?.state.close()
  return {}
}

process.on('message', (order: StoreOrder) => {
  carryOut(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
