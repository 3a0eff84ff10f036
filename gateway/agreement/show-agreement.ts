import { challengeRecord } from '../../trust/organization/domain-proof.ts'
import { endOf } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { standingOf } from '../../trust/organization/settle-trust.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { nameOf } from '../admin/administration.ts'
import type { Administration } from '../admin/administration.ts'
import { challengeName } from '../domains/check-domain.ts'
import { metadataPath } from '../publish-metadata.ts'
import { mismatches } from './compare-halves.ts'
import { nextSteps } from './next-steps.ts'

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** Both halves of a trust side by side, where they do not fit, and what is still to be done by whom. */
export function showAgreement(
  administration: Pick<Administration, 'organizations' | 'publicUrl' | 'exchange'>,
  trust: FederationTrust,
): Readonly<Record<string, Json>> {
  const { ours, theirs } = trust
  const told = administration.exchange.lastTelling(trust)
  const ownMetadataUrl = `${administration.publicUrl}${metadataPath(nameOf(administration, trust.local))}`
  const { sequence, offer, scopeDescription, validUntil, accepts } = ours
  return {
    ours: { standing: standingOf(trust), sequence, offer, scopeDescription, validUntil: iso(validUntil), accepts },
    theirs: theirs && shownHalf(trust, theirs),
    validUntil: iso(endOf(trust)),
    told: told && {
      at: iso(told.at),
      since: iso(told.since),
      outcome: told.telling,
      newest: told.sequence === sequence,
    },
    mismatches: mismatches(trust),
    next: nextSteps({ trust, ownMetadataUrl, telling: told?.telling ?? null }) as unknown as Json,
  }
}

function shownHalf({ local }: FederationTrust, theirs: NonNullable<FederationTrust['theirs']>): Json {
  const { sequence, standing, offer, scopeDescription, validUntil, accepts, seenMetadata } = theirs
  return {
    ...{ standing, sequence, offer, scopeDescription, validUntil: iso(validUntil), accepts, seenMetadata },
    ...{ issuedAt: iso(theirs.issuedAt), takenAt: iso(theirs.takenAt) },
    domains: theirs.domains.map(({ domain, proof, challenge }) => ({
      domain,
      proof,
      ...(challenge !== null && {
        record: { name: challengeName(domain), type: 'TXT', value: challengeRecord(local, challenge) },
      }),
    })),
  }
}
