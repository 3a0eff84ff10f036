import { expect } from 'chai'
import { evaluate } from '../../protocols/exchange-shell/powershell-reading.ts'
import { startAdministeredGateway } from './administered-gateway.ts'
import type { AdministeredGateway } from './administered-gateway.ts'

const TENANT = 'af7b70b0-d161-4628-82b4-16190344c029'

describe('ledig export', function () {
  this.timeout(60_000)
  let gateway: AdministeredGateway
  before(async () => {
    gateway = await startAdministeredGateway(`
organization: { id: contoso, domains: [contoso.example, mail.contoso.example] }
relationships:
  - name: fabrikam
    domains: [fabrikam.example]
    freeBusyAccessEnabled: true
    freeBusyAccessLevel: LimitedDetails
    requests: { enabled: true, level: AvailabilityOnly }
`)
  })
  after(() => gateway.close())

  it('exchange prints a script with our addresses, our fingerprint and what we ask for', async () => {
    const { code, out, err } = await gateway.ledig(
      'export',
      'exchange',
      '--organization',
      'contoso',
      '--partner',
      'fabrikam',
    )
    expect(code, err).to.equal(0)
    const value = (name: string) => evaluate(new RegExp(`^\\$${name} = (.+)$`, 'm').exec(out)?.[1] ?? '')
    expect(value('domains')).to.deep.equal(['contoso.example', 'mail.contoso.example'])
    expect(value('ewsUrl')).to.equal(`${gateway.url}/EWS/Exchange.asmx`)
    expect(value('metadataUrl')).to.equal(`${gateway.url}/organizations/contoso/autodiscover/metadata/json/1`)
    expect(value('applicationUri')).to.equal(gateway.organizationId)
    expect(value('givenLevel')).to.equal('AvailabilityOnly')
    const listed = JSON.parse((await gateway.ledig('organization', 'list', '--json')).out)
    const ours = listed.organizations.find(({ name }: { name: string }) => name === 'contoso')
    expect(value('fingerprint')).to.equal(ours.fingerprint.hex.replaceAll(' ', '').toLowerCase())
    for (const cmdlet of [
      'New-AuthServer',
      'New-PartnerApplication',
      'Add-AvailabilityAddressSpace',
      'New-OrganizationRelationship',
    ]) {
      expect(out).to.include(cmdlet)
    }
  })

  it('graph prints requests, by a domain of the partner too, and where they end', async () => {
    const args = ['--organization', 'contoso', '--partner', 'Fabrikam.example', '--tenant', TENANT]
    const { code, out, err } = await gateway.ledig('export', 'graph', ...args)
    expect(code, err).to.equal(0)
    const { requests, limits, permissions } = JSON.parse(out)
    expect(requests[3].body).to.deep.equal({
      '@odata.type': '#microsoft.graph.crossTenantCalendarAvailabilityLimitedDetails',
      inboundAccess: {
        isAllowed: true,
        resourceScopes: { included: [{ resourceId: 'All', resourceType: 'user' }], excluded: [] },
      },
    })
    expect([limits.length > 0, permissions]).to.deep.include.members([true])
  })

  it('says what is not there, and what is no tenant', async () => {
    const nobody = await gateway.ledig('export', 'exchange', '--organization', 'contoso', '--partner', 'x')
    expect([nobody.code, nobody.out, nobody.err]).to.deep.equal([
      1,
      '',
      'There is no relationship "x", by name or by domain.\n',
    ])
    const args = ['--organization', 'contoso', '--partner', 'fabrikam', '--tenant', 'fabrikam.example']
    const noTenant = await gateway.ledig('export', 'graph', ...args)
    expect([noTenant.out, noTenant.err]).to.deep.equal(['', 'not the id of a tenant or group (a GUID)\n'])
  })
})
