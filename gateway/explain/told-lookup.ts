import type { View } from '../../protocols/availability/view.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { Side } from '../../trust/policies/decision.ts'
import type { RecordedLookup } from '../audit/lookup-entry.ts'
import type { WayWords } from '../audit/recorded-trace.ts'
import type { RefusedRequest } from '../broker/refused-request.ts'
import type { Requester } from '../broker/requester.ts'
import type { Scope } from '../limits/quotas.ts'
import { endedAt } from './conclude.ts'
import { stepOf } from './explanation.ts'
import type { Explanation, ExplanationStep } from './explanation.ts'
import { refusedStep } from './refused-step.ts'
import { says } from './step-finding.ts'
import { traceSteps } from './trace-steps.ts'

/** What became of one mailbox, as an administrator reads it. */
export interface TracedMailbox {
  /** Null where it was erased. */
  readonly about: string | null
  /** Null where its entry does not have it: before 2026-11-26, and where it was made to explain. */
  readonly route: string | null
  readonly asked: View
  readonly outcome: 'answer' | 'refuse' | 'unknown'
  readonly level?: AccessLevel
  readonly view?: View
  /** The step that decided, or for `unknown` the reason why nothing is known. */
  readonly decidedBy: string
  readonly side?: Side
  readonly upstreamRequestId?: string
  /** The one step at which it ended; null where something was told, and without `steps`. */
  readonly endedAt: Explanation['endedAt']
  /** Every step it went through; null where `route` is. */
  readonly steps: readonly ExplanationStep[] | null
}

/** A lookup as it is kept for administrators: who asked about whom and what decided, and never what was answered. */
export interface RememberedLookup {
  readonly requestId: string
  readonly at: string
  /** Null where it was erased, and where nobody is known to have asked. */
  readonly from: string | null
  /** Null where the request was refused before it was read. */
  readonly window: { readonly start: string; readonly end: string } | null
  readonly mailboxes: readonly TracedMailbox[]
  /** Minutes of the blocks in which it was told, and whose budget was short; null where everything was told. */
  readonly blockMinutes: number | null
  readonly short: Scope | null
  /** From the memory of the gateway that answered, or from the audit log of all. */
  readonly source: 'memory' | 'audit'
  /** Made by an administrator to explain, and not by who stands in `from`. */
  readonly explained: boolean
  /** Why the request was refused as a whole, in which case it has no mailboxes; null where it was not. */
  readonly refused: string | null
  /** The steps of a request that was refused as a whole, up to where it ended; else null. */
  readonly steps: readonly ExplanationStep[] | null
}

/** Who asked, as far as it was known. */
function knownSteps(requester: Requester | null): readonly ExplanationStep[] {
  if (requester === null) return []
  if (requester.kind === 'inside') return [stepOf('credential', 'pass', { found: says('oneOfOurs', {}) })]
  const { issuer, organization, tokenId } = requester
  const by = issuer === organization ? null : issuer
  return [
    stepOf('trust', 'pass', { found: says('trustWith', { organization, by }) }),
    stepOf('credential', 'pass', { found: says('theirToken', { kind: null, token: tokenId }) }),
  ]
}

/** A request that was refused as a whole. */
export function toldRefusal(
  { requestId, at, because, detail, found, requester }: RefusedRequest,
  source: RememberedLookup['source'],
): RememberedLookup {
  return {
    ...{ requestId, at: new Date(at).toISOString(), source, refused: because },
    ...{ from: requester?.person ?? null, window: null, mailboxes: [], explained: false },
    ...{ blockMinutes: null, short: null },
    steps: [...knownSteps(requester), refusedStep({ because, detail, found })],
  }
}

type RecordedMailbox = RecordedLookup['mailboxes'][number]

function outcomeOf({ decided }: RecordedMailbox) {
  const [outcome, decidedBy, side] = decided
  switch (outcome) {
    case 'answer':
      return { outcome, level: decided[3], view: decided[4], decidedBy, side }
    case 'refuse':
      return { outcome, decidedBy, side }
    case 'unknown':
      return { outcome, decidedBy: decided[3] ?? decidedBy ?? '' }
  }
}

function routeOf({ route }: WayWords): string {
  const [kind, name] = route
  return kind === 'nowhere' ? name : `${kind}: ${name}`
}

function told(lookup: RecordedLookup, mailbox: RecordedMailbox): TracedMailbox {
  const { about, decided, way } = mailbox
  const common = { about, asked: lookup.asked, ...outcomeOf(mailbox) }
  if (way === null) return { ...common, route: null, endedAt: null, steps: null }
  const steps = traceSteps(lookup, mailbox, way)
  const given = decided[0] === 'answer' ? decided[4] : null
  const [outcome, decidedBy, side] = decided
  const refused = outcome === 'refuse' ? { decidedBy, side } : null
  const upstream = way.upstream === undefined ? {} : { upstreamRequestId: way.upstream }
  return { ...common, route: routeOf(way), ...upstream, endedAt: endedAt(steps, refused, given), steps }
}

/** A lookup on record, told with every step of every mailbox. */
export function toldLookup(lookup: RecordedLookup, source: RememberedLookup['source']): RememberedLookup {
  const { requestId, at, from, window, mailboxes, explained, blockMinutes, short } = lookup
  return {
    requestId: requestId ?? '',
    ...{ at, from, window, source, explained, refused: null, steps: null, blockMinutes, short },
    mailboxes: mailboxes.map((mailbox) => told(lookup, mailbox)),
  }
}
