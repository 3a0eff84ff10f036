import { hash } from 'node:crypto'
import { subjectPublicKeyOf } from '../keys/subject-public-key.ts'
import { acceptedOf } from '../organization/federation-trust.ts'
import type { FederationTrust } from '../organization/federation-trust.ts'

export type Clash = 'certificate-key-taken' | 'token-key-taken' | 'domain-taken'

/**
 * What two partners of one organization may not share, and who has it (threats TH5). A revoked partner has no domains any
 * more, but its keys stay its own. Found by name, not by comparing with every other partner.
 */
export class TakenNames {
  readonly #owners = new Map<string, string>()

  add(trust: FederationTrust): void {
    for (const { name } of namesOf(trust)) this.#owners.set(name, trust.partner)
  }

  remove(trust: FederationTrust): void {
    for (const { name } of namesOf(trust)) {
      if (this.#owners.get(name) === trust.partner) this.#owners.delete(name)
    }
  }

  /** Null where everything is free or this partner's own. */
  clash(trust: FederationTrust): Clash | null {
    const taken = namesOf(trust).find(({ name }) => (this.#owners.get(name) ?? trust.partner) !== trust.partner)
    return taken?.because ?? null
  }
}

interface TakenName {
  readonly name: string
  readonly because: Clash
}

function namesOf(trust: FederationTrust): readonly TakenName[] {
  const { local, metadata, tokenKeys } = trust
  // The key, not the certificate around it: one key under two certificates is still one hand that signs.
  const key = hash('sha256', subjectPublicKeyOf(metadata.certificate.der), 'base64url')
  // Also those that wait for their proof: one domain is asked of one partner. A lost one is free for another.
  const domains = (acceptedOf(trust)?.domains ?? []).filter(({ proof }) => proof.state !== 'lost')
  return [
    { name: `certificate ${local} ${key}`, because: 'certificate-key-taken' },
    ...tokenKeys.map(({ thumbprint }) => ({
      name: `token ${local} ${thumbprint}`,
      because: 'token-key-taken' as const,
    })),
    ...domains.map(({ domain }) => ({ name: `domain ${local} ${domain}`, because: 'domain-taken' as const })),
  ]
}
