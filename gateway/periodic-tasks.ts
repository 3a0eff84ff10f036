import { MINUTE } from '../protocols/availability/time-window.ts'
import type { AuditTree } from '../trust/audit/audit-tree.ts'
import type { Organization } from '../trust/organization/organization.ts'
import type { StateStore } from '../trust/stores/state-store.ts'
import { dropOldApprovals } from './admin/approvals.ts'
import type { Administration } from './admin/administration.ts'
import type { MetadataRefresher } from './admin/refresh-trust.ts'
import { expireTrusts } from './agreement/expire-trusts.ts'
import type { OfferExchange } from './agreement/offer-exchange.ts'
import { upkeepOf } from './audit/audit-upkeep.ts'
import { PartnerWatch } from './audit/watch-partners.ts'
import type { Closing } from './closing.ts'
import type { Identities } from './identities.ts'
import type { Log } from './log.ts'
import type { Outbox } from './sharing/outbox.ts'
import { sharingUpkeep } from './sharing/sharing-upkeep.ts'
import type { ConsoleSessions } from './sign-in/console-sessions.ts'
import type { SharingUpkeepParts } from './sharing/sharing-upkeep.ts'
import { expiryWatch } from './watched-certificates.ts'

export type PeriodicTask = () => Promise<void>

/** Logs a failed round instead of ending the process for it. */
export function everyMinute(log: Log, closing: Closing, tasks: readonly PeriodicTask[]): void {
  const timer = setInterval(() => {
    for (const task of tasks) {
      task().catch((error: unknown) => log.error('periodic task failed', { detail: String(error) }))
    }
  }, MINUTE)
  timer.unref()
  closing.add(timer, clearInterval)
}

export interface TaskParts extends SharingUpkeepParts {
  /** The gateway's own organization: it signs the heads of the audit log. */
  readonly gateway: Organization
  readonly auditDays: number
  readonly state: StateStore
  readonly auditTree: AuditTree
  readonly identities: Identities
  readonly administration: Administration
  readonly refresher: MetadataRefresher
  readonly exchange: OfferExchange
  readonly consoleSessions: Pick<ConsoleSessions, 'sweep'>
  /** Null where this deployment sends no mail. */
  readonly outbox: Outbox | null
}

/** What a gateway does by itself. */
export function periodicTasks(parts: TaskParts): readonly PeriodicTask[] {
  const { state, auditTree, identities, administration, refresher, exchange, outbox } = parts
  const watch = new PartnerWatch(administration)
  return [
    () => identities.roll(),
    () => state.engine.sweep(state.now()),
    upkeepOf(state, auditTree, parts.gateway, parts.auditDays),
    () => watch.watchDue(),
    () => administration.domains.watch.checkDue(),
    () => refresher.refreshDue(),
    () => expireTrusts({ ...administration, identities }),
    () => exchange.tellDue(),
    expiryWatch(administration),
    () => dropOldApprovals(administration),
    ...(outbox === null ? [] : [() => outbox.sendDue(), () => outbox.sweep()]),
    sharingUpkeep(parts),
    () => parts.consoleSessions.sweep(),
  ]
}
