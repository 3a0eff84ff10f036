import { randomBytes } from 'node:crypto'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { challengeName, checkDomain } from '../../../gateway/domains/check-domain.ts'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { nameServers } from '../../../protocols/dns/name-servers.ts'
import { dial } from '../../../protocols/http/outbound-connection.ts'
import { outboundHttp } from '../../../protocols/http/outbound-http.ts'
import type { OutboundHttp } from '../../../protocols/http/outbound-http.ts'
import type { ProofOutcome } from '../../../trust/organization/judge-proof.ts'
import { zoneServer } from '../../organizations/zone-server.ts'
import type { ZoneServer } from '../../organizations/zone-server.ts'
import { testAuthority } from '../../protocols/http/test-authority.ts'

const FABRIKAM = parseDomain('fabrikam.example')
const TEXT = 'ledig-federation=urn:ledig:1; token=abc'
const random = { bytes: randomBytes }

describe("looking for the proof of a domain on the domain's own web server", () => {
  const authority = testAuthority()
  let dns: ZoneServer
  let server: Server
  let http: OutboundHttp
  let serve: RequestListener
  let asked: string[]
  /** Where the web server of the domain is said to be. */
  let addresses: string[]

  before(async () => {
    server = createServer(authority.issue({ names: [FABRIKAM] }), (request, response) => {
      asked.push(`${request.headers.host ?? ''}${request.url ?? ''}`)
      serve(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    http = outboundHttp({
      allow: { loopback: true },
      resolve: () => Promise.resolve(addresses),
      // Port 443 of the domain is the port of the tests; the certificate is still checked for the domain.
      dial: (target) => dial({ ...target, port }),
      ca: authority.ca,
    })
  })
  after(async () => {
    await http.close()
    server.close()
  })
  beforeEach(async () => {
    dns = await zoneServer()
    asked = []
    addresses = ['127.0.0.1']
    serve = (_request, response) => response.end(TEXT)
  })
  afterEach(() => dns.close())

  const look = (over: OutboundHttp | null, domain = FABRIKAM): Promise<ProofOutcome> =>
    checkDomain(
      { nameServers: nameServers({ servers: [dns.address], random }), authorities: null, http: over, random },
      domain,
      TEXT,
    )
  const absent = { found: false, because: 'PROOF_NO_NAME', aliases: [] }

  it('takes it where the configuration allows that, from the well-known address', async () => {
    expect(await look(http)).to.deep.equal({ found: true, via: 'https', aliases: [], validated: null })
    expect(asked).to.deep.equal(['fabrikam.example/.well-known/federation-challenge'])
    expect(await look(null)).to.deep.equal(absent)
    expect(asked).to.have.length(1)
  })

  it('takes one line among several, whole lines only', async () => {
    serve = (_request, response) => response.end(`# for partners\r\nledig-federation=x; token=y\r\n${TEXT}\r\n`)
    expect(await look(http)).to.have.property('found', true)
    serve = (_request, response) => response.end(`see ${TEXT}`)
    expect(await look(http)).to.deep.equal(absent)
  })

  it('prefers DNS where both show it', async () => {
    dns.zone.set(challengeName(FABRIKAM), { texts: [TEXT] })
    expect(await look(http)).to.deep.include({ found: true, via: 'dns' })
  })

  it('takes nothing by redirect, in an error page, or beyond 8 KB, and says what DNS said', async () => {
    const bad: RequestListener[] = [
      (_request, response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end(TEXT),
      (_request, response) => response.writeHead(404).end(TEXT),
      (_request, response) => response.end(`${'x'.repeat(8_192)}\n${TEXT}`),
    ]
    for (serve of bad) expect(await look(http)).to.deep.equal(absent)
    expect(asked).to.have.length(3)
  })

  it('takes nothing from a server that has no certificate for exactly this domain (DP6)', async () => {
    for (const name of ['mail.fabrikam.example', 'wingtip.example']) {
      expect(await look(http, parseDomain(name)), name).to.deep.equal(absent)
    }
    expect(asked).to.deep.equal([])
  })

  it('never connects to an address inside, whatever the name of the domain leads to (DP2)', async () => {
    const dialled: unknown[] = []
    const guarded = outboundHttp({
      allow: {},
      resolve: () => Promise.resolve(addresses),
      dial: (target) => {
        dialled.push(target)
        throw new Error('nothing is dialled in this test')
      },
    })
    for (addresses of [['127.0.0.1'], ['10.0.0.1'], ['169.254.169.254'], ['::1'], ['192.0.2.1', '127.0.0.1']]) {
      expect(await look(guarded), addresses.join()).to.deep.equal(absent)
    }
    expect(dialled).to.deep.equal([])
    await guarded.close()
  })
})
