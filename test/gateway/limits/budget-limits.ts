import type { Directory } from '../../../gateway/broker/directory.ts'
import type { Requester } from '../../../gateway/broker/requester.ts'
import { LookupBudgets } from '../../../gateway/limits/lookup-budgets.ts'
import type { BudgetLimits } from '../../../gateway/limits/lookup-budgets.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'

const MUCH = 1e12

/** Budgets that nothing of a test uses up. */
export const UNBOUNDED: BudgetLimits = {
  partnerMailboxesPerMinute: MUCH,
  partnerMailboxesPerHour: MUCH,
  partnerPeoplePerDay: MUCH,
  partnerSlotsPerDay: MUCH,
  requesterMailboxesPerHour: MUCH,
  requesterPeoplePerDay: MUCH,
  requesterSlotsPerDay: MUCH,
  targetMailboxesPerHour: MUCH,
  targetSlotsPerDay: MUCH,
  pairMailboxesPerHour: MUCH,
  pairSlotsPerDay: MUCH,
  colleagueFactor: 1,
  partnerFactors: {},
}

/** Real budgets, of which nobody has used anything. */
export const budgetsOfNobody = (): LookupBudgets => new LookupBudgets(UNBOUNDED, () => 1)

/** Uses up what one question about one mailbox costs. */
export function spendOnce(budgets: LookupBudgets, directory: Directory, requester: Requester, at: Instant) {
  const about = [parseMailboxAddress('somebody@contoso.example')]
  const window = { start: at, end: at + 3_600_000 }
  const question = { mailboxes: about, window, view: 'MergedOnly', interval: 60 } as const
  return budgets.spend({ directory, requester, question, about, passedOn: 0, at })
}
