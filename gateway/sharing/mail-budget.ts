import { z } from 'zod'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Recipient } from '../../protocols/mail/recipient.ts'
import type { RecordWrite } from '../../trust/stores/state-change.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'

/** Invitations a day (UTC), so that nobody is buried in mail in an owner's name (ML2). */
export interface MailBudget {
  readonly organizationPerDay: number
  readonly ownerPerDay: number
  /** Of all owners of this gateway together. */
  readonly recipientPerDay: number
}

export type BudgetRefusal = 'BUDGET_ORGANIZATION' | 'BUDGET_OWNER' | 'BUDGET_RECIPIENT'

/** Codes one recipient is sent a day: they are asked for by visitors. */
const CODES_PER_DAY = 10

const COUNT = z.strictObject({ day: z.int(), count: z.int().min(0) })

interface Share {
  readonly key: string
  readonly most: number
  readonly because: BudgetRefusal
}

export interface Spender {
  readonly organization: string
  readonly mailbox: MailboxAddress
  readonly recipient: Recipient
  readonly purpose: 'link' | 'grant' | 'code'
}

const dayOf = (now: Instant): number => Math.floor(now / DAY)

function sharesOf({ organization, mailbox, recipient, purpose }: Spender, budget: MailBudget): readonly Share[] {
  const codes = { key: `codes ${recipient}`, most: CODES_PER_DAY, because: 'BUDGET_RECIPIENT' } as const
  if (purpose === 'code') return [codes]
  return [
    { key: `recipient ${recipient}`, most: budget.recipientPerDay, because: 'BUDGET_RECIPIENT' },
    { key: `owner ${mailbox}`, most: budget.ownerPerDay, because: 'BUDGET_OWNER' },
    { key: `organization ${organization}`, most: budget.organizationPerDay, because: 'BUDGET_ORGANIZATION' },
  ]
}

/**
 * What has to be written together with an invitation so that it is counted, or which budget is used up. Each count is
 * compared and set: of several instances none spends what another one spent.
 */
export async function spend(
  state: StateStore,
  spender: Spender,
  budget: MailBudget,
): Promise<{ readonly spent: readonly RecordWrite[] } | { readonly because: BudgetRefusal }> {
  const day = dayOf(state.now())
  const spent: RecordWrite[] = []
  for (const { key, most, because } of sharesOf(spender, budget)) {
    const held = await state.get({ kind: 'mail-budget', key })
    const known = held && COUNT.parse(held.value)
    const count = known?.day === day ? known.count : 0
    if (count >= most) return { because }
    spent.push({ kind: 'mail-budget', key, value: { day, count: count + 1 }, before: held?.version ?? 0 })
  }
  return { spent }
}

const SWEPT_AT_ONCE = 200

/** Takes out the counts of days that are over. */
export async function sweepBudgets(state: StateStore): Promise<void> {
  const day = dayOf(state.now())
  for (let after: string | undefined = ''; after !== undefined;) {
    const page = await state.list('mail-budget', { ...(after !== '' && { after }), limit: SWEPT_AT_ONCE })
    after = page.length < SWEPT_AT_ONCE ? undefined : page.at(-1)?.key
    const over = page.filter(({ value }) => COUNT.parse(value).day < day)
    const writes = over.map(({ kind, key, version }) => ({ kind, key, value: null, before: version }))
    // Where another instance was first there is nothing left to do.
    if (writes.length > 0) await state.commit({ writes, audit: [] })
  }
}
