import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { makeTlsAuthority } from '../../trust/keys/tls-authority.ts'
import { callAdministration } from '../organizations/admin-access.ts'
import { askAvailability } from '../organizations/ews-client.ts'
import { simulateOrganization } from '../organizations/simulated-organization.ts'
import type { SimulatedOrganization } from '../organizations/simulated-organization.ts'

const DAY = Date.UTC(2026, 10, 23)
const CALENDAR = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//t//t//EN', 'BEGIN:VEVENT', 'UID:a', 'DTSTAMP:20261101T000000Z'],
  ...['DTSTART:20261123T090000Z', 'DTEND:20261123T100000Z', 'SUMMARY:s', 'END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n')
const [VERA, ANNA, ROLE] = ['vera@contoso.example', 'anna@fabrikam.example', 'role@fabrikam.example']
const [PASSWORD, THEIRS, OURS] = [
  'a password of the scenarios',
  randomBytes(16).toString('hex'),
  'a password for contoso',
]
const LOOKUP = {
  window: { start: DAY + 8 * 3_600_000, end: DAY + 12 * 3_600_000 },
  ...{ interval: 60, view: 'FreeBusyMerged' as const, zone: { windows: 'UTC', iana: 'Etc/UTC' } },
} as const

interface ShownTrust {
  readonly id: string
  readonly state: string
  readonly partner: Readonly<Record<string, unknown>>
}

function organization(name: string, partner: string, users: Record<string, string>, tls: object) {
  const person = name === 'contoso' ? 'vera' : 'anna'
  return simulateOrganization({
    ...{ domain: `${name}.example`, calendars: { [person]: CALENDAR }, users, ...tls },
    policy: {
      organization: { id: name, domains: [`${name}.example`], defaultPermission: 'AvailabilityOnly' },
      mailboxes: [{ address: `${person}@${name}.example` }],
      relationships: [
        {
          ...{ name: partner, domains: [`${partner}.example`], enabled: true, freeBusyAccessEnabled: true },
          ...{ freeBusyAccessLevel: 'AvailabilityOnly', requests: { enabled: true, level: 'AvailabilityOnly' } },
        },
      ],
    },
  })
}

