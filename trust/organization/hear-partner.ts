import type { Clock } from '../clock.ts'
import { acceptedOf } from './federation-trust.ts'
import type { FederationTrust, TransitionRefused } from './federation-trust.ts'
import { hasServed, restated, stateOf } from './settle-trust.ts'
import type { PartnerHalf } from './trust-halves.ts'

const BY_PARTNER = 'The partner revoked it.'

/**
 * Takes what the partner says of the trust. Its yes makes a trust active that ours was given for; its suspension stops
 * one, and ends by itself; its revocation ends for good one that served. Whoever only proposed, or waits for the partner's
 * yes, has nothing that could be ended: that is shown and changes no state.
 *
 * @returns the same object where the statement is known already; `sequence-lower` for one that is older than what was
 * heard (threats TH4), `sequence-not-raised` for another under the same number
 */
export function hear(trust: FederationTrust, theirs: PartnerHalf, clock: Clock): FederationTrust | TransitionRefused {
  const { is } = trust
  if (theirs.sequence < trust.heard) return { refused: 'sequence-lower', from: is.state }
  if (theirs.sequence === trust.heard && trust.theirs !== null) {
    return theirs.content === trust.theirs.content ? trust : { refused: 'sequence-not-raised', from: is.state }
  }
  const now = clock.now()
  const heard = { ...trust, theirs, heard: theirs.sequence }
  const accepted = acceptedOf(trust)
  if (accepted === null) return restated(heard, trust, now)
  if (theirs.standing === 'revoked' && hasServed(is)) {
    return restated(
      { ...heard, is: { state: 'revoked', revokedAt: now, reason: BY_PARTNER, by: 'partner' } },
      trust,
      now,
    )
  }
  if (is.state === 'suspended' && is.by === 'us') return restated(heard, trust, now)
  return restated({ ...heard, is: stateOf(heard, accepted, now) }, trust, now)
}
