import type { GatewaySettings } from '../config/read-config.ts'
import type { Clock } from '../trust/clock.ts'
import type { StateStore } from '../trust/stores/state-store.ts'
import type { LastLooks } from '../trust/sharing/last-looks.ts'
import type { AuditLog } from './audit/audit-log.ts'
import type { Broker } from './broker/answer-availability.ts'
import type { Directory } from './broker/directory.ts'
import { keptOf } from './broker/lookup-trace.ts'
import type { RecentLookups } from './broker/lookup-trace.ts'
import { LookupBudgets } from './limits/lookup-budgets.ts'
import type { Log } from './log.ts'
import { logLookup } from './log-lookup.ts'
import { noteLookup } from './sharing/note-looks.ts'
import type { OutgoingCredentials } from './credentials/outgoing-credentials.ts'

export interface BrokerParts {
  readonly settings: GatewaySettings
  readonly state: StateStore
  readonly directory: Directory
  readonly lookups: RecentLookups
  readonly audit: AuditLog
  readonly lastLooks: LastLooks
  readonly clock: Clock
  readonly credentials: OutgoingCredentials
  readonly log: Log
}

/** The broker of a running gateway; each lookup it finished is remembered, put on record and logged. */
export function openBroker(parts: BrokerParts): Broker & { readonly budget: LookupBudgets } {
  const { settings, state, directory, lookups, lastLooks, audit, clock, credentials, log } = parts
  return {
    directory,
    clock,
    credentials,
    partnerDeadlineMs: settings.limits.partnerDeadlineMs,
    budget: new LookupBudgets(settings.limits, () => state.engine.peers?.instances() ?? 1),
    issued: (requestId, requester, tokens) => audit.issued(requestId, requester, tokens),
    unexpected: (error, context) => {
      log.error('source failed unexpectedly', {
        ...context,
        detail: error instanceof Error ? error.stack : String(error),
      })
    },
    finished: (trace) => {
      const kept = keptOf(trace)
      lookups.remember(kept)
      noteLookup(lastLooks, trace)
      audit.lookup(kept)
      logLookup(log, trace)
    },
  }
}
