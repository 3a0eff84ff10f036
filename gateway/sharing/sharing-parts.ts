import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../../trust/clock.ts'
import type { MailboxPolicy } from '../../trust/policies/policy.ts'
import type { PolicyStore } from '../../trust/policies/policy-store.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { LastLooks } from '../../trust/sharing/last-looks.ts'
import type { PublishedLinks } from '../../trust/sharing/link-store.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import type { Directory, HostedOrganization } from '../broker/directory.ts'
import type { OfferRefusal } from './check-offer.ts'
import type { InvitationRefusal } from './invitation-order.ts'
import type { Invitations } from './invitations.ts'
import type { Share, ShareOwner } from './share.ts'
import type { OrderRefusal } from './share-orders.ts'

export interface SharingParts {
  readonly directory: Pick<Directory, 'hostedDomain' | 'hostedByName' | 'trusts' | 'offerOf'>
  readonly links: PublishedLinks
  readonly looks: LastLooks
  readonly policies: PolicyStore
  readonly state: StateStore
  /** Null where this gateway mails nothing: addresses are handed on by hand. */
  readonly invitations: Pick<Invitations, 'invite' | 'withdraw'> | null
  readonly publicUrl: string
  readonly clock: Clock
  readonly random: Randomness
}

/** Told what is shown of a share at a sequence number, before it is written. */
export type CauseOf = (share: (sequence: number) => Share) => Cause

export type ShareRefusal =
  | OrderRefusal
  | OfferRefusal
  /** Somebody else changed it since it was read. */
  | 'CHANGED_MEANWHILE'
  /** Nothing of hers has this id. */
  | 'NOT_THERE'
  /** A revoked link stays what it is. */
  | 'REVOKED'
  /** The share is of the other kind. */
  | 'OTHER_KIND'
  | InvitationRefusal

export interface NotDone {
  readonly done: false
  readonly because: ShareRefusal
}

export interface Done {
  readonly done: true
  readonly share: Share
}

/** With the address, which is told this once and kept nowhere. */
export interface Opened extends Done {
  readonly address: string
}

export const notDone = (because: ShareRefusal): NotDone => ({ done: false, because })

/** An owner with what holds for her now. */
export interface Sharer extends ShareOwner {
  readonly hosted: HostedOrganization
  readonly policy: MailboxPolicy
}

/** @throws FederationError `ERR_NOT_FOUND` where there is no such mailbox */
export function sharerOf({ directory }: Pick<SharingParts, 'directory'>, owner: ShareOwner): Sharer {
  const hosted = directory.hostedByName(owner.organization)
  const policy = hosted?.policy.mailbox(owner.mailbox)
  if (hosted !== undefined && policy !== undefined) return { ...owner, hosted, policy }
  throw new FederationError('ERR_NOT_FOUND', 'There is no mailbox of this address here.')
}

/** What is not sent yet of a share is never sent. */
export async function withdraw(
  { invitations }: Pick<SharingParts, 'invitations'>,
  { id: share }: Pick<Share, 'id'>,
  { organization, mailbox }: ShareOwner,
  { actor, requestId, rehearsal }: Cause,
): Promise<void> {
  if (rehearsal !== true) await invitations?.withdraw({ organization, mailbox, share }, { actor, requestId })
}
