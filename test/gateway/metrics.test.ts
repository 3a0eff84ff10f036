import { expect } from 'chai'
import { Closing } from '../../gateway/closing.ts'
import { LookupBudgets } from '../../gateway/limits/lookup-budgets.ts'
import { openLog } from '../../gateway/log.ts'
import { openMetrics } from '../../gateway/metrics.ts'
import { expiryWatch, watchedCertificates } from '../../gateway/watched-certificates.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import { announcing, keyed, printOf } from '../trust/keyed-certificates.ts'
import { NOW, outsider, smallWorld } from './broker/small-world.ts'
import { spendOnce, UNBOUNDED } from './limits/budget-limits.ts'

type Told = Record<string, unknown>

describe('the certificates that are watched', () => {
  const clock = { time: NOW, now: () => clock.time }
  const told: Told[] = []
  const log = openLog('info', { write: (line) => told.push(JSON.parse(line) as Told) })

  async function parts() {
    const world = await smallWorld()
    const contoso = announcing(world.contoso, keyed('next of Contoso', NOW, 20))
    const organizations = new Map([['contoso', contoso]])
    const invitations = { counts: () => ({ waiting: 3, sent: 7, refused: 1, 'given-up': 0 }) }
    const budget = new LookupBudgets({ ...UNBOUNDED, partnerSlotsPerDay: 4 }, () => 1)
    spendOnce(budget, world.directory, outsider(world, 'anna@fabrikam.example'), NOW)
    return { world, organizations, trusts: world.store, invitations, budget, clock, log }
  }

  beforeEach(() => {
    clock.time = NOW
    told.length = 0
  })

  it('are our current and next one, and those of partners somebody said yes to', async () => {
    const { world, ...rest } = await parts()
    const watched = watchedCertificates(rest).map(({ owner, slot, partner }) => [owner, slot, partner])
    expect(watched).to.deep.equal([
      ['ours', 'current', null],
      ['ours', 'next', null],
      ['partner', 'current', world.fabrikam.id],
      ['partner', 'current', world.adatum.id],
    ])
  })

  it('are told of to the log once a day, ours and theirs, and as an error when they are over (KM4)', async () => {
    const { world, ...rest } = await parts()
    const watch = expiryWatch(rest)
    await watch()
    await watch()
    expect(told.map(({ event, within, fingerprint }) => [event, within, fingerprint])).to.deep.equal([
      ['certificate expires', 30, printOf(keyed('next of Contoso', NOW, 20))],
    ])
    clock.time += 820 * DAY
    await watch()
    const last = told.slice(1).map(({ event, owner, partner }) => [event, owner, partner])
    expect(last).to.deep.include(['certificate over', 'ours', null])
    expect(last).to.deep.include(['certificate expires', 'partner', world.fabrikam.id])
    clock.time += 60_000
    await watch()
    expect(told).to.have.length(1 + last.length)
  })

  it('have their end in the metrics, on a port of their own that answers nothing else', async () => {
    const { world, ...rest } = await parts()
    const closing = new Closing()
    try {
      await openMetrics({ host: '127.0.0.1', port: 0 }, rest, closing)
      const { port } = told.find(({ event }) => event === 'metrics served') as { port: number }
      const answer = await fetch(`http://127.0.0.1:${port}/metrics`)
      const text = await answer.text()
      const end = Date.parse(world.contoso.certificate.validTo) / 1000
      const labels = 'owner="ours",organization="contoso",slot="current",partner=""'
      expect(text).to.include(`ledig_certificate_not_after_seconds{${labels}} ${end}`)
      expect(text).to.include(`owner="partner",organization="contoso",slot="current",partner="${world.fabrikam.id}"`)
      expect(text).to.include('ledig_invitations{state="waiting"} 3\n').and.to.include('{state="refused"} 1\n')
      expect(text).to.include(`ledig_budget_used_ratio{account="${world.fabrikam.id}",unit="slots"} 0.25\n`)
      expect(text)
        .to.include('ledig_budget_answers_total{told="blocks"} 0\n')
        .and.to.include('ledig_budget_ledgers 3\n')
      expect(answer.headers.get('content-type')).to.match(/^text\/plain/)
      for (const path of ['/', '/admin/v1/trusts', '/metrics/', '/metrics?x']) {
        expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).to.equal(404)
      }
      expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'POST' })).status).to.equal(404)
    } finally {
      await closing.all()
    }
  })

  it('are served nowhere unless somebody says where', async () => {
    const closing = new Closing()
    await openMetrics(null, { ...(await parts()) }, closing)
    expect(told).to.deep.equal([])
  })
})
