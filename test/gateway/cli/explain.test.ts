import { expect } from 'chai'
import type { Explanation } from '../../../gateway/explain/explanation.ts'
import { startAdministeredGateway } from './administered-gateway.ts'
import type { AdministeredGateway } from './administered-gateway.ts'

const POLICY = JSON.stringify({
  organization: { id: 'contoso', domains: ['contoso.example'] },
  mailboxes: [
    { address: 'vera@contoso.example', inside: 'AvailabilityOnly' },
    { address: 'bo@contoso.example', inside: 'None' },
  ],
})
const VERA = 'vera@contoso.example'
const BO = 'bo@contoso.example'

describe('ledig explain', function () {
  this.timeout(120_000)
  let gateway: AdministeredGateway
  before(async () => {
    gateway = await startAdministeredGateway(POLICY, {}, {}, ['vera'])
  })
  after(() => gateway.close())

  const explain = (...args: string[]) => gateway.ledig('explain', ...args)
  const explained = async (...args: string[]): Promise<Explanation> =>
    JSON.parse((await explain(...args, '--json')).out) as Explanation

  it('draws every step with its rule, and says in one sentence what it came to', async () => {
    const { code, out } = await explain('--from', BO, '--about', VERA, '--dry')
    expect(code).to.equal(0)
    expect(out).to.match(/^bo@contoso\.example about vera@contoso\.example, Detailed, /)
    expect(out).to.match(
      /mailbox +cap +INSIDE_LEVEL +Reviewer → AvailabilityOnly +answering, contoso +mailboxes\.vera@contoso\.example\.inside/,
    )
    expect(out).to.match(/\nAnswered: AvailabilityOnly as FreeBusy, by INSIDE_LEVEL of the answering side\.\n$/)
    const refused = await explain('--from', VERA, '--about', BO)
    expect(refused.code).to.equal(0)
    expect(refused.out).to.include('Refused, by INSIDE_LEVEL of the answering side. It ends at mailbox: INSIDE_LEVEL.')
  })

  it('is decided for the view, time and window that are said, and for another time than now only dry', async () => {
    const window = '2026-12-01T08:00:00Z/2026-12-01T17:00:00+01:00'
    const dry = ['--from', BO, '--about', VERA, '--dry', '--at', '2026-12-01T08:00:00Z']
    expect(await explained(...dry, '--view', 'MergedOnly', '--window', window)).to.include({
      ...{ at: '2026-12-01T08:00:00.000Z', view: 'MergedOnly', given: 'MergedOnly', dry: true },
    })
    const real = await explain(...dry.filter((word) => word !== '--dry'))
    expect([real.code, real.err]).to.deep.equal([2, 'at: only a dry run is decided for another time than now\n'])
  })

  for (const [name, args, problem] of [
    ['an address that is none', ['--from', 'vera', '--about', BO], 'from: expected a mailbox address.'],
    ['a view that is none', ['--from', VERA, '--about', BO, '--view', 'All'], 'view: '],
    [
      'a window that ends before it starts',
      ['--from', VERA, '--about', BO, '--window', '2026-12-02T00:00:00Z/2026-12-01T00:00:00Z'],
      'expected an end after the start',
    ],
    [
      'a window of years',
      ['--from', VERA, '--about', BO, '--window', '2026-12-02T00:00:00Z/2030-12-01T00:00:00Z'],
      'expected 62 days at most',
    ],
    ['a window that is none', ['--from', VERA, '--about', BO, '--window', 'tomorrow'], 'A window looks like'],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const { code, err } = await explain(...args)
      expect(code).to.equal(2)
      expect(err).to.include(problem)
    })
  }

  it('goes on record with who made it and what came of it, and is found by its id', async () => {
    const { requestId, outcome } = await explained('--from', BO, '--about', VERA)
    const list = (await gateway.ledig('audit', 'list', '--limit', '1000', '--json')).out
    const { entries } = JSON.parse(list) as {
      entries: { entry: { event: string; actor: string; requestId: string; facts: object }; personal: object }[]
    }
    const found = entries.filter(({ entry }) => entry.requestId === requestId)
    expect(found.map(({ entry }) => [entry.event, entry.actor])).to.deep.equal([['lookup.explained', 'token:file']])
    expect(found[0]?.personal).to.deep.equal({ from: BO, about: [VERA] })
    const shown = await gateway.ledig('lookup', 'show', requestId)
    expect(shown.out).to.match(/bo@contoso\.example was asked as, to explain, request /)
    expect(shown.out).to.include(outcome)
    const other = await gateway.ledig('lookup', 'show', requestId, '--about', 'eva@contoso.example')
    expect([other.code, other.out, other.err]).to.deep.equal([1, '', 'Nobody of this address was asked about.\n'])
    const read = (await gateway.ledig('audit', 'list', '--limit', '1000', '--json')).out
    expect(read).to.include(`"lookup": "${requestId}"`)
  })

  it('needs a token that may operate', async () => {
    const made = await gateway.ledig('token', 'create', '--name', 'reader', '--scope', 'read', '--json')
    const { token } = JSON.parse(made.out) as { token: string }
    const answer = await fetch(`${gateway.url}/admin/v1/explanations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ from: BO, about: VERA, dry: true }),
    })
    expect(answer.status).to.equal(403)
  })
})
