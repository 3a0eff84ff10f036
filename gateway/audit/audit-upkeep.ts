import { DAY, HOUR } from '../../protocols/availability/time-window.ts'
import type { AuditTree } from '../../trust/audit/audit-tree.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { entryFinderOf } from './entry-finder.ts'
import { keepTreeHead, pruneLog } from './audit-operations.ts'

/**
 * Entries read at most each minute, so that whoever looks for something seldom waits for all of them. Few: most are never
 * looked for, and what reads them takes its time from lookups.
 */
const LEARNT_AT_ONCE = 8_192

/**
 * To be run every minute: reads on in outline, signs what the log is once an hour, and prunes what is older than is kept once
 * a day.
 */
export function upkeepOf(
  state: StateStore,
  tree: AuditTree,
  signer: Organization,
  keepDays: number,
): () => Promise<void> {
  let signed = -Infinity
  let pruned = -Infinity
  return async () => {
    const now = state.now()
    await entryFinderOf(state).learn((await state.head()).auditSize, LEARNT_AT_ONCE)
    if (now - signed >= HOUR) {
      await keepTreeHead(state, tree, signer)
      signed = now
    }
    if (now - pruned < DAY) return
    await pruneLog(state, now - keepDays * DAY)
    pruned = now
  }
}
