import { expect } from 'chai'
import { ACCESS_TEXTS } from '../../../../gateway/console/access/access-texts.ts'
import { EXPLAIN_TEXTS } from '../../../../gateway/console/explain/explain-texts.ts'
import { BY_ITSELF } from '../../../../trust/stores/cause.ts'
import { consoleWorld } from '../console-world.ts'
import type { ConsoleWorld } from '../console-world.ts'

const [EN, SV] = [ACCESS_TEXTS.en, ACCESS_TEXTS.sv]
const LEVELS = EXPLAIN_TEXTS.en.levels
const HOSTILE = 'Evil\u202e <script>alert(1)</script>'

const POLICY = {
  organization: { id: 'contoso', domains: ['contoso.example'] },
  groups: { leaders: ['vera@contoso.example', 'bo@contoso.example'] },
  mailboxes: [
    { address: 'vera@contoso.example', default: 'LimitedDetails' },
    {
      address: 'bo@contoso.example',
      default: 'AvailabilityOnly',
      grants: [{ to: 'anna@fabrikam.example', level: 'LimitedDetails' }],
    },
    { address: 'nils@contoso.example', default: 'LimitedDetails' },
    { address: 'room@contoso.example', kind: 'room', default: 'LimitedDetails' },
  ],
  relationships: [
    {
      ...{ name: 'fabrikam', domains: ['fabrikam.example'], freeBusyAccessEnabled: true },
      ...{ freeBusyAccessLevel: 'LimitedDetails', freeBusyAccessScope: 'leaders' },
      requests: { enabled: true, level: 'AvailabilityOnly' },
    },
  ],
}

/** The rows of the list of mailboxes: each with its address, and everything else that stands in it. */
function rowsIn(text: string): ReadonlyMap<string, string> {
  const list = text.slice(text.indexOf('id="each"'))
  const rows = [...list.matchAll(/<tr><th scope="row"><bdi>([^<]+)<\/bdi>(.*?)<\/tr>/g)]
  return new Map(rows.map(([, address = '', rest = '']) => [address, rest.replaceAll(/<[^>]+>/g, ' ')]))
}

