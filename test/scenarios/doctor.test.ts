import { createServer } from 'node:https'
import type { Server } from 'node:https'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Examination } from '../../gateway/doctor/examination.ts'
import { STEPS } from '../../gateway/doctor/examination.ts'
import type { StepName } from '../../gateway/doctor/examination.ts'
import { signMetadata } from '../../trust/organization/federation-metadata.ts'
import { createOrganization } from '../../trust/organization/organization.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import { runLedig } from '../gateway/cli/run-ledig.ts'
import { callAdministration } from '../organizations/admin-access.ts'
import { exchange } from '../organizations/http-exchange.ts'
import { makeTrust, simulateOrganization, untilTrust } from '../organizations/index.ts'
import type { SimulatedOrganization } from '../organizations/index.ts'
import { testAuthority } from '../protocols/http/test-authority.ts'
import type { IssuedCertificate } from '../protocols/http/test-authority.ts'

interface Package {
  readonly version: string
}

const clock = { now: Date.now }
const CALENDAR = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nEND:VCALENDAR\r\n'
const SOUTH_NAME = 'gateway.south.example'
const TEN_MINUTES = 600_000

const policy = (own: string, other: string, more: object = {}) => ({
  organization: { id: own, domains: [`${own}.example`], defaultPermission: 'LimitedDetails' },
  mailboxes: [{ address: `hidden@${own}.example`, default: 'None' }],
  relationships: [
    {
      name: other,
      domains: [`${other}.example`],
      freeBusyAccessEnabled: true,
      freeBusyAccessLevel: 'LimitedDetails',
      requests: { enabled: true, level: 'LimitedDetails' },
      ...more,
    },
  ],
})

/** A server that is not the partner's, at another loopback address on the partner's port. */
class Impostor {
  #server: Server | null = null
  answer: (path: string, response: ServerResponse) => void = (_path, response) => void response.writeHead(404).end()

  async listen(port: number, { cert, key }: IssuedCertificate): Promise<void> {
    this.#server = createServer({ cert, key }, (request, response) => this.answer(request.url ?? '', response))
    this.#server.listen(port, '127.0.0.2')
    await once(this.#server, 'listening')
  }

  use({ cert, key }: IssuedCertificate): void {
    this.#server?.setSecureContext({ cert, key })
  }

  async close(): Promise<void> {
    const server = this.#server
    if (server === null) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
}

describe('An administrator who tests a trust', function () {
  this.timeout(60_000)
  const impostor = new Impostor()
  const running: SimulatedOrganization[] = []
  const authority = testAuthority()
  const names = [SOUTH_NAME]
  const addresses = ['127.0.0.1', '127.0.0.2']
  const good = authority.issue({ names, addresses })
  let north: SimulatedOrganization
  let south: SimulatedOrganization
  let trust = ''
  /** What north asks of programs: nothing while the trust is made. */
  const minimumSoftware: Record<string, string> = {}
  let resolve = (): Promise<readonly string[]> => Promise.resolve(['127.0.0.1'])

  const lead = (...addresses: string[]) => {
    resolve = () => Promise.resolve(addresses)
  }

  before(async () => {
    const tls = { certificate: good.cert, key: good.key }
    const common = { authority: authority.ca, calendars: { ada: CALENDAR, hidden: CALENDAR } }
    north = await simulateOrganization({
      ...{
        ...common,
        domain: 'north.example',
        policy: policy('north', 'south'),
        partnerDeadlineMs: 2_000,
        minimumSoftware,
      },
      resolve: () => resolve(),
      tls,
    })
    running.push(north)
    south = await simulateOrganization({
      ...{ ...common, domain: 'south.example', policy: policy('south', 'north') },
      tls,
    })
    running.push(south)
    const { port } = new URL(south.party.metadataUrl)
    const byName = south.party.metadataUrl.replace('127.0.0.1', SOUTH_NAME)
    ;[{ id: trust }] = await makeTrust(north.party, { ...south.party, metadataUrl: byName })
    await impostor.listen(Number(port), good)
  })

  after(async () => {
    await impostor.close()
    await Promise.all(running.map((organization) => organization.close()))
  })

  afterEach(async () => {
    lead('127.0.0.1')
    impostor.use(good)
    await south.setFaults()
  })

  async function test(named: object = { as: 'ada@north.example', about: 'ada@south.example' }): Promise<Examination> {
    return (await callAdministration(north.party.admin, 'POST', `/trusts/${trust}/test`, named)) as Examination
  }

  /** Everything before the failing step passed, nothing after it was tried, and it says whose it is and what to do. */
  function expectFailure(found: Examination, step: StepName, code: string, side: 'ours' | 'theirs' | 'between'): void {
    const at = STEPS.indexOf(step)
    const expected = STEPS.map((_, i) => (i < at ? 'passed' : i === at ? 'failed' : 'not tried'))
    expect(
      found.steps.map(({ outcome }) => outcome),
      JSON.stringify(found.steps, null, 1),
    ).to.deep.equal(expected)
    expect([found.ok, found.failedAt]).to.deep.equal([false, step])
    const failed = found.steps[at]
    if (failed?.outcome !== 'failed') throw new Error('it did not fail')
    expect([failed.code, failed.side]).to.deep.equal([code, side])
    expect(failed.remedy).to.be.a('string').with.length.greaterThan(20)
  }

  it('sees every step pass where nothing is wrong', async () => {
    const found = await test()
    expect(
      found.steps.map(({ outcome }) => outcome),
      JSON.stringify(found.steps, null, 1),
    ).to.deep.equal(STEPS.map(() => 'passed'))
    expect(found.ok).to.equal(true)
  })

  it('sees all but the lookup tried where nobody is named', async () => {
    const found = await test({})
    expect(found.ok).to.equal(true)
    expect(found.steps.at(-1)).to.deep.equal({
      ...{ step: 'lookup', outcome: 'not tried', detail: 'no two people were named (as and about)' },
    })
    expect(found.steps.slice(0, -1).every(({ outcome }) => outcome === 'passed')).to.equal(true)
  })

  it('is told that a name leads nowhere', async () => {
    resolve = () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }))
    expectFailure(await test(), 'dns', 'REACH_DNS', 'theirs')
  })

