import { expect } from 'chai'
import {
  blockSteps as theirBlockSteps,
  budgetSteps as theirBudgetSteps,
  busyStep as theirBusyStep,
} from '../../../gateway/explain/budget-steps.ts'
import { explainer } from '../../../gateway/explain/explain-lookup.ts'
import { LookupBudgets } from '../../../gateway/limits/lookup-budgets.ts'
import type { BudgetLimits } from '../../../gateway/limits/lookup-budgets.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import { address, busy, colleague, NOW, outsider, smallWorld } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'
import { spendOnce, UNBOUNDED } from '../limits/budget-limits.ts'
import { said, inEnglish } from './said-step.ts'

const blockSteps = inEnglish(theirBlockSteps)
const budgetSteps = inEnglish(theirBudgetSteps)
const busyStep = inEnglish(theirBusyStep)

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

  const asked = { window: { start: NOW, end: NOW + HOUR }, view: 'FreeBusy', interval: 30 } as const
  const anna = () => outsider(world, 'anna@fabrikam.example')
  /** What would be said now of a question of so many mailboxes, one of which is told to nobody. */
  const steps = (requester = anna(), changed: Partial<BudgetLimits> = {}) => {
    const broker = { ...world.broker, budget: new LookupBudgets({ ...UNBOUNDED, ...changed }, () => 1) }
    const mailboxes = [address('vera@contoso.example'), { unusable: 'no address' }]
    return budgetSteps(broker, requester, { mailboxes, ...asked })
  }

  it('is a pass for a partner, and nothing for our own people', () => {
    expect(steps()).to.deep.equal([said('limits', 'pass')])
    expect(steps(colleague(world, 'bo@contoso.example'))).to.deep.equal([])
  })

  it('counts no person where an address is none', () => {
    expect(steps(anna(), { pairMailboxesPerHour: 1 })).to.deep.equal([said('limits', 'pass')])
  })
})

describe('a step of the budgets', () => {
  it('says in blocks of how many minutes it was told, and nothing where it was told as asked', () => {
    const detail = "told in blocks of 60 minutes: the asker's budget of slots is nearly used up"
    const cap = said('limits', 'cap', { code: 'TOLD_IN_BLOCKS', side: 'answering', detail })
    expect(blockSteps({ blockMinutes: 60, short: null })).to.deep.equal([cap])
    expect(blockSteps({ blockMinutes: null, short: null })).to.deep.equal([])
  })

  it('says which budget is used up, and when to come back', () => {
    const error = new FederationError('ERR_BUSY', 'the budget of the partner in people is used up', { backOffMs: 250 })
    const detail = 'the budget of the partner in people is used up; again in 250 ms'
    expect(busyStep(error)).to.deep.equal(said('limits', 'deny', { code: 'ERR_BUSY', side: 'answering', detail }))
  })

  for (const error of [new FederationError('ERR_INTERNAL', 'broken'), new Error('ERR_BUSY')]) {
    it(`is none for an error that is about something else: ${error.name}`, () => {
      expect(() => busyStep(error)).to.throw(error.message)
    })
  }
})
