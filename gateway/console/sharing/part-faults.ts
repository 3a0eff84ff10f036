import type { Faults } from '../form-fields.ts'
import type { Html } from '../html.ts'
import type { Locale } from '../locale.ts'
import { FIELD_TEXTS } from './field-texts.ts'
import { PART_FIELDS } from './part-fields.ts'
import type { PartField, PartKind } from './part-fields.ts'
import { problemText } from './problem-texts.ts'
import type { PartProblem } from './problem-texts.ts'
import { SHARING_TEXTS } from './sharing-texts.ts'
import { printable } from '../../cli/printable.ts'

export interface PartFaults {
  readonly faults: Faults
  /** What no field is to blame for. */
  readonly refused: readonly Html[]
  /** Whether it is to be taken out and something names it. */
  readonly isInUse: boolean
}

/** Of one field so many values are named. */
const MOST_NAMED = 3
/** In the place of a field, of what is named by something else. */
const IN_USE: ReadonlySet<string> = new Set(['(policy)', '(group)'])
const HELD_BY = /^a domain only once; (.*) has it already$/s

const fieldAt = (kind: PartKind, place: string): PartField | undefined =>
  PART_FIELDS[kind].find(({ path }) => place === path.join('.') || place.startsWith(`${path.join('.')}.`))

/** Of a rule only for whom it is: the rest was chosen. */
const ACTION = /: CalendarSharing\w*("|…)$/

/** Values as they were typed; what is missing, or no text, is not repeated. */
function typedIn(problems: readonly PartProblem[]): string | null {
  const texts = problems.map(({ found }) => found).filter((found) => found.startsWith('"'))
  return texts.length === 0
    ? null
    : texts
        .slice(0, MOST_NAMED)
        .map((text) => printable(text).replace(ACTION, '$1'))
        .join(', ')
}

function sentence({ language }: Locale, field: PartField, problems: readonly PartProblem[]): string {
  const texts = SHARING_TEXTS[language]
  const [{ expected = '' } = {}] = problems
  // Of one kind at a time: when that is put right, the next is told.
  const alike = problems.filter((one) => one.expected === expected)
  const values = typedIn(alike)
  const { wrong } = FIELD_TEXTS[language].fields[field.name]
  if (values === null || field.kind === 'switch') return wrong
  const holder = HELD_BY.exec(expected)?.[1]
  if (holder !== undefined) return texts.twice(values, printable(holder))
  if (expected.includes('only once')) return texts.once(values)
  if (expected.startsWith("another organization's")) return texts.ours(values)
  return texts.found(values, wrong)
}

/** Of a rule the row it stands in, of everything else its field. */
const controlOf = (field: PartField, { path }: PartProblem): string =>
  field.kind === 'rules' ? `who-${/\.(\d+)$/.exec(path)?.[1] ?? 0}` : field.name

/** What the policy finds wrong with a part, as one sentence to each field of its form. */
export function partFaults(locale: Locale, kind: PartKind, problems: readonly PartProblem[]): PartFaults {
  const { nameWrong } = SHARING_TEXTS[locale.language]
  const byControl = new Map<string, { readonly field: PartField; readonly problems: PartProblem[] }>()
  const refused: Html[] = []
  const faults: Record<string, string> = {}
  for (const problem of problems) {
    const field = fieldAt(kind, problem.path)
    const isName = problem.path === 'name' || problem.path === 'address'
    if (isName && kind !== 'organization') faults['name'] = nameWrong[kind]
    else if (field === undefined) refused.push(problemText(locale.language, problem))
    else {
      const control = controlOf(field, problem)
      const there = byControl.get(control)
      if (there === undefined) byControl.set(control, { field, problems: [problem] })
      else there.problems.push(problem)
    }
  }
  for (const [control, { field, problems: its }] of byControl) faults[control] = sentence(locale, field, its)
  return { faults, refused, isInUse: problems.some(({ path }) => IN_USE.has(path)) }
}
