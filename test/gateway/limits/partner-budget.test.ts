import { expect } from 'chai'
import { PartnerBudget } from '../../../gateway/limits/partner-budget.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { idOf } from '../../trust/known-organizations.ts'

const FABRIKAM = { issuer: idOf(1), organization: idOf(1) }
const ADATUM = { issuer: idOf(2), organization: idOf(2) }
const limits = { partnerMailboxesPerMinute: 60, partnerMailboxesPerHour: 120 }

/** 0 where it was taken, else the milliseconds to wait. */
function spent(budget: PartnerBudget, who: typeof FABRIKAM, mailboxes: number, now: number): number {
  try {
    budget.spend(who, mailboxes, now)
    return 0
  } catch (error) {
    expect(error).to.be.instanceOf(FederationError).with.property('code', 'ERR_BUSY')
    return (error as FederationError).context['backOffMs'] as number
  }
}

describe('the budget of a partner (BF12)', () => {
  it('is so many mailboxes a minute, refilled steadily, and tells when there is enough again', () => {
    const budget = new PartnerBudget(limits, () => 1)
    expect(spent(budget, FABRIKAM, 50, 0)).to.equal(0)
    expect(spent(budget, FABRIKAM, 20, 0)).to.equal(10_000)
    expect(spent(budget, FABRIKAM, 20, 9_999)).to.equal(1)
    expect(spent(budget, FABRIKAM, 20, 10_000)).to.equal(0)
  })

  it('is so many an hour, however they are spread', () => {
    const budget = new PartnerBudget(limits, () => 1)
    let taken = 0
    for (let now = 0; now < 3_600_000; now += 10_000) if (spent(budget, FABRIKAM, 10, now) === 0) taken += 10
    // What it holds at first, and what runs in during the hour.
    expect(taken).to.be.within(120, 240)
    expect(spent(budget, FABRIKAM, 60, 3_600_000)).to.be.greaterThan(60_000)
  })

  it('is nobody else’s: not of another partner, nor of whom a broker asks for', () => {
    const budget = new PartnerBudget(limits, () => 1)
    expect(spent(budget, FABRIKAM, 60, 0)).to.equal(0)
    expect(spent(budget, ADATUM, 60, 0)).to.equal(0)
    expect(spent(budget, { issuer: idOf(2), organization: idOf(1) }, 60, 0)).to.equal(0)
    expect(spent(budget, FABRIKAM, 1, 0)).to.be.greaterThan(0)
  })

  it('is divided among instances, and a question larger than all of it can be asked when it is whole', () => {
    const budget = new PartnerBudget(limits, () => 3)
    expect(spent(budget, FABRIKAM, 20, 0)).to.equal(0)
    expect(spent(budget, FABRIKAM, 1, 0)).to.be.greaterThan(0)
    expect(spent(budget, ADATUM, 1_000, 0)).to.equal(0)
    expect(spent(budget, ADATUM, 1_000, 0)).to.equal(3_600_000)
  })
})
