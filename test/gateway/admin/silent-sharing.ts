import type { Administration } from '../../../gateway/admin/administration.ts'
import { Sharing } from '../../../gateway/sharing/sharing.ts'
import type { PolicyStore } from '../../../trust/policies/policy-store.ts'
import type { Randomness } from '../../../trust/randomness.ts'
import { LastLooks } from '../../../trust/sharing/last-looks.ts'
import { PublishedLinks } from '../../../trust/sharing/link-store.ts'
import { trustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import type { StateStore } from '../../../trust/stores/state-store.ts'

/** What owners share, for administrations that host nobody. */
export function silentSharing(
  state: StateStore,
  policies: PolicyStore,
  random: Randomness,
): Pick<Administration, 'sharing' | 'ownerLinks' | 'proveClosed' | 'lastLooks'> {
  const directory = {
    ...{ hostedDomain: () => undefined, hostedByName: () => undefined },
    ...{ trusts: () => trustSnapshot([], 0), offerOf: () => null },
  }
  const sharing = new Sharing({
    ...{ directory, state, policies, random, clock: { now: () => state.now() }, invitations: null },
    ...{ links: new PublishedLinks(state), looks: new LastLooks(state), publicUrl: 'https://gateway.example' },
  })
  return {
    sharing,
    lastLooks: { forget: () => Promise.resolve(0) },
    ownerLinks: { make: () => ({ token: '', address: '', until: 0 }) },
    proveClosed: (owner) => Promise.resolve({ ...owner, closed: true, doors: [], opensLater: [] }),
  }
}
