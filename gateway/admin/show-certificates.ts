import type { X509Certificate } from 'node:crypto'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { fingerprintInHex, fingerprintInWords, fingerprintOf } from '../../trust/keys/fingerprint.ts'
import { daysUntil } from '../../trust/organization/certificate-slots.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { Json } from '../../trust/stores/state-record.ts'

const isoTime = (date: string): string => new Date(date).toISOString()

/** One certificate as administrators read it. */
export function showCertificate(certificate: X509Certificate, now: Instant): Readonly<Record<string, Json>> {
  const fingerprint = fingerprintOf(certificate.raw)
  const { asymmetricKeyType: type = '', asymmetricKeyDetails: details } = certificate.publicKey
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    // Not `checkIssued`, which asks for an authority's key usage.
    selfSigned: certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey),
    key: type === 'rsa' ? `RSA ${details?.modulusLength ?? ''}` : (details?.namedCurve ?? type),
    notBefore: isoTime(certificate.validFrom),
    notAfter: isoTime(certificate.validTo),
    daysLeft: daysUntil(Date.parse(certificate.validTo), now),
    fingerprint: { hex: fingerprintInHex(fingerprint), words: fingerprintInWords(fingerprint) },
  }
}

/** All slots of one organization of ours; nothing private. */
export function showSlots(name: string, organization: Organization, now: Instant): Readonly<Record<string, Json>> {
  const { certificate, next, previous, requested, tokenKeys } = organization
  return {
    organization: name,
    current: showCertificate(certificate, now),
    next: next && { ...showCertificate(next.certificate, now), announced: next.announced },
    previous: previous && {
      ...showCertificate(previous.certificate, now),
      until: new Date(previous.until).toISOString(),
    },
    requestUnderWay: requested !== null,
    tokenKeys: tokenKeys.map(({ kid, from, until }) => ({
      kid,
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
    })),
  }
}
