import type { Instant } from '../../protocols/availability/time-window.ts'
import { readRecipient } from '../../protocols/mail/recipient.ts'
import type { Recipient } from '../../protocols/mail/recipient.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { Language, PublishedLink } from '../../trust/sharing/published-link.ts'
import type { BudgetRefusal } from './mail-budget.ts'
import { readNote } from './invitation-note.ts'
import type { NoteRefusal } from './invitation-note.ts'
import type { InvitedShare } from './kept-invitations.ts'

/** An invitation somebody wants sent. */
export interface InvitationOrder extends InvitedShare {
  /** As it was typed. */
  readonly recipient: string
  /** Null: that of the configuration. */
  readonly language: Language | null
  /** What the recipient will see: what the owner chose, already lowered by what caps it. */
  readonly level: Exclude<AccessLevel, 'None'>
  readonly from: Instant | null
  readonly until: Instant | null
  /** The owner's, in which times are told. */
  readonly timeZone: string
  /** As it was typed; null: none. */
  readonly note: string | null
  /** The secret part of the address of a published calendar; null for a grant. */
  readonly secret: string | null
  readonly codeByMail: boolean
}

export type InvitationRefusal = NoteRefusal | BudgetRefusal | 'RECIPIENT_REFUSED' | 'MAIL_OFF'

/** For who ordered it. */
export const REFUSED_INVITATIONS: Readonly<Record<InvitationRefusal, string>> = {
  MAIL_OFF: 'This gateway sends no mail: its configuration has neither a mail server nor a state folder.',
  RECIPIENT_REFUSED:
    'recipient: expected one e-mail address such as name@example.org, of letters, digits, dots, "_", "+" and "-".',
  NOTE_TOO_LONG: 'note: expected at most 300 characters.',
  NOTE_WITH_ADDRESS: 'note: expected text without addresses of web pages or mailboxes.',
  BUDGET_OWNER: 'As many invitations as one owner may send were sent from this mailbox today.',
  BUDGET_RECIPIENT: 'This recipient was sent as many invitations as anybody may get in a day.',
  BUDGET_ORGANIZATION: 'Your organization sent as many invitations today as it may.',
}

export type OrderReading =
  | { readonly taken: true; readonly recipient: Recipient; readonly note: readonly string[] }
  | { readonly taken: false; readonly because: InvitationRefusal }

/** What a person typed, checked. */
export function readOrder({ recipient, note }: Pick<InvitationOrder, 'recipient' | 'note'>): OrderReading {
  const read = readRecipient(recipient)
  if (read === null) return { taken: false, because: 'RECIPIENT_REFUSED' }
  const reading = readNote(note ?? '')
  return reading.taken ? { taken: true, recipient: read, note: reading.lines } : reading
}

/** The order for a code that a visitor of a published calendar asked for; null where the link has no recipient. */
export function codeOrder(link: PublishedLink, code: string): (InvitationOrder & { readonly secret: string }) | null {
  const { organization, mailbox, recipient, language, level } = link
  if (recipient === null) return null
  const rest = { from: null, until: null, timeZone: 'UTC', note: null, codeByMail: false }
  return { organization, mailbox, share: `link:${link.id}`, recipient, language, level, secret: code, ...rest }
}
