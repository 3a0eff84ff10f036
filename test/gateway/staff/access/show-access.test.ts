import { expect } from 'chai'
import { ACCESS_TEXTS } from '../../../../gateway/console/access/access-texts.ts'
import { EXPLAIN_TEXTS } from '../../../../gateway/console/explain/explain-texts.ts'
import { BY_ITSELF } from '../../../../trust/stores/cause.ts'
import { smallWorld } from '../../broker/small-world.ts'
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

/** The limits over each direction, in their order: what it is called, what it is set to, whose it is, for how many it decides. */
function limitsIn(text: string): readonly (readonly (readonly string[])[])[] {
  const plain = (cell = ''): string =>
    cell.replace(/<span class="heading">[^<]*<\/span>/, '').replaceAll(/<[^>]+>/g, '')
  const tables = [...text.matchAll(/id="direction-\d+".*?<\/table>/gs)]
  return tables.map(([table]) =>
    [...table.matchAll(/<tr[^>]*><th scope="row">(.*?)<\/tr>/g)].map(([, row = '']) =>
      row
        .split(/<\/t[hd]><td>/)
        .slice(0, 4)
        .map(plain),
    ),
  )
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

  describe('names every limit of both directions in its order, with whose it is', () => {
    const C = EN.ceilings
    const gates = (of: string, relationship: string) => [
      ...[[C.federation, EN.on, of] as const, [C.relationship, relationship, of] as const],
      ...[[C.enabled, EN.on, of] as const, [C.validUntil, EN.forEver, of] as const],
    ]
    const withoutCounts = (text: string) =>
      limitsIn(text).map((limits) =>
        limits.map((cells) => cells.slice(0, 3)).filter(([name]) => !OWNERS.has(name ?? '')),
      )
    /** What owners and mailboxes leave: tested above, by what comes of it. */
    const OWNERS: ReadonlySet<string> = new Set(
      [C.mailboxDefault, C.grants, C.externalUsers, C.sharingEntry].concat(C.rooms, C.groups),
    )

    it('and as not known what the partner has not told', async () => {
      const trust = [C.trust, 'active', 'Fabrikam']
      expect(withoutCounts((await open(FABRIKAM)).text)).to.deep.equal([
        [
          ...[trust, ...gates('contoso', 'fabrikam'), [C.freeBusy, EN.on, 'contoso']],
          ...[
            [C.level, LEVELS.LimitedDetails, 'contoso'],
            [C.scope, 'leaders', 'contoso'],
          ],
          ...[
            [C.exclude, EN.none, 'contoso'],
            [C.requests, EN.unknown, 'Fabrikam'],
          ],
        ],
        [
          ...[trust, ...gates('contoso', 'fabrikam'), [C.requests, EN.on, 'contoso']],
          ...[
            [C.requestsLevel, LEVELS.AvailabilityOnly, 'contoso'],
            [C.requestsScope, EN.everybody, 'contoso'],
          ],
          [C.freeBusy, EN.unknown, 'Fabrikam'],
        ],
      ])
    })

    it('and what the partner told, above what only its own server knows', async () => {
      const small = await smallWorld()
      small.offers.set(small.trusts.fabrikam, {
        gives: { freeBusyAccessEnabled: false, freeBusyAccessLevel: 'LimitedDetails' },
        asks: { enabled: true, level: 'Reviewer' },
      })
      Object.assign(world.door, { directory: small.directory })
      const [answering = [], asking = []] = withoutCounts((await open(FABRIKAM)).text)
      expect(answering.slice(-2)).to.deep.equal([
        [C.requests, EN.on, 'Fabrikam'],
        [C.requestsLevel, LEVELS.Reviewer, 'Fabrikam'],
      ])
      expect(asking.slice(-3)).to.deep.equal([
        [C.freeBusy, EN.off, 'Fabrikam'],
        [C.level, LEVELS.LimitedDetails, 'Fabrikam'],
        [C.theirServer, EN.unknown, 'Fabrikam'],
      ])
    })

    it('and those of a neighbour on this gateway, which needs no trust', async () => {
      const small = await smallWorld()
      Object.assign(world.door, { directory: small.directory })
      const [answering = []] = withoutCounts((await open({ of: 'contoso', with: 'tailspin.example' })).text)
      expect(answering.filter(([, , of]) => of === 'tailspin')).to.deep.equal([
        ...[...gates('tailspin', EN.none), [C.requests, EN.on, 'tailspin']],
        ...[
          [C.requestsLevel, LEVELS.LimitedDetails, 'tailspin'],
          [C.requestsScope, EN.everybody, 'tailspin'],
        ],
      ])
      expect(answering.map(([name]) => name)).to.not.include(C.trust)
    })

    it('and for how many mailboxes each decides', async () => {
      const [fabrikam] = POLICY.relationships
      for (const [level, name, count] of [
        ['None', C.level, '4'],
        ['LimitedDetails', C.scope, '2'],
      ] as const) {
        const document = { ...POLICY, relationships: [{ ...fabrikam, freeBusyAccessLevel: level }] }
        await world.policies.apply('contoso', { document }, () => BY_ITSELF)
        const [answering = []] = limitsIn((await open(FABRIKAM)).text)
        expect(answering.find(([one]) => one === name)?.[3], level).to.equal(count)
      }
    })
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
