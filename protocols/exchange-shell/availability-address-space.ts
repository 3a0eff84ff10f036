import { addressOf, domainsOf, nameOf, shownValue } from './exported-fields.ts'
import type { ExportedDomains } from './exported-fields.ts'
import { fieldOf, textOf } from './exported-object.ts'
import type { ExportedObject } from './exported-object.ts'
import { targetsOf } from './organization-relationship.ts'
import type { ExportedTargets } from './organization-relationship.ts'

/** What `Get-AvailabilityAddressSpace` prints: how this organization's people ask about those of one domain. */
export interface ExportedAddressSpace extends ExportedDomains {
  readonly kind: 'availability-address-space'
  readonly name: string
  /** As printed: PerUserFB, OrgWideFB, OrgWideFBToken, InternalProxy, PublicFolder, … */
  readonly accessMethod: string
  readonly targets: ExportedTargets
  /** Of another Exchange Online organization (OrgWideFBToken). */
  readonly targetTenantId: string | null
}

export function readAvailabilityAddressSpace(object: ExportedObject): ExportedAddressSpace {
  const method = fieldOf(object, 'AccessMethod')
  const targets = targetsOf(object)
  return {
    kind: 'availability-address-space',
    name: textOf(fieldOf(object, 'ForestName'))?.trim() ?? nameOf(object),
    ...domainsOf(fieldOf(object, 'ForestName')),
    accessMethod: method === undefined || method === null ? 'nothing' : shownValue(method),
    targets: { ...targets, sharing: targets.sharing ?? addressOf(fieldOf(object, 'ProxyUrl')) },
    targetTenantId: textOf(fieldOf(object, 'TargetTenantId')),
  }
}
