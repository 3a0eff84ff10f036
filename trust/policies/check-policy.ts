import type { Instant } from '../../protocols/availability/time-window.ts'
import { compilePolicy } from './compile-policy.ts'
import type { DocumentProblem } from './document-problem.ts'
import { everybodyNamed } from './everybody-named.ts'
import { lintDomains } from './lints/lint-domains.ts'
import { lintGrants } from './lints/lint-grants.ts'
import { lintGroups } from './lints/lint-groups.ts'
import { lintMailboxes } from './lints/lint-mailboxes.ts'
import { lintRelationships } from './lints/lint-relationships.ts'
import { lintSharingPolicies } from './lints/lint-sharing-policies.ts'
import type { Lint } from './lints/lint.ts'
import { parsePolicyDocument } from './policy-document.ts'
import type { PolicyDocument } from './policy-document.ts'

/** What is wrong with a document, and what of it was probably not meant; of one that is wrong nothing else is said. */
export interface PolicyCheck {
  /** Null where it is not sound. */
  readonly document: PolicyDocument | null
  readonly problems: readonly DocumentProblem[]
  readonly lints: readonly Lint[]
}

const LINTERS = [lintGrants, lintMailboxes, lintGroups, lintRelationships, lintSharingPolicies, lintDomains]

/** Checks a document as it is written: every problem at once, or, where there is none, everything that looks like a mistake. */
export function checkPolicy(written: unknown, now: Instant): PolicyCheck {
  const reading = parsePolicyDocument(written)
  if (!reading.accepted) return { document: null, problems: reading.problems, lints: [] }
  const { document } = reading
  const linted = { document, written, policy: compilePolicy(document), named: everybodyNamed(document), now }
  return { document, problems: [], lints: LINTERS.flatMap((lint) => lint(linted)) }
}
