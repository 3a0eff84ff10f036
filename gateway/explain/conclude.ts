import type { View } from '../../protocols/availability/availability-question.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { Side } from '../../trust/policies/decision.ts'
import type { Explanation, ExplanationStep, ExplainOrder } from './explanation.ts'

/** What both sides' rules came to. */
export type Decided =
  | { readonly outcome: 'refuse'; readonly decidedBy: string; readonly side: Side }
  | { readonly outcome: 'answer'; readonly decidedBy: string; readonly side: Side; readonly level: AccessLevel }

/** The steps that were gone through, and what they came to. */
export interface Course {
  readonly steps: readonly ExplanationStep[]
  /** Null where it ended before anything was decided. */
  readonly decision: Decided | null
  /** The view that was given, or in a dry run would be; null: none. */
  readonly given: View | null
}

type Ended = Pick<Explanation, 'outcome' | 'level' | 'given' | 'decidedBy' | 'side' | 'endedAt'>

const NOTHING_GIVEN = { level: null, given: null }
const stops = ({ outcome }: ExplanationStep): boolean => outcome === 'deny' || outcome === 'unknown'
/** What is told of the time is no end: the mailbox was answered. */
const told = ({ step }: ExplanationStep): boolean => step === 'time' || step === 'categories'

const at = (step: ExplanationStep | undefined, otherwise: string): Explanation['endedAt'] =>
  step === undefined ? null : { step: step.step, code: step.code ?? otherwise }

/** A policy's refusal is that of its own step, but where a grant that does not count would have been asked instead. */
function refusedAt(steps: readonly ExplanationStep[], { decidedBy, side }: Decided) {
  const found = steps.findIndex((step) => step.outcome === 'deny' && step.code === decidedBy && step.side === side)
  const before = steps[found - 1]
  const grant = before?.step === 'grant' && before.outcome === 'deny' && before.side === side
  // A way that is none, and a trust that is over, are told by their own steps under finer names.
  return at(grant ? before : (steps[found] ?? steps.find(stops)), decidedBy)
}

/** Of an answer in which all is kept back, nothing is known. */
function answered(steps: readonly ExplanationStep[], level: AccessLevel, given: View) {
  const withheld = steps.find((step) => told(step) && step.outcome === 'unknown')
  return { outcome: withheld === undefined ? 'answer' : 'unknown', level, given, endedAt: at(withheld, '') } as const
}

/** What it came to, and the one step at which it ended. */
export function endOf({ steps, decision, given }: Course): Ended {
  const limit = steps.find(({ step, outcome }) => step === 'limits' && outcome === 'deny')
  if (decision === null || (limit !== undefined && decision.outcome === 'answer')) {
    const end = limit ?? steps.find(stops)
    const side = end?.side ?? 'answering'
    return { outcome: 'refuse', ...NOTHING_GIVEN, decidedBy: end?.code ?? '', side, endedAt: at(end, '') }
  }
  const { decidedBy, side } = decision
  if (decision.outcome === 'refuse') {
    return { outcome: 'refuse', ...NOTHING_GIVEN, decidedBy, side, endedAt: refusedAt(steps, decision) }
  }
  if (given !== null) return { ...answered(steps, decision.level, given), decidedBy, side }
  const end = steps.find((step) => stops(step) && !told(step) && step.step !== 'grant')
  return { outcome: 'unknown', ...NOTHING_GIVEN, decidedBy: end?.code ?? decidedBy, side: null, endedAt: at(end, '') }
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
