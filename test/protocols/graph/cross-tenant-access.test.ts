import { expect } from 'chai'
import { crossTenantAccessRequests, parseEntraId } from '../../../protocols/graph/cross-tenant-access.ts'
import type { CrossTenantAccess } from '../../../protocols/graph/cross-tenant-access.ts'
import { FederationError } from '../../../protocols/federation-error.ts'

const TENANT = parseEntraId('AF7B70B0-d161-4628-82b4-16190344c029')
const GROUP = parseEntraId('ad4fc698-74dc-4f62-9e71-ba9b591e8e74')
const ACCESS: CrossTenantAccess = { tenant: TENANT, lookup: 'AvailabilityOnly', lookupGroup: null, sharing: 'None' }

const V1 = 'https://graph.microsoft.com/v1.0/policies/crossTenantAccessPolicy/partners'
const bodies = (access: CrossTenantAccess) => crossTenantAccessRequests(access).map(({ body }) => body)

/** As the page "Create Microsoft 365 capability for partner" shows it, with the type of ours in it. */
const capability = (type: string, isAllowed: boolean, resource: object) => ({
  '@odata.type': `#microsoft.graph.${type}`,
  inboundAccess: { isAllowed, resourceScopes: { included: [resource], excluded: [] } },
})
const EVERYONE = { resourceId: 'All', resourceType: 'user' }

describe('the cross-tenant access policy of Graph', () => {
  it('is written in the order of its parts: the partner, the trust, the capabilities, reading back', () => {
    expect(crossTenantAccessRequests(ACCESS).map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
      `GET ${V1}/${TENANT}`,
      `POST ${V1}`,
      `POST ${V1}/${TENANT}/m365Capabilities`,
      `POST ${V1}/${TENANT}/m365Capabilities`,
      `GET ${V1}/${TENANT}/m365Capabilities`,
    ])
    expect(bodies(ACCESS)[1]).to.deep.equal({
      tenantId: TENANT,
      m365CollaborationInbound: {
        users: { accessType: 'allowed', targets: [{ target: 'AllUsers', targetType: 'user' }] },
      },
    })
  })

  for (const [lookup, basic, limited] of [
    ['None', false, false],
    ['AvailabilityOnly', true, false],
    ['LimitedDetails', false, true],
  ] as const) {
    it(`allows for ${lookup} what is no more than that, and forbids the rest, which a default could open`, () => {
      expect(bodies({ ...ACCESS, lookup }).slice(2, 4)).to.deep.equal([
        capability('crossTenantCalendarAvailabilityBasic', basic, EVERYONE),
        capability('crossTenantCalendarAvailabilityLimitedDetails', limited, EVERYONE),
      ])
    })
  }

  it('is for a group alone, where there is one', () => {
    expect(bodies({ ...ACCESS, lookupGroup: GROUP })[2]).to.deep.equal(
      capability('crossTenantCalendarAvailabilityBasic', true, { resourceId: GROUP, resourceType: 'group' }),
    )
  })

  for (const [sharing, type] of [
    ['AvailabilityOnly', 'crossTenantCalendarSharingFreeBusySimple'],
    ['LimitedDetails', 'crossTenantCalendarSharingFreeBusyDetail'],
    ['Reviewer', 'crossTenantCalendarSharingFreeBusyReviewer'],
  ] as const) {
    it(`lets owners share at ${sharing}`, () => {
      expect(bodies({ ...ACCESS, sharing })[4]).to.deep.equal(capability(type, true, EVERYONE))
    })
  }

  it('names tenants by GUID and by nothing else', () => {
    expect(TENANT).to.equal('af7b70b0-d161-4628-82b4-16190344c029')
    for (const bad of ['', 'contoso.example', `${TENANT}/../x`, `{${TENANT}}`, 7, null]) {
      expect(() => parseEntraId(bad), String(bad)).to.throw(FederationError)
    }
  })
})
