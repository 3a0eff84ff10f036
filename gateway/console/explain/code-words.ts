import type { Language } from '../../../trust/sharing/published-link.ts'
import type { ExplanationStep } from '../../explain/explanation.ts'
import { CODE_TEXTS } from './code-texts.ts'
import { DECISION_TEXTS } from './decision-texts.ts'
import type { StepWords } from './decision-texts.ts'
import { REFUSED_REQUEST_TEXTS } from './refused-request-texts.ts'

const found = <Value>(texts: Readonly<Record<string, Value>>, code: string): Value | null =>
  Object.hasOwn(texts, code) ? (texts[code] ?? null) : null

/** What a code says, where it is no step of a decision; null for one that a later release wrote. */
function meaningOf(language: Language, code: string): string | null {
  return found(CODE_TEXTS[language], code) ?? found(REFUSED_REQUEST_TEXTS[language], code)
}

/** What a code says of where something ended, or was decided; null for one that a later release wrote. */
export function stopWords(language: Language, code: string): string | null {
  return found<StepWords>(DECISION_TEXTS[language], code)?.stop ?? meaningOf(language, code)
}

/** What a step says in words; null where it has no code, or one that a later release wrote. */
export function stepWords(
  language: Language,
  { code, outcome }: Pick<ExplanationStep, 'code' | 'outcome'>,
): string | null {
  if (code === null) return null
  const words = found<StepWords>(DECISION_TEXTS[language], code)
  return words === null ? meaningOf(language, code) : outcome === 'pass' ? words.pass : words.stop
}
