import { inLetters } from '../../trust/organization/domain-claim.ts'
import { challengeRecord } from '../../trust/organization/domain-proof.ts'
import type { DomainProof } from '../../trust/organization/domain-proof.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { challengeOf, domainsOf } from '../../trust/organization/prove-domains.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { challengeName, challengeUrl } from './check-domain.ts'
import type { DomainCheck } from './domain-checks.ts'

const INSTANTS = ['since', 'until', 'provenAt', 'checkedAt', 'missingSince', 'wantedSince'] as const

const inWords = (instant: number): string => new Date(instant).toISOString()

function proofShown(proof: DomainProof): Json {
  const times = INSTANTS.filter((name) => name in proof).map((name) => [
    name,
    inWords((proof as unknown as Record<string, number>)[name] ?? 0),
  ])
  return { ...(proof as Readonly<Record<string, Json>>), ...(Object.fromEntries(times) as Record<string, string>) }
}

/**
 * A partner's domains as administrators read them: the A-label always, beside it the letters where they differ (threats
 * TH10), how it stands with the proof, and what the partner has to publish.
 */
export function showDomains(trust: FederationTrust): Json {
  return domainsOf(trust).map(({ domain, proof }) => {
    const letters = inLetters(domain)
    const challenge = challengeOf(proof)
    return {
      domain,
      ...(letters !== domain && { inLetters: letters }),
      proof: proofShown(proof),
      ...(challenge !== null && {
        record: {
          name: challengeName(domain),
          type: 'TXT',
          value: challengeRecord(trust.partner, challenge),
          url: challengeUrl(domain),
        },
      }),
    }
  })
}

/** The newest looks at the domains, as administrators read them. */
export function showChecks(checks: readonly DomainCheck[]): Json {
  return checks.map(({ at, ...check }) => ({ ...check, at: inWords(at) }))
}
