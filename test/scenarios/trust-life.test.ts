import { expect } from 'chai'
import { askAvailability } from '../organizations/ews-client.ts'
import { callAdministration } from '../organizations/admin-access.ts'
import { acceptPartner, makeTrust, simulateOrganization, trustState, untilTrust } from '../organizations/index.ts'
import type { SimulatedOrganization, SimulationOptions, TrustParty } from '../organizations/index.ts'

interface Shown {
  readonly id: string
  readonly state: string
  readonly because?: string
  readonly by?: string
  readonly ours: { readonly standing: string }
  readonly theirs: {
    readonly standing: string
    readonly domains: readonly { readonly record?: { value: string } }[]
  } | null
  readonly mismatches: readonly string[]
  readonly next: readonly { readonly who: string; readonly what: string }[]
}

const OFFER = (level: string) => ({
  gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: level },
  asks: { enabled: true, level },
})

function policy(name: string, partner: string) {
  const relationship = {
    ...{ name: partner, domains: [`${partner}.example`], freeBusyAccessEnabled: true },
    ...{ freeBusyAccessLevel: 'LimitedDetails', requests: { enabled: true, level: 'LimitedDetails' } },
  }
  return {
    organization: { id: name, domains: [`${name}.example`], defaultPermission: 'LimitedDetails' },
    relationships: [relationship],
  }
}

function start(name: string, partner: string, more: Partial<SimulationOptions> = {}): Promise<SimulatedOrganization> {
  const lunch = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//t//t//EN', 'BEGIN:VEVENT', 'UID:lunch']
    .concat('DTSTAMP:20261101T000000Z', 'DTSTART:20261124T110000Z', 'DTEND:20261124T120000Z', 'SUMMARY:Lunch')
    .concat('END:VEVENT', 'END:VCALENDAR', '')
  return simulateOrganization({
    ...{ domain: `${name}.example`, calendars: { ada: lunch.join('\r\n') }, policy: policy(name, partner) },
    ...{ users: { [`ada@${name}.example`]: 'correct horse' }, timeZone: 'Etc/UTC', ...more },
  })
}

