import { lowerLevel } from './access-level.ts'
import type { AccessLevel } from './access-level.ts'
import type { Step, VoidGrant } from './decision-walk.ts'
import type { DecisionCode } from './decision.ts'

/** What one step of a decision did: let the question pass, lowered the level, or refused. */
export interface ExplainedStep {
  readonly code: DecisionCode
  readonly outcome: 'pass' | 'cap' | 'deny'
  /** The level as it was before the step and after it: everything before the first ceiling. */
  readonly before: AccessLevel
  readonly after: AccessLevel
  /** Of a grant that there is and that does not count. */
  readonly because?: VoidGrant
}

/** Steps as they were gone through, each with what it did. */
export function explainSteps(steps: readonly Step[]): readonly ExplainedStep[] {
  let level: AccessLevel = 'Reviewer'
  return steps.map((step): ExplainedStep => {
    const before = level
    const { code } = step
    if (step.kind === 'void') return { code, outcome: 'deny', before, after: before, because: step.because }
    if (step.kind === 'gate') return { code, outcome: step.passed ? 'pass' : 'deny', before, after: before }
    level = lowerLevel(before, step.level)
    if (level === before) return { code, outcome: 'pass', before, after: level }
    return { code, outcome: level === 'None' ? 'deny' : 'cap', before, after: level }
  })
}
