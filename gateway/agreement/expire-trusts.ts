import { FederationError } from '../../protocols/federation-error.ts'
import { atMetadataAge, atTime } from '../../trust/organization/trust-transitions.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import { BY_ITSELF } from '../../trust/stores/cause.ts'
import { allTrusts, keep, trustId } from '../admin/administration.ts'
import type { Administration } from '../admin/administration.ts'

type Parts = Pick<Administration, 'organizations' | 'trusts' | 'clock' | 'log'> & {
  readonly identities: { current(id: OrganizationId): { readonly organization: Organization } }
}

const EVENTS: Partial<Record<FederationTrust['is']['state'], string>> = {
  expired: 'trust.expired',
  attention: 'trust.attention',
}

/**
 * Puts on record what time ended, or a new certificate brought back. To be run every minute; that a trust is over counts
 * without it, at once (`trustUsable`).
 */
export async function expireTrusts(parts: Parts): Promise<void> {
  const { identities, clock, log } = parts
  for (const trust of allTrusts(parts)) {
    const { certificate } = identities.current(trust.local).organization
    const after = atMetadataAge(atTime(trust, Date.parse(certificate.validTo), clock), clock)
    if (after === trust) continue
    const event = EVENTS[after.is.state] ?? 'trust.recovered'
    if (event !== 'trust.recovered') log.warn(event, { trust: trustId(trust), partner: trust.partner })
    try {
      await keep(parts, after, trust, { cause: BY_ITSELF, event })
    } catch (error) {
      if (!(error instanceof FederationError) || error.code !== 'ERR_CONFLICT') throw error
      // Another instance was first, or an administrator: the next round looks again.
      log.debug('trust changed meanwhile', { trust: trustId(trust) })
    }
  }
}
