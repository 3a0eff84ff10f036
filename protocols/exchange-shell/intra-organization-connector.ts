import { addressOf, domainsOf, nameOf } from './exported-fields.ts'
import type { ExportedDomains } from './exported-fields.ts'
import { fieldOf, flagOf } from './exported-object.ts'
import type { ExportedObject } from './exported-object.ts'
import { targetsOf } from './organization-relationship.ts'
import type { ExportedTargets } from './organization-relationship.ts'

/** What `Get-IntraOrganizationConnector` prints: a way to ask that Exchange takes before any relationship (KB 3137325). */
export interface ExportedConnector extends ExportedDomains {
  readonly kind: 'intra-organization-connector'
  readonly name: string
  readonly enabled: boolean | null
  readonly targets: ExportedTargets
}

export function readIntraOrganizationConnector(object: ExportedObject): ExportedConnector {
  return {
    kind: 'intra-organization-connector',
    name: nameOf(object),
    ...domainsOf(fieldOf(object, 'TargetAddressDomains')),
    enabled: flagOf(fieldOf(object, 'Enabled')),
    targets: { ...targetsOf(object), autodiscover: addressOf(fieldOf(object, 'DiscoveryEndpoint')) },
  }
}
