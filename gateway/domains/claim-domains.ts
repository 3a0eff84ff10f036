import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../../trust/clock.ts'
import { readClaim } from '../../trust/organization/domain-claim.ts'
import type { ClaimRefusal } from '../../trust/organization/domain-claim.ts'
import { challengeDomain, UNPROVEN } from '../../trust/organization/domain-proof.ts'
import type { DomainProof } from '../../trust/organization/domain-proof.ts'
import type { Randomness } from '../../trust/randomness.ts'

const REFUSALS: Readonly<Record<ClaimRefusal, string>> = {
  CLAIM_NO_DOMAIN: 'is not the name of a domain',
  CLAIM_TOO_LONG: 'is too long for the name of its proof',
  CLAIM_PUBLIC_SUFFIX: 'is a public suffix: it belongs to everybody who has a name below it',
  CLAIM_OWN_DOMAIN: 'is hosted by this gateway',
  CLAIM_NOT_IDNA: 'has an xn-- label that stands for no name',
  CLAIM_MIXED_SCRIPT: 'has a label with letters of several scripts, which is made to look like another name',
}

/** What this deployment decided about partners' domains. */
export interface DomainRules {
  /** Whether an administrator may bind a domain by word alone. */
  readonly unprovenDomains: 'refuse' | 'allow'
  readonly isHosted: (domain: Domain) => boolean
}

/**
 * The domains an administrator says a partner has.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`, with the first that no partner can have, and why
 */
export function claimedDomains(texts: readonly string[], { isHosted }: Pick<DomainRules, 'isHosted'>): Domain[] {
  return texts.map((text) => {
    const reading = readClaim(text, isHosted)
    if (reading.claimed) return reading.domain
    const { because } = reading
    const message = `domains: ${text} ${REFUSALS[because]} (${because}).`
    throw new FederationError('ERR_MESSAGE_MALFORMED', message, { claim: because, domain: text })
  })
}

/**
 * With what a domain begins that has no proof yet.
 *
 * @param byWord whether the administrator asks for it without a proof
 * @throws FederationError `ERR_FORBIDDEN` where this gateway does not allow that
 */
export function firstProof(
  byWord: boolean,
  { unprovenDomains }: Pick<DomainRules, 'unprovenDomains'>,
  { random, clock }: { readonly random: Randomness; readonly clock: Clock },
): () => DomainProof {
  if (!byWord) return () => challengeDomain(random, clock)
  if (unprovenDomains === 'allow') return () => UNPROVEN
  const message =
    'This gateway takes no domain without a proof; its configuration would have to say trust.unprovenDomains: allow.'
  throw new FederationError('ERR_FORBIDDEN', message, { refused: 'by-word' })
}
