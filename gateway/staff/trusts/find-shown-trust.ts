import { fingerprintOf } from '../../../trust/keys/fingerprint.ts'
import { findTrust, nameOf, trustId } from '../../admin/administration.ts'
import { openSteps } from '../../agreement/open-steps.ts'
import { trustHistory } from '../../agreement/trust-history.ts'
import { partnerName } from '../../console/trusts/trust-page.ts'
import type { ShownTrust } from '../../console/trusts/trust-page.ts'
import type { NamedTrust } from '../../console/trusts/trust-change-pages.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { metadataPath } from '../../publish-metadata.ts'
import type { ConsoleDoor, Visit } from '../console-door.ts'
import { whoIn } from '../who-in-log.ts'

const MOST_CHANGES = 20
/** Of the audit log, the newest. */
const MOST_READ = 4_096

/** @throws FederationError `ERR_NOT_FOUND` */
export const trustOf = ({ administration }: ConsoleDoor, { params }: Visit): FederationTrust =>
  findTrust(administration, params['trust'] ?? '')

export const namedTrust = (trust: FederationTrust): NamedTrust => ({ id: trustId(trust), partner: partnerName(trust) })

/** Everything there is to show of one trust. */
export async function findShownTrust(door: ConsoleDoor, visit: Visit): Promise<ShownTrust> {
  const { administration } = door
  const trust = trustOf(door, visit)
  const name = nameOf(administration, trust.local)
  const own = administration.organizations.get(name)
  const told = administration.exchange.lastTelling(trust)
  const ownMetadataUrl = `${administration.publicUrl}${metadataPath(name)}`
  return {
    id: trustId(trust),
    trust,
    ours: { name, fingerprint: own === undefined ? null : fingerprintOf(own.certificate.raw) },
    steps: openSteps({ trust, ownMetadataUrl, telling: told?.telling ?? null }),
    told,
    checks: await administration.domains.watch.lastChecks(trust),
    history: await trustHistory(administration.state, trust, { most: MOST_CHANGES, mostRead: MOST_READ }),
    whoOf: whoIn(door, visit.locale.language),
  }
}
