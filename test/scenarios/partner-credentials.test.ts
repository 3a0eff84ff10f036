import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { makeTlsAuthority } from '../../trust/keys/tls-authority.ts'
import { callAdministration } from '../organizations/admin-access.ts'
import { askAvailability, availabilityRequest } from '../organizations/ews-client.ts'
import type { EwsLookup } from '../organizations/ews-client.ts'
import { exchange } from '../organizations/http-exchange.ts'
import { acceptPartner } from '../organizations/make-trust.ts'
import type { MadeTrust, TrustParty } from '../organizations/make-trust.ts'
import { simulateOrganization } from '../organizations/simulated-organization.ts'
import type { SimulatedOrganization, SimulationOptions } from '../organizations/simulated-organization.ts'

const START = Date.UTC(2026, 10, 23)
const CALENDAR = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//t//t//EN', 'BEGIN:VEVENT', 'UID:a', 'DTSTAMP:20261101T000000Z'],
  ...['DTSTART:20261123T090000Z', 'DTEND:20261123T100000Z', 'SUMMARY:s', 'END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n')
// One meeting at nine, in hours from eight to twelve.
const BUSY_AT_NINE = '0200'
const PASSWORD = 'a password of the scenarios'
const lookupOf = (mailbox: string): EwsLookup => ({
  mailboxes: [mailbox],
  window: { start: START + 8 * 3_600_000, end: START + 12 * 3_600_000 },
  ...{ interval: 60, view: 'FreeBusyMerged', zone: { windows: 'UTC', iana: 'Etc/UTC' } },
})

const relationship = (partner: string) => ({
  ...{ name: partner, domains: [`${partner}.example`], enabled: true, freeBusyAccessEnabled: true },
  ...{ freeBusyAccessLevel: 'AvailabilityOnly', requests: { enabled: true, level: 'AvailabilityOnly' } },
})

function start(name: string, person: string, partner: string, more: Partial<SimulationOptions> = {}) {
  const address = `${person}@${name}.example`
  return simulateOrganization({
    domain: `${name}.example`,
    calendars: { [person]: CALENDAR },
    policy: {
      organization: { id: name, domains: [`${name}.example`], defaultPermission: 'AvailabilityOnly' },
      mailboxes: [{ address }],
      relationships: [relationship(partner)],
    },
    users: { [address]: PASSWORD },
    ...more,
  })
}

/** What a person of one organization is told of somebody: the merged stream, or the code of the failure. */
async function told(from: SimulatedOrganization, as: string, about: string): Promise<string | null> {
  const account = { ews: from.ewsUrl, username: as, password: PASSWORD, ca: from.admin.ca }
  const [row] = (await askAvailability(account, lookupOf(about))).rows
  return row?.code === 'NoError' ? row.mergedFreeBusy : (row?.code ?? null)
}

const NOTHING = ['ErrorProxyRequestProcessingFailed', 'ErrorNoFreeBusyAccess', 'ErrorMailRecipientNotFound']

/** The same once the other side has heard of a change, which it does a moment after. */
async function toldAtLast(...asked: Parameters<typeof told>): Promise<string | null> {
  for (;;) {
    const answer = await told(...asked)
    if (answer !== null && !NOTHING.includes(answer)) return answer
    await new Promise((heard) => setTimeout(heard, 50))
  }
}

const setCredential = (of: SimulatedOrganization, trust: MadeTrust, body: object): Promise<unknown> =>
  callAdministration(of.admin, 'PUT', `/trusts/${trust.id}/credential`, body)

interface OnRecord {
  readonly entry: { readonly event: string; readonly facts: object }
  readonly personal: Readonly<Record<string, string>>
}

/** The entries of one kind on an organization's record. */
async function onRecord(of: SimulatedOrganization, event: string): Promise<readonly OnRecord[]> {
  const { entries } = (await callAdministration(of.admin, 'GET', '/audit?limit=1000')) as {
    entries: readonly OnRecord[]
  }
  return entries.filter(({ entry }) => entry.event === event)
}

const VERA = 'vera@contoso.example'
const ANNA = 'anna@fabrikam.example'

