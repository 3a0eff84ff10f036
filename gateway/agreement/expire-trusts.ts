import { FederationError } from '../../protocols/federation-error.ts'
import { atTime } from '../../trust/organization/trust-transitions.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import { BY_ITSELF } from '../../trust/stores/cause.ts'
import { allTrusts, keep, trustId } from '../admin/administration.ts'
import type { Administration } from '../admin/administration.ts'

type Parts = Pick<Administration, 'organizations' | 'trusts' | 'clock' | 'log'> & {
  readonly identities: { current(id: OrganizationId): { readonly organization: Organization } }
}

/**
 * Puts on record what time ended, or a new certificate brought back. To be run every minute; that a trust is over counts
 * without it, at once (`trustUsable`).
 */
export async function expireTrusts(parts: Parts): Promise<void> {
  const { identities, clock, log } = parts
  for (const trust of allTrusts(parts)) {
    const { certificate } = identities.current(trust.local).organization
    const after = atTime(trust, Date.parse(certificate.validTo), clock)
    if (after === trust) continue
    const event = after.is.state === 'expired' ? 'trust.expired' : 'trust.recovered'
    try {
      await keep(parts, after, trust, { cause: BY_ITSELF, event })
    } catch (error) {
      if (!(error instanceof FederationError) || error.code !== 'ERR_CONFLICT') throw error
      // Another instance was first, or an administrator: the next round looks again.
      log.debug('trust changed meanwhile', { trust: trustId(trust) })
    }
  }
}
