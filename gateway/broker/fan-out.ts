import { setMaxListeners } from 'node:events'
import type {
  AvailabilityQuestion,
  Connector,
  SourceAnswer,
  SourceContext,
  SourceQuestion,
  View,
} from '../../protocols/availability/availability-question.ts'
import { hasDetails } from '../../protocols/availability/availability-question.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { toldEntries } from '../../trust/policies/told-entries.ts'
import type { Place } from './lookup-trace.ts'
import { nothingFound } from './partner-guard.ts'

/** One question to one source: the mailboxes of a request that live there and may be asked with the same view. */
export interface Errand {
  readonly connector: Connector
  readonly view: View
  /** Whether events of some categories are hidden from who asks, of any of these mailboxes. */
  categories: boolean
  readonly places: Place[]
  /** Null for our own calendars, which need neither a credential nor a deadline of their own. */
  readonly partner: Pick<SourceContext, 'authorize' | 'authorizeAgain'> | null
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
// Each lookup under way listens to it and lets go of it again; there is no leak to warn of.
setMaxListeners(0, NEVER)

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

/** What a source answered, or nothing where it does not answer one for one: it cannot be matched to what was asked. */
function take(errand: Errand, question: SourceQuestion, answer: SourceAnswer): void {
  const whole = answer.findings.length === errand.places.length
  const { findings } = whole ? answer : nothingFound(question, 'DATA_MALFORMED')
  errand.places.forEach((place, i) => {
    place.finding = findings[i] ?? null
    place.upstreamRequestId = answer.upstreamRequestId ?? null
    place.heldBack = answer.heldBack ?? null
    place.unmatched = !whole
  })
}

const NONE: readonly number[] = []

/** Of which entries anything will be told, by what was decided before they were fetched. */
function toldOf({ places }: Errand): NonNullable<SourceQuestion['told']> {
  const decisions = new Map(places.map(({ about, ruling }) => [about, ruling.decision]))
  return (view) => {
    const decision = decisions.get(view.mailbox)
    return decision?.outcome === 'answer' ? toldEntries(view, decision) : NONE
  }
}

function questionOf(errand: Errand, { window, interval }: AvailabilityQuestion): SourceQuestion {
  const mailboxes: MailboxAddress[] = errand.places.map((place) => place.about)
  const { view, categories } = errand
  return { mailboxes, window, view, interval, categories, ...(hasDetails(view) && { told: toldOf(errand) }) }
}

/** Runs one errand; null where it was done at once. */
function run(errand: Errand, asked: AvailabilityQuestion, limits: FanOutLimits): Promise<void> | null {
  const question = questionOf(errand, asked)
  const broken = (error: unknown): void => {
    limits.unexpected(error, errand.places.length)
    take(errand, question, nothingFound(question, 'REACH_UPSTREAM'))
  }
  const taken = (answer: SourceAnswer): void => take(errand, question, answer)
  if (errand.partner !== null) return withDeadline(errand, question, limits).then(taken, broken)
  try {
    const answer = errand.connector.lookUp(question, { signal: NEVER, requestId: limits.requestId })
    if (answer instanceof Promise) return answer.then(taken, broken)
    taken(answer)
  } catch (error) {
    broken(error)
  }
  return null
}

/**
 * Runs all errands at once; a failing one spoils only its own mailboxes.
 *
 * @returns null where nothing had to be waited for, so that nothing can have changed meanwhile
 */
export function fanOut(
  errands: readonly Errand[],
  asked: AvailabilityQuestion,
  limits: FanOutLimits,
): Promise<unknown> | null {
  const waits = errands.map((errand) => run(errand, asked, limits)).filter((wait) => wait !== null)
  return waits.length === 0 ? null : Promise.all(waits)
}
