import { expect } from 'chai'
import type { Ledger } from '../../../gateway/limits/ledger.ts'
import { LedgerBook } from '../../../gateway/limits/ledger-book.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'

const QUOTA = { mailboxes: 60, people: 10, slots: 1_000 }

function used(book: LedgerBook, name: string, slots: number, now: number): Ledger {
  const ledger = book.find(name, now)
  ledger.slots += slots
  book.keep(name, ledger)
  return ledger
}

describe('A book of ledgers', () => {
  it('keeps nothing of whom it was only asked about', () => {
    const book = new LedgerBook(QUOTA)
    book.find('anna', 0)
    expect(book.size).to.equal(0)
  })

  it('forgets first who is as good as new, and that makes nobody poorer', () => {
    const book = new LedgerBook(QUOTA)
    for (let i = 0; i < 50; i++) used(book, `idle ${i}`, 900, 0)
    used(book, 'anna', 800, DAY)
    book.forget(1 / 2, DAY)
    expect(book.size).to.equal(1)
    expect(book.find('somebody', DAY).slots).to.equal(0)
    expect(book.find('anna', DAY).slots).to.equal(800)
  })

  it('never gives a budget back by forgetting', () => {
    const book = new LedgerBook(QUOTA)
    used(book, 'anna', 800, 0)
    for (let i = 0; i < 99; i++) used(book, `made up ${i}`, 10, 0)
    book.forget(1 / 8, 0)
    expect(book.size).to.equal(87)
    expect(book.find('anna', 0).slots).to.equal(800)
    // It runs out as hers would have.
    expect(book.find('anna', DAY / 4).slots).to.be.closeTo(550, 1e-6)
    expect(book.find('another', DAY).slots).to.equal(0)
  })
})
