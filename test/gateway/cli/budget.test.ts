import { expect } from 'chai'
import type { Explanation } from '../../../gateway/explain/explanation.ts'
import { colleague, questionAbout, VERAS } from '../../scenarios/served-gateway.ts'
import { startAdministeredGateway } from './administered-gateway.ts'
import type { AdministeredGateway } from './administered-gateway.ts'

const VERA = 'vera@contoso.example'
const BO = 'bo@contoso.example'
const POLICY = JSON.stringify({
  organization: { id: 'contoso', domains: ['contoso.example'] },
  mailboxes: [{ address: VERA }, { address: BO, inside: 'AvailabilityOnly' }],
})
/** A pair may ask three times in an hour, and be told 10,000 slots in a day: five weeks of five minutes. */
const LIMITS = { pairMailboxesPerHour: 3, pairSlotsPerDay: 10_000, colleagueFactor: 1 }
/** 60 days of five minutes are 17,280 slots; in blocks of an hour 1,440. */
const SIXTY_DAYS = questionAbout(BO).replace('>60<', '>5<').replace('2026-11-24T00', '2027-01-22T00')

describe('ledig budget', function () {
  this.timeout(120_000)
  let gateway: AdministeredGateway
  let readOnly: string
  /** Ids of the answers: as asked, in blocks, none. */
  const ids: string[] = []

  async function ask(body: string): Promise<void> {
    const answer = await fetch(`${gateway.url}/EWS/Exchange.asmx`, { method: 'POST', headers: VERAS, body })
    await answer.text()
    ids.push(answer.headers.get('request-id') ?? '')
  }
  const told = async <T>(...args: string[]): Promise<T> => JSON.parse((await gateway.ledig(...args, '--json')).out) as T

  before(async () => {
    const users = [await colleague()]
    gateway = await startAdministeredGateway(POLICY, { limits: LIMITS }, { users }, ['vera', 'bo'])
    const made = await told<{ token: string }>('token', 'create', '--name', 'auditor', '--scope', 'read')
    readOnly = made.token
    await ask(questionAbout(BO))
    await ask(SIXTY_DAYS)
    await ask(questionAbout(BO))
    await ask(questionAbout(BO))
  })
  after(() => gateway.close())

  it('says of a lookup in a sentence that it was told in blocks, of how many minutes and whose budget was short', async () => {
    const sentence = 'Told in blocks of 60 minutes: the budget of the pair in slots is nearly used up.\n'
    const [exact = '', coarse = ''] = ids
    const { code, out } = await gateway.ledig('lookup', 'show', coarse)
    expect(code).to.equal(0)
    expect(out.endsWith(`\n${sentence}`), out).to.equal(true)
    expect(await told('lookup', 'show', coarse)).to.include({ blockMinutes: 60, short: 'pair' })
    expect((await gateway.ledig('lookup', 'show', exact)).out).to.not.include('blocks')
    expect(await told('lookup', 'show', exact)).to.include({ blockMinutes: null, short: null })
  })

  it('says of a refused one that it was told to come back, by whose budget, and who had asked', async () => {
    const { out } = await gateway.ledig('lookup', 'show', ids[3] ?? '')
    expect(out).to.include(`${VERA} asked`)
    expect(out).to.match(/\nThe budget of the pair in mailboxes is used up; again in \d+ ms\.\n$/)
  })

  it('says the same of an explanation, made or only decided', async () => {
    const window = ['--window', '2026-11-23T00:00:00Z/2027-01-22T00:00:00Z']
    for (const dry of [[], ['--dry']]) {
      const { out } = await gateway.ledig('explain', '--from', VERA, '--about', BO, ...window, ...dry)
      expect(out).to.match(
        /\nRefused, by ERR_BUSY of the answering side\. It ends at limits: ERR_BUSY\.\nThe budget of the pair in mailboxes is used up; again in \d+ ms\.\n$/,
      )
      const other = await gateway.ledig('explain', '--from', BO, '--about', VERA, ...window, ...dry)
      expect(other.out).to.match(
        /\nAnswered: .*\nTold in blocks of 60 minutes: the budget of the pair in slots is nearly used up\.\n$/,
      )
    }
    const explanation = await told<Explanation>('explain', '--from', BO, '--about', VERA, '--dry')
    expect(explanation.steps.map(({ code }) => code)).to.not.include('TOLD_IN_BLOCKS')
  })

  it('lists what each organization has used up and names nobody, to whoever may read', async () => {
    const { code, out } = await gateway.ledig('budget', 'list')
    expect(code).to.equal(0)
    expect(out).to.match(/contoso, its own people +with not enough left +pairs 1/)
    expect(out).to.include('Answered in blocks: 1. Told to come back: 1.')
    expect(out).to.include('counted by this gateway since its start.')
    expect(out).to.not.include('@')
    const list = await fetch(`${gateway.url}/admin/v1/budgets`, { headers: { authorization: `Bearer ${readOnly}` } })
    expect([list.status, (await list.text()).includes('@')]).to.deep.equal([200, false])
  })

  it('shows who has used up how much, about whom and until when, and has it on record', async () => {
    const { code, out } = await gateway.ledig('budget', 'show', 'contoso', '--from', VERA)
    expect(code).to.equal(0)
    expect(out).to.match(
      /vera@contoso\.example +bo@contoso\.example +mailboxes an hour +3 +3 +20\d\d-\S+ \S+ UTC +20\d\d-/,
    )
    const { uses } = await told<{ uses: { from: string; about: string; unit: string; used: number }[] }>(
      ...['budget', 'show', gateway.organizationId, '--limit', '1'],
    )
    expect(uses).to.have.length(1)
    expect(uses[0]).to.include({ from: VERA, about: BO, unit: 'mailboxes', of: 3 })
    expect(uses[0]?.used).to.be.within(2, 3)
    const log = await gateway.ledig('audit', 'list', '--event', 'audit.read', '--newest-first', '--json')
    const { entries } = JSON.parse(log.out) as { entries: { entry: { facts: object }; personal: object }[] }
    const read = entries.filter(({ entry }) => JSON.stringify(entry.facts).includes('"budgets"'))
    expect(read.map(({ entry }) => entry.facts)).to.deep.equal([
      { what: 'budgets', organization: gateway.organizationId },
      { what: 'budgets', organization: 'contoso' },
    ])
    expect(JSON.stringify(read[1]?.personal)).to.include(VERA)
  })

  it('shows people to administrators only, and no organization that nobody knows', async () => {
    const headers = { authorization: `Bearer ${readOnly}` }
    const asked = await fetch(`${gateway.url}/admin/v1/budgets/contoso`, { headers })
    expect(asked.status).to.equal(403)
    const unknown = await gateway.ledig('budget', 'show', 'nobody.example')
    expect([unknown.code !== 0, unknown.err]).to.deep.equal([true, 'There is no organization of this name or id.\n'])
    expect((await gateway.ledig('budget', 'show', 'contoso', '--from', 'vera')).err).to.include('mailbox')
    expect((await gateway.ledig('budget', 'list', '--limit', '0')).err).to.include('limit')
    const { err } = await gateway.ledig('budget', 'show', 'contoso', '--from', 'vera')
    expect(err).to.equal('from: expected a mailbox address.\n')
  })

  it('knows nothing more of who was erased', async () => {
    expect((await gateway.ledig('audit', 'erase', VERA)).code).to.equal(0)
    expect((await gateway.ledig('budget', 'show', 'contoso')).out).to.not.include(VERA)
  })
})
