import type { AuditEvent } from '../audit/audit-entry.ts'
import type { Cause } from '../stores/cause.ts'
import type { HeldRecord, Json } from '../stores/state-record.ts'
import type { DocumentProblem } from './document-problem.ts'
import type { CrossedPart } from './merge-documents.ts'
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

/** A whole policy that is to count from now on. */
export interface AppliedDocument {
  readonly document: unknown
  /**
   * The document that it was made from: only what differs between the two is changed then, what others changed meanwhile
   * stays, and what both changed refuses the whole. Absent: whatever is held, it will say what `document` says.
   */
  readonly base?: unknown
}

export type DocumentWrite =
  | (Extract<PolicyWrite, { stored: true }> & { readonly kept: readonly PolicyPart[] })
  | Extract<PolicyWrite, { stored: false }>
  | { readonly stored: false; readonly because: 'crossed'; readonly crossed: readonly CrossedPart[] }

/** A document laid out for deciding beside the one that counts, or everything that is wrong with it. */
export type DraftPolicy =
  | { readonly sound: true; readonly policy: Policy }
  | { readonly sound: false; readonly problems: readonly DocumentProblem[] }

/** Who sees how much, for every organization hosted here: kept as records, compiled for decisions. */
export interface PolicyStore {
  /**
   * Live: it may say something else after every turn of the event loop, never within one, so that one answer is decided
   * by one version.
   *
   * @throws FederationError `ERR_NOT_FOUND`
   */
  policyOf(organization: string): Policy

  /** Whether an organization with mailboxes goes by this name; the gateway itself has none, and no policy. */
  has(organization: string): boolean

  /** The whole document as administrators write it. */
  documentOf(organization: string): Promise<Readonly<Record<string, Json>>>

  /** Grows with every change of any policy here: the same number, the same policies. */
  readonly version: number

  /**
   * The policy of an organization as it would be if it said what a document says; it is kept nowhere, and decides nothing.
   *
   * @throws FederationError `ERR_NOT_FOUND`
   */
  draftOf(organization: string, document: unknown): DraftPolicy

  /** Changes one part. Refused as a whole where the document would no longer hold together. */
  write(change: PolicyChange, cause: Cause): Promise<PolicyWrite>

  /**
   * Makes the store say what a document says, in one change: all of it or nothing.
   *
   * @param causeOf told what will be changed, and what of others' changes stays
   */
  apply(
    organization: string,
    applied: AppliedDocument,
    causeOf: (changes: readonly ChangedPart[], kept: readonly PolicyPart[]) => Cause,
  ): Promise<DocumentWrite>
}
