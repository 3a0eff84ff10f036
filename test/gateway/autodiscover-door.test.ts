import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { AutodiscoverService, ExchangeVersion, Uri, UserSettingName, WebCredentials } from 'ews-javascript-api'
import { sharedRealm } from '../../gateway/credentials/partner-tokens.ts'
import { readChallenge } from '../../protocols/ms-xoauth/challenge.ts'
import { simulateOrganization } from '../organizations/index.ts'
import type { SimulatedOrganization } from '../organizations/index.ts'

const REQUEST = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006'
const SCHEMA = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a'
const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000'
const ROLE = `Basic ${Buffer.from('role@contoso.example:whatever it is').toString('base64')}`

const about = (address: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="${REQUEST}"><Request><EMailAddress>${address}</EMailAddress>` +
  `<AcceptableResponseSchema>${SCHEMA}</AcceptableResponseSchema></Request></Autodiscover>`

describe('the Autodiscover addresses', () => {
  let contoso: SimulatedOrganization
  before(async () => {
    contoso = await simulateOrganization({
      domain: 'contoso.example',
      calendars: {},
      policy: { organization: { id: 'contoso', domains: ['contoso.example'], defaultPermission: 'AvailabilityOnly' } },
    })
  })
  after(() => contoso.close())

  async function ask(init: RequestInit & { path?: string } = {}) {
    const { path = '/autodiscover/autodiscover.xml', ...rest } = init
    const answer = await fetch(new URL(path, contoso.ewsUrl), {
      ...{ method: 'POST', body: about('bo@contoso.example') },
      ...rest,
      headers: { 'Content-Type': 'text/xml; charset=utf-8', ...rest.headers },
    })
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }

  for (const [what, init] of [
    ['without credentials', {}],
    ['with those of a role account, which are not looked at', { headers: { Authorization: ROLE } }],
    ['in capitals, as servers write the path', { path: '/Autodiscover/Autodiscover.xml' }],
    ['at the address for SOAP, as exchangelib does', { path: '/autodiscover/autodiscover.svc' }],
  ] as const) {
    it(`tell an Exchange server that asks ${what} where to ask`, async () => {
      const { status, headers, text } = await ask(init)
      expect(status).to.equal(200)
      expect(headers.get('content-type')).to.equal('text/xml; charset=utf-8')
      expect(text).to.include(`<Type>EXPR</Type><Server>127.0.0.1</Server><ASUrl>${contoso.ewsUrl}</ASUrl>`)
    })
  }

  it("are found by Microsoft's own library, as it begins: a GET, then SOAP", async () => {
    const begun = await fetch(new URL('/autodiscover/autodiscover.xml', contoso.ewsUrl))
    expect([begun.status, begun.headers.get('x-soap-enabled')]).to.deep.equal([200, 'True'])
    expect(await begun.text()).to.include('<ErrorCode>600</ErrorCode>')
    const service = new AutodiscoverService(
      new Uri(new URL('/autodiscover/autodiscover.svc', contoso.ewsUrl).href),
      ExchangeVersion.Exchange2013,
    )
    service.Credentials = new WebCredentials('role@contoso.example', 'whatever it is')
    const found = await service.GetUserSettings('bo@contoso.example', [UserSettingName.ExternalEwsUrl])
    expect(found.Settings.get(UserSettingName.ExternalEwsUrl)).to.equal(contoso.ewsUrl)
  })

  it('answer an empty Bearer with what to sign for: our realm, and no name of a partner', async () => {
    for (const path of ['/autodiscover/autodiscover.svc', '/autodiscover/autodiscover.xml']) {
      const { status, headers } = await ask({ path, headers: { Authorization: 'Bearer' } })
      expect(status).to.equal(401)
      const challenge = headers.get('www-authenticate') ?? ''
      expect(readChallenge(challenge)).to.deep.equal({ clientId: EXCHANGE, realm: 'contoso.example' })
    }
  })

  it('answer nobody about a domain that is not theirs', async () => {
    expect((await ask({ body: about('bo@fabrikam.example') })).text).to.include('<ErrorCode>500</ErrorCode>')
  })

  for (const [what, init, status] of [
    ['what is no XML by its type', { headers: { 'Content-Type': 'application/json' } }, 415],
    ['another character set', { headers: { 'Content-Type': 'text/xml; charset=utf-16' } }, 415],
    ['a compressed request', { body: gzipSync('<x/>'), headers: { 'Content-Encoding': 'gzip' } }, 415],
    ['more than 64 KB', { body: `${about('a@b.example')}${' '.repeat(70_000)}` }, 413],
    ['another method', { method: 'PUT' }, 405],
    ['what needs a broker', { path: '/autodiscover/autodiscover.svc/wssecurity' }, 404],
  ] as const) {
    it(`refuse ${what}`, async () => expect((await ask(init)).status).to.equal(status))
  }

  it('stop reading a body without a length once it is too big', async () => {
    const { hostname, port } = new URL(contoso.ewsUrl)
    const socket = connect(Number(port), hostname)
    const answer = new Promise<string>((resolve, reject) => {
      socket.once('data', (data) => resolve(data.toString()))
      socket.once('error', reject)
    })
    socket.write(
      'POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n',
    )
    for (let sent = 0; sent < 10; sent++) socket.write(`2000\r\n${' '.repeat(0x2000)}\r\n`)
    expect(await answer).to.match(/^HTTP\/1\.1 413 /)
    socket.destroy()
  })
})

describe('the realm in a challenge', () => {
  const of = (domain: string) => ({ policy: { organization: { domains: [domain] } } }) as never

  it('is that of the one organization, and left out where several share the address (MS-XOAUTH 3.2.5.4)', () => {
    expect(sharedRealm([of('contoso.example')])).to.equal('contoso.example')
    expect(sharedRealm([of('contoso.example'), of('fabrikam.example')])).to.equal(null)
    expect(sharedRealm([])).to.equal(null)
  })
})
