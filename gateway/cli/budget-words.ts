import type { ExplanationStep } from '../explain/explanation.ts'

const isAboutBudgets = ({ step, code }: ExplanationStep): boolean =>
  step === 'limits' && (code === 'TOLD_IN_BLOCKS' || code === 'ERR_BUSY')

/** What a budget did to an answer, as a sentence on a line of its own; empty where none did anything. */
export function budgetWords(steps: readonly ExplanationStep[]): string {
  const detail = steps.find(isAboutBudgets)?.detail ?? null
  return detail === null ? '' : `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.\n`
}
