import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../clock.ts'
import type { Fingerprint } from '../keys/fingerprint.ts'
import type { FederationMetadata, PartnerTokenKey } from './federation-metadata.ts'
import { wantCheck } from './domain-proof.ts'
import { acceptedOf, inForce, isRefused, pinnedOf } from './federation-trust.ts'
import type { FederationTrust, TransitionRefused } from './federation-trust.ts'
import { askedEndpoints } from './partner-hosts.ts'
import { goingOn, restated, servingState } from './settle-trust.ts'

const MAX_KEYS = 32

/**
 * Takes newer metadata of the same organization. It may be signed under the certificate that is pinned, or under one that
 * metadata signed under the pinned one announced as `next`: then that one is pinned from now on, and the old one is
 * worth no more than a stranger's. Any other certificate needs a person (`certificate-changed`), who compares it and
 * takes it by `confirmCertificate`. Where it moved to a host that nobody confirmed, it is asked where it was asked
 * before, and the trust says that somebody is needed.
 *
 * @param metadata verified; it proves that one key holder said all of it, not who that is
 */
export function refresh(
  trust: FederationTrust,
  metadata: FederationMetadata,
  clock: Clock,
): FederationTrust | TransitionRefused {
  const from = trust.is.state
  const { fingerprint } = metadata.certificate
  if (from === 'revoked') return { refused: 'wrong-state', from }
  if (metadata.id !== trust.partner) return { refused: 'other-organization', from }
  if (fingerprint !== pinnedOf(trust) && !mayTakeOver(trust, metadata)) return { refused: 'certificate-changed', from }
  return take(trust, metadata, clock)
}

/**
 * The administrator's yes to a certificate nobody vouched for: the old one was lost, is over, or rolled while nobody
 * looked. Organization, domains and policies stay; whether the domains still carry their proofs is looked at at once, since
 * they are what is left of the organization that was known.
 *
 * @param compared as the administrator got it from the partner's administrator, not as we show it
 */
export function confirmCertificate(
  trust: FederationTrust,
  metadata: FederationMetadata,
  compared: Fingerprint,
  clock: Clock,
): FederationTrust | TransitionRefused {
  const from = trust.is.state
  if (from === 'revoked') return { refused: 'wrong-state', from }
  if (metadata.id !== trust.partner) return { refused: 'other-organization', from }
  if (metadata.certificate.fingerprint !== compared) return { refused: 'fingerprint-differs', from }
  const taken = take(trust, metadata, clock)
  return isRefused(taken) ? taken : withChecksWanted(taken, clock.now())
}

/**
 * Puts down that the partner is seen under a certificate which nothing vouches for: whoever looks at the trust is told,
 * in whatever state it is. One that serves goes on under the certificate it knows.
 *
 * @returns the same object where that is known, or nobody said yes to the partner
 */
export function seeStrange(trust: FederationTrust, fingerprint: Fingerprint, clock: Clock): FederationTrust {
  if (trust.strange === fingerprint || acceptedOf(trust) === null) return trust
  return restated(atService({ ...trust, strange: fingerprint }, clock.now()), trust, clock.now())
}

/** With the state in which it serves, where it does, after something about it has changed that may need a person. */
function atService(trust: FederationTrust, now: Instant): FederationTrust {
  const accepted = acceptedOf(trust)
  if (accepted === null || !inForce(trust)) return trust
  return { ...trust, is: goingOn(trust.is, servingState(trust, accepted, now)) }
}

function withChecksWanted(trust: FederationTrust, now: Instant): FederationTrust {
  const { is } = trust
  if (!('domains' in is)) return trust
  const domains = is.domains.map((held) => ({ ...held, proof: wantCheck(held.proof, now) }))
  return { ...trust, is: { ...is, domains } }
}

/** A proposal is what one administrator looked at: nothing takes over from it. */
function mayTakeOver({ is, metadata: kept }: FederationTrust, { certificate }: FederationMetadata): boolean {
  return is.state !== 'proposed' && kept.vouched.includes(certificate.fingerprint)
}

function take(trust: FederationTrust, metadata: FederationMetadata, clock: Clock): FederationTrust | TransitionRefused {
  const { is } = trust
  const from = is.state
  if (metadata.sequence < trust.metadata.sequence) return { refused: 'sequence-lower', from }
  const same = metadata.content === trust.metadata.content || isUnnumbered(trust, metadata)
  if (metadata.sequence === trust.metadata.sequence && !same) {
    return { refused: 'sequence-not-raised', from }
  }
  const tokenKeys = joinKeys(metadata.tokenKeys, trust.tokenKeys, clock.now())
  if (typeof tokenKeys === 'string') return { refused: tokenKeys, from }
  const signer = metadata.certificate.fingerprint
  const pinned = 'signer' in is && is.signer !== signer ? { ...is, signer } : is
  const taken = { ...trust, metadata, tokenKeys, strange: null, is: pinned }
  const asked = askedEndpoints(taken, acceptedOf(taken)?.domains ?? [])
  // The partner is told which metadata we hold: that is how it knows when it may roll.
  return restated(atService({ ...taken, asked }, clock.now()), trust, clock.now())
}

/**
 * An Exchange organization numbers nothing it says: its certificate is pinned, or was compared just now, and the rest may
 * change. Its realm may not: that is the name it signs under.
 */
function isUnnumbered({ metadata: kept }: FederationTrust, { exchange }: FederationMetadata): boolean {
  return exchange !== undefined && exchange.realm === kept.exchange?.realm && exchange.service === kept.exchange.service
}

/** Those announced now, and older ones until their own end: requests signed with them are still on their way. */
function joinKeys(
  announced: readonly PartnerTokenKey[],
  held: readonly PartnerTokenKey[],
  now: Instant,
): readonly PartnerTokenKey[] | 'key-changed' | 'too-many-keys' {
  const byKid = new Map(announced.map((key) => [key.kid, key]))
  const changed = held.some((old) => (byKid.get(old.kid) ?? old).thumbprint !== old.thumbprint)
  if (changed) return 'key-changed'
  const kept = held.filter((old) => !byKid.has(old.kid) && old.until > now)
  return announced.length + kept.length > MAX_KEYS ? 'too-many-keys' : [...announced, ...kept]
}
