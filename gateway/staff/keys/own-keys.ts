import type { X509Certificate } from 'node:crypto'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { fingerprintInHex, fingerprintInWords, fingerprintOf } from '../../../trust/keys/fingerprint.ts'
import { tokenSigner } from '../../../trust/organization/organization.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { readinessOf } from '../../../trust/organization/roll-readiness.ts'
import type { PartnerReadiness } from '../../../trust/organization/roll-readiness.ts'
import type { Administration } from '../../admin/administration.ts'
import { printable } from '../../cli/printable.ts'
import type { OwnKeys, ShownCertificate, ShownTokenKey } from '../../console/keys/keys-pages.ts'

type Parts = Pick<Administration, 'organizations' | 'trusts' | 'clock'>

/** @throws FederationError `ERR_NOT_FOUND` for a name that is none of ours */
export function organizationOf({ organizations }: Pick<Parts, 'organizations'>, name: string): Organization {
  const found = organizations.get(name)
  if (found === undefined) throw new FederationError('ERR_NOT_FOUND', 'There is no organization of this name.')
  return found
}

export function shownCertificate(certificate: X509Certificate): ShownCertificate {
  const fingerprint = fingerprintOf(certificate.raw)
  const { asymmetricKeyType: type = '', asymmetricKeyDetails: details } = certificate.publicKey
  const own = certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey)
  return {
    words: fingerprintInWords(fingerprint),
    hex: fingerprintInHex(fingerprint),
    notAfter: Date.parse(certificate.validTo),
    key: type === 'rsa' ? `RSA ${details?.modulusLength ?? ''}` : (details?.namedCurve ?? type),
    issuer: own ? null : printable(certificate.issuer.replaceAll('\n', ', ')),
  }
}

/** The key that signs now; null where none is in time. */
function signingKid(organization: Organization, now: Instant): string | null {
  try {
    return tokenSigner(organization, now).kid
  } catch {
    return null
  }
}

function shownTokenKeys(organization: Organization, now: Instant): readonly ShownTokenKey[] {
  const signs = signingKid(organization, now)
  return organization.tokenKeys
    .filter(({ until }) => until > now)
    .map(({ kid, from, until }) => ({
      ...{ kid, from, until },
      use: kid === signs ? 'signs' : from > now ? 'announced' : 'taken',
    }))
}

const ORDER = { 'not yet': 0, unknown: 1, ready: 2 } as const

/** How far each partner is, those that are not ready first. */
export function readinessFor({ trusts, clock }: Parts, { id, next }: Organization): readonly PartnerReadiness[] {
  if (next === null) return []
  const all = readinessOf(trusts.snapshot().trusts(id), next.announced, clock.now())
  return all.sort((a, b) => ORDER[a.readiness] - ORDER[b.readiness])
}

export const shownPartner = ({ trust, readiness, seen }: PartnerReadiness) => ({
  name: printable(trust.metadata.name),
  ...{ readiness, seen },
})

export function ownKeys(parts: Parts, name: string): OwnKeys {
  const organization = organizationOf(parts, name)
  const { certificate, next, previous, requested } = organization
  return {
    name,
    current: shownCertificate(certificate),
    next: next && shownCertificate(next.certificate),
    previous: previous && { ...shownCertificate(previous.certificate), until: previous.until },
    requested: requested !== null,
    tokenKeys: shownTokenKeys(organization, parts.clock.now()),
    partners: readinessFor(parts, organization).map(shownPartner),
  }
}
