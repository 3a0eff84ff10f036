import { LRUCache } from 'lru-cache'
import type {
  AvailabilityQuestion,
  Finding,
  MailboxAnswer,
  View,
} from '../../protocols/availability/availability-question.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { NoDataReason } from '../../protocols/availability/busy-status.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { IssuedToken } from '../credentials/outgoing-credentials.ts'
import type { Requester } from './requester.ts'
import type { Ruling } from './rule.ts'

/** One mailbox on its way through a lookup: each step writes its part, nothing is scraped from a log afterwards. */
export interface Place {
  readonly about: MailboxAddress
  ruling: Ruling
  finding: Finding | null
  upstreamRequestId: string | null
  answer: MailboxAnswer
  /** Of a group that may be told: everybody in it, each of whom may be in several. */
  members: readonly Place[]
}

/** One lookup as it was done. */
export interface LookupTrace {
  readonly requestId: string
  readonly at: Instant
  readonly requester: Requester
  readonly question: AvailabilityQuestion
  /** Minutes of the blocks in which it was answered, since its asker had learned so much already; null: as asked. */
  readonly blockMinutes: number | null
  readonly places: readonly Place[]
  /** The tokens that were made for it. */
  readonly tokens: readonly IssuedToken[]
}

/** What became of one mailbox, as an administrator reads it. */
export interface TracedMailbox {
  /** Null where it was erased. */
  readonly about: string | null
  /** Null where it is told from the record, which does not have it. */
  readonly route: string | null
  readonly asked: View
  readonly outcome: 'answer' | 'refuse' | 'unknown'
  readonly level?: AccessLevel
  readonly view?: View
  /** The step that decided, or for `unknown` the reason why nothing is known. */
  readonly decidedBy: string
  readonly side?: 'asking' | 'answering'
  readonly upstreamRequestId?: string
}

function routeWords({ route }: Ruling): string {
  if (route.kind === 'hosted') return `hosted: ${route.organization.name}`
  if (route.kind === 'nowhere') return route.because
  return `${route.transit ? 'transit' : 'partner'}: ${route.trust.metadata.name}`
}

/** What is kept of a place: a reference or two, since most lookups are never looked at again. */
export interface KeptPlace {
  readonly about: MailboxAddress
  readonly ruling: Ruling
  readonly upstreamRequestId: string | null
  /** Null where nothing was answered. */
  readonly view: View | null
  readonly reason: NoDataReason
  /** Told as one of a group's members, right after the group, and by no name of hers. */
  readonly member: boolean
}

/** What is on record as having decided of who was told of as one of a group: the group has its own place before her. */
export const GROUP_MEMBER = 'GROUP_MEMBER'

/** A finished lookup without anything that was found: made once, for memory and for the record. */
export interface KeptLookup extends Pick<LookupTrace, 'requestId' | 'at' | 'requester' | 'tokens' | 'blockMinutes'> {
  readonly window: TimeWindow
  readonly view: View
  readonly places: readonly KeptPlace[]
}

export function keptOf({ requestId, at, requester, question, blockMinutes, places, tokens }: LookupTrace): KeptLookup {
  const { window, view } = question
  return { requestId, at, requester, tokens, window, view, blockMinutes, places: places.flatMap(keepWithMembers) }
}

/** Of a group also each member of whom something was told: she was looked at. */
function keepWithMembers(place: Place): readonly KeptPlace[] {
  if (place.members.length === 0) return [keep(place, false)]
  const told = place.answer.kind === 'view' ? place.members.filter(({ answer }) => answer.kind === 'view') : []
  return [keep(place, false), ...told.map((member) => keep(member, true))]
}

function keep({ about, ruling, finding, upstreamRequestId, answer }: Place, member: boolean): KeptPlace {
  const view = answer.kind === 'view' ? answer.view.grantedView : null
  const reason = finding?.kind === 'no-data' ? finding.reason : 'DATA_NOT_FOUND'
  return { about, ruling, upstreamRequestId, view, reason, member }
}

function traceMailbox(place: KeptPlace, asked: View): TracedMailbox {
  const { decision } = place.ruling
  const common = {
    about: place.about,
    route: routeWords(place.ruling),
    asked,
    ...(place.upstreamRequestId !== null && { upstreamRequestId: place.upstreamRequestId }),
  }
  if (decision.outcome === 'refuse') {
    return { ...common, outcome: 'refuse', decidedBy: decision.decidedBy, side: decision.side }
  }
  const { view } = place
  if (view === null) return { ...common, outcome: 'unknown', decidedBy: place.reason }
  return {
    ...common,
    outcome: 'answer',
    level: decision.level,
    view,
    decidedBy: place.member ? GROUP_MEMBER : decision.decidedBy,
    side: decision.side,
  }
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
  /** From the memory of the gateway that answered, or from the audit log of all. */
  readonly source: 'memory' | 'audit'
  /** Made by an administrator to explain, and not by who stands in `from`. */
  readonly explained: boolean
  /** Why the credentials were refused; null where they were not. */
  readonly refused: string | null
}

/** The most recent lookups by request id; the oldest go when there are too many mailboxes in all. */
export class RecentLookups {
  readonly #lookups: LRUCache<string, KeptLookup>

  constructor(mailboxes = 20_000) {
    this.#lookups = new LRUCache({ maxSize: mailboxes, sizeCalculation: (lookup) => lookup.places.length + 1 })
  }

  remember(lookup: KeptLookup): void {
    this.#lookups.set(lookup.requestId, lookup)
  }

  recall(requestId: string): RememberedLookup | undefined {
    const kept = this.#lookups.get(requestId)
    if (kept === undefined) return undefined
    const { at, requester, window, view, places } = kept
    return {
      requestId,
      at: new Date(at).toISOString(),
      from: requester.person,
      window: { start: new Date(window.start).toISOString(), end: new Date(window.end).toISOString() },
      mailboxes: places.map((place) => traceMailbox(place, view)),
      ...{ source: 'memory', explained: false, refused: null },
    }
  }
}
