import type { ExplanationStep } from '../explain/explanation.ts'
import { table } from './table.ts'

function levelWords({ before, after }: ExplanationStep): string {
  if (before === null || after === null) return ''
  return before === after ? after : `${before} → ${after}`
}

const sideWords = ({ side, rule }: ExplanationStep): string => [side ?? '', rule?.of ?? ''].filter(Boolean).join(', ')

function rowOf(step: ExplanationStep): readonly string[] {
  const said = [step.rule?.path ?? '', step.detail ?? ''].filter(Boolean).join('; ')
  return [step.step, step.outcome, step.code ?? '', levelWords(step), sideWords(step), said]
}

/** The steps of a lookup, one in a row. */
export const stepTable = (steps: readonly ExplanationStep[]): string =>
  table(['step', 'outcome', 'code', 'level', 'side', 'where it is written'], steps.map(rowOf))