describe('The life of a trust between two gateways', function () {
  this.timeout(120_000)
  let contoso: SimulatedOrganization
  let fabrikam: SimulatedOrganization

  beforeEach(async () => {
    ;[contoso, fabrikam] = await Promise.all([start('contoso', 'fabrikam'), start('fabrikam', 'contoso')])
  })
  afterEach(() => Promise.all([contoso.close(), fabrikam.close()]))

  const call = (who: SimulatedOrganization, method: 'GET' | 'POST', path: string, body?: object) =>
    callAdministration(who.admin, method, path, body)

  async function idOf(us: SimulatedOrganization, partner: TrustParty): Promise<string> {
    const { trusts } = (await call(us, 'GET', '/trusts')) as { trusts: (Shown & { partner: { id: string } })[] }
    return trusts.find((trust) => trust.partner.id === partner.id)?.id ?? ''
  }

  async function show(us: SimulatedOrganization, partner: SimulatedOrganization): Promise<Shown> {
    return (await call(us, 'GET', `/trusts/${await idOf(us, partner.party)}`)) as Shown
  }

  /** What ada of one organization is told of ada of the other: the view, or why not. */
  async function told(us: string, ews: string, about: string): Promise<string> {
    const { rows } = await askAvailability(
      { ews, username: `ada@${us}.example`, password: 'correct horse' },
      {
        mailboxes: [`ada@${about}.example`],
        window: { start: Date.UTC(2026, 10, 24), end: Date.UTC(2026, 10, 25) },
        ...{ interval: 60, view: 'Detailed', zone: { windows: 'UTC', iana: 'UTC' } },
      },
    )
    return rows[0]?.view ?? rows[0]?.code ?? 'nothing'
  }

  const serves = async (): Promise<boolean[]> => {
    const views = [
      await told('contoso', contoso.ewsUrl, 'fabrikam'),
      await told('fabrikam', fabrikam.ewsUrl, 'contoso'),
    ]
    return views.map((view) => view === 'Detailed' || view === 'FreeBusy')
  }

  it('begins with two yeses, and stops, starts and ends on both sides as on one', async () => {
    await acceptPartner(contoso.party, fabrikam.party)
    expect(await serves()).to.deep.equal([false, false])
    const waiting = await show(contoso, fabrikam)
    expect([waiting.state, waiting.theirs, waiting.next.map(({ who }) => who)]).to.deep.equal([
      'offered',
      null,
      ['partner'],
    ])
    expect(waiting.next[0]?.what).to.include(contoso.party.metadataUrl)
    await acceptPartner(fabrikam.party, contoso.party)
    await Promise.all([
      untilTrust(contoso.party, fabrikam.party, 'active'),
      untilTrust(fabrikam.party, contoso.party, 'active'),
    ])
    expect(await serves()).to.deep.equal([true, true])

    const id = await idOf(contoso, fabrikam.party)
    await call(contoso, 'POST', `/trusts/${id}/suspend`, { reason: 'under review' })
    await untilTrust(fabrikam.party, contoso.party, 'suspended')
    expect(await show(fabrikam, contoso)).to.deep.include({ state: 'suspended', by: 'partner' })
    expect(await serves()).to.deep.equal([false, false])
    await call(contoso, 'POST', `/trusts/${id}/resume`, {})
    await untilTrust(fabrikam.party, contoso.party, 'active')
    expect(await serves()).to.deep.equal([true, true])

    await call(fabrikam, 'POST', `/trusts/${await idOf(fabrikam, contoso.party)}/revoke`, { reason: 'key lost' })
    await untilTrust(contoso.party, fabrikam.party, 'revoked')
    expect(await show(contoso, fabrikam)).to.deep.include({ state: 'revoked', by: 'partner' })
    expect(await serves()).to.deep.equal([false, false])
    await makeTrust(contoso.party, fabrikam.party)
    expect(await serves()).to.deep.equal([true, true])
  })

  it('is told by the entries of each record without a gap, from what one made of it to what the next found (AU3)', async () => {
    await makeTrust(contoso.party, fabrikam.party)
    const id = await idOf(contoso, fabrikam.party)
    await call(contoso, 'POST', `/trusts/${id}/suspend`, { reason: 'under review' })
    await call(contoso, 'POST', `/trusts/${id}/resume`, {})
    await untilTrust(fabrikam.party, contoso.party, 'active')
    interface Told {
      readonly entry: { readonly records?: readonly Readonly<Record<'kind' | 'key' | 'before' | 'after', string>>[] }
    }
    const { entries } = (await call(contoso, 'GET', '/audit?limit=1000')) as { entries: readonly Told[] }
    const newest = new Map<string, string | null>()
    for (const row of entries.flatMap(({ entry }) => entry.records ?? [])) {
      const name = `${row.kind} ${row.key}`
      expect(row.before, name).to.equal(newest.get(name) ?? null)
      newest.set(name, row.after)
    }
    const kinds = new Set([...newest.keys()].map((name) => name.split(' ')[0]))
    expect([...kinds].sort()).to.deep.equal(['announcement', 'identity', 'organization', 'relationship', 'trust'])
    const changes = entries.filter(({ entry }) => entry.records?.some(({ kind }) => kind === 'trust'))
    expect(changes.length).to.be.greaterThan(4)
  })

  it('shows both offers side by side with what does not fit, and narrows what is given', async () => {
    await makeTrust(contoso.party, fabrikam.party)
    expect(await told('contoso', contoso.ewsUrl, 'fabrikam')).to.equal('Detailed')
    const say = async (who: SimulatedOrganization, partner: SimulatedOrganization, level: string): Promise<void> => {
      const { fingerprint } = partner.party
      await call(who, 'POST', `/trusts/${await idOf(who, partner.party)}/accept`, {
        fingerprint,
        ourOffer: OFFER(level),
      })
    }
    await say(contoso, fabrikam, 'LimitedDetails')
    await say(fabrikam, contoso, 'AvailabilityOnly')
    while ((await show(contoso, fabrikam)).mismatches.length === 0) await pause()
    expect((await show(contoso, fabrikam)).mismatches).to.deep.equal([
      'We ask for LimitedDetails and fabrikam.example gives AvailabilityOnly: we get no more than that.'.replace(
        'fabrikam.example',
        'fabrikam',
      ),
    ])
    expect(await told('contoso', contoso.ewsUrl, 'fabrikam')).to.equal('FreeBusy')
  })

  it('is over for both at the end that either named, at once, and goes on with a new one', async () => {
    await makeTrust(contoso.party, fabrikam.party)
    const path = `/trusts/${await idOf(contoso, fabrikam.party)}/accept`
    const { fingerprint } = fabrikam.party
    const end = new Date(Date.now() + 4_000).toISOString()
    await call(contoso, 'POST', path, { fingerprint, validUntil: end })
    for (let i = 0; i < 100 && (await show(fabrikam, contoso)).mismatches.length === 0; i++) await pause()
    while (Date.now() < Date.parse(end)) await pause()
    expect(await serves()).to.deep.equal([false, false])
    await call(contoso, 'POST', path, { fingerprint, validUntil: null })
    while (!(await serves()).every((one) => one)) await pause()
    expect(await serves()).to.deep.equal([true, true])
  })

  it('is begun once, however often the same request comes at once (TH8)', async () => {
    const propose = async (metadataUrl: string, key: string) => {
      const answer = await fetch(`${contoso.admin.url}/admin/v1/trusts`, {
        method: 'POST',
        headers: {
          ...{ authorization: `Bearer ${contoso.admin.token}`, 'content-type': 'application/json' },
          'idempotency-key': key,
        },
        body: JSON.stringify({ organization: contoso.party.organization, metadataUrl }),
      })
      return { status: answer.status, text: await answer.text() }
    }
    const partners = [fabrikam.party.metadataUrl, fabrikam.gateway.metadataUrl]
    for (const [i, metadataUrl] of partners.entries()) {
      const answers = await Promise.all(Array.from({ length: 25 }, () => propose(metadataUrl, `key-${i}`)))
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).to.equal(1)
      expect(answers[0]?.status).to.equal(201)
    }
    expect((await call(contoso, 'GET', '/trusts')) as { trusts: object[] })
      .to.have.property('trusts')
      .with.length(2)
    expect((await propose(partners[1] ?? '', 'key-0')).status).to.equal(422)
  })

  it('can be set up by files where neither reaches the other', async () => {
    await Promise.all([contoso.close(), fabrikam.close()])
    const closed = { outbound: { networks: [], ports: [], loopback: false } }
    contoso = await start('contoso', 'fabrikam', closed)
    fabrikam = await start('fabrikam', 'contoso', closed)
    const { organization, metadataUrl } = { ...contoso.party, metadataUrl: fabrikam.party.metadataUrl }
    const refused = call(contoso, 'POST', '/trusts', { organization, metadataUrl })
    expect(await refused.catch((error: unknown) => String(error))).to.include('ADDRESS_REFUSED')
    const local = (who: SimulatedOrganization, path: string, body?: object) =>
      call(who, body === undefined ? 'GET' : 'POST', path, body)
    const file = (who: SimulatedOrganization, query: string) => local(who, `/trust-files?${query}`)
    const take = (who: SimulatedOrganization, organization: string, taken: unknown) =>
      local(who, '/trust-files', { organization, file: taken as object }) as Promise<Shown>
    const yes = (who: SimulatedOrganization, { id }: Shown, partner: SimulatedOrganization) =>
      local(who, `/trusts/${id}/accept`, {
        ...{ fingerprint: partner.party.fingerprint, domains: partner.party.domains, unproven: true },
      }) as Promise<Shown>

    const proposed = await take(fabrikam, 'fabrikam', await file(contoso, 'organization=contoso'))
    expect(proposed.state).to.equal('proposed')
    expect((await yes(fabrikam, proposed, contoso)).state).to.equal('offered')
    const ours = await take(contoso, 'contoso', await file(fabrikam, `trust=${proposed.id}`))
    expect((await yes(contoso, ours, fabrikam)).state).to.equal('active')
    expect((await take(fabrikam, 'fabrikam', await file(contoso, `trust=${ours.id}`))).state).to.equal('active')

    const own = await file(contoso, 'organization=contoso')
    const refusals = await Promise.all(
      [
        take(contoso, 'contoso', own),
        take(fabrikam, 'fabrikam', {
          ...(own as object),
          metadata: `${(own as { metadata: string }).metadata.slice(0, -4)}AAAA`,
        }),
        take(fabrikam, 'fabrikam', { ...(own as object), statement: 'a.b.c' }),
      ].map((one) =>
        one.then(
          () => 'taken',
          (error: unknown) => String(error),
        ),
      ),
    )
    expect(refusals[0]).to.include('of this gateway')
    expect(refusals[1]).to.include('METADATA_SIG')
    expect(refusals[2]).to.include('OFFER_MALFORMED')
  })
})

