import { expect } from 'chai'
import { explainer } from '../../../gateway/explain/explain-lookup.ts'
import { LookupBudgets } from '../../../gateway/limits/lookup-budgets.ts'
import type { BudgetLimits } from '../../../gateway/limits/lookup-budgets.ts'
import { HOUR } from '../../../protocols/availability/time-window.ts'
import { address, busy, NOW, outsider, smallWorld } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'
import { spendOnce, UNBOUNDED } from '../limits/budget-limits.ts'

describe('What the budgets did, in an explanation', () => {
  let world: SmallWorld
  beforeEach(async () => {
    world = await smallWorld()
    world.sources.contoso.times.set(address('vera@contoso.example'), [busy(1, 2)])
  })

  async function limits(dry: boolean, changed: Partial<BudgetLimits>) {
    const budget = new LookupBudgets({ ...UNBOUNDED, ...changed }, () => 1)
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
      expect(cap?.detail).to.include('blocks of 60 minutes')
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
      expect(steps.map(({ outcome, code }) => [outcome, code])).to.deep.equal([['pass', null]])
    })
  }
})
