import { readAvailabilityAddressSpace } from './availability-address-space.ts'
import type { ExportedAddressSpace } from './availability-address-space.ts'
import { nameOf } from './exported-fields.ts'
import { typeOf } from './exported-object.ts'
import type { ExportedObject } from './exported-object.ts'
import { readFederationInformation } from './federation-information.ts'
import type { ExportedFederationInformation } from './federation-information.ts'
import { readFederationTrust } from './federation-trust.ts'
import type { ExportedFederationTrust } from './federation-trust.ts'
import { readIntraOrganizationConnector } from './intra-organization-connector.ts'
import type { ExportedConnector } from './intra-organization-connector.ts'
import { readOrganizationRelationship } from './organization-relationship.ts'
import type { ExportedRelationship } from './organization-relationship.ts'
import { readSharingPolicy } from './sharing-policy.ts'
import type { ExportedSharingPolicy } from './sharing-policy.ts'

/** An object that none of our cmdlets prints. */
export interface UnknownObject {
  readonly kind: 'unknown'
  readonly name: string
  /** The name of its type; empty where the file does not say. */
  readonly type: string
}

export type CmdletObject =
  | ExportedRelationship
  | ExportedSharingPolicy
  | ExportedFederationTrust
  | ExportedAddressSpace
  | ExportedConnector
  | ExportedFederationInformation
  | UnknownObject

interface Cmdlet {
  readonly type: string
  /** What only its objects have, for files that name no type (JSON). */
  readonly fields: readonly string[]
  readonly read: (object: ExportedObject) => CmdletObject
}

/** In the order in which fields are looked at: a relationship has every field that federation information has. */
const CMDLETS: readonly Cmdlet[] = [
  {
    type: 'OrganizationRelationship',
    fields: ['DomainNames', 'FreeBusyAccessLevel'],
    read: readOrganizationRelationship,
  },
  {
    type: 'OrganizationRelationship',
    fields: ['DomainNames', 'FreeBusyAccessEnabled'],
    read: readOrganizationRelationship,
  },
  { type: 'AvailabilityAddressSpace', fields: ['ForestName', 'AccessMethod'], read: readAvailabilityAddressSpace },
  {
    type: 'IntraOrganizationConnector',
    fields: ['TargetAddressDomains', 'DiscoveryEndpoint'],
    read: readIntraOrganizationConnector,
  },
  { type: 'FederationTrust', fields: ['TokenIssuerUri', 'ApplicationUri'], read: readFederationTrust },
  { type: 'FederationInformation', fields: ['DomainNames', 'TokenIssuerUris'], read: readFederationInformation },
  { type: 'SharingPolicy', fields: ['Domains', 'Default'], read: readSharingPolicy },
]

/** What a cmdlet printed, by the type the file names, else by what only its objects have. */
export function readCmdletObject(object: ExportedObject): CmdletObject {
  const type = typeOf(object)
  const has = (name: string): boolean => object.fields.has(name.toLowerCase())
  const named = CMDLETS.find((cmdlet) => cmdlet.type === type)
  // Select-Object and a copy in JSON name another type, or none.
  const cmdlet = named ?? CMDLETS.find(({ fields }) => fields.every(has))
  return cmdlet?.read(object) ?? { kind: 'unknown', name: nameOf(object), type }
}
