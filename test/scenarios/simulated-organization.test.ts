import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { freePort } from '../conformance/redis-server.ts'
import {
  askAvailability,
  makeTrust,
  receivedInvitations,
  simulateOrganization,
  untilInvited,
} from '../organizations/index.ts'
import type { SimulatedOrganization } from '../organizations/index.ts'
import { callAdministration } from '../organizations/admin-access.ts'
import { exchange } from '../organizations/http-exchange.ts'
import { collectAnswer } from '../protocols/ews/schema-check.ts'

const DAY = { start: Date.UTC(2026, 10, 24), end: Date.UTC(2026, 10, 25) }
const LUNCH = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Test//EN',
  'BEGIN:VEVENT',
  'UID:lunch',
  'DTSTAMP:20261101T000000Z',
  'DTSTART:20261124T110000Z',
  'DTEND:20261124T120000Z',
  'SUMMARY:Lunch',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n')

const policy = (own: string, other: string) => ({
  organization: { id: own, domains: [`${own}.example`], defaultPermission: 'AvailabilityOnly' },
  relationships: [
    {
      name: other,
      domains: [`${other}.example`],
      freeBusyAccessEnabled: true,
      freeBusyAccessLevel: 'LimitedDetails',
      requests: { enabled: true, level: 'LimitedDetails' },
    },
  ],
})

const start = (own: string, other: string, faults: readonly 'down'[] = []): Promise<SimulatedOrganization> =>
  simulateOrganization({
    domain: `${own}.example`,
    calendars: { ada: LUNCH },
    policy: policy(own, other),
    users: { [`ada@${own}.example`]: 'correct horse' },
    faults,
  })

describe('A simulated organization', function () {
  this.timeout(120_000)
  /** Stands in for the machine's temporary folder, so that what is left behind can be seen. */
  let temporary = ''
  const usual = process.env['TMPDIR']
  const leftovers = (): string[] => readdirSync(temporary).filter((name) => name.startsWith('ledig'))
  const running: SimulatedOrganization[] = []
  before(() => {
    temporary = mkdtempSync(join(tmpdir(), 'ledig-simulate-test-'))
    process.env['TMPDIR'] = temporary
  })
  after(() => {
    if (usual === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = usual
    rmSync(temporary, { recursive: true, force: true })
  })
  afterEach(() => Promise.all(running.splice(0).map((organization) => organization.close())))

  it('is made of a domain, a calendar and a policy, federates with another, and leaves nothing behind', async () => {
    running.push(...(await Promise.all([start('north', 'south'), start('south', 'north')])))
    const [north, south] = running as [SimulatedOrganization, SimulatedOrganization]
    const [ours, theirs] = await makeTrust(north.party, south.party)
    expect([ours.partner, theirs.partner]).to.deep.equal([south.party.id, north.party.id])
    const { body, rows } = await askAvailability(
      { ews: north.ewsUrl, username: 'ada@north.example', password: 'correct horse' },
      {
        mailboxes: ['ada@north.example', 'ada@south.example'],
        window: DAY,
        interval: 60,
        view: 'Detailed',
        zone: { windows: 'UTC', iana: 'UTC' },
      },
    )
    collectAnswer(body)
    const lunch = { start: Date.UTC(2026, 10, 24, 11), end: Date.UTC(2026, 10, 24, 12), status: 'Busy' }
    expect(rows.map(({ view, events }) => ({ view, events }))).to.deep.equal([
      { view: 'Detailed', events: [{ ...lunch, subject: 'Lunch' }] },
      { view: 'FreeBusy', events: [lunch] },
    ])
    await Promise.all(running.splice(0).map((organization) => organization.close()))
    expect(leftovers()).to.deep.equal([])
  })

  it('puts its invitations where they can be read, and what they lead to opens', async () => {
    const mail = mkdtempSync(join(temporary, 'mail-'))
    const sharing = { default: true, domains: ['Anonymous: CalendarSharingFreeBusySimple'] }
    const organization = await simulateOrganization({
      domain: 'north.example',
      calendars: { ada: LUNCH },
      policy: { ...policy('north', 'south'), sharingPolicies: [{ name: 'open', ...sharing }] },
      mail,
    })
    running.push(organization)
    expect(await receivedInvitations(join(mail, 'none'))).to.deep.equal([])
    const order = { to: 'eva@west.example', note: 'As promised' }
    await callAdministration(organization.admin, 'POST', '/mailboxes/ada@north.example/shares', order)
    const { file, from, to, subject, text, link } = await untilInvited(mail, 'eva@west.example')
    expect({ from, to }).to.deep.equal({ from: 'no-reply@north.example', to: ['eva@west.example'] })
    expect(readdirSync(mail).map((name) => join(mail, name))).to.deep.equal([file])
    expect([subject, text].join()).to.contain('ada@north.example').and.to.contain('> As promised')
    expect(link?.startsWith(`${organization.admin.url}/published/`)).to.equal(true)
    expect((await exchange({ method: 'GET', url: link ?? '' })).status).to.equal(200)
    await organization.close()
    expect(readdirSync(mail)).to.have.length(1)
    running.splice(0)
  })

  it('accepts no partner whose certificate is not the one that was read out', async () => {
    running.push(...(await Promise.all([start('north', 'south'), start('south', 'north')])))
    const [north, south] = running as [SimulatedOrganization, SimulatedOrganization]
    const forged = { ...south.party, fingerprint: north.party.fingerprint }
    const refused = await makeTrust(north.party, forged).catch((error: unknown) => String(error))
    expect(refused).to.contain('was shown another certificate')
  })

  it('can begin its life with a fault', async () => {
    const organization = await start('north', 'south', ['down'])
    running.push(organization)
    const reached = (): Promise<string> =>
      exchange({ method: 'GET', url: organization.party.metadataUrl }).then(
        ({ status }) => String(status),
        (error: NodeJS.ErrnoException) => error.code ?? '',
      )
    expect(await reached()).to.equal('ECONNREFUSED')
    await organization.setFaults()
    expect(await reached()).to.equal('200')
  })

  it('leaves no port open where its calendars cannot be written', async () => {
    const listen = { host: '127.0.0.1', port: await freePort() }
    const calendars = { 'no/such folder': LUNCH }
    const failed = await simulateOrganization({
      domain: 'x.example',
      calendars,
      policy: policy('x', 'y'),
      listen,
    }).catch(String)
    expect(failed).to.include('ENOENT')
    expect(leftovers()).to.deep.equal([])
    const server = createServer().listen(listen)
    await once(server, 'listening')
    await new Promise((resolve) => server.close(resolve))
  })

  it('does not start on a policy that is none, and says where it is wrong', async () => {
    const started = simulateOrganization({
      domain: 'north.example',
      calendars: {},
      policy: { organization: { id: 'north' }, relation: [] },
    })
    const said = await started.then(
      () => 'started',
      (error: unknown) => String(error),
    )
    expect(said).to.contain('policy: organization.domains').and.to.contain('policy: relation')
    expect(leftovers()).to.deep.equal([])
  })
})
