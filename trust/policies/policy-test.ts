import { z } from 'zod'
import { VIEWS } from '../../protocols/availability/availability-question.ts'
import { ACCESS_LEVELS } from './access-level.ts'
import { compilePolicy } from './compile-policy.ts'
import { decideAccess } from './decide-access.ts'
import { decideAnonymous } from './decide-anonymous.ts'
import { DECISION_CODES } from './decision.ts'
import type { Decision, Granted } from './decision.ts'
import { problemsOf } from './document-problem.ts'
import type { DocumentProblem } from './document-problem.ts'
import { mergePatch } from './merge-patch.ts'
import { openTimes } from './open-times.ts'
import { category, instant, mailboxAddress, parsePolicyDocument, visiblePart } from './policy-document.ts'
import type { Policy } from './policy.ts'

const question = z
  .strictObject({
    from: mailboxAddress.optional(),
    view: z.enum(VIEWS).optional(),
    /** In the place of `from` and `view`: somebody looks at a calendar that is published so. */
    link: z
      .strictObject({ level: z.enum(['AvailabilityOnly', 'LimitedDetails', 'Reviewer']), ...visiblePart })
      .optional(),
    about: mailboxAddress,
    /** Of an event: when it is, and its category. */
    time: instant.optional(),
    category: category.optional(),
  })
  .refine(({ from, link }) => (from === undefined) !== (link === undefined), {
    path: ['from'],
    message: 'expected a mailbox address, unless there is a link',
  })
  .refine(({ view, link }) => (view === undefined) !== (link === undefined), {
    path: ['view'],
    message: `expected one of ${VIEWS.join(', ')}, unless there is a link`,
  })

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
        ask: question,
        expect: z.strictObject({
          outcome: z.enum(['answer', 'refuse']),
          level: z.enum(ACCESS_LEVELS).optional(),
          view: z.enum(VIEWS).optional(),
          decidedBy: z.enum(DECISION_CODES).optional(),
          /** Whether an event of `ask.time` and `ask.category` is told; else its time is unknown. */
          told: z.boolean().optional(),
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

/** An event of no other time than that instant; where no time is asked about, of one that is open. */
function isTold({ part }: Granted, { time, category }: PolicyCase['ask']): boolean {
  if (part === null) return true
  const open = time === undefined || openTimes(part, { start: time, end: time + 1 }).length > 0
  return open && (category === undefined || !part.hiddenCategories.includes(category))
}

function told(decision: Decision, ask: PolicyCase['ask']): ToldDecision {
  const { outcome, decidedBy } = decision
  if (outcome === 'refuse') return { outcome, decidedBy }
  const { level, view } = decision
  const about = ask.time ?? ask.category
  return { outcome, level, view, decidedBy, ...(about !== undefined && { told: String(isTold(decision, ask)) }) }
}

function resultOf(one: PolicyCase, decision: Decision): PolicyCaseResult {
  const got = told(decision, one.ask)
  const expected: Record<string, string> = {}
  for (const [field, value] of Object.entries(one.expect)) if (value !== undefined) expected[field] = String(value)
  const ok = Object.entries(expected).every(([field, value]) => got[field] === value)
  return { name: one.name, ok, expected, got }
}

function decide(policy: Policy, { ask, at, side }: PolicyCase): Decision {
  const { from, about, view, link } = ask
  if (from !== undefined && view !== undefined) return decideAccess(policy, { from, about, view, at }, side)
  const { level, hours = null, hiddenCategories = [] } = link ?? { level: 'AvailabilityOnly' }
  return decideAnonymous(policy, { about, level, part: { hours, hiddenCategories } })
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
    const { given } = one
    const patched = given === undefined ? reading : parsePolicyDocument(mergePatch(base, given))
    if (!patched.accepted) problems.push(...below(`cases.${i}.given`, patched.problems))
    else {
      const policy = given === undefined ? basePolicy : compilePolicy(patched.document)
      results.push(resultOf(one, decide(policy, one)))
    }
  }
  if (problems.length > 0) return { accepted: false, problems }
  const passed = results.filter((result) => result.ok).length
  return { accepted: true, report: { passed, failed: results.length - passed, cases: results } }
}

const below = (path: string, problems: readonly DocumentProblem[]): DocumentProblem[] =>
  problems.map((problem) => ({ ...problem, path: `${path}.${problem.path}` }))
