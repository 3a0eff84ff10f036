import { FederationError } from '../federation-error.ts'

declare const tenantId: unique symbol

/** Id of a Microsoft Entra tenant, or of one of its groups: a GUID in lower case. */
export type EntraId = string & { readonly [tenantId]: true }

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** @throws FederationError `ERR_MESSAGE_MALFORMED` */
export function parseEntraId(input: unknown): EntraId {
  if (typeof input === 'string' && GUID.test(input)) return input.toLowerCase() as EntraId
  throw new FederationError('ERR_MESSAGE_MALFORMED', 'not the id of a tenant or group (a GUID)', { field: 'tenant' })
}

/** What another tenant may see of this one's people by lookup; the names of Graph's capabilities without their prefix. */
export type LookupLevel = 'AvailabilityOnly' | 'LimitedDetails'

/** What owners may share of their calendars with another tenant's people. */
export type SharingLevel = 'AvailabilityOnly' | 'LimitedDetails' | 'Reviewer'

export interface CrossTenantAccess {
  readonly tenant: EntraId
  /** None: the capability is written as forbidden, so that the tenant's default cannot open it. */
  readonly lookup: LookupLevel | 'None'
  /** Whose calendars; null is everybody's. */
  readonly lookupGroup: EntraId | null
  /** None: it is not written at all, and the default decides. */
  readonly sharing: SharingLevel | 'None'
}

export interface GraphRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly body?: object
  readonly why: string
}

const PARTNERS = 'https://graph.microsoft.com/v1.0/policies/crossTenantAccessPolicy/partners'

const LOOKUP: Readonly<Record<LookupLevel, string>> = {
  AvailabilityOnly: 'crossTenantCalendarAvailabilityBasic',
  LimitedDetails: 'crossTenantCalendarAvailabilityLimitedDetails',
}
const SHARING: Readonly<Record<SharingLevel, string>> = {
  AvailabilityOnly: 'crossTenantCalendarSharingFreeBusySimple',
  LimitedDetails: 'crossTenantCalendarSharingFreeBusyDetail',
  Reviewer: 'crossTenantCalendarSharingFreeBusyReviewer',
}

/** m365CapabilityInboundAccess: a group by its id, or `All` users (m365CapabilityResourceScope). */
function capability(type: string, isAllowed: boolean, group: EntraId | null): object {
  const everyone = { resourceId: 'All', resourceType: 'user' }
  const included = [group === null ? everyone : { resourceId: group, resourceType: 'group' }]
  return {
    '@odata.type': `#microsoft.graph.${type}`,
    inboundAccess: { isAllowed, resourceScopes: { included, excluded: [] } },
  }
}

function lookupRequests({ tenant, lookup, lookupGroup }: CrossTenantAccess): GraphRequest[] {
  const url = `${PARTNERS}/${tenant}/m365Capabilities`
  const levels: readonly LookupLevel[] = ['AvailabilityOnly', 'LimitedDetails']
  return levels.map((level) => ({
    ...{ method: 'POST', url, body: capability(LOOKUP[level], level === lookup, lookupGroup) },
    why: level === lookup ? `Free/busy at ${level}.` : `No free/busy at ${level}, whatever the default policy says.`,
  }))
}

/**
 * The requests, in order, that give another tenant free/busy of this one (Microsoft Graph v1.0, cross-tenant access policy:
 * crossTenantAccessPolicyConfigurationPartner and its m365Capabilities). They say what is given and never what is asked:
 * the other tenant does the same in its own policy.
 */
export function crossTenantAccessRequests(access: CrossTenantAccess): readonly GraphRequest[] {
  const { tenant, sharing } = access
  const targets = [{ target: 'AllUsers', targetType: 'user' }]
  const trust = { m365CollaborationInbound: { users: { accessType: 'allowed', targets } } }
  return [
    {
      method: 'GET',
      url: `${PARTNERS}/${tenant}`,
      why: 'Is there an entry for the tenant? Where there is, use PATCH next.',
    },
    {
      ...{ method: 'POST', url: PARTNERS, body: { tenantId: tenant, ...trust } },
      why: 'The tenant is trusted for Microsoft 365; alone this shows nothing. (PATCH on an entry that is there.)',
    },
    ...lookupRequests(access),
    ...(sharing === 'None'
      ? []
      : [
          {
            ...{ method: 'POST' as const, url: `${PARTNERS}/${tenant}/m365Capabilities` },
            body: capability(SHARING[sharing], true, null),
            why: `Owners may share their calendars at ${sharing}, at most.`,
          },
        ]),
    { method: 'GET', url: `${PARTNERS}/${tenant}/m365Capabilities`, why: 'Read back what holds.' },
  ]
}

/** What whoever runs the requests needs (each operation's page): roles beside them are Global or Exchange Administrator. */
export const GRAPH_PERMISSIONS: readonly string[] = [
  'Policy.Read.All',
  'Policy.ReadWrite.CrossTenantAccess',
  'Policy.ReadWrite.CrossTenantCapability',
]

/** Where what was asked for ends, in words for whoever runs the requests. */
export const GRAPH_LIMITS: readonly string[] = [
  'Both ends have to be tenants of Microsoft Entra. A gateway is none: no request here makes Exchange Online ask or answer one.',
  'The policy is inbound: it says what the other tenant sees of this one. The other administrator does the same there.',
  'An organization relationship, an availability address space or a sharing policy of Exchange goes before it while it is enabled.',
  'A tenant id covers every domain of the tenant; single domains cannot be told apart.',
  'Exclusions, end dates, and what our people may ask for have no place in it.',
  'Exchange Server on premises is not in it: use what ledig export exchange prints.',
]
