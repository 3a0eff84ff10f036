import { expect } from 'chai'
import { parse } from 'yaml'
import { CONSOLE_TEXTS } from '../../../../gateway/console/console-texts.ts'
import { SHARING_TEXTS } from '../../../../gateway/console/sharing/sharing-texts.ts'
import { suspend } from '../../../../trust/organization/trust-transitions.ts'
import { BY_ITSELF } from '../../../../trust/stores/cause.ts'
import type { PolicyKind } from '../../../../trust/policies/policy-store.ts'
import type { Json } from '../../../../trust/stores/state-record.ts'
import { granted, put as putTrust } from '../../../trust/known-organizations.ts'
import { sharingWorld } from './sharing-world.ts'
import type { SharingWorld } from './sharing-world.ts'

const EN = SHARING_TEXTS.en
const AT = '/console/sharing/contoso'

describe('the pages about sharing', () => {
  let world: SharingWorld
  let auditor: Awaited<ReturnType<SharingWorld['signedIn']>>
  beforeEach(async () => {
    world = await sharingWorld()
    auditor = await world.signedIn('auditor')
  })
  afterEach(() => world.close())

  const put = (kind: PolicyKind, name: string, value: Json) =>
    world.door.administration.policies.write({ organization: 'contoso', kind, name, value, before: 0 }, BY_ITSELF)

  const page = async (path = ''): Promise<string> => {
    const { status, text } = await auditor.get(`${AT}${path}`)
    expect(status, path).to.equal(200)
    return text
  }

  /** The row of a table that begins with a name, without its tags. */
  const rowOf = (text: string, name: string): string =>
    (text.split('<tr>').find((row) => row.startsWith(`<th scope="row"><bdi>${name}</bdi>`)) ?? '').replaceAll(
      /<[^>]*>/g,
      ' ',
    )

  it('lead to the one organization there is, and to nothing for another', async () => {
    expect((await auditor.get('/console/sharing/')).headers['location']).to.equal(AT)
    expect((await auditor.get('/console/sharing/gateway')).status).to.equal(404)
    expect((await auditor.get('/console/sharing/fabrikam')).status).to.equal(404)
    expect(await page())
      .to.include('href="/console/access/"')
      .and.to.include('contoso.example')
  })

  it('show of a relationship what is given, until when, and the trust it rests on', async () => {
    const more = { domains: ['adatum.example'], requests: { enabled: true, level: 'AvailabilityOnly', scope: 'board' } }
    await put('relationship', 'adatum', { ...more, enabled: false })
    await put('relationship', 'past', { domains: ['past.example'], validUntil: '2026-01-01T00:00:00Z' })
    const text = await page()
    const fabrikam = rowOf(text, 'fabrikam')
    expect(fabrikam).to.include(EN.trust('Fabrikam', EN.trustStates.active)).and.to.include(EN.states.counts)
    expect(fabrikam).to.include('times only (AvailabilityOnly)').and.to.include(EN.withoutEnd)
    const adatum = rowOf(text, 'adatum')
    expect(adatum).to.include(EN.noTrust).and.to.include(EN.states.off).and.to.include(EN.by('board'))
    expect(rowOf(text, 'past')).to.include(EN.states.over).and.to.include('1 January 2026')
  })

  it('show at once that a trust serves no more, and that federation is off', async () => {
    const { organizations, trusts } = world.door.administration
    const contoso = organizations.get('contoso')!
    const [trust] = [...trusts.snapshot().trusts(contoso.id)]
    await putTrust(world.trusts, granted(suspend(trust!, 'a drill', world.clock)), trust)
    expect(rowOf(await page(), 'fabrikam')).to.include(EN.trust('Fabrikam', EN.trustStates.suspended))
    const held = await world.state.get({ kind: 'organization', key: 'contoso' })
    const value = { ...(held?.value as object), federationEnabled: false } as Json
    const change = { organization: 'contoso', kind: 'organization', name: 'contoso', value } as const
    await world.door.administration.policies.write({ ...change, before: held?.version ?? 0 }, BY_ITSELF)
    expect(await page()).to.include(EN.federationOff)
  })

  it('give an auditor everything to read and nothing to change', async () => {
    for (const path of ['', '/mailboxes', '/group?name=board']) {
      const text = await page(path)
      expect(text.match(/<form method="post"/g), path).to.have.length(1) // signing out
      expect(text).to.not.include('/relationship?').and.to.not.include('/mailbox?')
    }
    expect(await page())
      .to.include('everyday')
      .and.to.include(EN.everyOther)
      .and.to.include(EN.externalUsers)
  })

  it('page through what is more than a page, and find addresses by how they begin', async () => {
    for (let i = 10; i < 65; i++) await put('relationship', `partner${i}`, { domains: [`partner${i}.example`] })
    const first = await page()
    expect(first).to.include('partner58').and.to.not.include('partner59')
    const [, next = ''] = /href="\/console\/sharing\/contoso(\?relationships=[^"]+)"/.exec(first) ?? []
    expect(await page(next))
      .to.include('partner59')
      .and.to.include('partner64')
      .and.to.not.include('partner58')
    const found = await page('/mailboxes?address=VE')
    expect(found).to.include('vera@contoso.example').and.to.not.include('bo@contoso.example')
    expect(await page('/mailboxes?address=zz')).to.include(EN.noMailboxes)
    expect(await page('/mailboxes?address=%ff%fe&after=%00&group=%3Cscript%3E')).to.not.include('<script')
  })

  it('show who is in a group, a page at a time', async () => {
    await put(
      'group',
      'everybody',
      Array.from({ length: 450 }, (_, i) => `person${i}@contoso.example`),
    )
    expect(await page('/mailboxes')).to.include(EN.membersOf(450))
    const first = await page('/group?name=everybody')
    expect(first)
      .to.include(EN.shownOf(1, 200, 450))
      .and.to.not.include('person200@')
    const last = await page('/group?name=everybody&from=400')
    expect(last)
      .to.include(EN.shownOf(401, 450, 450))
      .and.to.include('person449@')
      .and.to.not.include(`>${EN.next}<`)
    expect((await auditor.get(`${AT}/group?name=nobody`)).status).to.equal(404)
    for (const from of ['-1', '450', 'x', '1e3', '0.5']) {
      expect(await page(`/group?name=everybody&from=${from}`)).to.include(EN.shownOf(1, 200, 450))
    }
  })

  it('give out the whole policy as a file that says what is held', async () => {
    const { status, headers, text } = await auditor.get(`${AT}/document`)
    expect(status).to.equal(200)
    expect(headers['content-disposition']).to.equal('attachment; filename="contoso.policy.yaml"')
    expect(headers['content-type']).to.match(/^application\/yaml/)
    expect(parse(text)).to.deep.equal(await world.door.administration.policies.documentOf('contoso'))
  })

  it('are in Swedish for who reads Swedish', async () => {
    const { text } = await auditor.get(AT, { language: 'sv-SE' })
    expect(text).to.include(SHARING_TEXTS.sv.relationships).and.to.include(CONSOLE_TEXTS.sv.sections.sharing)
    expect(text).to.include('bara tider (AvailabilityOnly)')
  })
})
