import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { PolicyDocument } from '../policy-document.ts'
import type { Policy } from '../policy.ts'

/** What a sound document can have that was probably not meant. */
export const LINT_CODES = [
  'exclude-unreachable',
  'federation-off',
  'grant-expired',
  'grant-shadowed',
  'grant-void',
  'group-circular',
  'group-empty',
  'group-unused',
  'mailbox-elsewhere',
  'mailbox-wider',
  'policy-unused',
  'relationship-expired',
  'relationship-void',
  'relationship-without-trust',
  'room-organizer',
  'rule-unreachable',
  'rule-wider',
  'scope-empty',
  'subdomain-apart',
  'subdomain-of-ours',
  'subdomain-other-rule',
] as const
export type LintCode = (typeof LINT_CODES)[number]

export interface Lint {
  readonly code: LintCode
  /** As of a problem: `relationships.0.exclude.1`. */
  readonly path: string
  /** One sentence: what was found there, and what it comes to. */
  readonly problem: string
  readonly todo: string
}

/** What is looked at: a sound document, laid out for deciding too. */
export interface LintedPolicy {
  readonly document: PolicyDocument
  /** The same as it was written, without what is taken for granted. */
  readonly written: unknown
  readonly policy: Policy
  /** Everybody whom the document names. */
  readonly named: ReadonlySet<MailboxAddress>
  readonly now: Instant
}

export const quoted = (text: string): string => JSON.stringify(text)
export const shownInstant = (instant: Instant): string => new Date(instant).toISOString().replace('.000Z', 'Z')
