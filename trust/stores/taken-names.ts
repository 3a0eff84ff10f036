import { hash } from 'node:crypto'
import { subjectPublicKeyOf } from '../keys/subject-public-key.ts'
import { acceptedOf } from '../organization/federation-trust.ts'
import type { FederationTrust } from '../organization/federation-trust.ts'

export type Clash = 'certificate-key-taken' | 'token-key-taken' | 'domain-taken' | 'credential-taken'

/**
 * What two partners of one organization may not share, and who has it (threats TH5). A revoked partner has no domains any
 * more, but its keys stay its own. Found by name, not by comparing with every other partner.
 */
export class TakenNames {
  readonly #owners = new Map<string, string>()

  add(trust: FederationTrust): void {
    for (const { name } of namesOf(trust)) this.#owners.set(name, ownerOf(trust))
  }

  remove(trust: FederationTrust): void {
    for (const { name } of namesOf(trust)) {
      if (this.#owners.get(name) === ownerOf(trust)) this.#owners.delete(name)
    }
  }

  /** Null where everything is free or this partner's own. */
  clash(trust: FederationTrust): Clash | null {
    const own = ownerOf(trust)
    const taken = namesOf(trust).find(({ name }) => (this.#owners.get(name) ?? own) !== own)
    return taken?.because ?? null
  }
}

const ownerOf = ({ local, partner }: FederationTrust): string => `${local} ${partner}`

interface TakenName {
  readonly name: string
  readonly because: Clash
}

/** A role account is one relationship's, whichever organization of ours that is with: it is all that is shown of who asks. */
function credentialNames({ local, metadata, credential, is }: FederationTrust): readonly TakenName[] {
  const because = 'credential-taken'
  if (is.state === 'revoked') return []
  if (credential.kind === 'basic') return [{ name: `account ${credential.account}`, because }]
  if (metadata.exchange === undefined) return []
  return [{ name: `exchange ${local} ${metadata.exchange.service}@${metadata.exchange.realm}`, because }]
}

function namesOf(trust: FederationTrust): readonly TakenName[] {
  const { local, metadata, tokenKeys } = trust
  // The key, not the certificate around it: one key under two certificates is still one hand that signs.
  const key = hash('sha256', subjectPublicKeyOf(metadata.certificate.der), 'base64url')
  // Also those that wait for their proof: one domain is asked of one partner. A lost one is free for another.
  const domains = (acceptedOf(trust)?.domains ?? []).filter(({ proof }) => proof.state !== 'lost')
  return [
    { name: `certificate ${local} ${key}`, because: 'certificate-key-taken' },
    ...credentialNames(trust),
    ...tokenKeys.map(({ thumbprint }) => ({
      name: `token ${local} ${thumbprint}`,
      because: 'token-key-taken' as const,
    })),
    ...domains.map(({ domain }) => ({ name: `domain ${local} ${domain}`, because: 'domain-taken' as const })),
  ]
}
