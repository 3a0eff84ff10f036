import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { TrustStore } from '../../trust/stores/trust-store.ts'

/** The same store; whatever is kept through it, by whomever, is told to the partner. */
export function tellingTrusts(trusts: TrustStore, told: { changed(trust: FederationTrust): void }): TrustStore {
  return {
    snapshot: () => trusts.snapshot(),
    versionOf: (local, partner) => trusts.versionOf(local, partner),
    put: async (trust, before, cause, event) => {
      const put = await trusts.put(trust, before, cause, event)
      if (put.stored && cause.rehearsal !== true) told.changed(trust)
      return put
    },
  }
}
