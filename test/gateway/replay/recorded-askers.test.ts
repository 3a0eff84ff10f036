import { expect } from 'chai'
import { RecordedAskers } from '../../../gateway/replay/recorded-askers.ts'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { parseOrganizationId } from '../../../trust/organization/organization-id.ts'
import { put } from '../../trust/known-organizations.ts'
import { address, smallWorld } from '../broker/small-world.ts'

const ANNA = address('anna@fabrikam.example')

describe('who asked, read from a record', () => {
  it('is one of our people, as long as her organization is hosted here', async () => {
    const { directory, contoso, fabrikam, hosted } = await smallWorld()
    const askers = new RecordedAskers(directory, contoso.id)
    const vera = address('vera@contoso.example')
    const asker = { organization: contoso.id, kind: 'inside' } as const
    expect(askers.requesterOf(asker, vera)).to.deep.equal({ kind: 'inside', organization: hosted, person: vera })
    expect(askers.requesterOf({ ...asker, organization: fabrikam.id }, vera)).to.equal(null)
    expect(askers.requesterOf(asker, address('vera@elsewhere.example'))).to.equal(null)
  })

  it('comes by the trust of the organization, also where there is none any more', async () => {
    const { directory, contoso, fabrikam, adatum } = await smallWorld()
    const askers = new RecordedAskers(directory, contoso.id)
    const of = (organization: string) => askers.requesterOf({ organization, kind: 'partner' }, ANNA)
    expect(of(fabrikam.id)).to.include({ issuer: fabrikam.id, organization: fabrikam.id, audience: contoso.id, hop: 0 })
    expect(of(adatum.id)).to.include({ issuer: adatum.id, hop: 0 })
    const stranger = 'urn:ledig:00000000-0000-4000-8000-000000000009'
    expect(of(stranger)).to.include({ issuer: stranger, organization: stranger, hop: 0 })
    expect(of('no id')).to.equal(null)
  })

  it('comes by the gateway that asks for it where it has no trust of its own', async () => {
    const { directory, contoso, store, trusts } = await smallWorld()
    const stranger = parseOrganizationId('urn:ledig:00000000-0000-4000-8000-000000000009')
    const { is } = trusts.adatum
    if (is.state !== 'active') throw new Error('not active')
    const brokerFor = [{ domain: parseDomain('fabrikam.example'), organization: stranger }]
    await put(store, { ...trusts.adatum, is: { ...is, brokerFor } }, trusts.adatum)
    const askers = new RecordedAskers(directory, contoso.id)
    const found = askers.requesterOf({ organization: stranger, kind: 'partner' }, ANNA)
    expect(found).to.include({ issuer: trusts.adatum.partner, organization: stranger, hop: 1 })
    const elsewhere = askers.requesterOf({ organization: stranger, kind: 'partner' }, address('anna@other.example'))
    expect(elsewhere).to.include({ issuer: stranger, hop: 0 })
  })
})
