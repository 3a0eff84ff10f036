import { randomBytes } from 'node:crypto'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { challengeName, checkDomain } from '../../../gateway/domains/check-domain.ts'
import type { DomainLook } from '../../../gateway/domains/check-domain.ts'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { authorities } from '../../../protocols/dns/authorities.ts'
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

  const lookFully = (over: OutboundHttp | null, domain = FABRIKAM): Promise<DomainLook> =>
    checkDomain(
      { nameServers: nameServers({ servers: [dns.address], random }), authorities: null, http: over, random },
      domain,
      TEXT,
    )
  const look = async (...args: Parameters<typeof lookFully>): Promise<ProofOutcome> =>
    (await lookFully(...args)).outcome
  const absent = { found: false, because: 'PROOF_NO_NAME', aliases: [] }

  it('takes it where the configuration allows that, from the well-known address', async () => {
    expect(await look(http)).to.deep.equal({ found: true, via: 'https', aliases: [], validated: null })
    expect(asked).to.deep.equal(['fabrikam.example/.well-known/federation-challenge'])
    expect(await look(null)).to.deep.equal(absent)
    expect(asked).to.have.length(1)
  })

  it('says also then what each name server showed', async () => {
    const { outcome, servers } = await lookFully(http)
    expect(outcome).to.deep.include({ found: true, via: 'https' })
    expect(servers).to.deep.equal([{ server: dns.address, kind: 'resolver', because: 'PROOF_NO_NAME' }])
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

describe('looking for the proof of a domain at several name servers', () => {
  let servers: readonly ZoneServer[]
  beforeEach(async () => (servers = await Promise.all([zoneServer(), zoneServer(), zoneServer()])))
  afterEach(() => Promise.all(servers.map((server) => server.close())))

  /** What our server and those of the zone show, each at an address of its own (RFC 5737). */
  async function look(ours: ZoneServer, theirs: Readonly<Record<string, ZoneServer>>): Promise<DomainLook> {
    ours.zone.set(FABRIKAM, { nameServers: ['ns.fabrikam.example'] })
    ours.zone.set('ns.fabrikam.example', { addresses: Object.keys(theirs) })
    const common = { servers: [ours.address], random }
    const placeOf = (at: string) => ({ address: '127.0.0.1', port: theirs[at]?.port ?? 9 })
    const lookups = {
      nameServers: nameServers(common),
      authorities: authorities({ ...common, permits: () => true, placeOf }),
    }
    return checkDomain({ ...lookups, http: null, random }, FABRIKAM, TEXT)
  }

  it('says of each what it showed, of those first that did not show it (DP5)', async () => {
    const [ours, one, two] = servers
    if (ours === undefined || one === undefined || two === undefined) return expect.fail('three servers')
    for (const server of [ours, one]) server.zone.set(challengeName(FABRIKAM), { texts: [TEXT] })
    const found = await look(ours, { '192.0.2.1': one, '192.0.2.2': two })
    expect(found).to.deep.equal({
      outcome: { found: false, because: 'PROOF_DISAGREEMENT', aliases: [] },
      servers: [
        { server: '192.0.2.2', kind: 'authority', because: 'PROOF_NO_NAME' },
        { server: ours.address, kind: 'resolver', because: null },
        { server: '192.0.2.1', kind: 'authority', because: null },
      ],
    })
    two.zone.set(challengeName(FABRIKAM), { silent: true })
    const proven = await look(ours, { '192.0.2.1': one, '192.0.2.2': two })
    expect(proven.outcome.found, 'one that says nothing is in nobody’s way').to.equal(true)
    expect(proven.servers[0]).to.deep.equal({ server: '192.0.2.2', kind: 'authority', because: 'PROOF_TIMEOUT' })
  })

  it('says so of sixteen, however many there are', async () => {
    const [ours, one] = servers
    if (ours === undefined || one === undefined) return expect.fail('two servers')
    ours.zone.set(challengeName(FABRIKAM), { texts: [TEXT] })
    const theirs = Object.fromEntries(Array.from({ length: 26 }, (_, i) => [`192.0.2.${i + 1}`, one]))
    const { servers: told } = await look(ours, theirs)
    expect(told.map(({ because }) => because)).to.deep.equal(Array<string>(16).fill('PROOF_NO_NAME'))
  })
})
