import type { HeldBack, MailboxAnswer, View } from '../../protocols/availability/availability-question.ts'
import { NO_DATA } from '../../protocols/availability/busy-status.ts'
import type { NoDataReason } from '../../protocols/availability/busy-status.ts'
import { PRIVATE } from '../../protocols/availability/free-busy-view.ts'
import type { SharedView } from '../../protocols/availability/shared-view.ts'
import type { Granted } from '../../trust/policies/decision.ts'
import { reasonOf } from '../broker/lookup-trace.ts'
import type { Place } from '../broker/lookup-trace.ts'
import type { IssuedToken } from '../credentials/outgoing-credentials.ts'
import { stepOf } from './explanation.ts'
import type { ExplanationStep } from './explanation.ts'
import { says } from './step-finding.ts'
import type { StepFinding } from './step-finding.ts'

/** What a source was seen to do for one mailbox. */
export interface Found {
  /** The kind of credential a partner was shown; null: the calendar is our own. */
  readonly credential: string | null
  /** Ids of the tokens that were made for it. */
  readonly tokens: readonly string[]
  readonly elapsedMs: number
  readonly heldBack: HeldBack | null
  readonly unmatched: boolean
  /** Why nothing is known; null where something is. */
  readonly reason: NoDataReason | null
  readonly granted: View
  /** Null where nothing was given. */
  readonly given: View | null
}

/** The same of a lookup that was just made. */
export function foundAt(
  { ruling: { route }, finding, heldBack, unmatched, answer }: Place,
  { view }: Granted,
  { elapsedMs, tokens }: { readonly elapsedMs: number; readonly tokens: readonly IssuedToken[] },
): Found {
  return {
    credential: route.kind === 'partner' ? route.trust.credential.kind : null,
    tokens: tokens.map(({ tokenId }) => tokenId),
    ...{ elapsedMs, heldBack, unmatched, granted: view },
    reason: answer.kind === 'view' ? null : reasonOf(finding, answer),
    given: answer.kind === 'view' ? answer.view.grantedView : null,
  }
}

/** How a partner is shown who asks. */
function outgoingCredential({ credential, tokens }: Found): readonly ExplanationStep[] {
  if (credential === null) return []
  return [stepOf('credential', 'pass', { found: says('ourCredential', { kind: credential, tokens }) })]
}

const took = ({ elapsedMs }: Found) => ({ found: says('took', { ms: elapsedMs }) })

function nothingFound(reason: NoDataReason, found: Found): readonly ExplanationStep[] {
  const { heldBack } = found
  if (heldBack !== null)
    return [stepOf('limits', 'unknown', { code: heldBack, found: says('notAsked', { by: heldBack }) })]
  const shown = outgoingCredential(found)
  if (reason === 'TRUST_REFUSED') {
    return [stepOf('credential', 'deny', { code: reason, found: says('notTaken', {}) })]
  }
  const fetched = [...shown, stepOf('fetch', 'pass', took(found))]
  // What is told is counted once it is known what that is.
  if (reason === 'DATA_TOO_MANY') return [...fetched, stepOf('limits', 'unknown', { code: reason })]
  // An answer for another number of mailboxes cannot be matched to those that were asked about.
  if (found.unmatched) return [...fetched, stepOf('merge', 'unknown', { code: reason })]
  return [...shown, stepOf('fetch', 'unknown', { code: reason, ...took(found) })]
}

/** A source that knew less than was granted lowers the view. */
function mergeStep(granted: View, given: View): ExplanationStep {
  if (given === granted) return stepOf('merge', 'pass')
  return stepOf('merge', 'cap', { code: 'SOURCE_KNEW_LESS', found: says('knewLess', { granted, given }) })
}

/** From the guard before the source to what was put in the mailbox's place. */
export function fetchSteps(found: Found): readonly ExplanationStep[] {
  const { reason, granted, given } = found
  if (reason !== null) return nothingFound(reason, found)
  const merge = given === null ? [] : [mergeStep(granted, given)]
  return [stepOf('limits', 'pass'), ...outgoingCredential(found), stepOf('fetch', 'pass', took(found)), ...merge]
}

/** @param masked whether there is one; null: no event is told with details, so none has to be masked */
export function privateSteps(masked: boolean | null, found: StepFinding | null): readonly ExplanationStep[] {
  if (masked === null) return []
  return [masked ? stepOf('private', 'cap', { code: 'PRIVATE_ITEM', found }) : stepOf('private', 'pass')]
}

function privateIn({ details }: SharedView): readonly ExplanationStep[] {
  if (details === null) return []
  const masked = details.flags.reduce((sum, flags) => sum + Number((flags & PRIVATE) !== 0), 0)
  return privateSteps(masked > 0, says('masked', { masked, of: details.flags.length }))
}

function countOf({ grantedView, times }: SharedView): StepFinding {
  const unknown = times.statuses.reduce((sum, status) => sum + Number(status === NO_DATA), 0)
  return says('entries', { view: grantedView, entries: times.length, unknown })
}

/** What was given, counted and never told. */
export function answerSteps(answer: MailboxAnswer): readonly ExplanationStep[] {
  if (answer.kind !== 'view') return []
  const { view } = answer
  return [...privateIn(view), stepOf('answer', 'pass', { found: countOf(view) })]
}
