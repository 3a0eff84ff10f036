import {
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhenResult,
  isBrokenCircuitError,
  isBulkheadRejectedError,
  wrap,
} from 'cockatiel'
import type {
  Connector,
  Finding,
  RemoteConnector,
  SourceAnswer,
  SourceContext,
  SourceQuestion,
} from '../../protocols/availability/availability-question.ts'
import type { NoDataReason } from '../../protocols/availability/busy-status.ts'
import type { PartnerWatch } from '../health/partner-health.ts'

const NOBODY_WATCHES: PartnerWatch = { now: () => 0, came: () => undefined, breaker: () => undefined }

const IN_FLIGHT = 16
const QUEUED = 32
const FAILURES = 5
const OPEN_MS = 5_000

const UNREACHABLE: ReadonlySet<NoDataReason> = new Set(['REACH_DNS', 'REACH_TCP', 'REACH_TIMEOUT', 'TLS_REFUSED'])

/** The same reason for every mailbox of a question: what one failing source costs. */
export function nothingFound(question: SourceQuestion, reason: NoDataReason): SourceAnswer {
  const finding: Finding = { kind: 'no-data', reason }
  return { findings: question.mailboxes.map(() => finding) }
}

const failed = (answer: unknown): boolean => {
  const findings = (answer as SourceAnswer).findings
  return findings.length > 0 && findings.every((found) => found.kind === 'no-data' && UNREACHABLE.has(found.reason))
}

/**
 * Keeps one slow or dead partner from holding everybody's lookups: at most 16 questions under way and 32 waiting, and
 * after five failures in a row none for five seconds, then one to try. What is not asked is `REACH_BUSY`, never free.
 */
export function guardPartner(connector: Connector, watch: PartnerWatch = NOBODY_WATCHES): RemoteConnector {
  const breaker = circuitBreaker(handleWhenResult(failed), {
    ...{ halfOpenAfter: OPEN_MS, breaker: new ConsecutiveBreaker(FAILURES) },
  })
  breaker.onBreak(() => watch.breaker(OPEN_MS))
  breaker.onReset(() => watch.breaker(null))
  const policy = wrap(bulkhead(IN_FLIGHT, QUEUED), breaker)
  const guarded = {
    async lookUp(question: SourceQuestion, context: SourceContext): Promise<SourceAnswer> {
      try {
        return await policy.execute(() => connector.lookUp(question, context), context.signal)
      } catch (error) {
        if (isBrokenCircuitError(error)) return { ...nothingFound(question, 'REACH_BUSY'), heldBack: 'BREAKER_OPEN' }
        if (isBulkheadRejectedError(error))
          return { ...nothingFound(question, 'REACH_BUSY'), heldBack: 'BULKHEAD_FULL' }
        if (context.signal.aborted) return nothingFound(question, 'REACH_TIMEOUT')
        throw error
      }
    },
  }
  return watched(guarded, watch)
}

/** Tells of every question what came of it; one that failed unexpectedly came to `REACH_UPSTREAM`, as the broker has it. */
function watched(guarded: RemoteConnector, watch: PartnerWatch): RemoteConnector {
  return {
    async lookUp(question: SourceQuestion, context: SourceContext): Promise<SourceAnswer> {
      const began = watch.now()
      try {
        const answer = await guarded.lookUp(question, context)
        watch.came(answer, began)
        return answer
      } catch (error) {
        watch.came(nothingFound(question, 'REACH_UPSTREAM'), began)
        throw error
      }
    },
  }
}
