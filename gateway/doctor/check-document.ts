import type { Instant } from '../../protocols/availability/time-window.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import { parseEndpointUrl } from '../../protocols/http/endpoint-url.ts'
import type { OutboundAnswer } from '../../protocols/http/outbound-http.ts'
import type { Clock } from '../../trust/clock.ts'
import type {
  FederationMetadata,
  MetadataExpectation,
  MetadataReading,
} from '../../trust/organization/federation-metadata.ts'
import { isRefused, pinnedOf } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import { refresh } from '../../trust/organization/refresh-trust.ts'
import { readCompactJws } from '../../trust/tokens/compact-jws.ts'
import { readStrictJson } from '../../trust/tokens/strict-json.ts'
import { SKEW_SECONDS } from '../../trust/tokens/token-claims.ts'
import { readFetched } from '../admin/fetch-metadata.ts'
import { passed } from './examination.ts'
import { finding } from './finding.ts'
import type { Found, Verdict } from './examination.ts'
import { failed } from './remedies.ts'

const SKEW = SKEW_SECONDS * 1_000

const daysUntil = (end: Instant, now: Instant): number => Math.floor((end - now) / DAY)

/** When the document says it was signed: nothing of it is believed yet, but a clock that is ahead shows in it. */
function signedAt(document: string): Instant | null {
  const payload = readCompactJws(document)?.payload
  const issued = payload === undefined ? undefined : readStrictJson(payload)?.['iat']
  return typeof issued === 'number' ? issued * 1_000 : null
}

/** Both clocks agree as far as tokens need it. The server's `Date` tells its clock, a document signed in our future too. */
export function checkClock({ headers, body }: OutboundAnswer, clock: Clock): Verdict {
  const now = clock.now()
  const told = Date.parse(headers['date'] ?? '')
  const issued = signedAt(body.toString('latin1').trim())
  const ahead = issued === null ? 0 : issued - now
  const worst = ahead > SKEW || Number.isNaN(told) ? ahead : told - now
  const apart = { seconds: Math.round(Math.abs(worst) / 1_000), ahead: worst >= 0 }
  if (Math.abs(worst) > SKEW) return failed('CLOCK_SKEW', finding('clocksApart', { ...apart, most: SKEW_SECONDS }))
  return passed(Number.isNaN(told) ? finding('noTime', {}) : finding('clocks', apart))
}

/** The document holds by itself, whoever it is of; a certificate that is over is for the next step. */
export function checkMetadata(
  document: OutboundAnswer,
  trust: FederationTrust,
  { clock, minimumSoftware }: Required<Pick<MetadataExpectation, 'clock' | 'minimumSoftware'>>,
): Found<MetadataReading> | Verdict {
  const expected = { clock, known: pinnedOf(trust), minimumSoftware }
  const reading = readFetched(parseEndpointUrl(trust.metadataUrl), document.body, expected)
  if (!reading.accepted) {
    const { because, remedy } = reading
    if (because === 'CERTIFICATE_TIME') return { verdict: passed(finding('form', {})), value: reading }
    if (because === 'METADATA_VERSION' || because === 'METADATA_SOFTWARE') {
      return failed(because, finding('tooOld', { because }, remedy ?? because))
    }
    return failed('METADATA_REFUSED', finding('documentRefused', { because }), because)
  }
  const { id, name, sequence, software } = reading.metadata
  if (id !== trust.partner)
    return failed('METADATA_OTHER', finding('otherOrganization', { id, partner: trust.partner }))
  const found = finding('organization', { name, sequence, software: software.name, version: software.version })
  return { verdict: passed(found), value: reading }
}

function keysInUse({ tokenKeys }: FederationMetadata, now: Instant): number {
  return tokenKeys.filter(({ from, until }) => from <= now + SKEW && until > now).length
}

function keyFailure(trust: FederationTrust, metadata: FederationMetadata, clock: Clock): Verdict | null {
  const next = refresh(trust, metadata, clock)
  if (isRefused(next) && next.refused !== 'wrong-state') {
    const { fingerprint } = metadata.certificate
    if (next.refused === 'certificate-changed') {
      return failed('CERTIFICATE_CHANGED', finding('certificateChanged', { fingerprint }))
    }
    return failed('METADATA_REFUSED', finding('notFollowing', { refused: next.refused }), next.refused)
  }
  // An Exchange server signs tokens under its certificate.
  if (metadata.exchange === undefined && keysInUse(metadata, clock.now()) === 0)
    return failed('TRUST_KEY_NONE', finding('noTokenKey', {}))
  return null
}

/** Certificate and keys of both sides are the ones expected, and in time. */
export function checkKeys(reading: MetadataReading, trust: FederationTrust, own: Organization, clock: Clock): Verdict {
  const now = clock.now()
  if (!reading.accepted) return failed('CERTIFICATE_EXPIRED', finding('certificateOver', {}))
  const { metadata } = reading
  const failure = keyFailure(trust, metadata, clock)
  if (failure !== null) return failure
  const written = own.certificate.validTo
  const ours = Date.parse(written)
  if (ours < now) return failed('OWN_CERTIFICATE_EXPIRED', finding('ownCertificateOver', { until: ours, written }))
  const keys = metadata.exchange === undefined ? keysInUse(metadata, now) : null
  const theirs = daysUntil(metadata.certificate.notAfter, now)
  return passed(finding('keys', { theirs, ours: daysUntil(ours, now), keys }))
}
