import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { Examination } from '../../gateway/doctor/examination.ts'
import { fingerprintOf } from '../../trust/keys/fingerprint.ts'
import { signMetadata } from '../../trust/organization/federation-metadata.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import { createOrganization } from '../../trust/organization/organization.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import { callAdministration } from '../organizations/admin-access.ts'
import { askAvailability } from '../organizations/ews-client.ts'
import { simulateOrganization } from '../organizations/simulated-organization.ts'
import type { SimulatedOrganization } from '../organizations/simulated-organization.ts'

interface Shown {
  readonly id: string
  readonly state: string
  readonly because?: string
  readonly partner: {
    readonly asked: Readonly<Record<string, string>>
    readonly hosts: readonly { readonly host: string; readonly ground: string | null }[]
  }
  readonly next: readonly { readonly who: string; readonly what: string }[]
}

const clock = { now: Date.now }
const VERA = 'vera@contoso.example'
const PASSWORD = 'a password of the scenarios'

/** A server that gives access tokens, answers nothing else, and counts what it was asked. */
async function server(metadata: () => string = () => ''): Promise<{ server: Server; port: number; asked: string[] }> {
  const asked: string[] = []
  const started = http.createServer((request, response) => {
    const path = request.url ?? ''
    request.resume()
    if (path === '/metadata') return response.end(metadata())
    asked.push(path)
    if (path !== '/token') return response.writeHead(500).end()
    response.setHeader('content-type', 'application/json')
    return response.end(JSON.stringify({ access_token: 'a', token_type: 'Bearer', expires_in: 1 }))
  })
  started.listen(0, '127.0.0.1')
  await once(started, 'listening')
  return { server: started, port: (started.address() as AddressInfo).port, asked }
}

