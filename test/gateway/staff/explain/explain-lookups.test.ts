import { expect } from 'chai'
import { EXPLAIN_TEXTS } from '../../../../gateway/console/explain/explain-texts.ts'
import { DECISION_TEXTS } from '../../../../gateway/console/explain/decision-texts.ts'
import { escapeHtml } from '../../../../gateway/console/html.ts'
import { HOUR } from '../../../../protocols/availability/time-window.ts'
import { BY_ITSELF } from '../../../../trust/stores/cause.ts'
import { consoleWorld } from '../console-world.ts'
import type { ConsoleWorld } from '../console-world.ts'
import { keepLookup, VERA } from '../record/kept-lookups.ts'

const EN = EXPLAIN_TEXTS.en
const ANNA = 'anna@fabrikam.example'
const POLICY = {
  organization: { id: 'contoso', domains: ['contoso.example'] },
  mailboxes: [{ address: VERA, default: 'AvailabilityOnly' }],
  relationships: [
    {
      ...{ name: 'fabrikam', domains: ['fabrikam.example'], freeBusyAccessEnabled: true },
      freeBusyAccessLevel: 'LimitedDetails',
    },
  ],
}
const ASKED = { from: ANNA, about: VERA, view: 'Detailed', start: '', end: '', at: '', how: 'dry' }

