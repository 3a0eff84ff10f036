import type { AvailabilityQuestion } from '../../protocols/availability/availability-question.ts'
import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import type { Directory } from '../broker/directory.ts'
import type { Requester } from '../broker/requester.ts'
import type { PartnerRequester } from '../../trust/tokens/verify-token.ts'
import { Account } from './account.ts'
import type { Charge } from './account.ts'
import { allowanceOf } from './allowance.ts'
import type { Allowance } from './allowance.ts'
import { peopleOf, useOfAccount } from './budget-use.ts'
import type { AccountHolder, AccountUse, PersonalUse, WantedPeople } from './budget-use.ts'
import { PartnerBudget } from './partner-budget.ts'
import type { BucketUse, PartnerBudgetLimits } from './partner-budget.ts'
import { insideQuotas, quotasOf } from './quotas.ts'
import type { QuotaLimits } from './quotas.ts'

export interface BudgetLimits extends PartnerBudgetLimits, QuotaLimits {
  /** Our own people have so many times as much. */
  readonly colleagueFactor: number
  /** Partners that have so many times as much, by organization id. */
  readonly partnerFactors: Readonly<Record<string, number>>
}

/** A question before anything of it is looked up. */
export interface BudgetedLookup {
  readonly directory: Pick<Directory, 'hostedDomain' | 'trusts'>
  readonly requester: Requester
  readonly question: AvailabilityQuestion
  /** Each mailbox asked about, once. */
  readonly about: readonly MailboxAddress[]
  /** Mailboxes that another partner has to be asked about. */
  readonly passedOn: number
  readonly at: Instant
}

/** Of all accounts together; about 300 bytes each, with its name. */
const MOST_LEDGERS = 200_000
/** Of its ledgers, what the account with the most gives up where there are too many. */
const SHARE_FORGOTTEN = 1 / 8
/** How often while as many mailboxes are asked about as there may be ledgers: counting takes as long as there are accounts. */
const COUNTED_TIMES = 64

type Inside = Requester & { kind: 'inside' }

/** A role account asks for everybody of its organization: it is no person who could ask too much. */
function standsForAll({ issuer, audience, person }: PartnerRequester, { directory }: BudgetedLookup): boolean {
  const credential = directory.trusts().issuer(audience, issuer)?.credential
  return credential !== undefined && 'account' in credential && credential.account === person
}

/**
 * What everybody may learn from lookups (threats BF12, PL6). Everything is counted before anything is decided or looked up,
 * and by what was asked alone: whether an answer is coarse tells its asker about herself and her organization, never
 * whether there is such a mailbox, what is in it, or who else asked. Kept in memory; of several instances each gives out
 * its part.
 */
export class LookupBudgets {
  readonly #limits: BudgetLimits
  readonly #instances: () => number
  readonly #most: number
  readonly #partner: PartnerBudget
  readonly #accounts = new Map<string, Account>()
  readonly #counts = { coarse: 0, refused: 0 }
  /** Mailboxes asked about since the ledgers were counted: each may have added three. */
  #uncounted = 0

  /** @param instances how many share the budgets now; at least 1 */
  constructor(limits: BudgetLimits, instances: () => number, most = MOST_LEDGERS) {
    this.#limits = limits
    this.#instances = instances
    this.#most = most
    this.#partner = new PartnerBudget(limits, instances)
  }

  /** Gateways that share the budgets now: each gives out its part, and knows no other. */
  get instances(): number {
    return this.#instances()
  }

  /** Ledgers held. */
  get size(): number {
    let size = 0
    for (const account of this.#accounts.values()) size += account.size
    return size
  }

  /** Questions since the start that were answered in blocks, and that had to wait. */
  get counts(): { readonly coarse: number; readonly refused: number } {
    return this.#counts
  }

  /** What each organization has used up of its whole budget, from 0 to 1. */
  used(now: Instant): readonly { readonly account: string; readonly people: number; readonly slots: number }[] {
    return Array.from(this.#accounts.values(), ({ name, partner, quotas }) => {
      const { people, slots } = partner.settle(quotas.partner, now)
      return { account: name, people: people / quotas.partner.people, slots: slots / quotas.partner.slots }
    })
  }

