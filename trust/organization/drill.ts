import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { fingerprintOf } from '../keys/fingerprint.ts'
import { acceptedOf, endOf } from './federation-trust.ts'
import type { FederationTrust, TrustedDomain } from './federation-trust.ts'
import type { Organization } from './organization.ts'

export type DrillCause =
  | 'state' // it does not serve today either
  | 'own-certificate'
  | 'partner-certificate'
  | 'agreed-end'
  | 'domain-proof'
  | 'partner-token-keys'
  | 'partner-metadata'

/** Something that ends before the day of the drill. */
export interface DrillFinding {
  readonly cause: DrillCause
  /** From when on. */
  readonly from: Instant
  /** The domain, the state, the word for what it is about; null where the cause says all. */
  readonly about: string | null
  /** Whether the gateways put it right by themselves while both run and reach each other. */
  readonly mendsItself: boolean
}

export interface DrilledTrust {
  readonly trust: FederationTrust
  /** Whether lookups fail on that day if nobody does anything. */
  readonly fails: boolean
  /** In the order of time. */
  readonly findings: readonly DrillFinding[]
}

/** A proof that is missing for so long binds nothing any more (trust.md, "Setting one up"). */
const PROOF_LOST_AFTER = 7 * DAY

/**
 * Which trusts would fail on a day to come, and why, from what is known now: nothing is asked and nothing is changed.
 *
 * @param trusts of the organization
 */
export function drill(organization: Organization, trusts: readonly FederationTrust[], at: Instant): DrilledTrust[] {
  const own = ownFindings(organization)
  return trusts
    .filter((trust) => acceptedOf(trust) !== null)
    .map((trust) => {
      const findings = [...own, ...partnerFindings(trust), ...domainFindings(trust)]
        .filter(({ from }) => from <= at)
        .sort((one, other) => one.from - other.from)
      return { trust, fails: findings.some(({ mendsItself }) => !mendsItself), findings }
    })
}

const finding = (
  cause: DrillCause,
  from: Instant,
  { about = null, mendsItself = false }: Partial<Pick<DrillFinding, 'about' | 'mendsItself'>> = {},
): DrillFinding => ({ cause, from, about, mendsItself })

/** A next certificate does not switch itself: somebody has to. */
function ownFindings({ certificate, next }: Organization): DrillFinding[] {
  const about = next === null ? null : `next ${fingerprintOf(next.certificate.raw)}`
  return [finding('own-certificate', Date.parse(certificate.validTo) + 1, { about })]
}

function partnerFindings(trust: FederationTrust): DrillFinding[] {
  const { metadata, tokenKeys, is } = trust
  const rolls = metadata.vouched.length > 0
  const lastKey = Math.max(...tokenKeys.map(({ until }) => until))
  const end = endOf(trust)
  const serves = is.state === 'active' || is.state === 'attention'
  return [
    ...(serves ? [] : [finding('state', 0, { about: is.state })]),
    ...(end === null ? [] : [finding('agreed-end', end)]),
    finding('partner-certificate', metadata.certificate.notAfter + 1, { mendsItself: rolls }),
    finding('partner-token-keys', lastKey, { mendsItself: true }),
    finding('partner-metadata', metadata.expiresAt, { mendsItself: true }),
  ]
}

/** Which of its domains bind nothing by then, as far as that is on its way already. */
function domainFindings(trust: FederationTrust): DrillFinding[] {
  const accepted = acceptedOf(trust)
  return (accepted?.domains ?? []).flatMap(({ domain, proof }: TrustedDomain) => {
    const about = { about: domain }
    if (proof.state === 'missing') return [finding('domain-proof', proof.missingSince + PROOF_LOST_AFTER, about)]
    if (proof.state === 'lost') return [finding('domain-proof', proof.since, about)]
    return proof.state === 'pending' ? [finding('domain-proof', proof.since, about)] : []
  })
}
