import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { compareLevels } from '../../trust/policies/access-level.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { Cap } from '../../trust/policies/cap-of.ts'
import { linkIsOpen } from '../../trust/sharing/published-link.ts'
import type { PublishedLink, SharedPart } from '../../trust/sharing/published-link.ts'
import type { OfferRefusal } from './check-offer.ts'

/** `link:<id>` or `grant:<to>`. */
export type ShareId = `link:${string}` | `grant:${string}`

export const linkShareId = (id: string): ShareId => `link:${id}`
export const grantShareId = (to: string): ShareId => `grant:${to}`

/** What keeps a share below what its owner chose. */
export interface Capped {
  readonly to: AccessLevel
  readonly by: OfferRefusal
}

/** Levels and times of one entry of `grants`. */
export interface GrantTerms extends SharedPart {
  readonly level: AccessLevel
  readonly from: Instant | null
  readonly until: Instant | null
}

interface Listed {
  readonly id: ShareId
  /** Of the record it is kept in: what a change has to name. */
  readonly version: number
  /** Null where it shows what the owner chose. */
  readonly capped: Capped | null
  /** The beginning of the hour; null: never looked, or no longer known. */
  readonly lastLook: Instant | null
}

/** - `coming`: not yet; `over`: no longer, by itself */
export type LinkStanding = 'open' | 'coming' | 'over' | 'revoked'

/** A published link as the register lists it: without anything that would open it. */
export interface LinkShare extends Listed {
  readonly kind: 'link'
  readonly standing: LinkStanding
  readonly link: Omit<PublishedLink, 'secretHash'>
}

/** Everything an owner gives to one name; several entries may hold at different times, the lowest in force counts. */
export interface GrantShare extends Listed {
  readonly kind: 'grant'
  /** An address, or `@domain`. */
  readonly to: string
  readonly terms: readonly GrantTerms[]
}

export type Share = LinkShare | GrantShare

export function standingOf(link: PublishedLink, now: Instant): LinkStanding {
  if (link.revokedAt !== null) return 'revoked'
  if (linkIsOpen(link, now)) return 'open'
  return now < (link.from ?? -Infinity) ? 'coming' : 'over'
}

/** How far a cap lowers a level; null where it does not. */
export function cappedBy({ level: most, decidedBy }: Cap, level: AccessLevel): Capped | null {
  return decidedBy === null || compareLevels(most, level) >= 0 ? null : { to: most, by: decidedBy }
}

/** The highest of several entries: what could come of them at most. */
export function highest(terms: readonly GrantTerms[]): AccessLevel {
  return terms.reduce<AccessLevel>((most, { level }) => (compareLevels(level, most) > 0 ? level : most), 'None')
}

/** Without what would lead to its address. */
export function withoutSecret({ secretHash: _secretHash, ...rest }: PublishedLink): LinkShare['link'] {
  return rest
}

/** Whose a share is. */
export interface ShareOwner {
  /** Name of the hosted organization. */
  readonly organization: string
  readonly mailbox: MailboxAddress
}
