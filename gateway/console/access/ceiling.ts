import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { TrustState } from '../../../trust/organization/federation-trust.ts'
import type { AccessLevel } from '../../../trust/policies/access-level.ts'
import type { Side } from '../../../trust/policies/decision.ts'
import type { MailboxKind } from '../../../trust/policies/policy-document.ts'

/** What lies over an answer, from the trust to the kind of mailbox. */
export type CeilingName =
  | 'trust'
  | 'federation'
  | 'relationship'
  | 'enabled'
  | 'validUntil'
  | 'freeBusy'
  | 'level'
  | 'scope'
  | 'exclude'
  | 'mailboxDefault'
  | 'inside'
  | 'grants'
  | 'sharingEntry'
  | 'externalUsers'
  | 'anonymous'
  | 'rooms'
  | 'groups'
  | 'requests'
  | 'requestsLevel'
  | 'requestsScope'
  | 'broker'
  | 'theirServer'

/** What it is set to. */
export type CeilingValue =
  | { readonly kind: 'switch'; readonly on: boolean }
  | { readonly kind: 'level'; readonly level: AccessLevel }
  /** In somebody's own words, or the name of something. */
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'until'; readonly until: Instant | null }
  | { readonly kind: 'trust'; readonly state: TrustState['state'] }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'defaults'; readonly people: ReadonlyMap<AccessLevel, number> }
  | { readonly kind: 'fewest'; readonly people: number }
  /** Nothing is set, or there is none of it. */
  | { readonly kind: 'none' }
  | { readonly kind: 'everybody' }
  /** It cannot be changed: what its name says. */
  | { readonly kind: 'fixed' }
  /** Nobody here knows. */
  | { readonly kind: 'unknown' }

export interface Ceiling {
  readonly name: CeilingName
  readonly value: CeilingValue
  /** Whose it is: the name of an organization. */
  readonly of: string
  /** The codes by which it decides, and on which side; null: on either. */
  readonly codes: readonly string[]
  readonly side: Side | null
  /** Path of the page on which it is changed; null where it is changed nowhere here. */
  readonly place: string | null
}

/** All that lies over one direction, in the order in which it is asked. */
export interface Direction {
  readonly from: string
  readonly to: string
  readonly ceilings: readonly Ceiling[]
}

/** How much, and what decides it. */
export interface Shown {
  readonly level: AccessLevel
  readonly decidedBy: string
  readonly side: Side
}

/** Mailboxes of one kind for which the same is decided. */
export interface ShownCount extends Shown {
  readonly kind: MailboxKind
  readonly count: number
}
