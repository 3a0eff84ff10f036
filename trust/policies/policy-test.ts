import { z } from 'zod'
import { VIEWS } from '../../protocols/availability/availability-question.ts'
import { ACCESS_LEVELS } from './access-level.ts'
import { compilePolicy } from './compile-policy.ts'
import { decideAccess } from './decide-access.ts'
import { DECISION_CODES } from './decision.ts'
import type { Decision } from './decision.ts'
import { problemsOf } from './document-problem.ts'
import type { DocumentProblem } from './document-problem.ts'
import { mergePatch } from './merge-patch.ts'
import { instant, mailboxAddress, parsePolicyDocument } from './policy-document.ts'

const testFile = z.strictObject({
  /** A policy document; read on its own. */
  base: z.looseObject({}, 'expected a policy document'),
  cases: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        /** Changes `base` for this case (JSON Merge Patch, RFC 7386). */
        given: z.record(z.string(), z.unknown()).optional(),
        at: instant.default(Date.parse('2026-11-23T09:00:00Z')),
        side: z.enum(['answering', 'asking']).default('answering'),
        /** A remark of the author's: this is not how Exchange decides. */
        own: z.boolean().optional(),
        ask: z.strictObject({ from: mailboxAddress, about: mailboxAddress, view: z.enum(VIEWS) }),
        expect: z.strictObject({
          outcome: z.enum(['answer', 'refuse']),
          level: z.enum(ACCESS_LEVELS).optional(),
          view: z.enum(VIEWS).optional(),
          decidedBy: z.enum(DECISION_CODES).optional(),
        }),
      }),
    )
    .min(1, 'expected at least one case'),
})

type PolicyCase = z.infer<typeof testFile>['cases'][number]

/** What is said of a decision, by who expects it and by who made it; a file may leave out what it does not care about. */
export type ToldDecision = Readonly<Record<string, string>>

export interface PolicyCaseResult {
  readonly name: string
  readonly ok: boolean
  readonly expected: ToldDecision
  readonly got: ToldDecision
}

export interface PolicyTestReport {
  readonly passed: number
  readonly failed: number
  readonly cases: readonly PolicyCaseResult[]
}

export type PolicyTestReading =
  | { readonly accepted: true; readonly report: PolicyTestReport }
  | { readonly accepted: false; readonly problems: readonly DocumentProblem[] }

function told(decision: Decision): ToldDecision {
  const { outcome, decidedBy } = decision
  return outcome === 'refuse'
    ? { outcome, decidedBy }
    : { outcome, level: decision.level, view: decision.view, decidedBy }
}

function resultOf(one: PolicyCase, decision: Decision): PolicyCaseResult {
  const got = told(decision)
  const expected: Record<string, string> = {}
  for (const [field, value] of Object.entries(one.expect)) if (value !== undefined) expected[field] = value
  const ok = Object.entries(expected).every(([field, value]) => got[field] === value)
  return { name: one.name, ok, expected, got }
}

/**
 * Plays the cases of a policy test file: each patches the base document, asks one question and says what must come out.
 * A file that cannot be read in full is refused in full, with every problem: half of the cases would say nothing.
 */
export function runPolicyTests(input: unknown): PolicyTestReading {
  const file = testFile.safeParse(input)
  if (!file.success) return { accepted: false, problems: problemsOf(input, file.error.issues) }
  const { base, cases } = file.data
  const reading = parsePolicyDocument(base)
  if (!reading.accepted) return { accepted: false, problems: below('base', reading.problems) }
  const basePolicy = compilePolicy(reading.document)
  const problems: DocumentProblem[] = []
  const results: PolicyCaseResult[] = []
  for (const [i, one] of cases.entries()) {
    const { ask, at, side, given } = one
    const patched = given === undefined ? reading : parsePolicyDocument(mergePatch(base, given))
    if (!patched.accepted) problems.push(...below(`cases.${i}.given`, patched.problems))
    else {
      const policy = given === undefined ? basePolicy : compilePolicy(patched.document)
      results.push(resultOf(one, decideAccess(policy, { ...ask, at }, side)))
    }
  }
  if (problems.length > 0) return { accepted: false, problems }
  const passed = results.filter((result) => result.ok).length
  return { accepted: true, report: { passed, failed: results.length - passed, cases: results } }
}

const below = (path: string, problems: readonly DocumentProblem[]): DocumentProblem[] =>
  problems.map((problem) => ({ ...problem, path: `${path}.${problem.path}` }))
