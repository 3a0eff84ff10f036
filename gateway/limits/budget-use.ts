import { HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import type { Account } from './account.ts'
import { PERIOD_MS, UNITS } from './ledger.ts'
import type { Ledger, Quota, Unit } from './ledger.ts'
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
  return { used, of, enoughAt: after(used + Math.min(needs, of) - of), wholeAt: after(used) }
}

/** @param instances gateways that share it: one mailbox costs so many */
function useIn(ledger: Ledger, quota: Quota, unit: Unit, at: Instant, instances: number): BudgetUse {
  const of = quota[unit]
  const needs = unit === 'slots' ? KEPT_BACK * of : instances
  return { unit, ...timesOf({ used: ledger[unit], of, periodMs: PERIOD_MS[unit], needs }, at) }
}

const counted = (quota: Quota): readonly Unit[] => UNITS.filter((unit) => isCounted(quota[unit]))

function fullest(ledger: Ledger, quota: Quota, at: Instant, instances: number): BudgetUse | null {
  const uses = counted(quota).map((unit) => useIn(ledger, quota, unit, at, instances))
  return uses.reduce<BudgetUse | null>(
    (most, use) => (most === null || ratioOf(use) > ratioOf(most) ? use : most),
    null,
  )
}

const ratioOf = ({ used, of }: BudgetUse): number => used / of

/** A budget may be full in one unit and still be less used than another one is in another. */
const shortIn = (ledger: Ledger, quota: Quota, at: Instant, instances: number): boolean =>
  counted(quota).some((unit) => useIn(ledger, quota, unit, at, instances).enoughAt !== null)

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
  const short = (scope: PersonalScope): number =>
    [...books[scope].settled(at)].filter(([, one]) => shortIn(one, quotas[scope], at, instances)).length
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
  ...timesOf({ used, of, periodMs, needs: one }, at),
})

/** Whom a ledger of a book is about; no address has a space in it. */
function namesIn(scope: PersonalScope, name: string): Pick<PersonalUse, 'from' | 'about'> {
  if (scope === 'requester') return { from: name, about: null }
  if (scope === 'target') return { from: null, about: name }
  const [from = '', about = ''] = name.split(' ')
  return { from, about }
}

function usesIn({ quotas, books }: Account, scope: PersonalScope, at: Instant, instances: number): PersonalUse[] {
  return [...books[scope].settled(at)].flatMap(([name, ledger]) => {
    const use = fullest(ledger, quotas[scope], at, instances)
    return use === null || use.used === 0 ? [] : [{ scope, ...namesIn(scope, name), ...use }]
  })
}

/** Everybody of whom something is used up, the fullest first. */
export function peopleOf(accounts: readonly Account[], at: Instant, instances: number): readonly PersonalUse[] {
  const uses = accounts.flatMap((account) => PERSONAL.flatMap((scope) => usesIn(account, scope, at, instances)))
  return uses.sort((a, b) => ratioOf(b) - ratioOf(a))
}