describe('an availability address space', () => {
  let contoso: SimulatedOrganization
  /** To Contoso a server that knows names and passwords: it has no trust, and to it our gateway is one of its people. */
  let fabrikam: SimulatedOrganization
  let trust: ShownTrust

  const call = (method: string, path: string, body?: object): Promise<unknown> =>
    callAdministration(contoso.admin, method as 'GET', path, body)

  async function told(from: SimulatedOrganization, username: string, password: string, about: string) {
    const account = { ews: from.ewsUrl, username, password, ca: from.admin.ca }
    const { rows } = await askAvailability(account, { mailboxes: [about], ...LOOKUP })
    return rows[0]?.code === 'NoError' ? rows[0].mergedFreeBusy : rows[0]?.code
  }

  before(async () => {
    const authority = await makeTlsAuthority('Tests', { now: Date.now })
    const { cert, key } = await authority.issue('contoso')
    const tls = { tls: { certificate: cert, key }, authority: authority.ca }
    contoso = await organization('contoso', 'fabrikam', { [VERA]: PASSWORD }, tls)
    fabrikam = await organization('fabrikam', 'contoso', { 'free-busy@fabrikam.example': OURS }, tls)
    // Mistyped: nothing is there.
    const addressSpace = { name: 'Fabrikam', ews: `${fabrikam.ewsUrl}.old` }
    trust = (await call('POST', '/trusts', { organization: 'contoso', addressSpace })) as ShownTrust
  })
  after(() => Promise.all([contoso.close(), fabrikam.close()]))

  it('is proposed without any document, by its address and name, and has nothing to compare', () => {
    expect(trust).to.include({ state: 'proposed' })
    expect(trust.partner).to.include({ name: 'Fabrikam', addressSpace: true, fingerprint: null })
  })

  it('lets nobody ask before the yes, and before it has an account', async () => {
    expect(await told(contoso, VERA, PASSWORD, ANNA)).to.equal('ErrorNoFreeBusyAccess')
    const accepted = await call('POST', `/trusts/${trust.id}/accept`, { domains: ['fabrikam.example'], unproven: true })
    expect(accepted).to.include({ state: 'active' })
    expect(await told(contoso, VERA, PASSWORD, ANNA)).to.equal('ErrorProxyRequestProcessingFailed')
  })

  it('takes no other kind of credential (TK15)', async () => {
    for (const body of [{ kind: 'single-use' }, { kind: 'access-token' }, { kind: 'exchange', account: ROLE }]) {
      const refused = await call('PUT', `/trusts/${trust.id}/credential`, body).catch((error: unknown) => String(error))
      expect(refused).to.match(/address space|Exchange organization/)
    }
  })

  it('is asked where it is once its mistyped address is changed, and has lost nothing', async () => {
    const ours = { name: 'free-busy@fabrikam.example', password: OURS }
    await call('PUT', `/trusts/${trust.id}/credential`, { kind: 'basic', account: ROLE, password: THEIRS, ours })
    const before = (await call('GET', `/trusts/${trust.id}`)) as ShownTrust & Readonly<Record<string, unknown>>
    expect(await told(contoso, VERA, PASSWORD, ANNA)).to.equal('ErrorProxyRequestProcessingFailed')
    const moved = await call('PUT', `/trusts/${trust.id}/address`, { ews: fabrikam.ewsUrl })
    expect(moved).to.include({ id: trust.id, state: 'active' })
    expect(await told(contoso, VERA, PASSWORD, ANNA)).to.equal('0200')
    const after = (await call('GET', `/trusts/${trust.id}`)) as typeof before
    const rest = ({ partner: { metadataUrl, endpoints, asked, ...partner }, ...shown }: typeof before) => {
      expect([endpoints, asked]).to.deep.equal([
        { ews: metadataUrl, trust: metadataUrl },
        { ews: metadataUrl, trust: metadataUrl },
      ])
      return { ...shown, partner }
    }
    expect(rest(after)).to.deep.equal(rest(before))
    const { entries } = (await call('GET', '/audit?event=trust.address')) as {
      entries: readonly { entry: { facts: Readonly<Record<string, unknown>> } }[]
    }
    expect(
      entries.map(
        ({
          entry: {
            facts: { before: from, address },
          },
        }) => [from, address],
      ),
    ).to.deep.equal([[`${fabrikam.ewsUrl}.old`, fabrikam.ewsUrl]])
  })

  it('leaves its first address to another partner, and lets nobody come to the one it has', async () => {
    const propose = (name: string, ews: string) =>
      call('POST', '/trusts', { organization: 'contoso', addressSpace: { name, ews } })
    const other = (await propose('Litware', `${fabrikam.ewsUrl}.old`)) as ShownTrust
    expect(other).to.include({ state: 'proposed' })
    expect(other.id).to.not.equal(trust.id)
    expect(await call('GET', `/trusts/${trust.id}`), 'the one that moved').to.include({ state: 'active' })
    const refusals = [
      () => propose('Fabrikam', fabrikam.ewsUrl),
      async () => {
        await call('POST', `/trusts/${other.id}/accept`, { domains: ['litware.example'], unproven: true })
        return call('PUT', `/trusts/${other.id}/address`, { ews: fabrikam.ewsUrl })
      },
    ]
    for (const refused of refusals) {
      const said = await refused().catch((error: unknown) => String(error))
      expect(said).to.include('409').and.to.include('Fabrikam already (it is active)')
    }
    await call('POST', `/trusts/${other.id}/revoke`, { reason: 'over' })
  })

  it('is asked at no address without https, with a password in it, or that is none', async () => {
    for (const ews of ['http://mail.fabrikam.example/EWS', 'https://us:them@mail.fabrikam.example/EWS', 'mail']) {
      const refused = await call('PUT', `/trusts/${trust.id}/address`, { ews }).catch((error: unknown) => String(error))
      expect(refused, ews).to.include('answered 400')
    }
  })

  it('asks and is asked by name and password, each side by its own', async () => {
    expect(await told(contoso, VERA, PASSWORD, ANNA)).to.equal('0200')
    expect(await told(contoso, ROLE, THEIRS, VERA)).to.equal('0200')
  })

  it('is examined up to a real lookup, without the steps of a document', async () => {
    const examined = (await call('POST', `/trusts/${trust.id}/test`, { as: VERA, about: ANNA })) as {
      ok: boolean
      steps: readonly { step: string; outcome: string }[]
    }
    expect(examined.ok).to.equal(true)
    expect(examined.steps.map(({ step, outcome }) => `${step}: ${outcome}`)).to.deep.equal([
      ...['dns: passed', 'tcp: passed', 'tls: passed'],
      ...['discovery: not tried', 'clock: not tried', 'metadata: not tried', 'keys: not tried'],
      ...['relationship: passed', 'token: passed', 'lookup: passed'],
    ])
  })

  it('is never fetched, and nobody else takes its place by a document', async () => {
    expect(await call('POST', `/trusts/${trust.id}/refresh`)).to.include({ state: 'active' })
  })

  it('shares its account with no other relationship', async () => {
    const addressSpace = { name: 'Another', ews: fabrikam.ewsUrl.replace('/EWS/', '/other/EWS/') }
    const another = (await call('POST', '/trusts', { organization: 'contoso', addressSpace })) as ShownTrust
    await call('POST', `/trusts/${another.id}/accept`, { domains: ['other.example'], unproven: true })
    const body = { kind: 'basic', account: ROLE, password: randomBytes(16).toString('hex') }
    const refused = await call('PUT', `/trusts/${another.id}/credential`, body).catch((error: unknown) => String(error))
    expect(refused).to.include("in one of the partner's domains")
  })

  for (const [what, body] of [
    ['neither address nor document', {}],
    ['both', { metadataUrl: 'https://x.example/', addressSpace: { name: 'x', ews: 'https://x.example/' } }],
    ['no address', { addressSpace: { name: 'x', ews: 'x' } }],
    ['plain http', { addressSpace: { name: 'x', ews: 'http://x.example/EWS/Exchange.asmx' } }],
  ] as const) {
    it(`is not proposed with ${what}`, async () => {
      const outcome = await call('POST', '/trusts', { organization: 'contoso', ...body }).then(
        () => 'proposed',
        (error: unknown) => String(error),
      )
      expect(outcome).to.match(/400|422/)
    })
  }

  it('is refused a fingerprint, which could only be somebody else\u2019s', async () => {
    const fingerprint = 'ab'.repeat(32)
    const refused = await call('POST', `/trusts/${trust.id}/accept`, { fingerprint }).catch((error: unknown) =>
      String(error),
    )
    expect(refused).to.include('an address space has none')
  })

  it('is gone at once when it is revoked', async () => {
    await call('POST', `/trusts/${trust.id}/revoke`, { reason: 'over' })
    expect(await told(contoso, VERA, PASSWORD, ANNA)).to.equal('ErrorNoFreeBusyAccess')
    const account = { ews: contoso.ewsUrl, username: ROLE, password: THEIRS, ca: contoso.admin.ca }
    const asked = await askAvailability(account, { mailboxes: [VERA], ...LOOKUP }).catch(() => 'refused')
    expect(JSON.stringify(asked)).to.not.include('0200')
  })
})
