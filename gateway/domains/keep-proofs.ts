import { isRefused } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import {
  afterDomainChecks,
  domainsOf,
  proofChanges,
  withCheckedDomains,
} from '../../trust/organization/prove-domains.ts'
import type { CheckedDomain } from '../../trust/organization/prove-domains.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { trustId } from '../admin/administration.ts'
import type { Administration } from '../admin/administration.ts'

type Parts = Pick<Administration, 'trusts' | 'clock' | 'log'>

const MOST_RACES = 5

/**
 * Keeps what was found out about the domains of `trust`, whatever else was changed in it meanwhile. Nothing is kept where
 * nothing is new, or where it was revoked.
 *
 * @throws FederationError `ERR_STORE_UNAVAILABLE`, `ERR_OUTCOME_UNKNOWN`
 */
export async function keepProofs(
  { trusts, clock, log }: Parts,
  { local, partner }: FederationTrust,
  checked: readonly CheckedDomain[],
  cause: Cause,
): Promise<void> {
  let taken = checked
  for (let race = 0; race < MOST_RACES; race++) {
    const before = trusts.snapshot().trust(local, partner)
    const after = before && changed(before, taken, clock)
    if (before === undefined || after === null || after === undefined) return
    const facts = { domains: factsOf(before, after, taken) }
    const put = await trusts.put(after, before, cause, { name: 'trust.domains-checked', facts })
    if (put.stored) return report(log, before, after, taken)
    // A domain that was lost may be another partner's by now: then it stays so.
    if (put.because === 'domain-taken') taken = withoutLost(before, taken)
    else if (put.because !== 'changed-meanwhile') break
  }
  log.warn('domain proofs not kept', { partner, domains: checked.map(({ domain }) => domain).join(' ') })
}

function changed(
  before: FederationTrust,
  checked: readonly CheckedDomain[],
  clock: Parts['clock'],
): FederationTrust | null {
  const domains = afterDomainChecks(before, checked, clock.now())
  if (domains === null) return null
  const after = withCheckedDomains(before, domains, clock)
  return isRefused(after) ? null : after
}

function withoutLost(trust: FederationTrust, checked: readonly CheckedDomain[]): readonly CheckedDomain[] {
  const lost = new Set(domainsOf(trust).flatMap(({ domain, proof }) => (proof.state === 'lost' ? [domain] : [])))
  return checked.filter(({ domain }) => !lost.has(domain))
}

function becauseOf(domain: string, checked: readonly CheckedDomain[]): string | null {
  const outcome = checked.find((check) => check.domain === domain)?.outcome
  return outcome === undefined || outcome.found ? null : outcome.because
}

function factsOf(before: FederationTrust, after: FederationTrust, checked: readonly CheckedDomain[]): Json {
  return proofChanges(before, after).map((change) => {
    const because = becauseOf(change.domain, checked)
    return { ...change, ...(because !== null && { because }) }
  })
}

function report(
  log: Parts['log'],
  before: FederationTrust,
  after: FederationTrust,
  checked: readonly CheckedDomain[],
): void {
  for (const { domain, from, to } of proofChanges(before, after)) {
    const because = becauseOf(domain, checked)
    const fields = {
      trust: trustId(after),
      partner: after.partner,
      domain,
      from,
      to,
      ...(because !== null && { because }),
    }
    log[to === 'proven' ? 'info' : 'warn']('domain proof changed', fields)
  }
}
