import type { NoDataReason } from './busy-status.ts'
import type { FreeBusyView } from './free-busy-view.ts'
import type { MailboxAddress } from './mailbox-address.ts'
import type { SharedView } from './shared-view.ts'
import type { TimeWindow } from './time-window.ts'
import type { View } from './view.ts'

export { hasDetails, hasEvents, hasStream, VIEWS } from './view.ts'
export type { View } from './view.ts'

/** An address of a question that is no mailbox address: it gets its own error in its own place. */
export interface UnusableAddress {
  readonly unusable: string
}

/** "When are they free?", from any protocol. */
export interface AvailabilityQuestion {
  /** 1 to 100, in the order asked; the same mailbox may stand twice and is answered twice. */
  readonly mailboxes: readonly (MailboxAddress | UnusableAddress)[]
  readonly window: TimeWindow
  readonly view: View
  /** Minutes per slot of the merged stream, 5 to 1440. */
  readonly interval: number
}

/** One mailbox's part of an answer; there is exactly one for each address asked, in the order asked. */
export type MailboxAnswer =
  | { readonly kind: 'view'; readonly view: SharedView }
  /** No such mailbox, or a refusal told to an outsider: these two must not be told apart. */
  | { readonly kind: 'not-found' }
  /** A refusal told to our own people, with the step of the decision that refused. */
  | { readonly kind: 'refused'; readonly decidedBy: string }
  | { readonly kind: 'no-data'; readonly reason: NoDataReason }

/** What one source found about one mailbox, before policy. */
export type Finding =
  { readonly kind: 'view'; readonly view: FreeBusyView } | { readonly kind: 'no-data'; readonly reason: NoDataReason }

export interface SourceQuestion {
  readonly mailboxes: readonly MailboxAddress[]
  readonly window: TimeWindow
  /** The most that may be fetched: a source need not load details for a view without them. */
  readonly view: View
  readonly interval: number
  /** Whether details come with description and organizer, where the source has them. */
  readonly notes?: boolean
  /** Whether entries come with their categories, where the source has them: some are to be hidden. */
  readonly categories?: boolean
  /**
   * Of which entries of a view, which has no details yet, anything is told: texts of others need not be read, and what an
   * answer costs does not depend on them. Each as often as it is told in pieces. Absent: all of them.
   */
  readonly told?: (view: FreeBusyView) => readonly number[]
}

/** A request to a partner; `body` is what will be sent, byte for byte, since a token may be bound to it. */
export interface OutgoingRequest {
  readonly method: 'POST'
  readonly url: string
  readonly body: Uint8Array
}

/** Headers that say who asks: `authorization`, and what goes with it. Names in lower case. */
export type CredentialHeaders = Readonly<Record<string, string>>

export interface SourceContext {
  /** Ends the lookup; a source answers `REACH_TIMEOUT` for what it has not got by then. */
  readonly signal: AbortSignal
  /** Shows a partner who asks, for one request; absent for our own calendars. */
  readonly authorize?: (request: OutgoingRequest) => CredentialHeaders | Promise<CredentialHeaders>
  /**
   * Shows it once more, differently, after a 401 with this challenge (`WWW-Authenticate`); null where there is nothing
   * else to show.
   */
  readonly authorizeAgain?: (
    request: OutgoingRequest,
    challenge: string | readonly string[] | undefined,
  ) => CredentialHeaders | Promise<CredentialHeaders> | null
  /** Our id of the request, passed on to a partner so that both logs can be read together. */
  readonly requestId: string
}

export interface SourceAnswer {
  /** Exactly one finding for each mailbox asked, in the order asked. */
  readonly findings: readonly Finding[]
  /** The partner's own id of the request, where it told one. */
  readonly upstreamRequestId?: string
  /** Why the partner was not asked at all, where a guard before it kept us from it. */
  readonly heldBack?: HeldBack
}

/** It failed again and again a moment ago, or as many questions as may be are under way to it. */
export type HeldBack = 'BREAKER_OPEN' | 'BULKHEAD_FULL'

/**
 * A place where calendars live: our own folder of calendars, or a partner's server. Never throws for what a partner may
 * do; whatever cannot be had is `no-data` for the mailboxes concerned.
 */
export interface Connector {
  /** At once where everything is in memory, so that such a lookup waits for nothing. */
  lookUp(question: SourceQuestion, context: SourceContext): SourceAnswer | Promise<SourceAnswer>
}

/** A place beyond the network: it is always waited for. */
export interface RemoteConnector extends Connector {
  lookUp(question: SourceQuestion, context: SourceContext): Promise<SourceAnswer>
}