describe('Two organizations with a credential of their own for each other', function () {
  this.timeout(120_000)
  let contoso: SimulatedOrganization
  let fabrikam: SimulatedOrganization

  async function open(more: Partial<SimulationOptions> = {}): Promise<void> {
    contoso = await start('contoso', 'vera', 'fabrikam', more)
    fabrikam = await start('fabrikam', 'anna', 'contoso', more)
  }
  const befriend = async (a: TrustParty = contoso.party, b: TrustParty = fabrikam.party) =>
    [await acceptPartner(contoso.party, b), await acceptPartner(fabrikam.party, a)] as const
  afterEach(() => Promise.all([contoso.close(), fabrikam.close()]))

  it('ask with one access token as often as they like, each time in the name of a person (TK15)', async () => {
    await open()
    const [ours, theirs] = await befriend()
    await setCredential(contoso, ours, { kind: 'access-token' })
    // Fabrikam sells none yet.
    expect(await told(contoso, VERA, ANNA)).to.equal('ErrorProxyRequestProcessingFailed')
    await setCredential(fabrikam, theirs, { kind: 'access-token' })
    for (let i = 0; i < 3; i++) expect(await told(contoso, VERA, ANNA)).to.equal(BUSY_AT_NINE)
    const issued = await onRecord(fabrikam, 'token.issued')
    expect(issued).to.have.length(1)
    expect(issued[0]?.entry.facts).to.include({ audience: fabrikam.party.id, partner: contoso.party.id })
    expect(JSON.stringify(issued)).to.not.match(/eyJ[\w-]+\.eyJ/)
    let lookups = await onRecord(fabrikam, 'lookup')
    while (lookups.length < 3) {
      await new Promise((written) => setTimeout(written, 50))
      lookups = await onRecord(fabrikam, 'lookup')
    }
    expect(lookups.map(({ personal }) => personal['from'])).to.deep.equal([VERA, VERA, VERA])
  })

  it('have every token on record that they made, with whom it names and for whom (TK15)', async () => {
    await open()
    const [ours] = await befriend()
    for (let i = 0; i < 3; i++) expect(await told(contoso, VERA, ANNA)).to.equal(BUSY_AT_NINE)
    const tested = await callAdministration(contoso.admin, 'POST', `/trusts/${ours.id}/test`, {})
    expect(tested).to.include({ ok: true })
    const madeBy = async () => [...(await onRecord(contoso, 'lookup')), ...(await onRecord(contoso, 'token.issued'))]
    let made = await madeBy()
    while (made.length < 4) {
      await new Promise((written) => setTimeout(written, 50))
      made = await madeBy()
    }
    const tokens = made.flatMap(({ entry }) => (entry.facts as { tokens: [string, string][] }).tokens)
    expect(tokens.map(([audience]) => audience)).to.deep.equal(Array(4).fill(fabrikam.party.id))
    expect(new Set(tokens.map(([, id]) => id)).size).to.equal(4)
    const people = made.map(({ personal }) => personal['from'])
    expect(people).to.deep.equal([VERA, VERA, VERA, 'ledig-examination@contoso.example'])
    expect(JSON.stringify(made)).to.not.match(/eyJ[\w-]+\.eyJ/)
  })

  it('lose an access token with the trust, at once, and get a new one where it is no longer taken', async () => {
    await open()
    const [ours, theirs] = await befriend()
    await setCredential(contoso, ours, { kind: 'access-token' })
    await setCredential(fabrikam, theirs, { kind: 'access-token' })
    expect(await told(contoso, VERA, ANNA)).to.equal(BUSY_AT_NINE)
    // Whether Contoso has heard of it yet or not: nothing is told.
    await callAdministration(fabrikam.admin, 'POST', `/trusts/${theirs.id}/suspend`, { reason: 'test' })
    expect(await told(contoso, VERA, ANNA)).to.be.oneOf(NOTHING)
    await callAdministration(fabrikam.admin, 'POST', `/trusts/${theirs.id}/resume`, {})
    expect(await toldAtLast(contoso, VERA, ANNA)).to.equal(BUSY_AT_NINE)
    await setCredential(fabrikam, theirs, { kind: 'single-use' })
    expect(await told(contoso, VERA, ANNA)).to.be.oneOf(NOTHING)
  })

  it("ask each other as Exchange organizations, by the documents and tokens that Exchange's own servers have", async () => {
    await open()
    const asExchange = ({ admin, party }: SimulatedOrganization): TrustParty => {
      const id = `${admin.url.replace('http:', 'https:')}/autodiscover/metadata/json/1`
      return { ...party, id, metadataUrl: `${admin.url}/autodiscover/metadata/json/1` }
    }
    const [ours] = await befriend(asExchange(contoso), asExchange(fabrikam))
    const shown = (await callAdministration(contoso.admin, 'GET', `/trusts/${ours.id}`)) as { credential: object }
    expect(shown.credential).to.deep.equal({ kind: 'exchange', account: 'availability@fabrikam.example' })
    expect(await told(contoso, VERA, ANNA)).to.equal(BUSY_AT_NINE)
    expect(await told(fabrikam, ANNA, VERA)).to.equal(BUSY_AT_NINE)
    const named = { as: VERA, about: ANNA }
    const tested = await callAdministration(contoso.admin, 'POST', `/trusts/${ours.id}/test`, named)
    expect(tested).to.include({ ok: true, failedAt: null })
    await callAdministration(contoso.admin, 'POST', `/trusts/${ours.id}/suspend`, { reason: 'test' })
    expect(await told(fabrikam, ANNA, VERA)).to.be.oneOf(NOTHING)
  })

  it('ask with a role account and its password, over TLS', async () => {
    const authority = await makeTlsAuthority('Tests', { now: Date.now })
    const { cert, key } = await authority.issue('contoso')
    await open({ tls: { certificate: cert, key }, authority: authority.ca })
    const [ours, theirs] = await befriend()
    const [one, two] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')]
    await setCredential(contoso, ours, {
      ...{ kind: 'basic', account: ANNA, password: one },
      ours: { name: 'free-busy@contoso.example', password: two },
    })
    await setCredential(fabrikam, theirs, { kind: 'basic', account: 'free-busy@contoso.example', password: two })
    expect(await told(contoso, VERA, ANNA)).to.equal(BUSY_AT_NINE)
    // Fabrikam was given no account to ask with.
    expect(await told(fabrikam, ANNA, VERA)).to.equal('ErrorProxyRequestProcessingFailed')
    // A new password counts at once, however often the old one was right.
    await setCredential(fabrikam, theirs, { kind: 'basic', account: 'free-busy@contoso.example', password: one })
    expect(await told(contoso, VERA, ANNA)).to.equal('ErrorProxyRequestProcessingFailed')
    expect(JSON.stringify(await callAdministration(contoso.admin, 'GET', '/trusts'))).to.not.contain(two)
  })

  it('may not show a password where others could read it, and are told nothing else than a stranger', async () => {
    await open()
    const [, theirs] = await befriend()
    const password = randomBytes(16).toString('hex')
    await setCredential(fabrikam, theirs, { kind: 'basic', account: 'free-busy@contoso.example', password })
    const post = (authorization: string) =>
      exchange({
        ...{ method: 'POST', url: fabrikam.ewsUrl, body: availabilityRequest(lookupOf(ANNA)) },
        headers: { authorization, 'content-type': 'text/xml; charset=utf-8' },
      })
    const basic = Buffer.from(`free-busy@contoso.example:${password}`).toString('base64')
    const outcomes = await Promise.all([`Basic ${basic}`, 'Basic bm86bm8=', 'Bearer', 'Bearer x', 'Other'].map(post))
    const bytes = outcomes.map(({ status, headers, body }) => {
      const told = { ...headers, date: '', 'request-id': '' }
      return JSON.stringify([status, told, body.toString()])
    })
    expect(new Set(bytes)).to.have.property('size', 1)
    // What Exchange's servers look for, on every refusal alike (MS-XOAUTH 3.2.5.4); it names no partner.
    expect(outcomes[0]?.status).to.equal(401)
    expect(outcomes[0]?.headers['www-authenticate']).to.contain(
      'client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000002-0000-0ff1-ce00-000000000000@*"',
    )
    expect(outcomes[0]?.headers['x-ms-diagnostics']).to.match(/^2000000;reason="[^"]+";error_category="invalid_token"$/)
  })
})
