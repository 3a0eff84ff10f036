import { LRUCache } from 'lru-cache'
import type {
  AvailabilityQuestion,
  Finding,
  HeldBack,
  MailboxAnswer,
  View,
} from '../../protocols/availability/availability-question.ts'
import { PRIVATE } from '../../protocols/availability/free-busy-view.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { NoDataReason } from '../../protocols/availability/busy-status.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import type { IssuedToken } from '../credentials/outgoing-credentials.ts'
import type { Scope } from '../limits/quotas.ts'
import { RecentRefusals } from './refused-request.ts'
import type { Requester } from './requester.ts'
import type { Ruling } from './rule.ts'

/** One mailbox on its way through a lookup: each step writes its part, nothing is scraped from a log afterwards. */
export interface Place {
  readonly about: MailboxAddress
  ruling: Ruling
  finding: Finding | null
  upstreamRequestId: string | null
  /** Why the source was not asked; null where it was, or was not to be. */
  heldBack: HeldBack | null
  /** Whether the source answered for another number of mailboxes than it was asked about. */
  unmatched: boolean
  answer: MailboxAnswer
  /** Of a group that may be told: everybody in it, each of whom may be in several. */
  members: readonly Place[]
}

/** One lookup as it was done. */
export interface LookupTrace {
  readonly requestId: string
  readonly at: Instant
  /** Of the rulings that count: when the last source had answered. */
  readonly decidedAt: Instant
  readonly requester: Requester
  readonly question: AvailabilityQuestion
  /** Minutes of the blocks in which it was answered, since its asker had learned so much already; null: as asked. */
  readonly blockMinutes: number | null
  /** Whose budget had not enough left for telling more; null: nobody's. */
  readonly short: Scope | null
  readonly places: readonly Place[]
  /** The tokens that were made for it. */
  readonly tokens: readonly IssuedToken[]
}

/** What is kept of a place: a reference or two, since most lookups are never looked at again. */
export interface KeptPlace extends Pick<Place, 'about' | 'ruling' | 'upstreamRequestId' | 'heldBack' | 'unmatched'> {
  /** Null where nothing was answered. */
  readonly view: View | null
  readonly reason: NoDataReason
  /** Told as one of a group's members, right after the group, and by no name of hers. */
  readonly member: boolean
  /** Whether an event of the answer is told without its details because it is private; null where none is told with details. */
  readonly masked: boolean | null
  /** Of a group whose members were looked at: of how many of them something is known. */
  readonly group: { readonly told: number; readonly of: number } | null
}

/** What is on record as having decided of who was told of as one of a group: the group has its own place before her. */
export const GROUP_MEMBER = 'GROUP_MEMBER'

/** A finished lookup without anything that was found: made once, for memory and for the record. */
export interface KeptLookup extends Pick<
  LookupTrace,
  'requestId' | 'at' | 'decidedAt' | 'requester' | 'tokens' | 'blockMinutes' | 'short'
> {
  readonly window: TimeWindow
  readonly view: View
  readonly places: readonly KeptPlace[]
}

export function keptOf(trace: LookupTrace): KeptLookup {
  const { requestId, at, decidedAt, requester, question, blockMinutes, short, tokens } = trace
  const { window, view } = question
  const places = trace.places.flatMap(keepWithMembers)
  return { requestId, at, decidedAt, requester, tokens, window, view, blockMinutes, short, places }
}

/** Of a group also each member of whom something was told: she was looked at. */
function keepWithMembers(place: Place): readonly KeptPlace[] {
  if (place.members.length === 0) return [keep(place, false)]
  const told = place.answer.kind === 'view' ? place.members.filter(({ answer }) => answer.kind === 'view') : []
  return [keep(place, false), ...told.map((member) => keep(member, true))]
}

function membersOf({ members }: Place): KeptPlace['group'] {
  if (members.length === 0) return null
  const told = members.filter(
    ({ ruling, finding }) => ruling.decision.outcome === 'answer' && finding?.kind !== 'no-data',
  )
  return { told: told.length, of: members.length }
}

function keep(place: Place, member: boolean): KeptPlace {
  const { about, ruling, finding, upstreamRequestId, heldBack, unmatched, answer } = place
  const view = answer.kind === 'view' ? answer.view.grantedView : null
  return {
    about,
    ruling,
    upstreamRequestId,
    heldBack,
    unmatched,
    view,
    reason: reasonOf(finding, answer),
    masked: maskedIn(answer),
    member,
    group: membersOf(place),
  }
}

/** Why nothing is known: as it was answered, or where that must not be told, as it was found. */
export function reasonOf(finding: Finding | null, answer: MailboxAnswer): NoDataReason {
  if (answer.kind === 'no-data') return answer.reason
  return finding?.kind === 'no-data' ? finding.reason : 'DATA_NOT_FOUND'
}

function maskedIn(answer: MailboxAnswer): boolean | null {
  if (answer.kind !== 'view' || answer.view.details === null) return null
  return answer.view.details.flags.some((flags) => (flags & PRIVATE) !== 0)
}

/** The most recent lookups by request id; the oldest go when there are too many mailboxes in all. */
export class RecentLookups {
  /** Requests that came to no lookup, or whose answer could not be sent. */
  readonly refusals = new RecentRefusals()
  readonly #lookups: LRUCache<string, KeptLookup>

  constructor(mailboxes = 20_000) {
    this.#lookups = new LRUCache({ maxSize: mailboxes, sizeCalculation: (lookup) => lookup.places.length + 1 })
  }

  remember(lookup: KeptLookup): void {
    this.#lookups.set(lookup.requestId, lookup)
  }

  recall(requestId: string): KeptLookup | undefined {
    return this.#lookups.get(requestId)
  }

  /** Whatever names this person, who was erased: the audit log still has the rest of it. */
  forget(person: MailboxAddress): void {
    for (const [id, { requester, places }] of [...this.#lookups.entries()]) {
      if (requester.person === person || places.some(({ about }) => about === person)) this.#lookups.delete(id)
    }
    this.refusals.forget(person)
  }
}
