import type { View } from '../../protocols/availability/availability-question.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { Side } from '../../trust/policies/decision.ts'
import type { Explanation, ExplanationStep, ExplainOrder } from './explanation.ts'

/** Which rule decided, and whose. */
interface Decider {
  readonly decidedBy: string
  readonly side: Side
}

/** What both sides' rules came to. */
type Decided = Decider & ({ readonly outcome: 'refuse' } | { readonly outcome: 'answer'; readonly level: AccessLevel })

/** The steps that were gone through, and what they came to. */
export interface Course {
  readonly steps: readonly ExplanationStep[]
  /** Null where it ended before anything was decided. */
  readonly decision: Decided | null
  /** The view that was given, or in a dry run would be; null: none. */
  readonly given: View | null
}

type Ended = Pick<Explanation, 'outcome' | 'level' | 'given' | 'decidedBy' | 'side' | 'endedAt'>

const stops = ({ outcome }: ExplanationStep): boolean => outcome === 'deny' || outcome === 'unknown'
/** What is told of the time is no end: the mailbox was answered. */
const told = ({ step }: ExplanationStep): boolean => step === 'time' || step === 'categories'
/** Of an answer in which all is kept back, nothing is known. */
const withheld = (step: ExplanationStep): boolean => told(step) && step.outcome === 'unknown'
/** A grant that does not count is in nobody's way where another rule answered. */
const unknown = (step: ExplanationStep): boolean => stops(step) && !told(step) && step.step !== 'grant'
const overBudget = ({ step, outcome }: ExplanationStep): boolean => step === 'limits' && outcome === 'deny'

const at = (step: ExplanationStep | undefined, otherwise: string): Explanation['endedAt'] =>
  step === undefined ? null : { step: step.step, code: step.code ?? otherwise }

/** A policy's refusal is that of its own step, but where a grant that does not count would have been asked instead. */
function refusedAt(steps: readonly ExplanationStep[], { decidedBy, side }: Decider) {
  const found = steps.findIndex((step) => step.outcome === 'deny' && step.code === decidedBy && step.side === side)
  const before = steps[found - 1]
  const grant = before?.step === 'grant' && before.outcome === 'deny' && before.side === side
  // A way that is none, and a trust that is over, are told by their own steps under finer names.
  return at(grant ? before : (steps[found] ?? steps.find(stops)), decidedBy)
}

/**
 * The one step at which it ended; null where something was told.
 *
 * @param refused by which rule; null where none did
 */
export function endedAt(
  steps: readonly ExplanationStep[],
  refused: Decider | null,
  given: View | null,
): Explanation['endedAt'] {
  if (refused !== null) return refusedAt(steps, refused)
  return at(steps.find(overBudget) ?? steps.find(given === null ? unknown : withheld), '')
}

/** What it came to, and where it ended. */
function endOf({ steps, decision, given }: Course): Ended {
  const ended = endedAt(steps, decision?.outcome === 'refuse' ? decision : null, given)
  const nothing = { level: null, given: null, endedAt: ended }
  if (decision?.outcome === 'refuse') {
    return { outcome: 'refuse', ...nothing, decidedBy: decision.decidedBy, side: decision.side }
  }
  if (decision === null || steps.some(overBudget)) {
    return { outcome: 'refuse', ...nothing, decidedBy: ended?.code ?? '', side: 'answering' }
  }
  const { level, decidedBy, side } = decision
  if (given === null) return { outcome: 'unknown', ...nothing, decidedBy: ended?.code ?? decidedBy, side: null }
  return { outcome: ended === null ? 'answer' : 'unknown', level, given, decidedBy, side, endedAt: ended }
}

const iso = (instant: Instant): string => new Date(instant).toISOString()

/** What it all came to. */
export function conclude(
  order: ExplainOrder,
  requestId: string,
  instant: Instant,
  course: Course & { readonly upstreamRequestId?: string | null },
): Explanation {
  const { from, about, view, window, dry } = order
  return {
    ...{ requestId, at: iso(instant), from, about, view, dry },
    window: { start: iso(window.start), end: iso(window.end) },
    ...endOf(course),
    upstreamRequestId: course.upstreamRequestId ?? null,
    steps: course.steps,
  }
}
