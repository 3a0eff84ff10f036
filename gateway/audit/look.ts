import type { View } from '../../protocols/availability/view.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { Side } from '../../trust/policies/decision.ts'
import type { StoredEntry } from '../../trust/stores/state-engine.ts'
import { lookupIn } from './lookup-entry.ts'

export const LOOK_OUTCOMES = ['answer', 'refuse', 'unknown'] as const
export type LookOutcome = (typeof LOOK_OUTCOMES)[number]

/** What was given of a mailbox, and as which view: both or neither. */
type Given =
  | { readonly level: Exclude<AccessLevel, 'None'>; readonly given: View }
  | { readonly level: null; readonly given: null }

/** One mailbox asked about once, as the audit log has it. */
export type Look = Given & {
  /** Number of the entry; the mailboxes of one question have the same. */
  readonly index: number
  /** ISO 8601, UTC; `window` too. */
  readonly at: string
  readonly requestId: string | null
  /** Id of the organization that asked. */
  readonly organization: string
  readonly kind: 'inside' | 'partner'
  /** Null where the address was erased; `about` too. */
  readonly from: string | null
  readonly about: string | null
  readonly window: { readonly start: string; readonly end: string }
  readonly asked: View
  readonly outcome: LookOutcome
  /** The step of the decision, and whose. */
  readonly decidedBy: string
  readonly side: Side
}

const NOTHING_GIVEN: Given = { level: null, given: null }

/** The looks of an entry, in the order asked; none of what is no lookup, or no longer kept. */
export function looksIn(entry: StoredEntry): readonly Look[] {
  const lookup = lookupIn(entry)
  if (lookup === null || lookup.asker === null) return []
  const { at, requestId, asker, asked, from, window, mailboxes } = lookup
  const question = { index: entry.index, at, requestId, ...asker, asked, from, window }
  return mailboxes.map(({ about, decided }) => {
    const [outcome, decidedBy, side] = decided
    const told: Given = decided[0] === 'answer' ? { level: decided[3], given: decided[4] } : NOTHING_GIVEN
    // Only of what was made to explain they are not there.
    return { ...question, about, outcome, ...told, decidedBy: decidedBy as string, side: side as Side }
  })
}
