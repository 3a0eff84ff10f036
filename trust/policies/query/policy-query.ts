import type { Domain, MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { AccessLevel } from '../access-level.ts'
import type { DecisionCode } from '../decision.ts'
import type { Step } from '../decision-walk.ts'

export type Askers =
  /** By a lookup or as a visitor. */
  | { readonly who: 'anybody' }
  /** Whoever opens a published calendar. */
  | { readonly who: 'anonymous' }
  | { readonly who: 'domain'; readonly domain: Domain }
  | { readonly who: 'address'; readonly address: MailboxAddress }

export type Asked =
  | { readonly whom: 'anybody' }
  /** Everybody in it, however deep. */
  | { readonly whom: 'group'; readonly group: string }
  | { readonly whom: 'address'; readonly address: MailboxAddress }

/** Can any of these people ever see so much of any of those mailboxes? */
export interface PolicyQuery {
  readonly from: Askers
  readonly about: Asked
  readonly level: Exclude<AccessLevel, 'None'>
  /** The first instant that is asked about, and the first that is not any more. */
  readonly since: Instant
  readonly until: Instant
}

/** One question and what comes of it, to be looked at by itself. */
export interface Witness {
  /** Null for a visitor of a published calendar. */
  readonly from: MailboxAddress | null
  readonly about: MailboxAddress
  readonly at: Instant
  readonly level: AccessLevel
  readonly decidedBy: DecisionCode
  readonly steps: readonly Step[]
}

/** How much was decided: every question there is, is decided like one of these. */
export interface Decided {
  /** Mailboxes that are asked about; any that has a calendar and no entry, and that nothing names, counts as one. */
  readonly mailboxes: number
  /** Mailboxes that no decision can tell apart are one class. */
  readonly mailboxClasses: number
  readonly decisions: number
}

export type PolicyAnswer =
  | { readonly reached: true; readonly witness: Witness; readonly decided: Decided }
  /** A proof: all were decided, and all are below. `highest` is one with the most; null where everybody is refused. */
  | { readonly reached: false; readonly highest: Witness | null; readonly decided: Decided }
