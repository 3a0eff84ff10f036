import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { AccountHolder, PersonalScope } from './budget-use.ts'
import { Ledger, waitFor } from './ledger.ts'
import type { Unit } from './ledger.ts'
import { LedgerBook } from './ledger-book.ts'
import type { Quotas, Scope } from './quotas.ts'
import type { Telling } from './telling.ts'

/** What one question asks of one account. */
export interface Asking {
  /** Null where nobody in particular asks: a role account, which stands for its organization. */
  readonly person: MailboxAddress | null
  readonly about: readonly MailboxAddress[]
  /** As often as they stand in the question. */
  readonly mailboxes: number
  readonly at: Instant
  /** Gateways that share the budget: each gives out its part, so everything costs so many times as much. */
  readonly instances: number
}

interface Entry {
  readonly name: MailboxAddress
  readonly target: Ledger
  readonly pairName: string
  readonly pair: Ledger | null
}

/** What keeps a question waiting longest, and how many milliseconds; 0 where nothing does. */
export interface Wait {
  readonly ms: number
  readonly scope: Scope
  readonly unit: Unit
}

/** What everybody of one organization that asks has used up. */
export class Account {
  /** As monitoring has it. */
  readonly name: string
  readonly holder: AccountHolder
  readonly quotas: Quotas
  readonly partner: Ledger
  readonly #requesters: LedgerBook
  readonly #targets: LedgerBook
  readonly #pairs: LedgerBook

  constructor(name: string, holder: AccountHolder, quotas: Quotas, at: Instant) {
    this.name = name
    this.holder = holder
    this.quotas = quotas
    this.partner = new Ledger(at)
    this.#requesters = new LedgerBook(quotas.requester)
    this.#targets = new LedgerBook(quotas.target)
    this.#pairs = new LedgerBook(quotas.pair)
  }

  get books(): Readonly<Record<PersonalScope, LedgerBook>> {
    return { requester: this.#requesters, target: this.#targets, pair: this.#pairs }
  }

  get size(): number {
    return this.#requesters.size + this.#targets.size + this.#pairs.size
  }

  forget(share: number, now: Instant): void {
    for (const book of [this.#pairs, this.#targets, this.#requesters]) book.forget(share, now)
  }

  /** What is known of one person, as who asks or as whom it is about. */
  erase(person: MailboxAddress): void {
    for (const book of Object.values(this.books)) book.erase((name) => name.split(' ').includes(person))
  }

  /** Takes nothing yet. */
  open(asking: Asking): Charge {
    const { person, about, at } = asking
    this.partner.settle(this.quotas.partner, at)
    const requester = person === null ? null : this.#requesters.find(person, at)
    const entries = about.map((name): Entry => {
      const target = this.#targets.find(name, at)
      if (person === null) return { name, target, pairName: '', pair: null }
      const pairName = `${person} ${name}`
      return { name, target, pairName, pair: this.#pairs.find(pairName, at) }
    })
    return new Charge(this, asking, requester, entries)
  }

  keep(person: MailboxAddress | null, requester: Ledger | null, entries: readonly Entry[]): void {
    if (person !== null && requester !== null) this.#requesters.keep(person, requester)
    for (const { name, target, pairName, pair } of entries) {
      this.#targets.keep(name, target)
      if (pair !== null) this.#pairs.keep(pairName, pair)
    }
  }
}

const NONE: Wait = { ms: 0, scope: 'pair', unit: 'slots' }

/** One question at one account, before it is taken. */
export class Charge {
  readonly #account: Account
  readonly #asking: Asking
  readonly #requester: Ledger | null
  readonly #entries: readonly Entry[]
  readonly #newTargets: number
  readonly #newPairs: number
  #longest: Wait = NONE
  /** Of what was weighed last, one for each entry. */
  #prices: readonly number[] = []

  constructor(account: Account, asking: Asking, requester: Ledger | null, entries: readonly Entry[]) {
    this.#account = account
    this.#asking = asking
    this.#requester = requester
    this.#entries = entries
    this.#newTargets = entries.reduce((sum, { target }) => sum + Number(target.isNew(asking.at)), 0)
    this.#newPairs = entries.reduce((sum, { pair }) => sum + Number(pair?.isNew(asking.at) ?? false), 0)
  }

  /** For asking, however little is told. A question larger than a whole budget fits when that is whole. */
  waitToAsk(): Wait {
    this.#longest = NONE
    const { mailboxes, instances } = this.#asking
    this.#fit(this.#account.partner, 'partner', 'people', this.#newTargets * instances)
    this.#fit(this.#requester, 'requester', 'mailboxes', mailboxes * instances)
    this.#fit(this.#requester, 'requester', 'people', this.#newPairs * instances)
    for (const { target, pair } of this.#entries) {
      this.#fit(target, 'target', 'mailboxes', instances)
      this.#fit(pair, 'pair', 'mailboxes', instances)
    }
    return this.#longest
  }

  /**
   * @param share of each budget that may be used up by this, the rest being kept for what tells less; 1 where nothing does, so
   *   that it fits when a budget is whole
   */
  waitToTell(telling: Telling, share: number): Wait {
    this.#longest = NONE
    const { at, instances } = this.#asking
    let sum = 0
    this.#prices = this.#entries.map(({ target, pair }) => (pair ?? target).price(telling, at) * instances)
    for (const [i, { target, pair }] of this.#entries.entries()) {
      const price = this.#prices[i] as number
      sum += price
      this.#fit(target, 'target', 'slots', price, share)
      this.#fit(pair, 'pair', 'slots', price, share)
    }
    this.#fit(this.#requester, 'requester', 'slots', sum, share)
    this.#fit(this.#account.partner, 'partner', 'slots', sum, share)
    return this.#longest
  }

  /** What was weighed last. */
  take(telling: Telling): void {
    const { person, mailboxes, at, instances } = this.#asking
    let sum = 0
    for (const [i, { target, pair }] of this.#entries.entries()) {
      const price = this.#prices[i] as number
      sum += price
      target.add(instances, price, at)
      pair?.add(instances, price, at)
      ;(pair ?? target).tell(telling, at)
    }
    this.#account.partner.people += this.#newTargets * instances
    this.#account.partner.slots += sum
    if (this.#requester !== null) {
      this.#requester.mailboxes += mailboxes * instances
      this.#requester.people += this.#newPairs * instances
      this.#requester.slots += sum
    }
    this.#account.keep(person, this.#requester, this.#entries)
  }

  #fit(ledger: Ledger | null, scope: Scope, unit: Unit, amount: number, share = 1): void {
    if (ledger === null) return
    const quota = this.#account.quotas[scope]
    const needed = share < 1 ? amount + (1 - share) * quota[unit] : Math.min(amount, quota[unit])
    const ms = waitFor(ledger, quota, unit, needed)
    if (ms > this.#longest.ms) this.#longest = { ms, scope, unit }
  }
}
