import { expect } from 'chai'
import { Ledger, waitFor } from '../../../gateway/limits/ledger.ts'
import { tellingInBlocks } from '../../../gateway/limits/telling.ts'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'

const QUOTA = { mailboxes: 60, people: 10, slots: 2_400 }
const TOLD = tellingInBlocks({ start: 0, end: DAY }, 60)

describe('A ledger', () => {
  it('runs out steadily: mailboxes in an hour, people and slots in a day', () => {
    const ledger = new Ledger(0)
    Object.assign(ledger, { mailboxes: 60, people: 10, slots: 2_400 })
    ledger.settle(QUOTA, HOUR / 2)
    expect(ledger.mailboxes).to.be.closeTo(30, 1e-9)
    expect(ledger.slots).to.be.closeTo(2_350, 1e-9)
    ledger.settle(QUOTA, DAY)
    expect([ledger.mailboxes, ledger.people, ledger.slots]).to.deep.equal([0, 0, 0])
  })

  it('stands still while a clock is set back', () => {
    const ledger = new Ledger(DAY)
    ledger.slots = 100
    expect(ledger.settle(QUOTA, 0).slots).to.equal(100)
  })

  it('says how long until there is enough', () => {
    const ledger = new Ledger(0)
    ledger.slots = 2_400
    expect(waitFor(ledger, QUOTA, 'slots', 100)).to.be.closeTo(HOUR, 1e-6)
    expect(waitFor(new Ledger(0), QUOTA, 'slots', 2_400)).to.equal(0)
  })

  it('knows for a day what was told, counted from when it was told first', () => {
    const ledger = new Ledger(0)
    ledger.tell(TOLD, 0)
    expect(ledger.price(TOLD, HOUR)).to.equal(24 / 32)
    ledger.tell(TOLD, 23 * HOUR)
    expect(ledger.price(TOLD, DAY - 1)).to.equal(24 / 32)
    expect(ledger.price(TOLD, DAY)).to.equal(24)
  })

  it('meets somebody once a day', () => {
    const ledger = new Ledger(0)
    expect(ledger.isNew(0)).to.equal(true)
    ledger.add(1, 1, 0)
    ledger.add(1, 1, HOUR)
    expect(ledger.isNew(DAY - 1)).to.equal(false)
    expect(ledger.isNew(DAY)).to.equal(true)
  })
})