  /** What each organization has used up at this gateway; it names nobody. */
  accounts(now: Instant): readonly AccountUse[] {
    return Array.from(this.#accounts.values(), (account) =>
      useOfAccount(account, this.#bucketsOf(account.holder, now), now, this.#instances()),
    )
  }

  /** Organizations that have asked. */
  get organizations(): ReadonlySet<string> {
    return new Set(Array.from(this.#accounts.values(), ({ holder }) => holder.organization))
  }

  /** People of these organizations, or who ask through them, of whom something is used up at this gateway; the fullest first. */
  people(organizations: readonly string[], wanted: WantedPeople, now: Instant): readonly PersonalUse[] {
    const accounts = [...this.#accounts.values()].filter(({ holder: { organization, through } }) =>
      organizations.some((one) => one === organization || one === through),
    )
    return peopleOf(accounts, wanted, now, this.#instances())
  }

  /** Forgets what one person has used up, and what was told of her: whoever is erased begins anew. */
  erase(person: MailboxAddress): void {
    for (const account of this.#accounts.values()) account.erase(person)
  }

  /**
   * Takes what a question costs, and says how much of it is told: as fine as what is left pays for. All of it or nothing.
   *
   * @throws FederationError `ERR_BUSY` with the milliseconds until something can be told
   */
  spend(lookup: BudgetedLookup): Allowance {
    try {
      return this.#spend(lookup)
    } catch (error) {
      this.#counts.refused++
      throw error
    }
  }

  /**
   * Takes nothing, and says what `spend` would.
   *
   * @throws FederationError as `spend` does
   */
  check(lookup: BudgetedLookup): Allowance {
    const { requester, at } = lookup
    if (requester.kind === 'partner') this.#partner.check(requester, this.#mailboxesOf(lookup), at)
    return allowanceOf(this.#chargesOf(lookup), lookup.question).allowance
  }

  #spend(lookup: BudgetedLookup): Allowance {
    const { requester, question, about, at } = lookup
    const charges = this.#chargesOf(lookup)
    const { telling, allowance } = allowanceOf(charges, question)
    if (requester.kind === 'partner') this.#partner.spend(requester, this.#mailboxesOf(lookup), at)
    for (const charge of charges) charge.take(telling)
    if (allowance.blockMinutes !== null) this.#counts.coarse++
    this.#uncounted += about.length
    if (this.#uncounted >= this.#most / COUNTED_TIMES) this.#forget(at)
    return allowance
  }

  /** For the minute and the hour: what is passed on costs twice, and who may have more is charged less. */
  #mailboxesOf({ requester, question, passedOn }: BudgetedLookup): number {
    const factor = requester.kind === 'partner' ? this.#factorOf(requester.organization) : 1
    return (question.mailboxes.length + passedOn) / factor
  }

  #bucketsOf({ organization, kind, through }: AccountHolder, now: Instant): readonly BucketUse[] {
    if (kind !== 'partner') return []
    const factor = this.#factorOf(organization)
    const buckets = this.#partner.used({ organization, issuer: through ?? organization }, now)
    return buckets.map(({ used, of, one }) => ({ used: used * factor, of: of * factor, one }))
  }

  #factorOf(organization: OrganizationId): number {
    return this.#limits.partnerFactors[organization] ?? 1
  }

  #chargesOf(lookup: BudgetedLookup): readonly Charge[] {
    const { requester, question, about, at } = lookup
    const others = about.filter((mailbox) => mailbox !== requester.person)
    const repeated = question.mailboxes.length - about.length
    const common = { at, instances: this.#instances(), mailboxes: others.length + repeated }
    if (requester.kind === 'partner') {
      const person = standsForAll(requester, lookup) ? null : requester.person
      return [this.#outside(requester, at).open({ ...common, person, about: others })]
    }
    const { person, organization } = requester
    const host = (mailbox: MailboxAddress) => lookup.directory.hostedDomain(domainOf(mailbox)) ?? organization
    const beside = others.filter((mailbox) => host(mailbox) !== organization)
    const own = beside.length === 0 ? others : others.filter((mailbox) => host(mailbox) === organization)
    const charges = [this.#inside(requester, at).open({ ...common, person, about: own })]
    if (beside.length === 0) return charges
    return [...charges, this.#beside(requester, at).open({ ...common, person, about: beside })]
  }

  #outside({ issuer, organization }: PartnerRequester, at: Instant): Account {
    const through = issuer === organization ? null : issuer
    const name = through === null ? organization : `${organization} through ${through}`
    const open = (): Account => {
      const quotas = quotasOf(this.#limits, this.#factorOf(organization))
      return new Account(name, { organization, kind: 'partner', through }, quotas, at)
    }
    return this.#account(name, open)
  }

  #inside({ organization: { identity } }: Inside, at: Instant): Account {
    const name = `${identity.id} inside`
    const open = (): Account => {
      const quotas = insideQuotas(this.#limits, this.#limits.colleagueFactor)
      return new Account(name, { organization: identity.id, kind: 'inside', through: null }, quotas, at)
    }
    return this.#account(name, open)
  }

  /** Neighbours on one gateway are outsiders to each other. */
  #beside({ organization: { identity } }: Inside, at: Instant): Account {
    const name = `${identity.id} beside`
    const open = (): Account => {
      const quotas = quotasOf(this.#limits, this.#factorOf(identity.id))
      return new Account(name, { organization: identity.id, kind: 'beside', through: null }, quotas, at)
    }
    return this.#account(name, open)
  }

  #account(name: string, open: () => Account): Account {
    const known = this.#accounts.get(name)
    if (known !== undefined) return known
    const account = open()
    this.#accounts.set(name, account)
    return account
  }

  /** Whoever has the most gives up some: nobody makes another one's budget forgotten. */
  #forget(now: Instant): void {
    this.#uncounted = 0
    if (this.size <= this.#most) return
    const accounts = [...this.#accounts.values()]
    const largest = accounts.reduce((most, account) => (account.size > most.size ? account : most))
    largest.forget(SHARE_FORGOTTEN, now)
  }
}
