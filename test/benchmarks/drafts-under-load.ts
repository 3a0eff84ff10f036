import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import process from 'node:process'
import { openLog } from '../../gateway/log.ts'
import { openState } from '../../gateway/open-state.ts'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { DAY, HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import type { AuditEvent } from '../../trust/audit/audit-entry.ts'
import { compilePolicy } from '../../trust/policies/compile-policy.ts'
import { decideAccess } from '../../trust/policies/decide-access.ts'
import { parsePolicyDocument } from '../../trust/policies/policy-document.ts'

export type DraftOrder =
  /** Lookups of the last six days by people of `by`, put on record in a store that no gateway has open. */
  | { readonly folder: string; readonly lookups: number; readonly by: string }
  /** Bare decisions by a document, each of another question. */
  | { readonly decisions: number; readonly document: unknown }

const WRITTEN_AT_ONCE = 500
/** One question in five is about several people. */
const MANY = 5
const REQUESTERS = 2_000
export const MAILBOXES = 1_000

const requester = (i: number): string => `p${(i * 7) % REQUESTERS}@fabrikam.example`
const mailbox = (i: number): string => `a${(i * 13) % MAILBOXES}@contoso.example`

function lookup(i: number, at: number, by: string): AuditEvent {
  const count = i % MANY === 0 ? MANY : 1
  const about = Array.from({ length: count }, (_, n) => mailbox(i + n))
  const start = Math.floor(at / HOUR) * HOUR
  const decided = [count, 'answer', 'RELATIONSHIP_LEVEL', 'answering', 'LimitedDetails', 'Detailed']
  const facts = { by, kind: 'partner', view: 'Detailed', window: [start, start + 7 * DAY], mailboxes: [decided] }
  return {
    event: 'lookup',
    at,
    actor: 'lookup',
    requestId: randomUUID(),
    facts,
    personal: { from: requester(i), about },
  }
}

async function record({ folder, lookups, by }: Extract<DraftOrder, { folder: string }>): Promise<object> {
  const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => randomInt(2 ** 32) / 2 ** 32 }
  const parts = { clock: { now: Date.now }, random, log: openLog('warn') }
  const keyFile = join(folder, '..', 'store-key')
  const { state } = await openState({ kind: 'embedded', folder, keyFile }, parts)
  await state.follow({ kinds: new Set(), reload: () => Promise.resolve(), changed: () => undefined })
  const since = Date.now() - 6 * DAY
  const step = (6 * DAY - MINUTE) / lookups
  for (let i = 0; i < lookups; i += WRITTEN_AT_ONCE) {
    const count = Math.min(WRITTEN_AT_ONCE, lookups - i)
    const audit = Array.from({ length: count }, (_, n) => lookup(i + n, Math.floor(since + (i + n) * step), by))
    const { committed } = await state.commit({ writes: [], audit })
    if (!committed) throw new Error('a record of the bench was not taken')
  }
  await state.close()
  return {}
}

function decide({ decisions, document }: Extract<DraftOrder, { decisions: number }>): { readonly cpuMs: number } {
  const reading = parsePolicyDocument(document)
  if (!reading.accepted) throw new Error('the document of the bench is not sound')
  const policy = compilePolicy(reading.document)
  const asks = Array.from({ length: decisions }, (_, i) => ({
    ...{ from: parseMailboxAddress(requester(i)), about: parseMailboxAddress(mailbox(i)) },
    ...{ view: 'Detailed' as const, at: Date.now() },
  }))
  const before = process.cpuUsage()
  for (const ask of asks) {
    if (decideAccess(policy, ask, 'answering').outcome !== 'answer') throw new Error('a decision of the bench refuses')
  }
  const { user, system } = process.cpuUsage(before)
  return { cpuMs: (user + system) / 1_000 }
}

process.on('message', (order: DraftOrder) => {
  Promise.resolve('folder' in order ? record(order) : decide(order)).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
