import type { FederationTrust } from '../organization/federation-trust.ts'
import { trustSnapshot } from '../organization/trust-snapshot.ts'
import type { TrustSnapshot } from '../organization/trust-snapshot.ts'
import type { TrustPut, TrustStore } from './trust-store.ts'

export class MemoryTrustStore implements TrustStore {
  readonly #trusts = new Map<string, FederationTrust>()
  #snapshot: TrustSnapshot = trustSnapshot([], 0)

  snapshot(): TrustSnapshot {
    return this.#snapshot
  }

  put(trust: FederationTrust, before: FederationTrust | undefined): Promise<TrustPut> {
    const place = `${trust.local} ${trust.partner}`
    const held = this.#trusts.get(place)
    if (held !== before) return Promise.resolve({ stored: false, because: 'changed-meanwhile' })
    if (held && trust.metadata.sequence < held.metadata.sequence) {
      return Promise.resolve({ stored: false, because: 'rolled-back' })
    }
    for (const other of this.#snapshot.trusts(trust.local)) {
      const taken = other.partner === trust.partner ? undefined : clash(trust, other)
      if (taken) return Promise.resolve({ stored: false, because: taken })
    }
    this.#trusts.set(place, trust)
    this.#snapshot = trustSnapshot(this.#trusts.values(), this.#snapshot.sequence + 1)
    return Promise.resolve({ stored: true, sequence: this.#snapshot.sequence })
  }
}

/** What two partners of one organization may not share. A revoked partner has no domains any more, but its keys stay its own. */
function clash(
  one: FederationTrust,
  other: FederationTrust,
): 'domain-taken' | 'certificate-key-taken' | 'token-key-taken' | undefined {
  // The key, not the certificate around it: one key under two certificates is still one hand that signs.
  if (one.metadata.certificate.key.equals(other.metadata.certificate.key)) return 'certificate-key-taken'
  const keys = new Set(other.tokenKeys.map((key) => key.thumbprint))
  if (one.tokenKeys.some((key) => keys.has(key.thumbprint))) return 'token-key-taken'
  const domains = new Set(domainsOf(other))
  return domainsOf(one).some((domain) => domains.has(domain)) ? 'domain-taken' : undefined
}

function domainsOf({ is }: FederationTrust): readonly string[] {
  return is.state === 'active' || is.state === 'suspended' ? is.domains.map(({ domain }) => domain) : []
}
