import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { hasDetails } from '../../protocols/availability/view.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { findLooks } from './find-looks.ts'
import type { Look, LookOutcome } from './look.ts'

/** How far back an owner sees who looked, and how many looks at most. */
export const OWN_LOOKS_DAYS = 90
export const MOST_OWN_LOOKS = 500

/**
 * What an owner may know of one look at her: who asked, of which organization, since they named her themselves; for which
 * time; and what they were told. Nothing that leads to others of the same question: no request id, no number of an entry.
 */
export interface OwnLook {
  readonly at: Instant
  readonly kind: Look['kind']
  /** Id of the organization that asked. */
  readonly organization: string
  /** Null where the address was erased. */
  readonly from: string | null
  readonly window: TimeWindow
  readonly outcome: LookOutcome
  /** What they were told; null: nothing. */
  readonly level: AccessLevel | null
}

/** What was told is no more than the view that was asked for has. */
const toldOf = ({ level, given }: Look): AccessLevel | null =>
  given === null ? null : hasDetails(given) ? level : 'AvailabilityOnly'

function ownLook(look: Look): OwnLook {
  const { at, kind, organization, from, window, outcome } = look
  const asked = { start: Date.parse(window.start), end: Date.parse(window.end) }
  return { at: Date.parse(at), kind, organization, from, window: asked, outcome, level: toldOf(look) }
}

export interface OwnLooks {
  /** The newest first. */
  readonly looks: readonly OwnLook[]
  /** Whether there are more in these days than are listed. */
  readonly more: boolean
}

/** Who looked at one mailbox lately. */
export async function ownLooks(state: StateStore, about: MailboxAddress, now: Instant): Promise<OwnLooks> {
  const everybody = { from: null, organizations: null, until: null, requestId: null, outcome: null }
  const filter = { ...everybody, about, since: now - OWN_LOOKS_DAYS * DAY }
  const looks: OwnLook[] = []
  for await (const found of findLooks(state, filter, { newestFirst: true, start: null })) {
    for (const look of found.looks) {
      if (looks.length === MOST_OWN_LOOKS) return { looks, more: true }
      looks.push(ownLook(look))
    }
  }
  return { looks, more: false }
}
