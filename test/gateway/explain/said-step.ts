import type { ExplanationStep } from '../../../gateway/explain/explanation.ts'

const NOTHING = { code: null, side: null, before: null, after: null, rule: null, detail: null }

/** A step as it has to be told, of which the rest says nothing. */
export const said = (
  step: ExplanationStep['step'],
  outcome: ExplanationStep['outcome'],
  rest: Partial<ExplanationStep> = {},
): ExplanationStep => ({ ...NOTHING, step, outcome, ...rest })
