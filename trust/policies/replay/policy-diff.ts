import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { AccessLevel } from '../access-level.ts'
import type { Side } from '../decision.ts'
import type { Aspect, Comparison, Effect } from './effect.ts'

/** What one set of rules says to a question. */
export interface Verdict {
  /** None where it refuses. */
  readonly level: AccessLevel
  /** It does not refuse, and hours or private periods leave nothing of the time asked about. */
  readonly keptBack: boolean
  readonly decidedBy: string
  readonly side: Side
}

/** How many questions it is for whom; only of those that are decided otherwise, and of no others. */
export type EffectCounts = Readonly<Record<Exclude<Effect, 'same'>, number>>

/** Who asked about whom, among those whom a change is the same for. */
export interface AskedPair {
  readonly from: string
  readonly about: string
  readonly questions: number
  /** Of the last of them. */
  readonly last: Instant
}

/** Questions from one organization that one change decides alike: the same verdict before it, and the same after it. */
export interface EffectGroup {
  readonly effect: Exclude<Effect, 'same'>
  /** Id of the organization that asked. */
  readonly organization: string
  readonly before: Verdict
  readonly after: Verdict
  readonly aspects: readonly (readonly [Aspect, Comparison])[]
  readonly questions: number
  readonly requesters: number
  readonly mailboxes: number
  /** Of the last question. */
  readonly last: Instant
  /** Those with the most questions first. */
  readonly pairs: readonly AskedPair[]
  /** How many pairs there are besides. */
  readonly morePairs: number
}

/** Who or what is affected, one line each: by organization, by who asked, by mailbox. */
export interface Affected {
  readonly name: string
  readonly questions: EffectCounts
}

export interface AffectedList {
  /** The worst first. */
  readonly items: readonly Affected[]
  /** How many there are besides. */
  readonly more: number
}

/** Two verdicts on each of many questions, compared. */
export interface EffectReport {
  /** Of all questions that were compared. */
  readonly questions: number
  readonly same: number
  readonly effects: EffectCounts
  /** The worst first, then those with the most questions. */
  readonly groups: readonly EffectGroup[]
  readonly moreGroups: number
  readonly organizations: AffectedList
  readonly requesters: AffectedList
  readonly mailboxes: AffectedList
  /**
   * Questions that are counted in `effects` and were too many to be told apart: groups and lists are without them.
   * 0 but for very large replays.
   */
  readonly notListed: number
}
