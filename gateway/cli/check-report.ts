import type { PlacedProblem } from '../../config/read-yaml.ts'
import type { Place } from '../../config/yaml-places.ts'
import type { DocumentProblem } from '../../trust/policies/document-problem.ts'
import type { Lint, LintCode } from '../../trust/policies/lints/lint.ts'
import { printable } from './printable.ts'

/** One thing that was found: an error refuses the document, a warning does not. */
export type Finding = Partial<Place> &
  (({ readonly severity: 'error' } & DocumentProblem) | ({ readonly severity: 'warning' } & Lint))

/** What was found in a file, errors first, each kind of warning together. */
export interface CheckReport {
  readonly file: string
  readonly errors: number
  readonly warnings: number
  /** The first of each kind. */
  readonly findings: readonly Finding[]
  /** How many more there are of a kind of which not all are among `findings`. */
  readonly leftOut: Partial<Readonly<Record<'error' | LintCode, number>>>
}

export interface Found {
  readonly problems: readonly PlacedProblem[]
  readonly lints: readonly Lint[]
}

const kindOf = (finding: Finding): 'error' | LintCode => (finding.severity === 'error' ? 'error' : finding.code)

/**
 * @param most how many of each kind are told: of a document with a hundred thousand mailboxes one mistake can be found a
 * hundred thousand times
 * @param place where in the file a path is
 */
export function checkReport(
  file: string,
  { problems, lints }: Found,
  { most, place }: { readonly most: number; readonly place: (path: string) => Place | null },
): CheckReport {
  const kinds = new Map<'error' | LintCode, Finding[]>()
  const add = (finding: Finding): void => {
    const same = kinds.get(kindOf(finding))
    if (same === undefined) kinds.set(kindOf(finding), [finding])
    else same.push(finding)
  }
  for (const problem of problems) add({ severity: 'error', ...problem })
  for (const lint of lints) add({ severity: 'warning', ...lint })
  const all = [...kinds]
  return {
    file,
    errors: problems.length,
    warnings: lints.length,
    findings: all.flatMap(([, found]) => found.slice(0, most)).map((one) => ({ ...one, ...place(one.path) })),
    leftOut: Object.fromEntries(
      all.flatMap(([kind, { length }]) => (length > most ? [[kind, length - most] as const] : [])),
    ),
  }
}

function lineOf(file: string, finding: Finding): string {
  const { severity, path, problem, line, column } = finding
  const place = line === undefined || column === undefined ? file : `${file}:${line}:${column}`
  const where = `${place}: ${printable(path)}: ${printable(problem)}`
  if (finding.severity === 'error') return `${severity}  ${where}\n`
  return `${severity} ${finding.code}  ${where}\n  ${printable(finding.todo)}\n`
}

const counted = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`

/** For people: every finding with its place, what of a kind is left out after those of it, and how many there are. */
export function describeReport({ file, errors, warnings, findings, leftOut }: CheckReport): string {
  const lines = findings.map((finding, i) => {
    const kind = kindOf(finding)
    const next = findings[i + 1]
    const more = next === undefined || kindOf(next) !== kind ? leftOut[kind] : undefined
    const told =
      more === undefined
        ? ''
        : `  and ${kind === 'error' ? counted(more, 'more error') : `${more} more of ${kind}`}; --most tells more of them\n`
    return `${lineOf(file, finding)}${told}`
  })
  return `${lines.join('')}${counted(errors, 'error')}, ${counted(warnings, 'warning')}\n`
}
