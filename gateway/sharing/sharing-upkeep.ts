import { DAY, HOUR } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { StatePolicyStore } from '../../trust/policies/state-policy-store.ts'
import type { LastLooks, LookedAt } from '../../trust/sharing/last-looks.ts'
import type { PublishedLinks } from '../../trust/sharing/link-store.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import type { OwnerSessions } from './owner-session.ts'
import { linkShareId } from './share.ts'
import { sweepCodes } from './visitor-codes.ts'

/** How long a link that is over is kept, so that its end can be shown. */
const TOMBSTONES_KEPT = 400 * DAY

export interface SharingUpkeepParts {
  readonly state: StateStore
  readonly links: PublishedLinks
  readonly lastLooks: LastLooks
  readonly ownerSessions: OwnerSessions
  readonly policies: Pick<StatePolicyStore, 'has' | 'policyOf'>
}

/** Whether a share is no more, so that nobody can look through it. */
function isGone({ links, policies }: SharingUpkeepParts, { organization, mailbox, share }: LookedAt): boolean {
  if (share.startsWith('link:')) {
    return !links.linksOf(organization, mailbox).some(({ link }) => linkShareId(link.id) === share)
  }
  if (!policies.has(organization)) return true
  const grants = policies.policyOf(organization).mailbox(mailbox)?.grants
  return grants?.has(share.slice('grant:'.length)) !== true
}

/** What is done about shares every minute, and what every hour. */
export function sharingUpkeep(parts: SharingUpkeepParts): () => Promise<void> {
  const { state, links, lastLooks, ownerSessions } = parts
  let hour: Instant = -Infinity
  return async () => {
    await lastLooks.flush()
    await ownerSessions.sweep()
    const now = state.now()
    if (now < hour + HOUR) return
    hour = now
    await links.forgetEndedBefore(now - TOMBSTONES_KEPT)
    await sweepCodes(state)
    await lastLooks.forgetShares((looked) => isGone(parts, looked))
  }
}
