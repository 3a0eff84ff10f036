import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../clock.ts'
import { afterCheck, needsAttention } from './domain-proof.ts'
import type { DomainProof } from './domain-proof.ts'
import { acceptedOf, isRefused } from './federation-trust.ts'
import type { FederationTrust, TransitionRefused, TrustedDomain } from './federation-trust.ts'
import type { ProofOutcome } from './judge-proof.ts'
import { clearAttention, raiseAttention, withDomains } from './trust-transitions.ts'

const CAUSE = 'domain-missing'

/** What one check said of one domain, and of which challenge: one that was replaced meanwhile says nothing. */
export interface CheckedDomain {
  readonly domain: Domain
  readonly challenge: string
  readonly outcome: ProofOutcome
}

/** The domains of a partner; none before a yes and after an end. */
export function domainsOf(trust: FederationTrust): readonly TrustedDomain[] {
  return acceptedOf(trust)?.domains ?? []
}

/** The challenge that is looked for, where one is. */
export function challengeOf(proof: DomainProof): string | null {
  return proof.state === 'unproven' ? null : proof.challenge
}

/** What is known of a partner's domains after some were looked at; null where that is nothing new. */
export function afterDomainChecks(
  trust: FederationTrust,
  checked: readonly CheckedDomain[],
  now: Instant,
): readonly TrustedDomain[] | null {
  const byDomain = new Map(checked.map((check) => [check.domain, check]))
  const before = domainsOf(trust)
  const after = before.map((held) => {
    const check = byDomain.get(held.domain)
    if (check === undefined || check.challenge !== challengeOf(held.proof)) return held
    const proof = afterCheck(held.proof, check.outcome, now)
    return proof === held.proof ? held : { ...held, proof }
  })
  return after.every((held, i) => held === before[i]) ? null : after
}

/**
 * A trust after its domains were looked at: what waited for a proof goes on, and whether a person is needed is said.
 *
 * @param domains of `afterDomainChecks`
 */
export function withCheckedDomains(
  trust: FederationTrust,
  domains: readonly TrustedDomain[],
  clock: Clock,
): FederationTrust | TransitionRefused {
  const after = withDomains(trust, domains, clock)
  if (isRefused(after)) return after
  const now = clock.now()
  const needed = domains.some(({ proof }) => needsAttention(proof, now))
  const noticed = needed ? raiseAttention(after, CAUSE, clock) : clearAttention(after, CAUSE, clock)
  // In another state there is nothing to notice, or it is noticed already.
  return isRefused(noticed) ? after : noticed
}

/** What happened to the proofs between two moments of one trust, for the record. */
export function proofChanges(
  before: FederationTrust,
  after: FederationTrust,
): readonly {
  readonly domain: Domain
  readonly from: DomainProof['state'] | 'none'
  readonly to: DomainProof['state']
}[] {
  const held = new Map(domainsOf(before).map(({ domain, proof }) => [domain, proof.state]))
  return domainsOf(after)
    .map(({ domain, proof }) => ({ domain, from: held.get(domain) ?? ('none' as const), to: proof.state }))
    .filter(({ from, to }) => from !== to)
}
