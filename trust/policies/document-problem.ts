import type { z } from 'zod'

/** One thing wrong with a document: where (`relationships.0.domains`), and what was found and expected there. */
export interface DocumentProblem {
  readonly path: string
  readonly problem: string
}

const LONGEST_VALUE = 60
/** Who has more to correct has to look at the whole anyway. */
const MOST_TOLD = 100

/** A value as a person finds it again in the file: short ones literally, containers by kind. A policy has no secrets. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'an empty value'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return 'a group of fields'
  const text = JSON.stringify(value)
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Readonly<Record<PropertyKey, unknown>>)[key]
  }
  return value
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a group of fields',
  boolean: 'true or false',
}

function counted(limit: number | bigint, origin: string): string {
  if (origin !== 'string') return String(limit)
  return limit === 1 ? '1 character' : `${limit} characters`
}

/** What a document has to have in a place, from what zod did not find there. */
export function expectationOf(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith('expected ')) return issue.message
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.map(String).join(', ')}`
  if (issue.code === 'invalid_type') return `expected ${TYPES[issue.expected] ?? `a ${issue.expected}`}`
  if (issue.code === 'too_small') return `expected at least ${counted(issue.minimum, issue.origin)}`
  if (issue.code === 'too_big') return `expected at most ${counted(issue.maximum, issue.origin)}`
  return issue.message
}

/** The first problems, and how many more there are: a document can be wrong in every place it has. */
export function firstProblems(problems: readonly DocumentProblem[]): readonly DocumentProblem[] {
  const more = problems.length - MOST_TOLD
  if (more <= 0) return problems
  return [...problems.slice(0, MOST_TOLD), { path: '(more)', problem: `found ${more} further problems` }]
}

/** What zod found, in words that name the place, what stands there and what should. */
export function problemsOf(document: unknown, issues: readonly z.core.$ZodIssue[]): DocumentProblem[] {
  const problem = (path: readonly PropertyKey[], expectation: string): DocumentProblem => ({
    path: path.map(String).join('.') || '(top)',
    problem: `found ${describeValue(valueAt(document, path))}; ${expectation}`,
  })
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [problem(issue.path, expectationOf(issue))]
    return issue.keys.map((key) => problem([...issue.path, key], 'expected no field of this name'))
  })
}
