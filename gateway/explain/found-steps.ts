import type { HeldBack, MailboxAnswer, SourceAnswer } from '../../protocols/availability/availability-question.ts'
import { NO_DATA } from '../../protocols/availability/busy-status.ts'
import type { NoDataReason } from '../../protocols/availability/busy-status.ts'
import { PRIVATE } from '../../protocols/availability/free-busy-view.ts'
import type { SharedView } from '../../protocols/availability/shared-view.ts'
import type { Granted } from '../../trust/policies/decision.ts'
import type { Place } from '../broker/lookup-trace.ts'
import type { IssuedToken } from '../credentials/outgoing-credentials.ts'
import { stepOf } from './explanation.ts'
import type { ExplanationStep } from './explanation.ts'

/** What a source was seen to do. */
export interface Fetched {
  /** Null where it had not answered by the deadline, or is our own folder of calendars. */
  readonly answer: SourceAnswer | null
  readonly elapsedMs: number
  readonly tokens: readonly IssuedToken[]
}

const HELD_BACK: Readonly<Record<HeldBack, string>> = {
  BREAKER_OPEN: 'the partner failed again and again a moment ago, and is not asked for some seconds',
  BULKHEAD_FULL: 'as many questions as may be are under way to the partner',
}

/** How a partner is shown who asks. */
function outgoingCredential({ ruling: { route } }: Place, { tokens }: Fetched): readonly ExplanationStep[] {
  if (route.kind !== 'partner') return []
  const made = tokens.map(({ tokenId }) => tokenId).join(', ')
  const detail = `ours, ${route.trust.credential.kind}${made === '' ? '' : `: token ${made}`}`
  return [stepOf('credential', 'pass', { detail })]
}

function nothingFound(place: Place, reason: NoDataReason, fetched: Fetched): readonly ExplanationStep[] {
  const { answer, elapsedMs } = fetched
  if (answer?.heldBack !== undefined) {
    return [stepOf('limits', 'unknown', { code: answer.heldBack, detail: HELD_BACK[answer.heldBack] })]
  }
  const shown = outgoingCredential(place, fetched)
  if (reason === 'TRUST_REFUSED') {
    const detail = 'their server did not take our credential'
    return [stepOf('credential', 'deny', { code: reason, detail })]
  }
  if (reason === 'DATA_TOO_MANY') return [...shown, stepOf('limits', 'unknown', { code: reason })]
  // One mailbox was asked about: an answer of several, or of none, cannot be matched to it.
  const unmatched = answer !== null && answer.findings.length !== 1
  if (unmatched)
    return [...shown, stepOf('fetch', 'pass', took(elapsedMs)), stepOf('merge', 'unknown', { code: reason })]
  return [...shown, stepOf('fetch', 'unknown', { code: reason, ...took(elapsedMs) })]
}

const took = (elapsedMs: number) => ({ detail: `${elapsedMs} ms` })

/** A source that knew less than was granted lowers the view. */
function mergeStep(view: SharedView, decision: Granted): ExplanationStep {
  if (view.grantedView === decision.view) return stepOf('merge', 'pass')
  const detail = `${decision.view} was granted, the source had ${view.grantedView}`
  return stepOf('merge', 'cap', { code: 'SOURCE_KNEW_LESS', detail })
}

function privateSteps({ details }: SharedView): readonly ExplanationStep[] {
  if (details === null) return []
  const masked = details.flags.reduce((sum, flags) => sum + Number((flags & PRIVATE) !== 0), 0)
  if (masked === 0) return [stepOf('private', 'pass')]
  const detail = `${masked} of ${details.flags.length} entries: their time, and nothing else`
  return [stepOf('private', 'cap', { code: 'PRIVATE_ITEM', detail })]
}

function countOf({ times }: SharedView): string {
  const unknown = times.statuses.reduce((sum, status) => sum + Number(status === NO_DATA), 0)
  return `${times.length} ${times.length === 1 ? 'entry' : 'entries'}, ${unknown} of them unknown`
}

/** From the guard before the source to what was put in the mailbox's place. */
export function fetchSteps(place: Place, decision: Granted, fetched: Fetched): readonly ExplanationStep[] {
  const { finding, answer } = place
  // Nothing was fetched for what was allowed only while it was under way: the broker has it busy.
  if (finding?.kind !== 'view') return nothingFound(place, finding?.reason ?? 'REACH_BUSY', fetched)
  const fetch = stepOf('fetch', 'pass', took(fetched.elapsedMs))
  // What is told is counted once it is known what that is.
  if (answer.kind === 'no-data') {
    return [...outgoingCredential(place, fetched), fetch, stepOf('limits', 'unknown', { code: answer.reason })]
  }
  const merge = answer.kind === 'view' ? [mergeStep(answer.view, decision)] : []
  return [stepOf('limits', 'pass'), ...outgoingCredential(place, fetched), fetch, ...merge]
}

/** What was given, counted and never told. */
export function answerSteps(answer: MailboxAnswer): readonly ExplanationStep[] {
  if (answer.kind !== 'view') return []
  const { view } = answer
  return [...privateSteps(view), stepOf('answer', 'pass', { detail: `${view.grantedView}: ${countOf(view)}` })]
}