describe('the page of who can see what', () => {
  let world: ConsoleWorld
  beforeEach(async () => {
    world = await consoleWorld()
    const applied = await world.policies.apply('contoso', { document: POLICY }, () => BY_ITSELF)
    expect(applied.stored).to.equal(true)
  })
  afterEach(() => world.close())

  const open = async (query: Readonly<Record<string, string>>, language = 'en-GB', role = 'auditor' as const) => {
    const { get } = await world.signedIn(role)
    return get(`/console/access/?${new URLSearchParams(query).toString()}`, { language })
  }
  const FABRIKAM = { of: 'contoso', with: 'fabrikam.example' }

  it('asks between whom first, and lists who is known', async () => {
    const { status, text } = await open({})
    expect(status).to.equal(200)
    expect(text).to.include(EN.pair).and.to.include('fabrikam.example (Fabrikam)').and.to.include(EN.links)
    expect(text).to.not.include('id="each"')
  })

  it('shows every limit of both directions, and what comes of them for each mailbox', async () => {
    const { status, text } = await open(FABRIKAM)
    expect(status).to.equal(200)
    for (const name of ['trust', 'federation', 'level', 'scope', 'mailboxDefault', 'rooms', 'requestsLevel'] as const) {
      expect(text, name).to.include(EN.ceilings[name])
    }
    expect(text).to.include('<bdi>leaders</bdi>')
    const rows = rowsIn(text)
    expect([...rows.keys()]).to.deep.equal(['bo', 'nils', 'room', 'vera'].map((one) => `${one}@contoso.example`))
    const shows = (address: string) => rows.get(`${address}@contoso.example`) ?? ''
    expect(shows('vera')).to.include(`${EN.sees}:  ${LEVELS.LimitedDetails}`)
    expect(shows('bo')).to.include(`${EN.sees}:  ${LEVELS.AvailabilityOnly}`).and.to.include('MAILBOX_DEFAULT')
    expect(shows('bo')).to.include(EN.named(1))
    expect(shows('nils')).to.include(`${EN.sees}:  ${LEVELS.None}`).and.to.include('OUT_OF_SCOPE')
    expect(shows('nils')).to.include('relationships.fabrikam.freeBusyAccessScope')
    expect(shows('vera'))
      .to.include(`${EN.mayOf('Fabrikam')}:  ${LEVELS.AvailabilityOnly}`)
      .and.to.include('REQUESTS_LEVEL')
    expect(text).to.include(EN.allOf('4'))
  })

  it('decides for a person of theirs as she is decided about', async () => {
    const { text } = await open({ ...FABRIKAM, as: 'Anna@Fabrikam.example', find: 'bo@' })
    const rows = rowsIn(text)
    expect([...rows.keys()]).to.deep.equal(['bo@contoso.example'])
    // The grant is capped by a sharing policy, of which there is none.
    expect(rows.get('bo@contoso.example')).to.include('SHARING_POLICY')
    expect(text).to.include(EN.asAsked('anna@fabrikam.example'))
  })

  it('shows nothing to everybody else, to a suspended partner, and without a sharing policy by link', async () => {
    for (const query of [
      { of: 'contoso', with: 'outside' },
      { of: 'contoso', with: '', domain: 'stranger.example' },
      { of: 'contoso', with: 'links' },
    ]) {
      const rows = rowsIn((await open(query)).text)
      expect(rows.size).to.equal(4)
      for (const [address, row] of rows) expect(row, address).to.include(`${EN.sees}:  ${LEVELS.None}`)
    }
  })

  it('says at the field what is not right, and keeps what was typed', async () => {
    const wrong: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
      [{ ...FABRIKAM, of: 'nobody' }, EN.noOrganization],
      [{ ...FABRIKAM, domain: 'no domain' }, EN.noDomain],
      [{ ...FABRIKAM, as: 'anna@elsewhere.example' }, EN.noPerson('fabrikam.example')],
      [{ ...FABRIKAM, with: HOSTILE }, EN.noDomain],
    ]
    for (const [query, sentence] of wrong) {
      const { status, text } = await open(query)
      expect(status, sentence).to.equal(422)
      expect(text).to.include(sentence.replaceAll("'", '&#39;')).and.to.not.include('<script>alert')
    }
    expect((await open({ ...FABRIKAM, domain: 'no domain' })).text).to.include('value="no domain"')
  })

  it('pages on through many mailboxes, and finds some of them', async () => {
    const mailboxes = Array.from({ length: 120 }, (_, i) => ({
      address: `m${String(i).padStart(3, '0')}@contoso.example`,
    }))
    await world.policies.apply(
      'contoso',
      { document: { ...POLICY, mailboxes, groups: { leaders: [] } } },
      () => BY_ITSELF,
    )
    const seen: string[] = []
    for (let after = ''; ;) {
      const { text } = await open({ ...FABRIKAM, after })
      expect(text.length).to.be.below(100_000)
      const rows = [...rowsIn(text).keys()]
      seen.push(...rows)
      if (!text.includes(`>${EN.next}</a>`)) break
      after = rows.at(-1) ?? ''
    }
    expect(seen).to.deep.equal(mailboxes.map(({ address }) => address))
    expect([...rowsIn((await open({ ...FABRIKAM, find: 'm11' })).text).keys()].length).to.equal(10)
    expect((await open({ ...FABRIKAM, find: HOSTILE })).text).to.include(EN.nothingFound)
  })

  it('speaks Swedish too', async () => {
    const { text } = await open(FABRIKAM, 'sv')
    expect(text).to.include(SV.effective).and.to.include(SV.ceilings.level).and.to.include('lang="sv"')
  })
})
