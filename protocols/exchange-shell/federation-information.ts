import { domainsOf, nameOf } from './exported-fields.ts'
import type { ExportedDomains } from './exported-fields.ts'
import { fieldOf } from './exported-object.ts'
import type { ExportedObject } from './exported-object.ts'
import { targetsOf } from './organization-relationship.ts'
import type { ExportedTargets } from './organization-relationship.ts'

/** What `Get-FederationInformation` prints: what another organization says of itself to anybody. */
export interface ExportedFederationInformation extends ExportedDomains {
  readonly kind: 'federation-information'
  readonly name: string
  readonly targets: ExportedTargets
}

export function readFederationInformation(object: ExportedObject): ExportedFederationInformation {
  const { domains, unreadable } = domainsOf(fieldOf(object, 'DomainNames'))
  const name = nameOf(object)
  return {
    kind: 'federation-information',
    name: name || (domains[0] ?? ''),
    domains,
    unreadable,
    targets: targetsOf(object),
  }
}
