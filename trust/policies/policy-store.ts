import type { AuditEvent } from '../audit/audit-entry.ts'
import type { Cause } from '../stores/cause.ts'
import type { HeldRecord, Json } from '../stores/state-record.ts'
import type { DocumentProblem } from './document-problem.ts'
import type { Policy } from './policy.ts'

/** The parts of a policy document, each a record of its own. */
export const POLICY_KINDS = ['organization', 'relationship', 'sharing-policy', 'group', 'mailbox'] as const

export type PolicyKind = (typeof POLICY_KINDS)[number]

export interface PolicyPart {
  readonly kind: PolicyKind
  /** The organization's own name for `organization`. */
  readonly name: string
}

export interface PolicyChange extends PolicyPart {
  /** Name of one of our organizations. */
  readonly organization: string
  /** As administrators write it; null takes it out. */
  readonly value: Json | null
  /** The version it was made from; 0: it must not be there. */
  readonly before: number
  /** What goes on record in the place of `<kind>.changed`, where the change has a name of its own. */
  readonly record?: Pick<AuditEvent, 'event' | 'facts' | 'personal'>
}

export interface ChangedPart extends PolicyPart {
  readonly change: 'added' | 'changed' | 'removed'
}

export type PolicyWrite =
  | {
      readonly stored: true
      readonly sequence: number
      readonly changes: readonly ChangedPart[]
    }
  | { readonly stored: false; readonly because: 'conflict'; readonly held: HeldRecord | null }
  | { readonly stored: false; readonly because: 'invalid'; readonly problems: readonly DocumentProblem[] }
  | { readonly stored: false; readonly because: 'repeated'; readonly digest: string; readonly answer: Json }

/** Who sees how much, for every organization hosted here: kept as records, compiled for decisions. */
export interface PolicyStore {
  /**
   * Live: it may say something else after every turn of the event loop, never within one, so that one answer is decided
   * by one version.
   *
   * @throws FederationError `ERR_NOT_FOUND`
   */
  policyOf(organization: string): Policy

  /** The whole document as administrators write it. */
  documentOf(organization: string): Promise<Readonly<Record<string, Json>>>

  /** Changes one part. Refused as a whole where the document would no longer hold together. */
  write(change: PolicyChange, cause: Cause): Promise<PolicyWrite>

  /**
   * Makes the store say what `document` says, in one change, whatever it said before.
   *
   * @param causeOf told what will be changed
   */
  apply(
    organization: string,
    document: unknown,
    causeOf: (changes: readonly ChangedPart[]) => Cause,
  ): Promise<PolicyWrite>
}
