import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { WorkingHours } from '../../protocols/availability/free-busy-view.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import type { AccessLevel } from './access-level.ts'
import type { Everyone } from './group-members.ts'
import type { MailboxKind } from './policy-document.ts'
import type { PartNames } from './rule-place.ts'
import type { VisiblePart } from './visible-part.ts'

/** What an owner grants to one person or domain, and when: `from` is inside, `until` is not. */
export interface Grant {
  readonly level: AccessLevel
  readonly from: Instant
  readonly until: Instant
  /** What of the time it shows, and which events; null: all. */
  readonly part: VisiblePart | null
}

/** A ceiling on what owners may grant; an absent domain caps at None. */
export interface SharingPolicy {
  readonly caps: ReadonlyMap<Domain, AccessLevel>
  /** For every domain of a relationship that has no entry of its own (`*`). */
  readonly otherwise: AccessLevel
  /** The most a published calendar shows to whoever has its address (`Anonymous`); None where nothing is said of it. */
  readonly anonymous: AccessLevel
}

export interface MailboxPolicy {
  readonly kind: MailboxKind
  /** Whose calendars a group's address answers with, by name; null where it is none, or says nothing. */
  readonly group: string | null
  /** What colleagues see. */
  readonly inside: AccessLevel
  /** What outsiders see. */
  readonly default: AccessLevel
  /** Grants by address or by `@domain`; null where there are none. */
  readonly grants: ReadonlyMap<string, readonly Grant[]> | null
  readonly sharingPolicy: SharingPolicy
  readonly workingHours: WorkingHours | null
  /** Of its calendar, where one is named (IANA). */
  readonly timeZone: string | null
  /** What of its time anybody but its owner may be told, whatever else is granted; null: all of it. */
  readonly part: VisiblePart | null
}

/** What we give a partner's people, and what we let ours ask of them. */
export interface Relationship {
  readonly enabled: boolean
  /** The first instant at which it is over. */
  readonly validUntil: Instant
  readonly freeBusyAccessEnabled: boolean
  readonly freeBusyAccessLevel: AccessLevel
  /** Whose mailboxes are open to it; null is everyone's. */
  readonly scope: Everyone | null
  readonly exclude: Everyone
  readonly requestsEnabled: boolean
  readonly requestsLevel: AccessLevel
  /** Who of us may ask; null is everyone. */
  readonly requestsScope: Everyone | null
  readonly broker: OrganizationId | null
  readonly joinBlocks: boolean
  readonly giveWorkingHours: boolean
}

/** One organization's policy, laid out so that a decision is a few look-ups whatever the size of the document. */
export interface Policy {
  readonly organization: string
  readonly federationEnabled: boolean
  readonly honourGrants: boolean
  /** A group of fewer people is refused to outsiders. */
  readonly smallestGroup: number
  isOwnDomain(domain: Domain): boolean
  mailbox(address: MailboxAddress): MailboxPolicy | undefined
  /** Every address of ours that `mailbox` knows, each once, in no order. */
  mailboxes(): Iterable<MailboxAddress>
  /** Who is in a group, by its name: no groups among them, everybody once. Null: more than are asked about at once. */
  groupMembers(name: string): readonly MailboxAddress[] | null
  relationship(domain: Domain): Relationship | undefined
  /** The gateway named to ask and to be asked for `domain` on the other's behalf, if any. */
  brokerFor(domain: Domain): OrganizationId | null
  /** What administrators call what decides. */
  readonly names: PartNames
  /** What an administrator may want to know though nothing is wrong with it: groups in a circle, … */
  readonly notices: readonly string[]
}
