import type {
  AvailabilityQuestion,
  Connector,
  SourceAnswer,
  SourceContext,
  SourceQuestion,
  View,
} from '../../protocols/availability/availability-question.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Place } from './lookup-trace.ts'
import { nothingFound } from './partner-guard.ts'

/** One question to one source: the mailboxes of a request that live there and may be asked with the same view. */
export interface Errand {
  readonly connector: Connector
  readonly view: View
  readonly places: Place[]
  /** Null for our own calendars, which need neither a credential nor a deadline of their own. */
  readonly partner: { readonly authorize: NonNullable<SourceContext['authorize']> } | null
}

export interface FanOutLimits {
  readonly partnerDeadlineMs: number
  readonly requestId: string
  /** Ends everything: the asker has gone away. */
  readonly signal: () => AbortSignal
  readonly unexpected: (error: unknown, mailboxes: number) => void
}

/** Our own calendars have limits of their own, and end soon. */
const NEVER = new AbortController().signal

/** Waits for a partner no longer than its deadline, even where its connector does not listen to the signal. */
async function withDeadline(errand: Errand, question: SourceQuestion, limits: FanOutLimits): Promise<SourceAnswer> {
  const deadline = new AbortController()
  const giveUp = (): void => deadline.abort()
  const asker = limits.signal()
  asker.addEventListener('abort', giveUp, { once: true })
  const timer = setTimeout(giveUp, limits.partnerDeadlineMs)
  const late = new Promise<SourceAnswer>((resolve) => {
    deadline.signal.addEventListener('abort', () => resolve(nothingFound(question, 'REACH_TIMEOUT')), { once: true })
  })
  try {
    const context = { signal: deadline.signal, requestId: limits.requestId, ...errand.partner }
    return await Promise.race([errand.connector.lookUp(question, context), late])
  } finally {
    clearTimeout(timer)
    asker.removeEventListener('abort', giveUp)
  }
}

async function run(errand: Errand, asked: AvailabilityQuestion, limits: FanOutLimits): Promise<void> {
  const mailboxes: MailboxAddress[] = errand.places.map((place) => place.about)
  const question = { mailboxes, window: asked.window, view: errand.view, interval: asked.interval }
  let answer: SourceAnswer
  try {
    answer =
      errand.partner === null
        ? await errand.connector.lookUp(question, { signal: NEVER, requestId: limits.requestId })
        : await withDeadline(errand, question, limits)
  } catch (error) {
    limits.unexpected(error, mailboxes.length)
    answer = nothingFound(question, 'REACH_UPSTREAM')
  }
  // A source that does not answer one for one cannot be matched to what was asked.
  if (answer.findings.length !== mailboxes.length) answer = nothingFound(question, 'DATA_MALFORMED')
  errand.places.forEach((place, i) => {
    place.finding = answer.findings[i] ?? null
    place.upstreamRequestId = answer.upstreamRequestId ?? null
  })
}

/** Runs all errands at once; a failing one spoils only its own mailboxes. */
export async function fanOut(
  errands: readonly Errand[],
  asked: AvailabilityQuestion,
  limits: FanOutLimits,
): Promise<void> {
  const [only, ...others] = errands
  if (only !== undefined && others.length === 0) return run(only, asked, limits)
  await Promise.all(errands.map((errand) => run(errand, asked, limits)))
}
