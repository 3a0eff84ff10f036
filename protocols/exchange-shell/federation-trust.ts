import type { Instant } from '../availability/time-window.ts'
import { instantOf, nameOf } from './exported-fields.ts'
import { fieldOf, isObject, textOf } from './exported-object.ts'
import type { ExportedObject } from './exported-object.ts'

/** What `Get-FederationTrust` prints of the trust with the broker (protocols.md: one of Microsoft's two instances). */
export interface ExportedFederationTrust {
  readonly kind: 'federation-trust'
  readonly name: string
  readonly applicationUri: string | null
  readonly tokenIssuerUri: string | null
  /** Of the organization's certificate; null where the file does not say. */
  readonly certificateUntil: Instant | null
}

export function readFederationTrust(object: ExportedObject): ExportedFederationTrust {
  const certificate = fieldOf(object, 'OrgCertificate')
  return {
    kind: 'federation-trust',
    name: nameOf(object),
    applicationUri: textOf(fieldOf(object, 'ApplicationUri')),
    tokenIssuerUri: textOf(fieldOf(object, 'TokenIssuerUri')),
    certificateUntil: isObject(certificate) ? instantOf(fieldOf(certificate, 'NotAfter')) : null,
  }
}
