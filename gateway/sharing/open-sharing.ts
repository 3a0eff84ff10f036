import type { Clock } from '../../trust/clock.ts'
import type { SealingKey } from '../../trust/keys/sealed-identity.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { ReplayStore } from '../../trust/stores/replay-store.ts'
import { OwnerLinks } from './owner-link.ts'
import { Sharing } from './sharing.ts'
import type { SharingParts } from './sharing-parts.ts'

export interface OpenSharingParts extends SharingParts {
  readonly gateway: Organization
  readonly sealingKey: SealingKey
  readonly spent: ReplayStore
  readonly clock: Clock
  readonly random: Randomness
}

/** What owners do, and the way to their pages. */
export function openSharing(parts: OpenSharingParts): { readonly sharing: Sharing; readonly ownerLinks: OwnerLinks } {
  const { gateway } = parts
  return { sharing: new Sharing(parts), ownerLinks: new OwnerLinks({ ...parts, gateway: gateway.id }) }
}