/** Fabrikam: keys, a page with its metadata, and two other servers under two names. It tells nobody anything, so our yes suffices. */
describe('A partner that says it is at another host (BF1)', function () {
  this.timeout(60_000)
  let contoso: SimulatedOrganization
  let fabrikam: Organization
  let page: Awaited<ReturnType<typeof server>>
  let home: Awaited<ReturnType<typeof server>>
  let away: Awaited<ReturnType<typeof server>>
  let id: string
  /** Where it says it is, and under which number. */
  let says = { place: '', sequence: 1 }

  const call = (method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Shown> =>
    callAdministration(contoso.admin, method, path, body) as Promise<Shown>
  const yes = (more: object = {}): Promise<Shown> =>
    call('POST', `/trusts/${id}/accept`, { fingerprint: fingerprintOf(fabrikam.certificate.raw), ...more })
  const metadata = (): string => {
    const endpoints = {
      ...{ ews: `${says.place}/EWS/Exchange.asmx`, trust: `http://127.0.0.1:${page.port}/metadata` },
      ...{ token: `${says.place}/token` },
    }
    const software = { name: 'By hand', version: '1' }
    return signMetadata(fabrikam, { endpoints, sequence: says.sequence, clock, software })
  }
  /** Which servers are asked for one lookup, and for what. */
  async function asked(): Promise<Readonly<Record<'home' | 'away', string[]>>> {
    for (const { asked } of [home, away]) asked.length = 0
    const window = { start: Date.UTC(2026, 10, 24), end: Date.UTC(2026, 10, 25) }
    const lookup = { mailboxes: ['anna@fabrikam.example'], window, interval: 60, view: 'FreeBusyMerged' as const }
    const account = { ews: contoso.ewsUrl, username: VERA, password: PASSWORD }
    await askAvailability(account, { ...lookup, zone: { windows: 'UTC', iana: 'UTC' } })
    return { home: [...home.asked], away: [...away.asked] }
  }

  before(async () => {
    const owned = { id: parseOrganizationId(`urn:ledig:${randomUUID()}`), name: 'Fabrikam', clock }
    fabrikam = await createOrganization(owned)
    ;[page, home, away] = [await server(metadata), await server(), await server()]
    const relationship = {
      ...{ name: 'fabrikam', domains: ['fabrikam.example'], freeBusyAccessEnabled: true },
      ...{ freeBusyAccessLevel: 'AvailabilityOnly', requests: { enabled: true, level: 'AvailabilityOnly' } },
    }
    contoso = await simulateOrganization({
      ...{ domain: 'contoso.example', calendars: {}, users: { [VERA]: PASSWORD } },
      policy: { organization: { id: 'contoso', domains: ['contoso.example'] }, relationships: [relationship] },
    })
    says = { place: `http://127.0.0.1:${home.port}`, sequence: 1 }
    const url = `http://127.0.0.1:${page.port}/metadata`
    ;({ id } = await call('POST', '/trusts', { organization: 'contoso', metadataUrl: url }))
    expect((await yes({ domains: ['fabrikam.example'], unproven: true })).state).to.equal('active')
    await call('PUT', `/trusts/${id}/credential`, { kind: 'access-token' })
  })
  after(async () => {
    for (const { server } of [page, home, away]) server.close().closeAllConnections()
    await contoso.close()
  })

  it('is asked where it was, and nothing at all goes to the other host, token endpoint included', async () => {
    expect(await asked()).to.deep.equal({ home: ['/token', '/EWS/Exchange.asmx'], away: [] })
    says = { place: `http://localhost:${away.port}`, sequence: 2 }
    await call('POST', `/trusts/${id}/refresh`, {})
    expect(await asked()).to.deep.equal({ home: ['/token', '/EWS/Exchange.asmx'], away: [] })
  })

  it('is shown with that host, and with what an administrator does about it', async () => {
    const shown = await call('GET', `/trusts/${id}`)
    expect(shown).to.deep.include({ state: 'attention', because: 'host-unconfirmed' })
    expect(shown.partner.asked['ews']).to.equal(`http://127.0.0.1:${home.port}/EWS/Exchange.asmx`)
    const grounds = shown.partner.hosts.map(({ host, ground }) => [host, ground])
    expect(grounds).to.deep.equal([
      ['localhost', null],
      ['127.0.0.1', 'metadata'],
    ])
    expect(shown.next[0]?.who).to.equal('us')
    expect(shown.next[0]?.what)
      .to.include('at localhost now')
      .and.to.match(new RegExp(`ledig trust accept ${id} --fingerprint ".*" --host localhost$`))
  })

  it('is told to whoever tests the trust, also once nothing is left where it was', async () => {
    await new Promise((resolve) => home.server.close(resolve).closeAllConnections())
    const { failedAt, steps } = (await call('POST', `/trusts/${id}/test`, {})) as unknown as Examination
    expect(failedAt).to.equal('relationship')
    expect(steps.find(({ step }) => step === failedAt)).to.deep.include({ code: 'HOST_UNCONFIRMED', side: 'ours' })
  })

  it('is asked there after a yes to that host by name, which is on record, and to no other', async () => {
    const refused = await yes({ hosts: ['elsewhere.example'] }).catch(String)
    expect(refused).to.include('does not name')
    for (const host of ['localhost/path', 'anna@localhost', '', 'local host', 'localhost:1'])
      expect(await yes({ hosts: [host] }).catch(String), host).to.include('is no host')
    expect((await yes()).state, 'without a word about it').to.equal('attention')
    expect(await asked()).to.deep.include({ away: [] })

    expect((await yes({ hosts: ['LOCALHOST'] })).state).to.equal('active')
    expect(await asked()).to.deep.equal({ home: [], away: ['/token', '/EWS/Exchange.asmx'] })
    const { entries } = (await callAdministration(contoso.admin, 'GET', '/audit?limit=1000')) as {
      entries: readonly { entry: { event: string; facts: Record<string, unknown> } }[]
    }
    const facts = (event: string, name: string) =>
      entries.filter(({ entry }) => entry.event === event).map(({ entry }) => entry.facts[name])
    expect(facts('trust.refreshed', 'unconfirmedHosts')).to.deep.include(['localhost'])
    expect(facts('trust.accepted', 'hosts')).to.deep.include(['localhost'])
  })
})
