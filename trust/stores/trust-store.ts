import type { FederationTrust } from '../organization/federation-trust.ts'
import type { TrustSnapshot } from '../organization/trust-snapshot.ts'

export type TrustPut =
  | { readonly stored: true; readonly sequence: number }
  | {
      readonly stored: false
      readonly because:
        | 'changed-meanwhile' // `before` is no longer what the store holds
        | 'rolled-back' // older metadata than a trust, even a revoked one, has shown
        | 'domain-taken'
        | 'certificate-key-taken'
        | 'token-key-taken'
    }

/** All trusts of all our organizations. Domains, certificates and keys belong to one partner each, per organization of ours (threats TH5). */
export interface TrustStore {
  /** Immutable; the same object until something changes. */
  snapshot(): TrustSnapshot

  /**
   * Keeps `trust` in place of `before` (undefined: nothing is held of that partner). Atomic: of simultaneous calls with
   * the same `before`, at most one is stored. In the snapshot when the promise resolves.
   *
   * @throws FederationError `ERR_STORE_UNAVAILABLE`
   */
  put(trust: FederationTrust, before: FederationTrust | undefined): Promise<TrustPut>
}
