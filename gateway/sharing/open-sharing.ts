import type { Clock } from '../../trust/clock.ts'
import type { SealingKey } from '../../trust/keys/sealed-identity.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { ReplayStore } from '../../trust/stores/replay-store.ts'
import type { Broker } from '../broker/answer-availability.ts'
import { OwnerLinks } from './owner-link.ts'
import { proveClosed } from './prove-closed.ts'
import type { Proof } from './prove-closed.ts'
import type { PublishedCalendars } from './published-calendars.ts'
import type { ShareOwner } from './share.ts'
import { Sharing } from './sharing.ts'
import type { SharingParts } from './sharing-parts.ts'

export interface OpenSharingParts extends SharingParts {
  readonly gateway: Organization
  readonly broker: Broker
  readonly calendars: PublishedCalendars
  readonly sealingKey: SealingKey
  readonly spent: ReplayStore
  readonly clock: Clock
  readonly random: Randomness
}

export interface OpenedSharing {
  readonly sharing: Sharing
  readonly ownerLinks: OwnerLinks
  readonly proveClosed: (owner: ShareOwner) => Promise<Proof>
}

/** What owners do, the way to their pages, and the proof of what they ended. */
export function openSharing(parts: OpenSharingParts): OpenedSharing {
  const { gateway, random } = parts
  const doors = { ...parts, sharing: parts, newRequestId: () => random.uuid() }
  return {
    sharing: new Sharing(parts),
    ownerLinks: new OwnerLinks({ ...parts, gateway: gateway.id }),
    proveClosed: (owner) => proveClosed(doors, owner),
  }
}
