import type { Instant } from '../../protocols/availability/time-window.ts'
import { isAddressSpace } from './address-space.ts'
import type { FederationTrust } from './federation-trust.ts'
import { trustUsable } from './federation-trust.ts'

/** How far a partner is with the certificate we announced. */
export type Readiness =
  | 'ready' // it holds metadata of ours that names the certificate
  | 'not yet' // it says it holds older metadata
  | 'unknown' // it does not say what it holds: its program is older, or not ours

export interface PartnerReadiness {
  readonly trust: FederationTrust
  readonly readiness: Readiness
  /** The sequence number of our metadata that it holds, as far as it said. */
  readonly seen: number | null
}

/**
 * How far every partner is that could ask or be asked now: whoever is not ready when the certificate is switched refuses
 * what we publish from then on, until its administrator compares the new one. An address space reads nothing of it.
 *
 * @param announced sequence number of the first metadata that named the certificate
 */
export function readinessOf(trusts: readonly FederationTrust[], announced: number, now: Instant): PartnerReadiness[] {
  return trusts
    .filter((trust) => trustUsable(trust, now) && !isAddressSpace(trust))
    .map((trust) => {
      const seen = trust.theirs?.seenMetadata ?? null
      const readiness = seen === null ? 'unknown' : seen >= announced ? 'ready' : 'not yet'
      return { trust, readiness, seen }
    })
}
