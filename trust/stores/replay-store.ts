import type { Instant } from '../../protocols/availability/time-window.ts'
import type { OrganizationId } from '../organization/organization-id.ts'

/** Which single-use tokens have been spent. Keyed by issuer and token id, never by token text, which can be respelled. */
export interface ReplayStore {
  /**
   * From when on this store knows every use. A token issued earlier may have been spent before and is refused
   * (threats TK11): a store that forgets at a restart says its start, one that remembers says its birth.
   */
  readonly remembersSince: Instant

  /**
   * Records `tokenId` for `issuer` and says whether this was its first use. Atomic: of any number of simultaneous calls
   * with the same arguments, exactly one resolves to `true`. The record lasts at least until `until`.
   *
   * @param until when the token can no longer be accepted; an instant not in the future resolves to `false`
   * @throws FederationError `ERR_STORE_UNAVAILABLE` - the caller must refuse, never assume first use
   */
  firstUse(issuer: OrganizationId, tokenId: string, until: Instant): Promise<boolean>
}
