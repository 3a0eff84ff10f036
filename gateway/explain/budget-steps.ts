import type { AvailabilityQuestion } from '../../protocols/availability/availability-question.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Broker } from '../broker/answer-availability.ts'
import type { Requester } from '../broker/requester.ts'
import type { Allowance } from '../limits/allowance.ts'
import { stepOf } from './explanation.ts'
import type { ExplanationStep } from './explanation.ts'
import { busyFinding } from './refusal-finding.ts'
import { says } from './step-finding.ts'

/** The step at which a question was told to come back. @throws `error` where it is about something else */
export function busyStep(error: unknown, instances = 1): ExplanationStep {
  if (!(error instanceof FederationError) || error.code !== 'ERR_BUSY') throw error
  const found = busyFinding(error, instances)
  const detail = `${error.message}; again in ${String(error.context['backOffMs'])} ms`
  return stepOf('limits', 'deny', { code: error.code, side: 'answering', found, detail })
}

/**
 * What was told less finely than asked, since so much was told already; nothing where it was not.
 *
 * @param instances absent: whoever reads it need not know, as of what is on record
 */
export function blockSteps({ blockMinutes, short }: Allowance, instances = 1): readonly ExplanationStep[] {
  if (blockMinutes === null) return []
  const found = says('inBlocks', { minutes: blockMinutes, short, instances })
  return [stepOf('limits', 'cap', { code: 'TOLD_IN_BLOCKS', side: 'answering', found })]
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
    const found = instances > 1 ? says('onePart', { instances }) : null
    return requester.kind === 'partner' ? [stepOf('limits', 'pass', { found })] : []
  } catch (error) {
    return [busyStep(error, instances)]
  }
}
