import type { TimeWindow } from '../../protocols/availability/time-window.ts'
import { withheldTimes } from '../../trust/policies/withheld.ts'
import type { Withheld } from '../../trust/policies/withheld.ts'
import type { VisiblePart } from '../../trust/policies/visible-part.ts'
import { stepOf } from './explanation.ts'
import type { ExplanationStep, StepName, WrittenRule } from './explanation.ts'
import { says } from './step-finding.ts'

const OUTCOME = { nothing: 'pass', some: 'cap', all: 'unknown' } as const

/** What of the time, and of the events, an owner keeps back whatever the level. */
export interface KeptBack {
  /** By the hours of a grant, and by private periods; null where there are none. */
  readonly hours: Withheld | null
  readonly privatePeriods: Withheld | null
  /** Of how many categories events are hidden. */
  readonly hiddenCategories: number
}

/** @param part null: nothing is kept back */
export function keptBackOf(part: VisiblePart | null, window: TimeWindow): KeptBack | null {
  if (part === null) return null
  const { hours, privatePeriods } = withheldTimes(part, window)
  return {
    hours: part.hours.length > 0 ? hours : null,
    privatePeriods: part.privatePeriods.length > 0 ? privatePeriods : null,
    hiddenCategories: part.hiddenCategories.length,
  }
}

function timeStep(code: string, withheld: Withheld, rule: WrittenRule | null): ExplanationStep {
  const outcome = OUTCOME[withheld]
  if (outcome === 'pass') return stepOf('time', outcome, { rule })
  return stepOf('time', outcome, {
    code,
    rule,
    found: says('timeKeptBack', { how: withheld === 'all' ? 'all' : 'some' }),
  })
}

/** @param of the organization of ours in whose document it is written; null: elsewhere */
export function partSteps(of: string | null, about: string, kept: KeptBack | null): readonly ExplanationStep[] {
  if (kept === null) return []
  const { hours, privatePeriods, hiddenCategories } = kept
  const rule = (field: string): WrittenRule | null => (of === null ? null : { of, path: `mailboxes.${about}.${field}` })
  const step: StepName = 'categories'
  const found = says('categoriesKeptBack', { categories: hiddenCategories })
  return [
    ...(privatePeriods === null ? [] : [timeStep('PRIVATE_PERIOD', privatePeriods, rule('privatePeriods'))]),
    ...(hours === null ? [] : [timeStep('OUTSIDE_HOURS', hours, rule('grants'))]),
    ...(hiddenCategories === 0 ? [] : [stepOf(step, 'cap', { code: 'HIDDEN_CATEGORY', found, rule: rule('grants') })]),
  ]
}
