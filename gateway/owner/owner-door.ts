import type { Clock } from '../../trust/clock.ts'
import type { PolicyStore } from '../../trust/policies/policy-store.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import type { Directory } from '../broker/directory.ts'
import type { Onlooker } from '../console/owner-frame.ts'
import type { Log } from '../log.ts'
import type { Invitations } from '../sharing/invitations.ts'
import type { OwnerLinks } from '../sharing/owner-link.ts'
import type { OwnerSessions } from '../sharing/owner-session.ts'
import type { Sharing } from '../sharing/sharing.ts'
import type { PageAnswer } from '../pages/page-answer.ts'

/** What an owner's pages stand on. */
export interface OwnerDoor {
  readonly sharing: Sharing
  readonly ownerLinks: OwnerLinks
  readonly ownerSessions: OwnerSessions
  readonly directory: Pick<Directory, 'hostedByName' | 'trusts' | 'gateway'>
  readonly policies: PolicyStore
  readonly state: StateStore
  /** What became of invitations; null where this gateway mails nothing. */
  readonly invitations: Pick<Invitations, 'of'> | null
  /** IANA name of an organization's own zone, for mailboxes that name none. */
  readonly timeZoneOf: (organization: string) => string
  readonly publicUrl: string
  readonly clock: Clock
  readonly random: Randomness
  readonly log: Log
}

/** One request of an owner who is signed in. */
export interface Visit {
  readonly onlooker: Onlooker
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** What was sent; empty for a page that is only looked at. */
  readonly form: URLSearchParams
}

/** One page: what is shown, or done. */
export interface OwnerRoute {
  readonly method: 'get' | 'post'
  /** Below the path of all pages, as Express has it. */
  readonly path: string
  readonly handle: (door: OwnerDoor, visit: Visit) => PageAnswer | Promise<PageAnswer>
}
