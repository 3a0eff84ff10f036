import { generateKeyPairSync } from 'node:crypto'
import { DAY } from '../../protocols/availability/time-window.ts'
import { certify } from '../../trust/keys/certificate.ts'
import type { KeyedCertificate } from '../../trust/keys/certificate.ts'
import { fingerprintOf } from '../../trust/keys/fingerprint.ts'
import type { Fingerprint } from '../../trust/keys/fingerprint.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import { START } from './known-organizations.ts'

const made = new Map<string, KeyedCertificate>()

/** A federation certificate with an RSA 2048 key, made once in a test run for each name. */
export function keyed(name: string, notBefore = START - DAY, days = 400): KeyedCertificate {
  const key = `${name} ${notBefore} ${days}`
  const pair = (): Parameters<typeof certify>[1] => generateKeyPairSync('rsa', { modulusLength: 2048 })
  const certificate =
    made.get(key) ?? certify({ commonName: name, notBefore, days, use: 'federation' as const }, pair())
  made.set(key, certificate)
  return certificate
}

export function printOf({ certificate }: { readonly certificate: KeyedCertificate['certificate'] }): Fingerprint {
  return fingerprintOf(certificate.raw)
}

/** The organization under another current certificate, with nothing in the other slots. */
export function under(organization: Organization, { certificate, key }: KeyedCertificate): Organization {
  return { ...organization, certificate, certificateKey: key, next: null, previous: null }
}

/** The organization with a certificate in its slot `next`. */
export function announcing(organization: Organization, next: KeyedCertificate, announced = 2): Organization {
  return { ...organization, next: { ...next, announced } }
}
