import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { KeyedCertificate } from '../keys/certificate.ts'
import { fingerprintOf } from '../keys/fingerprint.ts'
import { SKEW_SECONDS } from '../tokens/token-claims.ts'
import type { Organization } from './organization.ts'
import { DOCUMENT_LIFETIME_SECONDS } from './signed-document.ts'

/** Why a step of a roll cannot be taken. */
export interface RollRefused {
  readonly refused:
    | 'same-certificate'
    | 'used-before' // a certificate that signed once never signs again
    | 'next-missing'
    | 'next-not-valid-yet'
    | 'next-over'
    | 'previous-serves' // what it signed is not over yet
    | 'previous-missing'
}

/** Documents a certificate signed are over so long after it signed the last. */
const PREVIOUS_SERVES = (DOCUMENT_LIFETIME_SECONDS + SKEW_SECONDS) * 1000

/** Puts a certificate into the slot `next`, whatever was there: from now on the metadata announces it. */
export function announceNext(
  organization: Organization,
  { certificate, key }: KeyedCertificate,
  announced: number,
): Organization | RollRefused {
  const fingerprint = fingerprintOf(certificate.raw)
  if (fingerprint === fingerprintOf(organization.certificate.raw)) return { refused: 'same-certificate' }
  if (organization.retired.includes(fingerprint)) return { refused: 'used-before' }
  return { ...organization, next: { certificate, key, announced }, requested: null }
}

/** Takes `next` back before it ever signed. */
export function withdrawNext(organization: Organization): Organization | RollRefused {
  return organization.next === null ? { refused: 'next-missing' } : { ...organization, next: null }
}

/**
 * From now on `next` signs. The certificate that did so is still shown as `previous`, without its private key, until
 * everything it signed is over.
 *
 * @param hurried switches although an older `previous` still serves, which is shown no longer
 */
export function switchToNext(organization: Organization, now: Instant, hurried = false): Organization | RollRefused {
  const { certificate, next, previous, retired } = organization
  if (next === null) return { refused: 'next-missing' }
  if (now < Date.parse(next.certificate.validFrom)) return { refused: 'next-not-valid-yet' }
  if (now > Date.parse(next.certificate.validTo)) return { refused: 'next-over' }
  if (previous !== null && previous.until > now && !hurried) return { refused: 'previous-serves' }
  return {
    ...organization,
    certificate: next.certificate,
    certificateKey: next.key,
    next: null,
    previous: { certificate, until: now + PREVIOUS_SERVES },
    retired: [...retired, fingerprintOf(certificate.raw)],
  }
}

/** Ends a roll: `previous` is shown no longer. Happens by itself once all it signed is over. */
export function finishRoll(organization: Organization, now: Instant, hurried = false): Organization | RollRefused {
  const { previous } = organization
  if (previous === null) return { refused: 'previous-missing' }
  if (previous.until > now && !hurried) return { refused: 'previous-serves' }
  return { ...organization, previous: null }
}

/** Whole days until an instant; negative once it is past. */
export function daysUntil(instant: Instant, now: Instant): number {
  return Math.floor((instant - now) / DAY)
}