describe('the pages that explain lookups', () => {
  let world: ConsoleWorld
  beforeEach(async () => {
    world = await consoleWorld()
    await world.policies.apply('contoso', { document: POLICY }, () => BY_ITSELF)
  })
  afterEach(() => world.close())

  it('show an administrator both forms, an auditor the one by id', async () => {
    const [ann, bob] = [await world.signedIn('administrator'), await world.signedIn('auditor')]
    expect((await ann.get('/console/explain/')).text)
      .to.include('name="from"')
      .and.to.include('name="id"')
    expect((await bob.get('/console/explain/')).text)
      .to.include('name="id"')
      .and.to.not.include('name="from"')
  })

  it('carry a question in a link, which asks nothing by itself', async () => {
    const ann = await world.signedIn('administrator')
    const { text } = await ann.get(`/console/explain/?${new URLSearchParams(ASKED).toString()}`)
    expect(text).to.include(`value="${ANNA}"`).and.to.include(`value="${VERA}"`)
    expect(world.entries('lookup.explained')).to.deep.equal([])
  })

  it('tell every step of a dry run, in words, with its rule, and put it on record', async () => {
    const ann = await world.signedIn('administrator')
    const { status, text } = await ann.post('/console/explain/', ASKED)
    expect(status).to.equal(200)
    expect(text).to.include(EN.gets(EN.levels.AvailabilityOnly, EN.views.FreeBusy)).and.to.include(EN.askedDry)
    const steps = [...text.matchAll(/<li class="step (\w+)">.*?<h3>([^<]+)<\/h3>/g)].map(([, ...one]) => one.join(' '))
    expect(steps).to.deep.equal([
      `pass ${EN.stepNames.trust}`,
      `pass ${EN.stepNames.credential}`,
      `pass ${EN.stepNames.route}`,
      ...Array.from({ length: 6 }, () => `pass ${EN.stepNames.policy}`),
      `pass ${EN.stepNames.mailbox}`,
      ...Array.from({ length: 2 }, () => `pass ${EN.stepNames.policy}`),
      `cap ${EN.stepNames.policy}`,
      `cap ${EN.stepNames.mailbox}`,
      `pass ${EN.stepNames.policy}`,
      `pass ${EN.stepNames.limits}`,
    ])
    expect(text).to.include(DECISION_TEXTS.en.MAILBOX_DEFAULT.stop).and.to.include(`mailboxes.${VERA}.default`)
    expect(text).to.include(EN.levelChange(EN.levels.LimitedDetails, EN.levels.AvailabilityOnly))
    expect(text).to.include('relationships.fabrikam.freeBusyAccessLevel')
    const [entry] = world.entries('lookup.explained')
    expect(entry?.actor).to.equal(`session:${ann.session.key.slice(0, 16)}`)
    expect(entry?.facts).to.deep.include({ dry: true, view: 'Detailed' })
  })

  it('take a window and another time', async () => {
    const ann = await world.signedIn('administrator')
    const typed = { ...ASKED, start: '2026-12-24T08:00', end: '2026-12-24T17:00', at: '2026-12-24T07:30' }
    expect((await ann.post('/console/explain/', typed)).status).to.equal(200)
    const [entry] = world.entries('lookup.explained')
    expect(entry?.facts['window']).to.deep.equal([Date.UTC(2026, 11, 24, 8), Date.UTC(2026, 11, 24, 17)])
  })

  it('ask once before a lookup is made in her name, and carry what was typed', async () => {
    const ann = await world.signedIn('administrator')
    const real = { ...ASKED, from: 'vera@contoso.example', how: 'real' }
    const asked = await ann.post('/console/explain/', real)
    expect(asked.text)
      .to.include(EN.realSays('vera@contoso.example', VERA))
      .and.to.include('name="confirmed" value="yes"')
    expect(asked.text).to.include(`name="about" value="${VERA}"`)
    expect(world.entries('lookup.explained')).to.deep.equal([])
    const made = await ann.post('/console/explain/', { ...real, confirmed: 'yes' })
    expect(made.status).to.equal(200)
    expect(made.text).to.include(EN.asked).and.to.not.include(EN.askedDry)
    expect(world.entries('lookup.explained')[0]?.facts).to.deep.include({ dry: false })
  })

  const WRONG: readonly (readonly [string, Partial<typeof ASKED>, string])[] = [
    ['no address', { from: '' }, EN.noAddress],
    ['a name for an address', { about: 'Vera <vera@contoso.example>' }, EN.noAddress],
    ['a view that is none', { view: 'Everything' }, EN.noView],
    ['a day that is none', { start: '2026-02-30T08:00', end: '2026-03-01T08:00' }, EN.noInstant],
    ['half a window', { start: '2026-12-24T08:00' }, EN.halfWindow],
    ['a window that ends first', { start: '2026-12-24T08:00', end: '2026-12-24T08:00' }, EN.endsFirst],
    ['a window of 63 days', { start: '2026-12-01T08:00', end: '2027-02-02T08:00' }, EN.tooLong],
    ['a real lookup of another time', { at: '2026-12-24T08:00', how: 'real' }, EN.onlyDry],
  ]
  for (const [name, typed, sentence] of WRONG) {
    it(`say at the field what is not right, and keep what was typed: ${name}`, async () => {
      const ann = await world.signedIn('administrator')
      const { status, text } = await ann.post('/console/explain/', { ...ASKED, ...typed })
      expect(status).to.equal(422)
      expect(text).to.include(`<p class="wrong" id="${/id="([a-z]+)-wrong"/.exec(text)?.[1]}-wrong">${sentence}</p>`)
      for (const value of Object.values(typed).filter((one) => /[@:]/.test(one)))
        expect(text).to.include(`value="${escapeHtml(value)}"`)
      expect(world.entries('lookup.explained')).to.deep.equal([])
    })
  }

  it('find a lookup by the id of its answer, for auditors too, and put that on record', async () => {
    const id = await keepLookup(world, ANNA, ['answer', 'MAILBOX_DEFAULT', 'answering', 'AvailabilityOnly', 'FreeBusy'])
    const bob = await world.signedIn('auditor')
    const { status, text } = await bob.get(`/console/explain/lookup?id=${id}`)
    expect(status).to.equal(200)
    expect(text).to.include(`<bdi>${ANNA}</bdi>`).and.to.include(EN.fromAudit).and.to.include('anna-1')
    expect(text).to.include(DECISION_TEXTS.en.MAILBOX_DEFAULT.stop)
    expect(world.entries('audit.read')[0]?.facts).to.deep.equal({ lookup: id })
  })

  it('leave the steps out where many were asked about, and show those of one', async () => {
    const about = [VERA, 'bo@contoso.example', 'nils@contoso.example', 'tea@contoso.example']
    const id = await keepLookup(world, ANNA, ['refuse', 'OUT_OF_SCOPE', 'answering'], about)
    const { get } = await world.signedIn('auditor')
    const all = (await get(`/console/explain/lookup?id=${id}`)).text
    expect(all).to.include(EN.mailboxes(4)).and.to.include(EN.showSteps).and.to.not.include('class="step ')
    const one = (await get(`/console/explain/lookup?id=${id}&about=bo%40contoso.example`)).text
    expect(one).to.include('class="step ').and.to.not.include('nils@contoso.example')
  })

  it('tell why a request was refused as a whole', async () => {
    const { lookups } = world.door.administration
    const requestId = '019ac0f3-2b6e-7a51-9d0c-3f0e6a2f7c11'
    const words = { because: 'ERR_MESSAGE_MALFORMED', detail: 'too many <b>elements</b>\u202e' }
    lookups.refusals.remember({ requestId, at: world.clock.now(), ...words, found: null, requester: null })
    const { get } = await world.signedIn('auditor')
    const { text } = await get(`/console/explain/lookup?id=${requestId}`)
    expect(text).to.include(EN.refusedWhole).and.to.include('The request is not of the protocol.')
    expect(text).to.include('<bdi lang="en">too many &lt;b&gt;elements&lt;/b&gt;</bdi>')
  })

  it('say of an id that is none, unknown or too old that nothing is found', async () => {
    const old = await keepLookup(world, ANNA, ['refuse', 'OUT_OF_SCOPE', 'answering'])
    world.clock.pass(15 * 24 * HOUR)
    const { get } = await world.signedIn('auditor')
    const wrong = await get(`/console/explain/lookup?id=${encodeURIComponent('<b>no id</b>')}`)
    expect([wrong.status, wrong.text.includes(EN.noId)]).to.deep.equal([422, true])
    expect(wrong.text).to.include('value="&lt;b&gt;no id&lt;/b&gt;"')
    for (const id of [old, '019ac0f3-2b6e-7a51-9d0c-3f0e6a2f7c11', 'x']) {
      const { status, text } = await get(`/console/explain/lookup?id=${id}`)
      expect([status, text.includes(escapeHtml(EN.notFound(14)))], id).to.deep.equal([404, true])
    }
  })
})