  it('is told that a name leads to an address that must not be connected to', async () => {
    lead('169.254.169.254')
    expectFailure(await test(), 'dns', 'ADDRESS_REFUSED', 'ours')
  })

  it('is told that nobody takes the connection', async () => {
    lead('127.0.0.3')
    expectFailure(await test(), 'tcp', 'REACH_TCP', 'between')
  })

  const strangers: readonly (readonly [string, IssuedCertificate, string, 'theirs' | 'between'])[] = [
    ['for another name', authority.issue({ names: ['other.example'] }), 'TLS_NAME', 'theirs'],
    ['that is over', authority.issue({ names, until: new Date(Date.now() - 60_000) }), 'TLS_EXPIRED', 'theirs'],
    ['by an authority nobody knows', testAuthority().issue({ names }), 'TLS_AUTHORITY', 'between'],
  ]
  for (const [words, identity, code, side] of strangers) {
    it(`is told of a TLS certificate ${words}`, async () => {
      impostor.use(identity)
      lead('127.0.0.2')
      expectFailure(await test(), 'tls', code, side)
    })
  }

  it('is told that there is no metadata at the address', async () => {
    lead('127.0.0.2')
    impostor.answer = (_path, response) => void response.writeHead(404).end()
    expectFailure(await test(), 'discovery', 'DISCOVERY_NOT_FOUND', 'theirs')
  })

  it('is told that a page stands where metadata should be', async () => {
    lead('127.0.0.2')
    impostor.answer = (_path, response) => void response.writeHead(200).end('<h1>Please sign in</h1>')
    expectFailure(await test(), 'discovery', 'DISCOVERY_MALFORMED', 'theirs')
  })

  it('is told that the address leads elsewhere by a redirect', async () => {
    lead('127.0.0.2')
    impostor.answer = (_path, response) => void response.writeHead(302, { location: '/login' }).end()
    expectFailure(await test(), 'discovery', 'DISCOVERY_REDIRECT', 'theirs')
  })

  for (const [words, clockSkew] of [
    ['ahead', TEN_MINUTES],
    ['behind', -TEN_MINUTES],
  ] as const) {
    it(`is told that the partner's clock is ten minutes ${words}`, async () => {
      await south.setFaults({ clockSkew })
      expectFailure(await test(), 'clock', 'CLOCK_SKEW', 'between')
    })
  }

  async function metadataOfSouth(): Promise<string> {
    const { body } = await exchange({ method: 'GET', url: south.party.metadataUrl, ca: authority.ca })
    return body.toString('latin1')
  }

  it('is told that the metadata was changed on its way', async () => {
    lead('127.0.0.2')
    const [header = '', payload = '', signature = ''] = (await metadataOfSouth()).split('.')
    const bytes = Buffer.from(signature, 'base64url')
    bytes[10] = (bytes[10] ?? 0) ^ 1
    const spoilt = [header, payload, bytes.toString('base64url')].join('.')
    impostor.answer = (_path, response) => void response.writeHead(200).end(spoilt)
    expectFailure(await test(), 'metadata', 'METADATA_SIG', 'theirs')
  })

  it('is told that the partner has to upgrade, where its program is older than is asked for', async () => {
    const [software, version] = ['Ledig', (JSON.parse(await readFile('package.json', 'utf8')) as Package).version]
    minimumSoftware[software] = '999.0.0'
    try {
      const found = await test()
      expectFailure(found, 'metadata', 'METADATA_SOFTWARE', 'theirs')
      expect(JSON.stringify(found)).to.include(`the partner runs ${software} ${version}, this gateway asks for 999.0.0`)
      minimumSoftware[software] = version
      expect((await test()).ok).to.equal(true)
    } finally {
      minimumSoftware[software] = '0'
    }
  })

