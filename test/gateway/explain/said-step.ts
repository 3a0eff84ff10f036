import { expect } from 'chai'
import type { ExplanationStep } from '../../../gateway/explain/explanation.ts'
import { stepFindingLine } from '../../../gateway/explain/step-finding-words.ts'

const NOTHING = { code: null, side: null, before: null, after: null, rule: null, detail: null, found: null }

/** A step as it has to be told, of which the rest says nothing. */
export const said = (
  step: ExplanationStep['step'],
  outcome: ExplanationStep['outcome'],
  rest: Partial<ExplanationStep> = {},
): ExplanationStep => ({ ...NOTHING, step, outcome, ...rest })

const isStep = (value: object): value is ExplanationStep => 'step' in value && 'found' in value && 'detail' in value

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if (!isStep(value)) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]))
  if (value.found !== null) expect(value.detail).to.equal(stepFindingLine(value.found))
  return { ...value, found: null }
}

/** What a function tells of steps, as it is said in English: what is found by itself agrees with that. */
export function inEnglish<Asked extends readonly unknown[], Told>(tell: (...asked: Asked) => Told) {
  return (...asked: Asked): Told => {
    const told = tell(...asked)
    return (told instanceof Promise ? told.then(plain) : plain(told)) as Told
  }
}
