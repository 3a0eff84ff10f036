import type { FederationTrust } from '../organization/federation-trust.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import type { TrustSnapshot } from '../organization/trust-snapshot.ts'
import type { Cause } from './cause.ts'
import type { Json } from './state-record.ts'

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
  | { readonly stored: false; readonly because: 'repeated'; readonly digest: string; readonly answer: Json }

/** What goes on record about a change of a trust. */
export interface TrustEvent {
  /** `trust.proposed`, `trust.accepted`, … */
  readonly name: string
  readonly facts?: Readonly<Record<string, Json>>
}

/** All trusts of all our organizations. Domains, certificates and keys belong to one partner each, per organization of ours (threats TH5). */
export interface TrustStore {
  /** Immutable; the same object until something changes. */
  snapshot(): TrustSnapshot

  /** Of the record held; 0 where nothing is. */
  versionOf(local: OrganizationId, partner: OrganizationId): number

  /**
   * Keeps `trust` in place of `before` (undefined: nothing is held of that partner). Atomic: of simultaneous calls with
   * the same `before`, at most one is stored. In the snapshot of every instance when the promise resolves.
   *
   * @throws FederationError `ERR_STORE_UNAVAILABLE`, `ERR_OUTCOME_UNKNOWN`
   */
  put(trust: FederationTrust, before: FederationTrust | undefined, cause: Cause, event: TrustEvent): Promise<TrustPut>
}
