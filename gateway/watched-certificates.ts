import type { Instant } from '../protocols/availability/time-window.ts'
import { ExpiryWarnings } from '../trust/keys/expiry-warnings.ts'
import { fingerprintOf } from '../trust/keys/fingerprint.ts'
import type { Fingerprint } from '../trust/keys/fingerprint.ts'
import { daysUntil } from '../trust/organization/certificate-slots.ts'
import { isAddressSpace } from '../trust/organization/address-space.ts'
import { acceptedOf } from '../trust/organization/federation-trust.ts'
import type { Administration } from './admin/administration.ts'

/** A certificate whose end would stop lookups. */
export interface WatchedCertificate {
  /** Whose it is to replace. */
  readonly owner: 'ours' | 'partner'
  /** The organization of ours it is for. */
  readonly organization: string
  readonly slot: 'current' | 'next'
  /** Null for one of ours. */
  readonly partner: string | null
  readonly fingerprint: Fingerprint
  readonly notAfter: Instant
}

type Parts = Pick<Administration, 'organizations' | 'trusts'>

/** Of each organization of ours the current and the next one, and of each partner somebody said yes to the pinned one. */
export function watchedCertificates({ organizations, trusts }: Parts): WatchedCertificate[] {
  const snapshot = trusts.snapshot()
  return [...organizations].flatMap(([organization, { id, certificate, next }]) => {
    const slots = [
      { slot: 'current' as const, certificate },
      ...(next === null ? [] : [{ slot: 'next' as const, ...next }]),
    ]
    const ours = slots.map(({ slot, certificate: { raw, validTo } }) => ({
      ...{ owner: 'ours' as const, organization, slot, partner: null },
      ...{ fingerprint: fingerprintOf(raw), notAfter: Date.parse(validTo) },
    }))
    const partners = snapshot.trusts(id).flatMap((trust) => {
      if (acceptedOf(trust) === null || isAddressSpace(trust)) return []
      const { fingerprint, notAfter } = trust.metadata.certificate
      const named = { owner: 'partner' as const, organization, slot: 'current' as const, partner: trust.partner }
      return [{ ...named, fingerprint, notAfter }]
    })
    return [...ours, ...partners]
  })
}

/** To be run every minute: tells the log once a day of each certificate whose end is near. */
export function expiryWatch(parts: Parts & Pick<Administration, 'clock' | 'log'>): () => Promise<void> {
  const warnings = new ExpiryWarnings()
  return () => {
    const now = parts.clock.now()
    for (const { notAfter, ...certificate } of watchedCertificates(parts)) {
      const stage = warnings.due(certificate.fingerprint, notAfter, now)
      if (stage === null) continue
      const fields = { ...certificate, notAfter: new Date(notAfter).toISOString(), daysLeft: daysUntil(notAfter, now) }
      if (stage === 'over') parts.log.error('certificate over', fields)
      else parts.log.warn('certificate expires', { ...fields, within: stage })
    }
    return Promise.resolve()
  }
}
