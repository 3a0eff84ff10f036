import type { AvailabilityQuestion } from '../../protocols/availability/availability-question.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Broker } from '../broker/answer-availability.ts'
import type { Requester } from '../broker/requester.ts'
import type { Allowance } from '../limits/allowance.ts'
import { stepOf } from './explanation.ts'
import type { ExplanationStep } from './explanation.ts'

/** Of several gateways each knows its own part, so that another one may say otherwise. */
const partWords = (instances: number): string =>
  instances > 1 ? `this gateway gives out one of ${String(instances)} parts, and knows no other` : ''

/** @param instances gateways that share the budgets */
const atThisGateway = (detail: string, instances: number): string =>
  [detail, partWords(instances)].filter(Boolean).join('; ')

/** The step at which a question was told to come back. @throws `error` where it is about something else */
export function busyStep(error: unknown, instances = 1): ExplanationStep {
  if (!(error instanceof FederationError) || error.code !== 'ERR_BUSY') throw error
  const detail = atThisGateway(`${error.message}; again in ${String(error.context['backOffMs'])} ms`, instances)
  return stepOf('limits', 'deny', { code: error.code, side: 'answering', detail })
}

/**
 * What was told less finely than asked, since so much was told already; nothing where it was not.
 *
 * @param instances absent: whoever reads it need not know, as of what is on record
 */
export function blockSteps({ blockMinutes, short }: Allowance, instances = 1): readonly ExplanationStep[] {
  if (blockMinutes === null) return []
  const budget = short === null ? "the asker's budget of slots" : `the budget of the ${short} in slots`
  const detail = `told in blocks of ${String(blockMinutes)} minutes: ${budget} is nearly used up`
  const said = { code: 'TOLD_IN_BLOCKS', side: 'answering', detail: atThisGateway(detail, instances) } as const
  return [stepOf('limits', 'cap', said)]
}

/** What the budgets say now, without taking of them: of another time nobody knows what will be used up. */
export function budgetSteps(
  { budget, directory, clock }: Broker,
  requester: Requester,
  question: AvailabilityQuestion,
): readonly ExplanationStep[] {
  const about = question.mailboxes.filter((mailbox) => typeof mailbox === 'string')
  const { instances } = budget
  try {
    const allowance = budget.check({ directory, requester, question, about, passedOn: 0, at: clock.now() })
    if (allowance.blockMinutes !== null) return blockSteps(allowance, instances)
    return requester.kind === 'partner' ? [stepOf('limits', 'pass', { detail: partWords(instances) || null })] : []
  } catch (error) {
    return [busyStep(error, instances)]
  }
}
