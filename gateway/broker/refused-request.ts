import { LRUCache } from 'lru-cache'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { RefusalFinding } from '../explain/step-finding.ts'
import type { Requester } from './requester.ts'

/** A request that was refused as a whole: no mailbox of it has a trace of its own. */
export interface RefusedRequest {
  readonly requestId: string
  readonly at: Instant
  /**
   * An error code, a refusal of a token, `basic: ` and why a password was refused, `NO_CREDENTIALS`, or `HTTP_` and the
   * status of what is no SOAP yet.
   */
  readonly because: string
  /** In words, for administrators; null where the code says all. */
  readonly detail: string | null
  /** The same to be said in any language; null where nobody foresaw it, or an older release wrote it. */
  readonly found: RefusalFinding | null
  /** Null where nobody knows yet who asks. */
  readonly requester: Requester | null
}

/** Of requests by somebody known, of credentials that were refused, and of what comes before any. */
const MOST_KNOWN = 5_000
const MOST_STRANGERS = 2_000
const MOST_UNREAD = 1_000
const NO_CREDENTIALS = 'NO_CREDENTIALS'

/**
 * The most recent refused requests by id, in memory only: who sends many has no more room than its kind. A flood of bad
 * tokens drives out no refusal of a partner, and the first question of every client, which brings no credentials, neither.
 */
export class RecentRefusals {
  readonly #known = new LRUCache<string, RefusedRequest>({ max: MOST_KNOWN })
  readonly #strangers = new LRUCache<string, RefusedRequest>({ max: MOST_STRANGERS })
  readonly #unread = new LRUCache<string, RefusedRequest>({ max: MOST_UNREAD })

  remember(refused: RefusedRequest): void {
    const { requester, because } = refused
    const unread = because === NO_CREDENTIALS || because.startsWith('HTTP_')
    const kept = requester !== null ? this.#known : unread ? this.#unread : this.#strangers
    kept.set(refused.requestId, refused)
  }

  recall(requestId: string): RefusedRequest | undefined {
    return this.#known.get(requestId) ?? this.#strangers.get(requestId) ?? this.#unread.get(requestId)
  }

  /** Whatever names this person, as who asked or in its words. */
  forget(person: MailboxAddress): void {
    for (const kept of [this.#known, this.#strangers, this.#unread]) {
      for (const [id, { requester, detail }] of [...kept.entries()]) {
        if (requester?.person === person || detail?.toLowerCase().includes(person) === true) kept.delete(id)
      }
    }
  }
}
