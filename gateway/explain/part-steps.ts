import type { TimeWindow } from '../../protocols/availability/time-window.ts'
import type { Granted } from '../../trust/policies/decision.ts'
import { withheldTimes } from '../../trust/policies/withheld.ts'
import type { Withheld } from '../../trust/policies/withheld.ts'
import type { Ruling } from '../broker/rule.ts'
import { stepOf } from './explanation.ts'
import type { ExplanationStep, StepName, WrittenRule } from './explanation.ts'

const OUTCOME = { nothing: 'pass', some: 'cap', all: 'unknown' } as const

function timeStep(code: string, withheld: Withheld, rule: WrittenRule | null): ExplanationStep {
  const outcome = OUTCOME[withheld]
  if (outcome === 'pass') return stepOf('time', outcome, { rule })
  const detail = `${withheld === 'all' ? 'all' : 'some'} of the time asked about is told as unknown`
  return stepOf('time', outcome, { code, rule, detail })
}

/** What of the time, and of the events, the owner keeps back whatever the level. */
export function partSteps(
  { route }: Ruling,
  decision: Granted,
  about: string,
  window: TimeWindow,
): readonly ExplanationStep[] {
  const { part } = decision
  if (part === null) return []
  const { hours, privatePeriods } = withheldTimes(part, window)
  const written = (field: string): { readonly rule: WrittenRule | null } => ({
    rule: route.kind === 'hosted' ? { of: route.organization.name, path: `mailboxes.${about}.${field}` } : null,
  })
  const hidden = part.hiddenCategories.length
  const categories = { code: 'HIDDEN_CATEGORY', detail: `events of ${hidden} categories are told as unknown` }
  const step: StepName = 'categories'
  return [
    ...(part.privatePeriods.length > 0
      ? [timeStep('PRIVATE_PERIOD', privatePeriods, written('privatePeriods').rule)]
      : []),
    ...(part.hours.length > 0 ? [timeStep('OUTSIDE_HOURS', hours, written('grants').rule)] : []),
    ...(hidden > 0 ? [stepOf(step, 'cap', { ...categories, ...written('grants') })] : []),
  ]
}
