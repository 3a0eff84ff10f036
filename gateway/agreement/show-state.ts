import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { Json } from '../../trust/stores/state-record.ts'

/** Since when a trust is in its state, and why, as far as the state has that. */
export function showState({ is }: FederationTrust): Readonly<Record<string, Json>> {
  const [since] = (['proposedAt', 'since', 'activeSince', 'suspendedAt', 'revokedAt'] as const).flatMap((name) =>
    name in is ? [(is as unknown as Record<string, number>)[name] ?? 0] : [],
  )
  return {
    since: since === undefined ? null : new Date(since).toISOString(),
    ...('because' in is && { because: is.because }),
    ...('by' in is && { by: is.by, reason: is.reason }),
  }
}
