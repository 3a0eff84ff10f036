import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { eventually } from '../../conformance/redis-group.ts'
import { colleague, outcomeOf } from '../../scenarios/served-gateway.ts'
import { startAdministeredGateway } from './administered-gateway.ts'
import type { AdministeredGateway } from './administered-gateway.ts'

const VERA = 'vera@contoso.example'
const BO = 'bo@contoso.example'
const POLICY = `organization: { id: contoso, domains: [contoso.example] }
mailboxes: [{ address: ${VERA} }, { address: ${BO}, inside: None }]
`

type Row = Readonly<Record<string, string | number | null>>

interface Page {
  readonly looks: readonly Row[]
  readonly next: number | null
}

describe('who looked, on the command line', function () {
  this.timeout(180_000)
  const organization = `urn:ledig:${randomUUID()}`
  let gateway: AdministeredGateway

  const page = async (...args: string[]): Promise<Page> => {
    const { code, out, err } = await gateway.ledig('audit', 'lookups', '--json', ...args)
    expect(code, err).to.equal(0)
    return JSON.parse(out) as Page
  }

  before(async () => {
    const contoso = {
      id: organization,
      name: 'contoso',
      policy: 'policy.yaml',
      calendars: 'calendars',
      timeZone: 'Etc/UTC',
    }
    const organizations = [{ ...contoso, users: [await colleague()] }]
    gateway = await startAdministeredGateway(POLICY, { organizations }, {}, ['vera', 'bo'])
    const ews = `${gateway.url}/EWS/Exchange.asmx`
    expect(await outcomeOf(ews, VERA)).to.equal('NoError')
    await outcomeOf(ews, BO)
    await eventually(async () => (await page('--about', BO)).looks.length > 0)
  })
  after(() => gateway.close())

  it('is a line for each mailbox asked about, the newest first, with what decided', async () => {
    const [about] = (await page('--about', BO)).looks
    expect(about).to.include({
      ...{ from: VERA, about: BO, organization, organizationName: 'contoso' },
      ...{ windowStart: '2026-11-23T00:00:00.000Z', windowEnd: '2026-11-24T00:00:00.000Z' },
      ...{ asked: 'FreeBusyMerged', outcome: 'refuse', level: null, given: null, side: 'answering' },
    })
    const { out } = await gateway.ledig('audit', 'lookups')
    expect(out.split('\n')[0]).to.include(`${VERA} of contoso  about ${BO}`)
    const answered = (await page('--outcome', 'answer', '--limit', '1')).looks[0]
    expect(answered).to.include({ about: VERA, outcome: 'answer', given: 'FreeBusyMerged' })
  })

  it('takes every filter, and pages', async () => {
    const all = (await page()).looks
    expect(all.length).to.be.at.least(2)
    const [newest] = all
    /** Two may have come in one millisecond. */
    const since = all.filter((row) => String(row['at']) >= String(newest?.['at'])).length
    for (const [args, count] of [
      [['--from', '@contoso.example'], all.length],
      [['--from', 'VERA@Contoso.example'], all.length],
      [['--from', '@fabrikam.example'], 0],
      [['--about', '@contoso.example', '--organization', 'contoso'], all.length],
      [['--organization', organization], all.length],
      [['--organization', 'fabrikam'], 0],
      [['--request', String(newest?.['requestId'])], 1],
      [['--since', String(newest?.['at'])], since],
      [['--until', String(newest?.['at'])], all.length - since],
      [['--outcome', 'refuse', '--about', VERA], 0],
    ] as const) {
      expect((await page(...args)).looks, args.join(' ')).to.have.length(count)
    }
    const first = await page('--limit', '1', '--oldest-first')
    const second = await page('--limit', '1', '--oldest-first', '--start', String(first.next))
    expect([...first.looks, ...second.looks]).to.deep.equal([...all].reverse().slice(0, 2))
    expect((await gateway.ledig('audit', 'lookups', '--limit', '1')).out).to.match(/There is more: --start \d+\n$/)
  })

  it('says what is wrong with a filter, and reads nothing then', async () => {
    for (const [args, said] of [
      [['--from', 'nobody'], /mailbox address/],
      [['--about', '@'], /domain/],
      [['--from', 'vera'], /from: expected a mailbox address, or @ and a domain/],
      [['--about', '@'], /about: expected a mailbox address, or @ and a domain/],
      [['--since', 'yesterday'], /since: expected an instant/],
      [['--limit', '0'], /limit: expected a whole number from 1 to 1000/],
      [['--start', '-1'], /start: expected a whole number/],
      [['--request', 'x'.repeat(201)], /request: expected 1 to 200 characters/],
    ] as const) {
      const { code, err, out } = await gateway.ledig('audit', 'lookups', ...args)
      expect([code === 0, out], args.join(' ')).to.deep.equal([false, ''])
      expect(err).to.match(said)
    }
  })

  it('is all sent as JSON lines and as CSV', async () => {
    const all = (await page('--limit', '1000')).looks
    const lines = (await gateway.ledig('audit', 'lookups', '--format', 'jsonl')).out.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as Row)).to.deep.equal(all)
    const csv = (await gateway.ledig('audit', 'lookups', '--format', 'csv', '--about', BO)).out
    const [head, ...rows] = csv.trimEnd().split('\r\n')
    expect(head?.split(',')).to.deep.equal(Object.keys(all[0] ?? {}))
    expect(rows).to.deep.equal([
      all
        .filter((row) => row['about'] === BO)
        .map((row) =>
          Object.values(row)
            .map((cell) => cell ?? '')
            .join(','),
        )
        .join(),
    ])
    const wrong = await gateway.ledig('audit', 'lookups', '--format', 'csv', '--since', 'x')
    expect([wrong.code === 0, wrong.out]).to.deep.equal([false, ''])
  })

  it('goes on record, with persons where they can be erased (AU4)', async () => {
    await page('--about', BO, '--from', '@contoso.example', '--outcome', 'refuse')
    const list = ['audit', 'list', '--event', 'audit.read', '--newest-first', '--limit', '2', '--json']
    const { out } = await gateway.ledig(...list)
    const { entries } = JSON.parse(out) as { entries: { entry: { facts: object }; personal: object }[] }
    // The first is this reading.
    expect(entries[0]?.entry.facts).to.deep.equal({
      ...{ what: 'entries', from: 0, limit: 2, order: 'newest', event: 'audit.read' },
    })
    expect(entries[1]?.entry.facts).to.deep.equal({ what: 'lookups', from: '@contoso.example', outcome: 'refuse' })
    expect(entries[1]?.personal).to.deep.equal({ about: BO })
    expect(JSON.stringify(entries.map(({ entry }) => entry))).to.not.include(BO)
  })

  it('lists entries by event, request and instant', async () => {
    const { out } = await gateway.ledig('audit', 'list', '--event', 'lookup', '--limit', '1')
    expect(out).to.match(/^\d+ .* lookup {2}lookup .*\nThere is more: --from \d+\n$/)
    expect((await gateway.ledig('audit', 'list', '--event', 'nothing.of-this')).out).to.equal('No entry from 0 on.\n')
    const request = String((await page('--about', BO)).looks[0]?.['requestId'])
    const one = JSON.parse((await gateway.ledig('audit', 'list', '--request', request, '--json')).out) as {
      entries: unknown[]
      next: null
    }
    expect([one.entries.length, one.next]).to.deep.equal([1, null])
  })

  it('is told of one mailbox as its owner may know it', async () => {
    const { code, out } = await gateway.ledig('audit', 'mine', BO)
    expect(code).to.equal(0)
    expect(out).to.match(/^\d{4}-\S+ \S+ UTC {2}vera@contoso\.example of contoso {2}2026-11-23 .* was told nothing\n$/)
    const shown = JSON.parse((await gateway.ledig('audit', 'mine', BO, '--json')).out) as {
      looks: Row[]
      more: boolean
    }
    expect(shown.more).to.equal(false)
    const keys = [
      'at',
      'organization',
      'organizationName',
      'windowStart',
      'windowEnd',
      'kind',
      'from',
      'outcome',
      'level',
    ]
    expect(Object.keys(shown.looks[0] ?? {})).to.have.members(keys)
    expect((await gateway.ledig('audit', 'mine', 'nobody@elsewhere.example')).code).to.not.equal(0)
  })
})