  it('is told that another organization answers', async () => {
    lead('127.0.0.2')
    const other = await exchange({ method: 'GET', url: south.gateway.metadataUrl, ca: authority.ca })
    impostor.answer = (_path, response) => void response.writeHead(200).end(other.body)
    expectFailure(await test(), 'metadata', 'METADATA_OTHER', 'theirs')
  })

  it('is told that the partner signs under another certificate than the one compared', async () => {
    lead('127.0.0.2')
    const id = parseOrganizationId(south.party.id)
    const renewed = await createOrganization({ id, name: 'South', clock })
    const endpoints = { ews: south.ewsUrl, trust: south.party.metadataUrl }
    const sequence = Math.floor(Date.now() / 1_000) + 1_000
    const jwt = signMetadata(renewed, { endpoints, sequence, clock, software: { name: 'Ledig', version: '0' } })
    impostor.answer = (_path, response) => void response.writeHead(200).end(jwt)
    expectFailure(await test(), 'keys', 'CERTIFICATE_CHANGED', 'between')
  })

  it('is told that the trust is suspended', async () => {
    await callAdministration(north.party.admin, 'POST', `/trusts/${trust}/suspend`, { reason: 'a test' })
    try {
      expectFailure(await test(), 'relationship', 'TRUST_STATE', 'ours')
    } finally {
      await untilTrust(south.party, north.party, 'suspended')
      await callAdministration(north.party.admin, 'POST', `/trusts/${trust}/resume`, {})
      await untilTrust(south.party, north.party, 'active')
    }
  })

  it('is told that none of the partner’s domains binds, whoever is asked about', async () => {
    const { admin } = north.party
    const { partner } = (await callAdministration(admin, 'GET', `/trusts/${trust}`)) as unknown as {
      partner: { fingerprint: { hex: string } }
    }
    const yes = (domain: string, unproven: boolean) => {
      const terms = { fingerprint: partner.fingerprint.hex, domains: [domain], unproven }
      return callAdministration(admin, 'POST', `/trusts/${trust}/accept`, terms)
    }
    await yes('unproven.example', false)
    try {
      expectFailure(await test({}), 'relationship', 'DOMAIN_UNBOUND', 'theirs')
      expectFailure(await test(), 'relationship', 'DOMAIN_UNBOUND', 'theirs')
    } finally {
      await yes('south.example', true)
    }
  })

  it('is told which step of our own policy keeps a question in', async () => {
    const path = '/organizations/north/policy-document'
    await callAdministration(north.party.admin, 'PUT', path, policy('north', 'south', { requests: { enabled: false } }))
    try {
      expectFailure(await test(), 'relationship', 'REQUESTS_DISABLED', 'ours')
    } finally {
      await callAdministration(north.party.admin, 'PUT', path, policy('north', 'south'))
    }
  })

  it("is told that the partner's server does not take our token", async () => {
    await south.setFaults('stale key')
    expectFailure(await test(), 'token', 'TRUST_REFUSED', 'theirs')
  })

  it("is told that the partner's server fails by itself", async () => {
    await south.setFaults(500)
    expectFailure(await test(), 'token', 'REACH_UPSTREAM', 'theirs')
  })

  it('is told that the partner hides somebody, in the words for somebody it does not have', async () => {
    for (const about of ['hidden@south.example', 'nobody@south.example']) {
      expectFailure(await test({ as: 'ada@north.example', about }), 'lookup', 'DATA_NOT_FOUND', 'theirs')
    }
  })

  async function byCommand(...more: string[]) {
    const folder = mkdtempSync(join(tmpdir(), 'ledig-doctor-'))
    try {
      const files = { token: join(folder, 'token'), authority: join(folder, 'authority.pem') }
      writeFileSync(files.token, north.party.admin.token)
      writeFileSync(files.authority, authority.ca)
      const place = ['--gateway', north.party.admin.url, '--token-file', files.token, '--authority', files.authority]
      return await runLedig(['trust', 'test', 'south.example', ...place, ...more])
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  it('reads a line a step on the command line, and ends with 0 where all pass', async () => {
    const { code, out } = await byCommand('--as', 'ada@north.example', '--about', 'ada@south.example')
    expect([
      code,
      out
        .split('\n')
        .filter((line) => line.startsWith('✓ '))
        .map((line) => line.split(/ +/)[1]),
    ]).to.deep.equal([0, [...STEPS]])
  })

  it('reads code, side and remedy of the step that fails on the command line, and ends with 7', async () => {
    await south.setFaults('down')
    const { code, out } = await byCommand()
    expect(code).to.equal(7)
    expect(out).to.match(/✗ tcp .*\n +code +REACH_TCP\n +side +between both, or of either\n +remedy +Nothing takes/)
  })

  it('has to name two people, one of them of the own organization, or none', async () => {
    for (const named of [
      { as: 'ada@north.example' },
      { as: 'ada@other.example', about: 'ada@south.example' },
      { as: 'no address', about: 'ada@south.example' },
    ]) {
      const refused = await test(named).then(
        () => 'tested',
        (error: unknown) => String(error),
      )
      expect(refused, JSON.stringify(named)).to.contain('400')
    }
  })
})
