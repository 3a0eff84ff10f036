import { LRUCache } from 'lru-cache'
import type {
  AvailabilityQuestion,
  Finding,
  MailboxAnswer,
  View,
} from '../../protocols/availability/availability-question.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { Requester } from './requester.ts'
import type { Ruling } from './rule.ts'

/** One mailbox on its way through a lookup: each step writes its part, nothing is scraped from a log afterwards. */
export interface Place {
  readonly about: MailboxAddress
  ruling: Ruling
  finding: Finding | null
  upstreamRequestId: string | null
  answer: MailboxAnswer
}

/** One lookup as it was done. */
export interface LookupTrace {
  readonly requestId: string
  readonly at: Instant
  readonly requester: Requester
  readonly question: AvailabilityQuestion
  readonly places: readonly Place[]
}

/** What became of one mailbox, as an administrator reads it. */
export interface TracedMailbox {
  readonly about: string
  readonly route: string
  readonly asked: View
  readonly outcome: 'answer' | 'refuse' | 'unknown'
  readonly level?: AccessLevel
  readonly view?: View
  /** The step that decided, or for `unknown` the reason why nothing is known. */
  readonly decidedBy: string
  readonly side?: 'asking' | 'answering'
  readonly upstreamRequestId?: string
}

function routeWords(place: Place): string {
  const { route } = place.ruling
  if (route.kind === 'hosted') return `hosted: ${route.organization.name}`
  if (route.kind === 'nowhere') return route.because
  return `${route.transit ? 'transit' : 'partner'}: ${route.trust.metadata.name}`
}

export function traceMailbox(place: Place, asked: View): TracedMailbox {
  const { decision } = place.ruling
  const common = {
    about: place.about,
    route: routeWords(place),
    asked,
    ...(place.upstreamRequestId !== null && { upstreamRequestId: place.upstreamRequestId }),
  }
  if (decision.outcome === 'refuse') {
    return { ...common, outcome: 'refuse', decidedBy: decision.decidedBy, side: decision.side }
  }
  if (place.answer.kind !== 'view') {
    const reason = place.finding?.kind === 'no-data' ? place.finding.reason : 'DATA_NOT_FOUND'
    return { ...common, outcome: 'unknown', decidedBy: reason }
  }
  const view = place.answer.view.grantedView
  return {
    ...common,
    outcome: 'answer',
    level: decision.level,
    view,
    decidedBy: decision.decidedBy,
    side: decision.side,
  }
}

/** A lookup as it is kept for administrators: who asked about whom and what decided, and never what was answered. */
export interface RememberedLookup {
  readonly requestId: string
  readonly at: string
  readonly from: string
  readonly window: { readonly start: string; readonly end: string }
  readonly mailboxes: readonly TracedMailbox[]
}

/** The most recent lookups by request id; the oldest go when there are too many mailboxes in all. */
export class RecentLookups {
  readonly #lookups: LRUCache<string, RememberedLookup>

  constructor(mailboxes = 20_000) {
    this.#lookups = new LRUCache({ maxSize: mailboxes, sizeCalculation: (lookup) => lookup.mailboxes.length + 1 })
  }

  remember({ requestId, at, requester, question, places }: LookupTrace): void {
    const { start, end } = question.window
    this.#lookups.set(requestId, {
      requestId,
      at: new Date(at).toISOString(),
      from: requester.person,
      window: { start: new Date(start).toISOString(), end: new Date(end).toISOString() },
      mailboxes: places.map((place) => traceMailbox(place, question.view)),
    })
  }

  recall(requestId: string): RememberedLookup | undefined {
    return this.#lookups.get(requestId)
  }
}
