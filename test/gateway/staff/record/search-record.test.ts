import { expect } from 'chai'
import { allTrusts } from '../../../../gateway/admin/administration.ts'
import type { Requester } from '../../../../gateway/broker/requester.ts'
import { ACTOR_TEXTS } from '../../../../gateway/console/actor-words.ts'
import { EVENT_TEXTS } from '../../../../gateway/console/record/event-texts.ts'
import { RECORD_TEXTS } from '../../../../gateway/console/record/record-texts.ts'
import { LookupBudgets } from '../../../../gateway/limits/lookup-budgets.ts'
import { HOUR } from '../../../../protocols/availability/time-window.ts'
import type { OrganizationId } from '../../../../trust/organization/organization-id.ts'
import { parseOrganizationId } from '../../../../trust/organization/organization-id.ts'
import { outsider, smallWorld } from '../../broker/small-world.ts'
import { spendOnce, UNBOUNDED } from '../../limits/budget-limits.ts'
import { consoleWorld } from '../console-world.ts'
import type { ConsoleWorld } from '../console-world.ts'
import { keepLookup } from './kept-lookups.ts'
import type { Came } from './kept-lookups.ts'

const [EN, SV] = [RECORD_TEXTS.en, RECORD_TEXTS.sv]
const ANNA = 'anna@fabrikam.example'
const ANSWERED: Came = ['answer', 'MAILBOX_DEFAULT', 'answering', 'AvailabilityOnly', 'FreeBusy']
const REFUSED: Came = ['refuse', 'OUT_OF_SCOPE', 'answering']
const UNKNOWN: Came = ['unknown', 'MAILBOX_DEFAULT', 'answering', 'REACH_TIMEOUT']
/** Addresses that a program for tables, a page or a terminal could take for something else. */
const HOSTILE = [
  '=1+1@evil.example',
  '+cmd@evil.example',
  '-2@evil.example',
  '@sum@evil.example',
  '"><script>@evil.example',
]

