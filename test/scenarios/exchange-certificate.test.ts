import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { AUTH_METADATA_PATH, writeAuthMetadata } from '../../protocols/ms-xoauth/auth-metadata.ts'
import { makeFederationCertificate } from '../../trust/keys/certificate.ts'
import { fingerprintOf } from '../../trust/keys/fingerprint.ts'
import { x5tOf } from '../../trust/tokens/exchange-token.ts'
import { callAdministration } from '../organizations/admin-access.ts'
import { simulateOrganization } from '../organizations/simulated-organization.ts'
import type { SimulatedOrganization } from '../organizations/simulated-organization.ts'

interface ShownTrust {
  readonly id: string
  readonly state: string
  readonly attention?: unknown
  readonly partner: { readonly fingerprint: { readonly hex: string } }
}

/** Exchange's `Set-AuthConfig`: a next certificate is published beside the current one, then takes its place. */
describe('the certificate of an Exchange organization', () => {
  let contoso: SimulatedOrganization
  let fabrikam: Server
  let url: string
  let first: Buffer
  let second: Buffer
  /** What its document lists, in this order. */
  let listed: readonly Buffer[]
  let realm = 'fabrikam.example'
  let trust: ShownTrust

  const call = (method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> =>
    callAdministration(contoso.admin, method, path, body)
  const shown = async (): Promise<ShownTrust> => (await call('GET', `/trusts/${trust.id}`)) as ShownTrust
  const refreshed = async (): Promise<string> => {
    await call('POST', `/trusts/${trust.id}/refresh`).catch(() => undefined)
    return (await shown()).state
  }
  const hex = (der: Buffer): string => fingerprintOf(der)

  before(async () => {
    const yesterday = Date.now() - 86_400_000
    const made = await Promise.all(['One', 'Two'].map((name) => makeFederationCertificate(name, yesterday, 365)))
    ;[first, second] = made.map(({ certificate }) => certificate.raw) as [Buffer, Buffer]
    listed = [first]
    fabrikam = createServer((_request, response) => {
      const certificates = listed.map((der) => ({ der, x5t: x5tOf(der) }))
      response.setHeader('Content-Type', 'application/json')
      response.end(writeAuthMetadata({ realm, url, certificates, id: 'x' }))
    }).listen(0, '127.0.0.1')
    await once(fabrikam, 'listening')
    url = `http://127.0.0.1:${(fabrikam.address() as AddressInfo).port}${AUTH_METADATA_PATH}`
    contoso = await simulateOrganization({
      ...{ domain: 'contoso.example', calendars: {} },
      policy: { organization: { id: 'contoso', domains: ['contoso.example'], defaultPermission: 'AvailabilityOnly' } },
    })
    trust = (await call('POST', '/trusts', { organization: 'contoso', metadataUrl: url })) as ShownTrust
    const yes = { fingerprint: hex(first), domains: ['fabrikam.example'], unproven: true }
    await call('POST', `/trusts/${trust.id}/accept`, yes)
  })
  after(async () => {
    fabrikam.close()
    await contoso.close()
  })

  it('is the one that was compared, as long as it is listed, whatever is listed beside it and before it', async () => {
    listed = [second, first]
    expect(await refreshed()).to.equal('active')
  })

  it('needs a person once it is listed no more: the trust says so, and the other is not taken (TH4)', async () => {
    listed = [second]
    expect(await refreshed()).to.equal('attention')
    expect((await shown()).partner.fingerprint.hex.replaceAll(' ', '').toLowerCase()).to.equal(hex(first))
  })

  it('is the other one after a yes to it', async () => {
    await call('POST', `/trusts/${trust.id}/accept`, { fingerprint: hex(second) })
    const now = await shown()
    expect([now.state, now.partner.fingerprint.hex.replaceAll(' ', '').toLowerCase()]).to.deep.equal([
      'active',
      hex(second),
    ])
  })

  it('signs under the name that was there when somebody said yes, whatever the document says since', async () => {
    realm = 'adatum.example'
    await refreshed()
    const metadata = (await call('GET', `/trusts/${trust.id}`)) as { partner: { name: string } }
    expect(metadata.partner.name).to.equal('Exchange fabrikam.example')
  })
})
