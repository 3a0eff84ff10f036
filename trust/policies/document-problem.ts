import type { z } from 'zod'

/** One thing wrong with a document. */
export interface DocumentProblem {
  /** Where: `relationships.0.domains`. */
  readonly path: string
  /** As it is told: found this, expected that. */
  readonly problem: string
  /** The same by itself: in short, or what kind of value it is. */
  readonly found: string
  readonly expected: string
}

export const problemAt = (path: string, found: string, expected: string): DocumentProblem => ({
  path,
  problem: `found ${found}; expected ${expected}`,
  found,
  expected,
})

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
  if (issue.code === 'invalid_key' && issue.issues[0] !== undefined) return expectationOf(issue.issues[0])
  return issue.message
}

/** The first problems, and how many more there are: a document can be wrong in every place it has. */
export function firstProblems<Problem extends DocumentProblem>(
  problems: readonly Problem[],
): readonly (Problem | DocumentProblem)[] {
  const more = problems.length - MOST_TOLD
  if (more <= 0) return problems
  return [...problems.slice(0, MOST_TOLD), problemAt('(more)', `${more} further problems`, 'none')]
}

/** What zod found, in words that name the place, what stands there and what should. */
export function problemsOf(document: unknown, issues: readonly z.core.$ZodIssue[]): DocumentProblem[] {
  const problem = (path: readonly PropertyKey[], expectation: string, found: unknown): DocumentProblem =>
    problemAt(path.map(String).join('.') || '(top)', describeValue(found), expectation.replace(/^expected /, ''))
  return issues.flatMap((issue) => {
    const { path } = issue
    if (issue.code !== 'unrecognized_keys') {
      // Of a name that cannot be one, what stands there under it is not what is wrong.
      const found = issue.code === 'invalid_key' ? String(path.at(-1)) : valueAt(document, path)
      return [problem(path, expectationOf(issue), found)]
    }
    return issue.keys.map((key) => {
      const place = [...path, key]
      return problem(place, 'expected no field of this name', valueAt(document, place))
    })
  })
}