describe('the pages of the record', () => {
  let world: ConsoleWorld
  beforeEach(async () => (world = await consoleWorld()))
  afterEach(() => world.close())

  const bob = () => world.signedIn('auditor')
  const asking = (text: string) =>
    [...text.matchAll(/<span class="heading">Who asked: <\/span><bdi>([^<]+)<\/bdi>/g)].map(([, from]) => from)

  it('list who asked about whom, the newest first, each with the way to its steps', async () => {
    await keepLookup(world, ANNA, ANSWERED)
    world.clock.pass(HOUR)
    const id = await keepLookup(world, 'sam@fabrikam.example', REFUSED)
    const { status, text } = await (await bob()).get('/console/record/')
    expect(status).to.equal(200)
    expect(asking(text)).to.deep.equal(['sam@fabrikam.example', ANNA])
    expect(text).to.include(`/console/explain/lookup?id=${id}&amp;about=vera%40contoso.example`)
    expect(text).to.include(EN.outcomes.refuse).and.to.include('OUT_OF_SCOPE').and.to.include('of Fabrikam')
    expect(world.entries('audit.read')[0]?.facts).to.deep.include({ what: 'lookups', order: 'newest' })
  })

  it('find them by person, partner, time and outcome', async () => {
    await keepLookup(world, ANNA, ANSWERED)
    await keepLookup(world, 'sam@fabrikam.example', REFUSED, ['bo@contoso.example'])
    world.clock.pass(2 * HOUR)
    await keepLookup(world, 'kim@fabrikam.example', UNKNOWN)
    const { get } = await bob()
    const found = async (query: Readonly<Record<string, string>>) =>
      asking((await get(`/console/record/?${new URLSearchParams(query).toString()}`)).text)
    expect(await found({ from: 'ANNA@fabrikam.example' })).to.deep.equal([ANNA])
    expect(await found({ about: 'bo@contoso.example' })).to.deep.equal(['sam@fabrikam.example'])
    expect(await found({ outcome: 'unknown' })).to.deep.equal(['kim@fabrikam.example'])
    expect(await found({ organization: 'Fabrikam', outcome: 'answer' })).to.deep.equal([ANNA])
    expect(await found({ organization: 'Nobody' })).to.deep.equal([])
    const later = new Date(world.clock.now() - HOUR).toISOString().slice(0, 16)
    expect(await found({ since: later })).to.deep.equal(['kim@fabrikam.example'])
    expect(await found({ until: later })).to.have.members([ANNA, 'sam@fabrikam.example'])
    const facts = JSON.stringify(world.entries('audit.read').map((entry) => entry.facts)).toLowerCase()
    expect(facts, 'and nowhere else').to.not.include(ANNA).and.to.not.include('bo@contoso.example')
    expect(world.entries('audit.read')[0]?.personal, 'where it can be erased').to.deep.equal({ from: ANNA })
  })

  it('page on, each lookup once', async () => {
    const all = Array.from({ length: 95 }, (_, i) => `p${i}@fabrikam.example`)
    for (const from of all) await keepLookup(world, from, ANSWERED)
    const { get } = await bob()
    const listed: (string | undefined)[] = []
    for (let place: string | undefined = '/console/record/'; place !== undefined;) {
      const { text } = await get(place)
      expect(text.length).to.be.below(100_000)
      listed.push(...asking(text))
      place = new RegExp(`href="([^"]+)">${EN.next}</a>`).exec(text)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(listed).to.deep.equal(all.reverse())
  })

  it('give them as a table in which nothing is calculated, and nothing is lost', async () => {
    for (const from of HOSTILE) await keepLookup(world, from, REFUSED)
    const { get } = await bob()
    const { status, headers, text } = await get('/console/record/lookups.csv')
    expect(status).to.equal(200)
    expect(headers['content-type']).to.equal('text/csv; charset=utf-8')
    expect(headers['content-disposition']).to.equal('attachment; filename="lookups.csv"')
    const lines = text.split('\r\n')
    expect(lines[0]).to.match(/^entry,at,requestId,organization,/)
    expect(lines.length).to.equal(HOSTILE.length + 2)
    for (const from of HOSTILE.slice(0, 4)) expect(text).to.include(`,'${from},`)
    expect(text).to.include(',"""><script>@evil.example",')
    expect((await get('/console/record/')).text).to.not.include('<script>@evil')
  })

  it('give a thousand of them in one table, and no more', async () => {
    const at = world.clock.now()
    const facts = { by: 'x', kind: 'partner', view: 'Detailed', window: [at, at + HOUR], mailboxes: [[1, ...REFUSED]] }
    const common = { event: 'lookup', at, actor: 'lookup', requestId: null, facts }
    const personal = { from: ANNA, about: ['vera@contoso.example'] }
    await world.state.commit({ writes: [], audit: Array.from({ length: 1_001 }, () => ({ ...common, personal })) })
    const { get } = await bob()
    for (const table of ['lookups', 'entries']) {
      const { text } = await get(`/console/record/${table}.csv`)
      expect(text.split('\r\n'), `${table}: names, lines, and the end of the last`).to.have.length(1_002)
    }
  })

  it('list every entry in words, with its facts, and who did it', async () => {
    const ann = await world.signedIn('administrator')
    await ann.post(`/console/trusts/${world.partner}/suspend`, { reason: 'a drill <b>&"', confirmed: 'yes' })
    const { text } = await (await bob()).get('/console/record/entries?event=trust.suspended')
    expect(text).to.include(EVENT_TEXTS.en['trust.suspended'])
    expect(text).to.include(ACTOR_TEXTS.en.session('the administrator'))
    expect(text).to.include(`<code><bdi>session:${ann.session.key.slice(0, 16)}</bdi></code>`)
    expect(text).to.not.include(EVENT_TEXTS.en['console.signed-in'] + '</h3>')
  })

  it('show what strangers chose, and events a later release wrote, as text', async () => {
    const facts = { why: 'a <b>drill</b>\u202e', list: ['<i>'] }
    const common = { at: world.clock.now(), actor: 'partner:<u>', requestId: null, facts }
    const personal = { from: '"><script>@evil.example' }
    await world.state.commit({ writes: [], audit: [{ ...common, event: 'new.<s>', personal }] })
    const { text } = await (await bob()).get('/console/record/entries')
    for (const shown of [
      'new.&lt;s&gt;',
      'a &lt;b&gt;drill&lt;/b&gt;<',
      '[&quot;&lt;i&gt;&quot;]',
      '&lt;script&gt;@evil',
    ]) {
      expect(text).to.include(shown)
    }
    expect(text).to.not.match(/<script|<s>|<i>|<u>/)
  })

  it('find entries by actor, person and request, and keep whom was looked for where it can be erased', async () => {
    const id = await keepLookup(world, ANNA, ANSWERED)
    const { get, session } = await bob()
    const count = async (query: Readonly<Record<string, string>>) => {
      const { text } = await get(`/console/record/entries?${new URLSearchParams(query).toString()}`)
      return [...text.matchAll(/<li><h3>/g)].length
    }
    expect(await count({ person: ANNA, event: 'lookup' })).to.equal(1)
    // That she was looked for names her too.
    expect(await count({ person: ANNA, event: 'audit.read' })).to.equal(2)
    expect(world.entries('audit.read')[0]).to.deep.include({ personal: { person: ANNA } })
    expect(JSON.stringify(world.entries('audit.read')[0]?.facts)).to.not.include(ANNA)
    expect(await count({ request: id })).to.equal(1)
    expect(await count({ person: 'nobody@nowhere.example', event: 'lookup' })).to.equal(0)
    expect(await count({ actor: `session:${session.key.slice(0, 16)}`, event: 'console.signed-in' })).to.equal(1)
  })

  it('give entries as a table too, facts as JSON', async () => {
    await keepLookup(world, '=1+1@evil.example', ANSWERED)
    const { text, headers } = await (await bob()).get('/console/record/entries.csv?event=lookup')
    expect(headers['content-disposition']).to.equal('attachment; filename="entries.csv"')
    const [head, line = ''] = text.split('\r\n')
    expect(head).to.equal('entry,at,event,actor,requestId,facts,people')
    expect(line).to.include(',lookup,lookup,').and.to.include('"{""by"":').and.to.include('""=1+1@evil.example""')
  })

  const WRONG: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ['', { from: 'no address' }, EN.noWhom],
    ['', { about: '@no domain' }, EN.noWhom],
    ['', { outcome: 'everything' }, EN.noChoice],
    ['', { since: 'yesterday' }, EN.noInstant],
    ['', { since: '2026-11-27T08:00', until: '2026-11-27T08:00' }, EN.endsFirst],
    ['', { organization: 'x'.repeat(201) }, EN.tooLong],
    ['', { start: '-1' }, EN.noPage],
    ['entries', { person: 'nobody' }, EN.noAddress],
    ['entries', { event: 'x'.repeat(201) }, EN.tooLong],
    ['entries.csv', { until: '2026-02-30T08:00' }, EN.noInstant],
    ['lookups.csv', { from: '<script>alert(1)</script>' }, EN.noWhom],
  ]
  for (const [page, query, sentence] of WRONG) {
    it(`say what is not right and read nothing: ${page} ${Object.keys(query).join(' ')}`, async () => {
      const { get } = await bob()
      const { status, text } = await get(`/console/record/${page}?${new URLSearchParams(query).toString()}`)
      expect([status, text.includes(sentence)]).to.deep.equal([422, true])
      expect(text).to.not.include('<script>alert')
      expect(world.entries('audit.read')).to.deep.equal([])
    })
  }

  it('say whether the record is whole, and of which entry it is not', async () => {
    await keepLookup(world, ANNA, ANSWERED)
    const ann = await world.signedIn('administrator')
    expect((await ann.get('/console/record/whole')).text)
      .to.include(EN.verify)
      .and.to.not.include(EN.head)
    const whole = await ann.post('/console/record/whole')
    expect(whole.text)
      .to.match(/All \d+ entries are as they were written/)
      .and.to.match(/<code class="address">[0-9a-f]{64}/)
    const [index, kept] = [...world.world.entries].find(
      ([, { text }]) => text?.includes('"event":"lookup"') === true,
    ) ?? [0]
    if (kept !== undefined)
      world.world.entries.set(index, { ...kept, text: kept.text?.replace('lookup', 'nothing') ?? '' })
    const broken = await ann.post('/console/record/whole')
    expect(broken.text)
      .to.include(EN.problem(Number(index)))
      .and.to.include(EN.problems.changed)
  })

  describe('of budgets', () => {
    const account = (organization: string) =>
      `/console/record/budgets/of?${new URLSearchParams({ organization }).toString()}`

    const id = (last: string) => parseOrganizationId(`urn:ledig:9b1f4c5e-6a0d-4c1b-8a57-2f0e4d3c6b${last}`)
    const [fabrikam, behind] = [id('5a'), id('5b')]
    const partner = () => allTrusts(world.door.administration)[0]?.partner ?? fabrikam

    /** Anna asked once; so did Kim, through the partner. */
    async function spent() {
      const small = await smallWorld()
      const limits = { ...UNBOUNDED, pairMailboxesPerHour: 4, partnerMailboxesPerHour: 9 }
      const budgets = new LookupBudgets(limits, () => 1)
      const ask = (person: string, issuer: OrganizationId, organization: OrganizationId) => {
        const from = { ...outsider(small, person), issuer, organization } as Requester
        spendOnce(budgets, small.directory, from, world.clock.now())
      }
      ask(ANNA, fabrikam, fabrikam)
      ask('kim@adatum.example', partner(), behind)
      Object.assign(world.door.administration, { budgets })
    }

    for (const language of ['en', 'sv'] as const) {
      it(`show who of one organization used up how much, about whom, and put that on record (${language})`, async () => {
        await spent()
        const texts = RECORD_TEXTS[language]
        const { status, text } = await (await bob()).get(account(fabrikam), { language })
        expect(status).to.equal(200)
        expect(text).to.include(texts.budgetsOf(fabrikam)).and.to.include(ANNA)
        expect(text).to.not.include('kim@adatum.example')
        expect(text).to.include('somebody@contoso.example')
        expect(text).to.include(texts.usedOf('1', '4', texts.units.mailboxes))
        expect(text).to.include(texts.anybody).and.to.include(texts.everybody)
        const [entry, ...more] = world.entries('audit.read')
        expect(entry?.facts).to.deep.equal({ what: 'budgets', organization: fabrikam })
        expect(more).to.deep.equal([])
      })
    }

    it('lead there from the list, which names nobody and is not on record', async () => {
      await spent()
      const list = await (await bob()).get('/console/record/budgets')
      expect(list.text)
        .to.include(`href="${account(fabrikam)}"`)
        .and.to.not.include(ANNA)
      expect(world.entries('audit.read')).to.have.length(0)
    })

    it('say of whom each is who asks through a gateway, and call the page by the name the gateway has now', async () => {
      await spent()
      const { text } = await (await bob()).get(account(partner()))
      expect(text).to.include(EN.budgetsOf('Fabrikam')).and.to.include('kim@adatum.example')
      expect(text).to.include(EN.of(behind)).and.to.not.include(ANNA)
    })

    it('say so where nobody of an organization used up anything', async () => {
      const { text } = await (await bob()).get(account(partner()))
      expect(text).to.include(EN.budgetsOf('Fabrikam')).and.to.include(EN.noUses)
    })

    it('are nothing of an organization that nobody knows', async () => {
      await spent()
      const { get } = await bob()
      for (const nobody of ['', '?organization=', '?organization=nobody', `?organization=${'x'.repeat(300)}`])
        expect((await get(`/console/record/budgets/of${nobody}`)).status, nobody).to.equal(404)
      expect(world.entries('audit.read')).to.deep.equal([])
    })
  })

  it('show budgets, and speak Swedish too', async () => {
    const { get } = await bob()
    expect((await get('/console/record/budgets')).text).to.include(EN.noBudgets)
    expect((await get('/console/record/', { language: 'sv' })).text)
      .to.include(SV.noLookups)
      .and.to.include(SV.whole)
  })
})
