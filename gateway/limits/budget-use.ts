import { HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import type { Account } from './account.ts'
import { PERIOD_MS, UNITS } from './ledger.ts'
import type { Ledger, Quota, Unit } from './ledger.ts'
import type { LedgerBook } from './ledger-book.ts'
import type { BucketUse } from './partner-budget.ts'
import { isCounted, KEPT_BACK } from './quotas.ts'
import type { Scope } from './quotas.ts'

/** Whose lookups are counted together. */
export interface AccountHolder {
  /** That asks. */
  readonly organization: OrganizationId
  /** Whom it asks about: us, as a partner; its own people; or its neighbours on this gateway. */
  readonly kind: 'partner' | 'inside' | 'beside'
  /** The gateway that asks for it; null: it asks itself. */
  readonly through: OrganizationId | null
}

/** How much of one budget is used up. Of several gateways each counts what it answered, as many times as there are gateways. */
export interface BudgetUse {
  readonly unit: Unit | 'mailboxes a minute' | 'mailboxes an hour'
  readonly used: number
  readonly of: number
  /** When there is enough again for an answer as asked, at the earliest; null: there is now. */
  readonly enoughAt: Instant | null
  /** When it is whole again; null: it is now. */
  readonly wholeAt: Instant | null
}

export type PersonalScope = Exclude<Scope, 'partner'>
const PERSONAL = ['requester', 'target', 'pair'] as const satisfies readonly PersonalScope[]

/** The fullest budget of one person, of one mailbox asked about, or of both together. */
export interface PersonalUse extends BudgetUse {
  /** That asks. */
  readonly organization: OrganizationId
  readonly scope: PersonalScope
  /** Null: everybody of the organization. */
  readonly from: string | null
  /** Null: whoever she asks about. */
  readonly about: string | null
}

/** What one organization has used up; it names nobody. */
export interface AccountUse {
  readonly holder: AccountHolder
  /** Of the organization as a whole; none of our own people, who are not counted together. */
  readonly budgets: readonly BudgetUse[]
  /** How many of its people, of the mailboxes it asks about, and of both together have not enough left. */
  readonly short: Readonly<Record<PersonalScope, number>>
}

interface Filled {
  readonly used: number
  readonly of: number
  readonly periodMs: number
  /** What has to be left for an answer as asked. */
  readonly needs: number
}

function timesOf({ used, of, periodMs, needs }: Filled, now: Instant): Omit<BudgetUse, 'unit'> {
  const after = (amount: number): Instant | null => (amount > 0 ? now + Math.ceil((amount / of) * periodMs) : null)
  return { used, of, enoughAt: after(used + needs - of), wholeAt: after(used) }
}

/** What has to be left of a budget for an answer as asked. @param instances gateways that share it: one mailbox costs so many */
const needsOf = (quota: Quota, unit: Unit, instances: number): number =>
  Math.min(unit === 'slots' ? KEPT_BACK * quota[unit] : instances, quota[unit])

function useIn(ledger: Ledger, quota: Quota, unit: Unit, at: Instant, instances: number): BudgetUse {
  const needs = needsOf(quota, unit, instances)
  return { unit, ...timesOf({ used: ledger[unit], of: quota[unit], periodMs: PERIOD_MS[unit], needs }, at) }
}

const counted = (quota: Quota): readonly Unit[] => UNITS.filter((unit) => isCounted(quota[unit]))

/** How many have not enough left of some unit, be it the fullest or not. */
function shortIn(book: LedgerBook, at: Instant, instances: number): number {
  const { quota } = book
  const bounds = counted(quota).map((unit) => ({ unit, most: quota[unit] - needsOf(quota, unit, instances) }))
  let count = 0
  for (const [, ledger] of book.settled(at)) if (bounds.some(({ unit, most }) => ledger[unit] > most)) count++
  return count
}

/** @param buckets what the organization has used of its minute and hour */
export function useOfAccount(
  account: Account,
  buckets: readonly BucketUse[],
  at: Instant,
  instances: number,
): AccountUse {
  const { holder, quotas, books } = account
  const ledger = account.partner.settle(quotas.partner, at)
  const [minute, hour] = buckets
  const short = (scope: PersonalScope): number => shortIn(books[scope], at, instances)
  return {
    holder,
    budgets: [
      ...(minute === undefined ? [] : [bucketUse('mailboxes a minute', MINUTE, minute, at)]),
      ...(hour === undefined ? [] : [bucketUse('mailboxes an hour', HOUR, hour, at)]),
      ...counted(quotas.partner).map((unit) => useIn(ledger, quotas.partner, unit, at, instances)),
    ],
    short: { requester: short('requester'), target: short('target'), pair: short('pair') },
  }
}

const bucketUse = (
  unit: BudgetUse['unit'],
  periodMs: number,
  { used, of, one }: BucketUse,
  at: Instant,
): BudgetUse => ({
  unit,
  ...timesOf({ used, of, periodMs, needs: Math.min(one, of) }, at),
})

/** Whom a ledger of a book is about; no address has a space in it. */
function namesIn(scope: PersonalScope, name: string): Pick<PersonalUse, 'from' | 'about'> {
  if (scope === 'requester') return { from: name, about: null }
  if (scope === 'target') return { from: null, about: name }
  const [from = '', about = ''] = name.split(' ')
  return { from, about }
}

/** The unit of which most is used up, and how much of it, from 0 to 1. */
function fullestIn(
  ledger: Ledger,
  quota: Quota,
  units: readonly Unit[],
): { readonly unit: Unit; readonly ratio: number } {
  let [fullest, ratio]: [Unit, number] = ['mailboxes', 0]
  for (const unit of units)
    if (ledger[unit] / quota[unit] > ratio) [fullest, ratio] = [unit, ledger[unit] / quota[unit]]
  return { unit: fullest, ratio }
}

/** Who is wanted of many: whoever asks, and so many of the fullest. */
export interface WantedPeople {
  /** Null: everybody. */
  readonly from: string | null
  readonly most: number
}

/** Those of whom something is used up. */
function* usedIn(accounts: readonly Account[], { from }: WantedPeople, at: Instant) {
  for (const { books, holder } of accounts) {
    const { organization } = holder
    for (const scope of PERSONAL) {
      const { quota } = books[scope]
      const units = counted(quota)
      for (const [name, ledger] of books[scope].settled(at)) {
        const { unit, ratio } = fullestIn(ledger, quota, units)
        if (ratio > 0 && (from === null || namesIn(scope, name).from === from))
          yield { organization, scope, name, ledger, quota, unit, ratio }
      }
    }
  }
}

/** Of whom something is used up, the fullest first: `most` of them. There may be as many as there are ledgers, and others wait. */
export function peopleOf(
  accounts: readonly Account[],
  wanted: WantedPeople,
  at: Instant,
  instances: number,
): readonly PersonalUse[] {
  const all = [...usedIn(accounts, wanted, at)]
  const least =
    Float64Array.from(all, ({ ratio }) => ratio)
      .sort()
      .at(-wanted.most) ?? 0
  return all
    .filter(({ ratio }) => ratio >= least)
    .sort((a, b) => b.ratio - a.ratio)
    .slice(0, wanted.most)
    .map(({ organization, scope, name, ledger, quota, unit }) => ({
      organization,
      scope,
      ...namesIn(scope, name),
      ...useIn(ledger, quota, unit, at, instances),
    }))
}
