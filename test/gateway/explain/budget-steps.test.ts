import { expect } from 'chai'
import { explainer } from '../../../gateway/explain/explain-lookup.ts'
import { LookupBudgets } from '../../../gateway/limits/lookup-budgets.ts'
import type { BudgetLimits } from '../../../gateway/limits/lookup-budgets.ts'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import { address, busy, NOW, outsider, smallWorld } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'
import { spendOnce, UNBOUNDED } from '../limits/budget-limits.ts'

describe('What the budgets did, in an explanation', () => {
  let world: SmallWorld
  beforeEach(async () => {
    world = await smallWorld()
    world.sources.contoso.times.set(address('vera@contoso.example'), [busy(1, 2)])
  })

  async function limits(dry: boolean, changed: Partial<BudgetLimits>, instances = 1) {
    const budget = new LookupBudgets({ ...UNBOUNDED, ...changed }, () => instances)
    spendOnce(budget, world.directory, outsider(world, 'anna@fabrikam.example'), NOW)
    const broker = { ...world.broker, budget }
    const order = {
      ...{ from: address('anna@fabrikam.example'), about: address('vera@contoso.example') },
      ...({ view: 'Detailed', window: { start: NOW, end: NOW + 8 * HOUR }, at: null, dry } as const),
    }
    const { steps, outcome, given, endedAt } = await explainer(broker)(order, 'an id')
    return { steps: steps.filter(({ step }) => step === 'limits'), outcome, given, endedAt }
  }

  for (const dry of [true, false]) {
    it(`is a cap with the minutes of the blocks, ${dry ? 'only decided' : 'made'}`, async () => {
      const { steps, outcome, given, endedAt } = await limits(dry, { pairSlotsPerDay: 100 })
      const [cap] = steps
      expect(cap).to.include({ outcome: 'cap', code: 'TOLD_IN_BLOCKS', side: 'answering' })
      expect(cap?.detail).to.equal('told in blocks of 60 minutes: the budget of the pair in slots is nearly used up')
      expect([outcome, endedAt]).to.deep.equal(['answer', null])
      if (!dry) expect(given).to.equal('FreeBusy')
    })

    it(`is where it ended when nothing may be told, ${dry ? 'only decided' : 'made'}`, async () => {
      const { steps, outcome, endedAt } = await limits(dry, { requesterMailboxesPerHour: 1 })
      expect(steps.map(({ code }) => code)).to.deep.equal(['ERR_BUSY'])
      expect(steps[0]?.detail).to.match(/^the budget of the requester in mailboxes is used up; again in \d+ ms$/)
      expect([outcome, endedAt?.code]).to.deep.equal(['refuse', 'ERR_BUSY'])
    })

    it(`is a pass where there is enough, ${dry ? 'only decided' : 'made'}`, async () => {
      const { steps } = await limits(dry, {})
      expect(steps.map(({ outcome, code, detail }) => [outcome, code, detail])).to.deep.equal([['pass', null, null]])
    })

    it(`says that another gateway may say otherwise, ${dry ? 'only decided' : 'made'}`, async () => {
      const words = /; this gateway gives out one of 3 parts, and knows no other$/
      const details = [
        await limits(dry, { pairSlotsPerDay: 300 }, 3),
        await limits(dry, { requesterMailboxesPerHour: 3 }, 3),
      ].map(({ steps }) => steps[0]?.detail)
      for (const detail of details) expect(detail).to.match(words)
    })
  }

  it('says so of a pass too', async () => {
    const { steps } = await limits(true, {}, 3)
    expect(steps[0]).to.include({
      outcome: 'pass',
      detail: 'this gateway gives out one of 3 parts, and knows no other',
    })
  })

  for (const away of [-DAY, DAY]) {
    it(`is of now and gives nothing back, though it is asked how it would be ${away / DAY} days from now`, async () => {
      const budget = new LookupBudgets({ ...UNBOUNDED, requesterMailboxesPerHour: 1 }, () => 1)
      const anna = outsider(world, 'anna@fabrikam.example')
      spendOnce(budget, world.directory, anna, NOW)
      const order = {
        ...{ from: address('anna@fabrikam.example'), about: address('vera@contoso.example') },
        ...({ view: 'Detailed', window: { start: NOW, end: NOW + 8 * HOUR }, at: NOW + away, dry: true } as const),
      }
      const { steps } = await explainer({ ...world.broker, budget })(order, 'an id')
      expect(steps.filter(({ step }) => step === 'limits').map(({ code }) => code)).to.deep.equal(['ERR_BUSY'])
      expect(() => spendOnce(budget, world.directory, anna, NOW)).to.throw('budget of the requester in mailboxes')
    })
  }
})
