import { expect } from 'chai'
import { readCmdletObject } from '../../../protocols/exchange-shell/cmdlet-object.ts'
import type { CmdletObject } from '../../../protocols/exchange-shell/cmdlet-object.ts'
import { readExportedFile } from '../../../protocols/exchange-shell/read-exported-file.ts'
import * as made from './exports.ts'

const readAll = async (text: string): Promise<CmdletObject[]> =>
  (await readExportedFile(Buffer.from(text))).map(readCmdletObject)
const fromXml = async (text: string) => (await readAll(made.clixml(text)))[0]!
const fromJson = async (value: object) => (await readAll(JSON.stringify(value)))[0]!

/** An object the way JSON has it, when the export of the same object is CLIXML. */
const JSON_FORMS = {
  relationship: { Name: 'Fabrikam', DomainNames: ['fabrikam.example'], FreeBusyAccessLevel: 'None', Enabled: true },
  policy: { Name: 'p', Domains: ['*:CalendarSharingFreeBusySimple'], Default: true, Enabled: true },
  trust: { Name: 'm', ApplicationUri: 'x', TokenIssuerUri: 'urn:federation:MicrosoftOnline' },
  space: { ForestName: 'adatum.example', AccessMethod: 'OrgWideFB' },
  connector: { Name: 'c', TargetAddressDomains: ['a.example'], DiscoveryEndpoint: 'https://a.example/', Enabled: true },
  information: { DomainNames: ['a.example'], TokenIssuerUris: ['urn:x'], TargetApplicationUri: 'a.example' },
}

describe('an object of a cmdlet', () => {
  it('is known by its type, where the file names one', async () => {
    const kinds = await Promise.all(
      [
        made.RELATIONSHIP(),
        made.SHARING_POLICY(),
        made.FEDERATION_TRUST(),
        made.ADDRESS_SPACE(),
        made.CONNECTOR(),
        made.INFORMATION(),
        made.object('Mailbox', 'vera'),
      ].map(fromXml),
    )
    expect(kinds.map(({ kind }) => kind)).to.deep.equal([
      'organization-relationship',
      'sharing-policy',
      'federation-trust',
      'availability-address-space',
      'intra-organization-connector',
      'federation-information',
      'unknown',
    ])
  })

  it('is known by what only it has, where the file names none', async () => {
    const kinds = await Promise.all(Object.values(JSON_FORMS).map(fromJson))
    expect(kinds.map(({ kind }) => kind)).to.deep.equal([
      'organization-relationship',
      'sharing-policy',
      'federation-trust',
      'availability-address-space',
      'intra-organization-connector',
      'federation-information',
    ])
    expect((await fromJson({ Name: 'x' })).kind).to.equal('unknown')
  })

  it('of Get-FederationTrust says until when its certificate is', async () => {
    expect(await fromXml(made.FEDERATION_TRUST())).to.deep.include({
      name: 'Microsoft Federation Gateway',
      tokenIssuerUri: 'urn:federation:MicrosoftOnline',
      certificateUntil: Date.parse('2026-03-01T11:00:00Z'),
    })
    // Cut off by -Depth it is a text in the machine's own dates.
    const cut = { ...JSON_FORMS.trust, OrgCertificate: '[Not After]\n 1/3/2026' }
    expect(await fromJson(cut)).to.deep.include({ certificateUntil: null })
    const inJson = { ...JSON_FORMS.trust, OrgCertificate: { NotAfter: '/Date(1767225600000)/' } }
    expect(await fromJson(inJson)).to.deep.include({ certificateUntil: Date.parse('2026-01-01T00:00:00Z') })
  })

  it('of Get-AvailabilityAddressSpace says which domain, how, and where; no password', async () => {
    const space = await fromXml(made.ADDRESS_SPACE())
    expect(space).to.deep.include({ name: 'adatum.example', domains: ['adatum.example'], accessMethod: 'OrgWideFB' })
    expect(space.kind === 'availability-address-space' && space.targets.autodiscover?.hostname).to.equal(
      'autodiscover.adatum.example',
    )
    expect(JSON.stringify(space)).to.not.include('svc@')
    const tokens = { ...JSON_FORMS.space, AccessMethod: 4, TargetTenantId: '9d341953-da1f-41b0-8810-76d6ef905273' }
    expect(await fromJson(tokens)).to.deep.include({
      accessMethod: '4',
      targetTenantId: '9d341953-da1f-41b0-8810-76d6ef905273',
    })
  })

  it('of Get-IntraOrganizationConnector and Get-FederationInformation says who and where', async () => {
    expect(await fromXml(made.CONNECTOR())).to.deep.include({
      enabled: true,
      domains: ['contoso.mail.onmicrosoft.com'],
    })
    expect(await fromXml(made.INFORMATION())).to.deep.include({ name: 'wingtip.example', domains: ['wingtip.example'] })
  })
})
