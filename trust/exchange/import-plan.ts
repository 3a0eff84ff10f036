import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { AccessLevel } from '../policies/access-level.ts'

/** Why something of Exchange's was not carried over as it stands; the words are in the note. */
export type NoteCode =
  | 'name-unusable'
  | 'name-twice'
  | 'domain-unreadable'
  | 'domain-own'
  | 'domain-twice'
  | 'domain-elsewhere'
  | 'no-domain'
  | 'enabled-unknown'
  | 'free-busy-unknown'
  | 'level-unknown'
  | 'scope-unreadable'
  | 'scope-group-empty'
  | 'scope-group-present'
  | 'asking-off'
  | 'other-sharing'
  | 'hybrid'
  | 'connector-first'
  | 'address-space'
  | 'federation-trust'
  | 'certificate-over'
  | 'rule-unreadable'
  | 'rule-without-action'
  | 'action-unknown'
  | 'contacts-sharing'
  | 'rule-twice'
  | 'default-elsewhere'
  | 'default-unknown'
  | 'object-unknown'

/** One thing an administrator has to know of an import: of what, what became of it and why, and what to do. */
export interface ImportNote {
  readonly code: NoteCode
  readonly about: string
  readonly because: string
  readonly todo: string
}

/** A part of our policy, in the form administrators write it in. */
export interface PlannedPart {
  readonly kind: 'group' | 'sharing-policy' | 'relationship'
  readonly name: string
  readonly value: unknown
}

/** Somebody a trust could be proposed to; none of Exchange's objects holds what that takes, the address of metadata. */
export interface PartnerProposal {
  readonly partner: string
  readonly domains: readonly Domain[]
  /** Where the partner's calendars are, as far as Exchange's own settings tell. */
  readonly runs: 'exchange-server' | 'exchange-online' | 'unknown'
  /** Of the partner's server, as Exchange knew them. */
  readonly addresses: readonly string[]
  readonly todo: readonly string[]
}

export interface ImportPlan {
  /** In the order in which they can be written: what is named comes before what names it. */
  readonly parts: readonly PlannedPart[]
  readonly proposals: readonly PartnerProposal[]
  readonly notes: readonly ImportNote[]
}

/** What the organization's policy says already, as far as an import has to fit beside it. */
export interface PresentPolicy {
  readonly domains: readonly string[]
  readonly relationships: readonly { readonly name: string; readonly domains: readonly string[] }[]
  readonly groups: ReadonlySet<string>
  /** Name of the sharing policy that is the default one, if any. */
  readonly defaultSharingPolicy: string | null
}

export interface ImportChoice {
  /** Name of our organization, for the commands that are suggested. */
  readonly organization: string
  /** What our people may ask the partners for; None where nothing was said: Exchange has no such ceiling. */
  readonly asks: Exclude<AccessLevel, 'Reviewer'>
}

/** A name that can stand in a policy and in an address: some text, no control characters, no half of a character. */
export function isUsableName(name: string, longest: number): boolean {
  return name !== '' && name.length <= longest && !/^\.{1,2}$/.test(name) && !/[\p{Cc}\p{Cs}]/u.test(name)
}

/** A name in quotes, with nothing in it that a terminal would act on or print backwards. */
export function quoted(name: string): string {
  return JSON.stringify(name).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
