import type { View } from '../../protocols/availability/availability-question.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { Side } from '../../trust/policies/decision.ts'
import type { StepFinding } from './step-finding.ts'
import { stepFindingLine } from './step-finding-words.ts'

/** What a lookup goes through, in the words of the field. */
export type StepName =
  | 'request' // what was sent: its type and form
  | 'route' // where the mailbox is
  | 'trust' // the federation trust the question comes or goes by
  | 'credential' // by what who asks is known: theirs to us, then ours to them
  | 'policy' // relationship and organization, of either side
  | 'mailbox' // what its owner and its organization let everybody see
  | 'grant' // what its owner granted to who asks, and the sharing policy over it
  | 'group' // who of a group counts
  | 'limits' // budget of the partner, guard before it, size of what was found
  | 'fetch' // the calendar or the partner's server
  | 'merge' // what was found in the place of what was asked
  | 'time' // private periods, and the hours of a grant
  | 'categories' // events of hidden categories
  | 'private' // events marked private
  | 'answer' // what was given

/** Who says so, and where it is written. */
export interface WrittenRule {
  /** The name of one of our organizations, or of a partner. */
  readonly of: string
  /** In its policy document or its offer: `relationships.fabrikam.freeBusyAccessLevel`. */
  readonly path: string
}

export interface ExplanationStep {
  readonly step: StepName
  readonly outcome: 'pass' | 'cap' | 'deny' | 'unknown'
  /** A decision code, a reason for unknown, or one of these steps' own; null where there is nothing to say. */
  readonly code: string | null
  readonly side: Side | null
  /** The level before the step and after it, where it is about one. */
  readonly before: AccessLevel | null
  readonly after: AccessLevel | null
  readonly rule: WrittenRule | null
  /** In a line of English; null where there is nothing more to say. */
  readonly detail: string | null
  /** The same to be said in any language; null where `detail` repeats what somebody else said, or an older release wrote. */
  readonly found: StepFinding | null
}

/** What an administrator wants to have explained. */
export interface ExplainOrder {
  readonly from: MailboxAddress
  readonly about: MailboxAddress
  readonly view: View
  readonly window: TimeWindow
  /** When it is decided; null: now. Another time than now is for a dry run only. */
  readonly at: Instant | null
  /** Decides, and asks no calendar and no partner. */
  readonly dry: boolean
}

export interface Explanation {
  /** Our id of the lookup that was made to explain; a partner that was asked knows it by this one. */
  readonly requestId: string
  readonly at: string
  readonly from: string
  readonly about: string
  readonly view: View
  readonly window: { readonly start: string; readonly end: string }
  /** Nobody's calendar and no partner was asked. */
  readonly dry: boolean
  readonly outcome: 'answer' | 'refuse' | 'unknown'
  readonly level: AccessLevel | null
  /** The view given. */
  readonly given: View | null
  readonly decidedBy: string
  readonly side: Side | null
  /** The step at which it ended, with its code; null where something was told. */
  readonly endedAt: { readonly step: StepName; readonly code: string } | null
  readonly upstreamRequestId: string | null
  readonly steps: readonly ExplanationStep[]
}

const NOTHING = { code: null, side: null, before: null, after: null, rule: null, detail: null, found: null }

/** A step of which only some is to be said; what is found is told in English too. */
export function stepOf(
  step: StepName,
  outcome: ExplanationStep['outcome'],
  said: Partial<Omit<ExplanationStep, 'step' | 'outcome'>> = {},
): ExplanationStep {
  const { found = null, detail = null } = said
  return { step, outcome, ...NOTHING, ...said, detail: found === null ? detail : stepFindingLine(found) }
}
