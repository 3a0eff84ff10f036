import type { AvailabilityQuestion } from '../../protocols/availability/availability-question.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Broker } from '../broker/answer-availability.ts'
import type { Requester } from '../broker/requester.ts'
import { stepOf } from './explanation.ts'
import type { ExplanationStep } from './explanation.ts'

/** The step at which a question was told to come back. @throws `error` where it is about something else */
export function busyStep(error: unknown): ExplanationStep {
  if (!(error instanceof FederationError) || error.code !== 'ERR_BUSY') throw error
  const detail = `${error.message}; again in ${String(error.context['backOffMs'])} ms`
  return stepOf('limits', 'deny', { code: error.code, side: 'answering', detail })
}

/** What was told less finely than asked, since the asker has learned so much already; nothing where it was not. */
export function blockSteps(blockMinutes: number | null): readonly ExplanationStep[] {
  if (blockMinutes === null) return []
  const detail = `told in blocks of ${String(blockMinutes)} minutes: the asker's budget of slots is nearly used up`
  return [stepOf('limits', 'cap', { code: 'TOLD_IN_BLOCKS', side: 'answering', detail })]
}

/** What the budgets would say now, without taking of them. */
export function budgetSteps(
  { budget, directory }: Broker,
  requester: Requester,
  question: AvailabilityQuestion,
  at: Instant,
): readonly ExplanationStep[] {
  const about = question.mailboxes.filter((mailbox) => typeof mailbox === 'string')
  try {
    const { blockMinutes } = budget.check({ directory, requester, question, about, passedOn: 0, at })
    if (blockMinutes !== null) return blockSteps(blockMinutes)
    return requester.kind === 'partner' ? [stepOf('limits', 'pass')] : []
  } catch (error) {
    return [busyStep(error)]
  }
}
