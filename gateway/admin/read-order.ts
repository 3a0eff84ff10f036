import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import { expectationOf } from '../../trust/policies/document-problem.ts'
import type { Operation } from './operation.ts'

/** Of one body, so many are told. */
const MOST_PROBLEMS = 100

const noBody = z.strictObject({})

/** Where, and what was expected there; never what was found, which may be a secret. */
function problemsOf(issue: z.core.$ZodIssue): string[] {
  const said = (path: readonly PropertyKey[], words: string) => `${path.map(String).join('.') || '(body)'}: ${words}`
  if (issue.code !== 'unrecognized_keys') return [said(issue.path, expectationOf(issue))]
  return issue.keys.map((key) => said([...issue.path, key], 'expected no field of this name'))
}

/**
 * The body an operation is asked with, read by its schema; one that takes none takes an empty one.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED` with every place that is not as expected
 */
export function readBodyOf(operation: Pick<Operation, 'body'>, body: unknown): unknown {
  const result = (operation.body ?? noBody).safeParse(body)
  if (result.success) return result.data
  const problems = result.error.issues.flatMap(problemsOf).slice(0, MOST_PROBLEMS)
  throw new FederationError('ERR_MESSAGE_MALFORMED', problems.join('; '))
}
