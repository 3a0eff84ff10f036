import { domainOf } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxAnswer } from '../../../protocols/availability/availability-question.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { answerAvailability } from '../../broker/answer-availability.ts'
import { asTold } from '../../broker/known-times.ts'
import type { Requester } from '../../broker/requester.ts'
import type { ScheduleRow } from '../../console/schedule/schedule-row.ts'
import type { ScheduleQuestion } from '../../console/schedule/schedule-question.ts'
import { refusalOf } from '../../explain/refusal-finding.ts'
import { requestIdAt } from '../../request-id.ts'
import type { AskingParts, OwnMailbox } from './own-mailbox.ts'

/** Minutes of a slot, where somebody's times are told as a stream of them. */
export const SLOT_MINUTES = 15
/** As long as partners have, and again what they are given to notice. */
const PATIENCE = 2

/** What a question came to. */
export type Asked =
  | {
      readonly kind: 'answered'
      readonly requestId: string
      readonly at: Instant
      readonly rows: readonly ScheduleRow[]
    }
  /** She has asked so much that she has to wait. */
  | { readonly kind: 'wait'; readonly seconds: number }

export interface AskingNow {
  readonly now: () => Instant
  /** A random UUID. */
  readonly uuid: () => string
  /** Whether what is held of trusts and policies may still be decided on. */
  readonly fresh: () => boolean
}

function rowOf(own: OwnMailbox, about: MailboxAddress, answer: MailboxAnswer, at: Instant): ScheduleRow {
  const inside = own.hosted.domains.includes(domainOf(about))
  const row = { about, own: about === own.mailbox, inside }
  if (answer.kind !== 'view') return { ...row, answer, asOf: null }
  const view = asTold(answer.view, SLOT_MINUTES)
  // Not `view.asOf`: that is when a calendar of ours was changed last, which would tell of what is hidden in it.
  return { ...row, answer: { kind: 'view', view }, asOf: at }
}

function waitOf(error: unknown): number | null {
  if (!(error instanceof FederationError) || error.code !== 'ERR_BUSY') return null
  return Math.max(1, Math.ceil(Number(error.context['backOffMs'] ?? 0) / 1_000))
}

/**
 * Asks as somebody of ours about herself and others, all at once, as her calendar program does at the door for EWS: the same
 * policies, budgets and record.
 *
 * @throws FederationError `ERR_STORE_UNAVAILABLE` where what it was decided on may be too old by now
 */
export async function askSchedule(
  { broker, refused }: AskingParts,
  own: OwnMailbox,
  { people, range, zone }: ScheduleQuestion,
  { now, uuid, fresh }: AskingNow,
): Promise<Asked> {
  const requester: Requester = { kind: 'inside', organization: own.hosted, person: own.mailbox }
  const requestId = requestIdAt(now(), uuid())
  const signal = AbortSignal.timeout(PATIENCE * broker.partnerDeadlineMs)
  const window = {
    start: zone.instantOf(range.first * DAY),
    end: zone.instantOf((range.first + range.count) * DAY),
  }
  const mailboxes = [own.mailbox, ...people]
  const question = { mailboxes, window, view: 'Detailed' as const, interval: SLOT_MINUTES }
  try {
    const answers = await answerAvailability(broker, requester, question, { requestId, signal: () => signal })
    const at = now()
    if (!fresh()) throw new FederationError('ERR_STORE_UNAVAILABLE', 'no news of changes')
    const rows = mailboxes.map((about, i) => rowOf(own, about, answers[i] ?? { kind: 'not-found' }, at))
    return { kind: 'answered', requestId, at, rows }
  } catch (error) {
    const seconds = waitOf(error)
    if (seconds === null || !(error instanceof FederationError)) throw error
    refused({ requestId, ...refusalOf(error), requester })
    return { kind: 'wait', seconds }
  }
}
