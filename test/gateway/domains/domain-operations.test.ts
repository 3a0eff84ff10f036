import { expect } from 'chai'
import request from 'supertest'
import { acceptPartner, askAvailability, simulateOrganization } from '../../organizations/index.ts'
import type { SimulatedOrganization } from '../../organizations/index.ts'
import { zoneServer } from '../../organizations/zone-server.ts'
import type { ZoneServer } from '../../organizations/zone-server.ts'

const policy = (own: string, domain: string, other: string) => ({
  organization: { id: own, domains: [domain], defaultPermission: 'AvailabilityOnly' },
  relationships: [
    {
      ...{ name: 'partner', domains: [other], freeBusyAccessEnabled: true, freeBusyAccessLevel: 'AvailabilityOnly' },
      requests: { enabled: true, level: 'AvailabilityOnly' },
    },
  ],
})

const CALENDAR = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Test//EN', 'END:VCALENDAR', ''].join('\r\n')
const BUECHER = 'xn--bcher-kva.example'

interface Shown {
  readonly id: string
  readonly partner: { readonly fingerprint: { readonly hex: string } }
  readonly round?: string
  readonly domains: readonly {
    readonly domain: string
    readonly inLetters?: string
    readonly proof: { readonly state: string }
    readonly record?: { readonly name: string; readonly type: string; readonly value: string; readonly url: string }
  }[]
  readonly checks: readonly { readonly domain: string; readonly because: string | null; readonly servers: unknown }[]
}

describe("administering the proofs of a partner's domains, between two gateways", function () {
  this.timeout(60_000)
  let dns: ZoneServer
  let contoso: SimulatedOrganization
  let buecher: SimulatedOrganization
  let id = ''

  before(async () => {
    dns = await zoneServer()
    ;[contoso, buecher] = await Promise.all([
      simulateOrganization({
        domain: 'contoso.example',
        calendars: { vera: CALENDAR },
        policy: policy('contoso', 'contoso.example', BUECHER),
        nameServers: [dns.address],
      }),
      simulateOrganization({
        ...{ domain: BUECHER, name: 'buecher', calendars: {}, policy: policy('buecher', BUECHER, 'contoso.example') },
        users: { [`anna@${BUECHER}`]: 'correct horse' },
      }),
    ])
    await acceptPartner(buecher.party, contoso.party)
  })
  after(() => Promise.all([contoso.close(), buecher.close(), dns.close()]))

  function call(method: 'get' | 'post', path: string) {
    const { url, token } = contoso.admin
    return request(new URL(url).origin)[method](`/admin/v1${path}`).set('Authorization', `Bearer ${token}`)
  }
  const shown = async (): Promise<Shown> => (await call('get', `/trusts/${id}`)).body as Shown
  const check = async (): Promise<Shown> => (await call('post', `/trusts/${id}/check-domains`)).body as Shown

  /** What Anna of the partner is answered about Vera of Contoso. */
  async function asked(): Promise<string | undefined> {
    const account = { ews: buecher.ewsUrl, username: `anna@${BUECHER}`, password: 'correct horse' }
    const window = { start: Date.UTC(2026, 10, 24), end: Date.UTC(2026, 10, 25) }
    const zone = { windows: 'UTC', iana: 'Etc/UTC' }
    const lookup = { mailboxes: ['vera@contoso.example'], window, interval: 60, view: 'FreeBusy', zone } as const
    return (await askAvailability(account, lookup)).rows[0]?.code
  }

  async function proposed(): Promise<Shown> {
    const { metadataUrl } = buecher.party
    const { body } = await call('post', '/trusts').send({ organization: 'contoso', metadataUrl })
    return body as Shown
  }

  it('refuses what no partner can have, and says why (DP7, TH10)', async () => {
    const { id: trust, partner } = await proposed()
    id = trust
    for (const domain of ['co.uk', 'contoso.example', 'localhost', 'аcme.example', '192.0.2.1']) {
      const yes = { fingerprint: partner.fingerprint.hex, domains: [domain] }
      const { status, body } = await call('post', `/trusts/${id}/accept`).send(yes)
      expect(status, domain).to.equal(400)
      expect((body as { error: { message: string } }).error.message)
        .to.include(domain)
        .and.match(/CLAIM_/)
    }
  })

  it('shows the record to publish, and lets the domain bind nothing before it was seen (DP1)', async () => {
    const fingerprint = buecher.party.fingerprint
    const { status } = await call('post', `/trusts/${id}/accept`).send({ fingerprint, domains: ['bücher.example'] })
    expect(status).to.equal(200)
    const [domain] = (await shown()).domains
    expect(domain).to.deep.include({ domain: BUECHER, inLetters: 'bücher.example' })
    expect(domain?.proof.state).to.equal('pending')
    expect(domain?.record).to.deep.include({ name: `_federation-challenge.${BUECHER}`, type: 'TXT' })
    expect(domain?.record?.url).to.equal(`https://${BUECHER}/.well-known/federation-challenge`)
    expect(domain?.record?.value).to.match(/^ledig-federation=urn:ledig:[0-9a-f-]{36}; token=[A-Za-z0-9_-]{43}$/)
    expect(domain?.record?.value).to.include(buecher.party.id)
    expect(await asked()).to.not.equal('NoError')
  })

  it('looks when it is asked to, says what it saw, and lets the domain bind once it is proven (DP1)', async () => {
    const before = await check()
    expect(before.round).to.equal('checked')
    expect(before.checks).to.have.nested.property('0.because', 'PROOF_NO_NAME')
    expect(before.checks).to.have.nested.property('0.servers[0].because', 'PROOF_NO_NAME')
    expect((await check()).round).to.equal('nothing to check')
    const { name = '', value = '' } = before.domains[0]?.record ?? {}
    // As name servers hand out texts of more than 255 octets, and some every text: in several strings.
    dns.zone.set(name, { texts: ['v=spf1 -all', [value.slice(0, 50), value.slice(50)]] })
    expect(await asked()).to.not.equal('NoError')
    // A trust is looked at once in ten seconds, whoever asks.
    await contoso.setFaults({ clockSkew: 11_000 })
    expect((await check()).domains[0]?.proof.state).to.equal('proven')
    const [seen] = (await shown()).checks
    expect(seen?.because).to.equal(null)
    expect(seen?.servers).to.deep.equal([{ server: dns.address, kind: 'resolver', because: null }])
    expect(await asked()).to.equal('NoError')
  })

  it('changes nothing in a rehearsal', async () => {
    const asksBefore = dns.asked.length
    const { body } = await call('post', `/trusts/${id}/check-domains?dryRun=true`)
    expect((body as Shown).round).to.equal('nothing to check')
    expect(dns.asked).to.have.length(asksBefore)
  })
})
