import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { UNPROVEN } from '../../../trust/organization/domain-proof.ts'
import type { DomainProof } from '../../../trust/organization/domain-proof.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { hear } from '../../../trust/organization/hear-partner.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import {
  accept,
  atTime,
  propose,
  raiseAttention,
  revoke,
  suspend,
} from '../../../trust/organization/trust-transitions.ts'
import type { AdministratorsYes } from '../../../trust/organization/trust-transitions.ts'
import type { PartnerHalf } from '../../../trust/organization/trust-halves.ts'
import { granted, idOf, known, metadataOf, START } from '../known-organizations.ts'
import type { VirtualClock } from '../known-organizations.ts'

export const US = idOf(900)
export const FABRIKAM = parseDomain('fabrikam.example')
export const CHALLENGE = 'A'.repeat(43)

/** A partner that can be told: its metadata names an address for statements. */
const ENDPOINTS = {
  ews: 'https://gateway.fabrikam.example/EWS/Exchange.asmx',
  trust: 'https://gateway.fabrikam.example/.well-known/federation-metadata',
  offers: 'https://gateway.fabrikam.example/federation-offers',
}

/** What the partner says, with `more` of it other than that it said yes and asks for nothing. */
export function saying(sequence: number, more: Partial<PartnerHalf> = {}): PartnerHalf {
  const half: Omit<PartnerHalf, 'content'> = {
    ...{ sequence, issuedAt: START, takenAt: START, standing: 'offered', offer: null, scopeDescription: null },
    ...{ validUntil: null, accepts: null, seenMetadata: 1, domains: [] },
    ...more,
  }
  return { ...half, content: more.content ?? JSON.stringify({ ...half, takenAt: 0 }) }
}

export function pending(clock: VirtualClock): DomainProof {
  return { state: 'pending', challenge: CHALLENGE, since: clock.now(), until: clock.now() + 7 * DAY }
}

export function yesTo(
  partner: Pick<FederationTrust, 'metadata'>,
  more: Partial<AdministratorsYes> = {},
): AdministratorsYes {
  const { fingerprint } = partner.metadata.certificate
  return { fingerprint, domains: [FABRIKAM], prove: () => UNPROVEN, ...more }
}

export const STATES = [
  'proposed',
  'proving',
  'offered',
  'active',
  'attention',
  'suspended by us',
  'suspended by partner',
  'expired by certificate',
  'expired by end',
  'revoked',
] as const

export type StateName = (typeof STATES)[number]

/** One trust in each state, each come there by real steps; the clock stands after the end that was named. */
export async function everyState(clock: VirtualClock): Promise<Readonly<Record<StateName, FederationTrust>>> {
  return statesOf(await known('Fabrikam'), clock)
}

function statesOf(fabrikam: Organization, clock: VirtualClock): Record<StateName, FederationTrust> {
  const metadata = metadataOf(fabrikam, clock, { endpoints: ENDPOINTS })
  const proposed = granted(propose(US, metadata, clock))
  const offered = granted(accept(proposed, yesTo(proposed), clock))
  const active = granted(hear(offered, saying(1), clock))
  const ending = granted(accept(active, yesTo(active, { validUntil: clock.now() + 1 }), clock))
  const over = metadata.certificate.notAfter
  const suspendedBy = granted(hear(active, saying(2, { standing: 'suspended' }), clock))
  clock.pass(1)
  return {
    proposed,
    proving: granted(accept(proposed, yesTo(proposed, { prove: () => pending(clock) }), clock)),
    offered,
    active,
    attention: granted(raiseAttention(active, 'domain-missing', clock)),
    'suspended by us': granted(suspend(active, 'under review', clock)),
    'suspended by partner': suspendedBy,
    'expired by certificate': atTime(active, over, { now: () => over + 1 }),
    'expired by end': atTime(ending, over, clock),
    revoked: granted(revoke(active, 'key lost', clock)),
  }
}

/** The state with what the name of a state leaves open. */
export function nameOf({ is }: FederationTrust): StateName {
  if (is.state === 'suspended') return is.by === 'us' ? 'suspended by us' : 'suspended by partner'
  if (is.state === 'expired') return is.because === 'certificate' ? 'expired by certificate' : 'expired by end'
  return is.state
}