describe('A trust that needs two administrators', function () {
  this.timeout(60_000)
  let contoso: SimulatedOrganization
  let fabrikam: SimulatedOrganization
  let second: string

  before(async () => {
    ;[contoso, fabrikam] = await Promise.all([
      start('contoso', 'fabrikam', { approvals: 2 }),
      start('fabrikam', 'contoso'),
    ])
    const made = (await callAdministration(contoso.admin, 'POST', '/access-tokens', {
      ...{ name: 'second', scope: 'admin' },
    })) as { token: string }
    second = made.token
  })
  after(() => Promise.all([contoso.close(), fabrikam.close()]))

  const first = (method: 'GET' | 'POST', path: string, body?: object) =>
    callAdministration(contoso.admin, method, path, body)
  const other = (method: 'GET' | 'POST', path: string, body?: object) =>
    callAdministration({ ...contoso.admin, token: second }, method, path, body)
  const refusal = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: unknown) => String(error),
    )

  it('changes when the second says yes, and no sooner, under both names (AD6)', async () => {
    const { organization } = contoso.party
    const { metadataUrl, fingerprint, domains } = fabrikam.party
    const { id } = (await first('POST', '/trusts', { organization, metadataUrl })) as Shown
    const yes = { fingerprint, domains, unproven: true }
    expect(await refusal(first('POST', `/trusts/${id}/accept`, { ...yes, fingerprint: '0'.repeat(64) }))).to.include(
      '422',
    )
    const { approval } = (await first('POST', `/trusts/${id}/accept`, yes)) as { approval: { id: string } }
    expect(await trustState(contoso.party, fabrikam.party)).to.equal('proposed')
    expect(await refusal(first('POST', `/approvals/${approval.id}/give`, {}))).to.include('403')
    const { approvals } = (await other('GET', '/approvals')) as { approvals: { id: string; body: object }[] }
    expect(approvals.map((one) => [one.id, one.body])).to.deep.equal([[approval.id, yes]])
    expect(await trustState(contoso.party, fabrikam.party)).to.equal('proposed')
    expect(await other('POST', `/approvals/${approval.id}/give`, {})).to.include({ id, state: 'offered' })
    expect(await refusal(other('POST', `/approvals/${approval.id}/give`, {}))).to.include('404')
    const { entries } = (await first('GET', '/audit?limit=100')) as {
      entries: { entry: { event: string; actor: string } | null }[]
    }
    const accepted = entries.find(({ entry }) => entry?.event === 'trust.accepted')?.entry
    expect(accepted?.actor).to.match(/^token:file\+token:[0-9a-f]{16}$/)
  })

  it('is ended for good by two, stopped by one, and what one asked for can be taken back', async () => {
    const id = (await first('GET', '/trusts')) as { trusts: { id: string }[] }
    const path = `/trusts/${id.trusts[0]?.id}`
    const { approval } = (await first('POST', `${path}/revoke`, { reason: 'over' })) as { approval: { id: string } }
    expect(await trustState(contoso.party, fabrikam.party)).to.equal('offered')
    const taken = await fetch(`${contoso.admin.url}/admin/v1/approvals/${approval.id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${second}` },
    })
    expect(taken.status).to.equal(200)
    expect(await refusal(other('POST', `/approvals/${approval.id}/give`, {}))).to.include('404')
    expect(await first('GET', '/approvals')).to.deep.equal({ approvals: [] })
  })
})

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))
