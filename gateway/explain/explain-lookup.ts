import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { AvailabilityQuestion, SourceAnswer } from '../../protocols/availability/availability-question.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { answerAvailability } from '../broker/answer-availability.ts'
import type { Broker } from '../broker/answer-availability.ts'
import type { LookupTrace, Place } from '../broker/lookup-trace.ts'
import type { Requester } from '../broker/requester.ts'
import { askerOf } from './asker-of.ts'
import type { Asker } from './asker-of.ts'
import { conclude } from './conclude.ts'
import type { Course } from './conclude.ts'
import { blockSteps, budgetSteps, busyStep } from './budget-steps.ts'
import { stepOf } from './explanation.ts'
import type { Explanation, ExplanationStep, ExplainOrder } from './explanation.ts'
import { memberSteps } from './member-steps.ts'
import { answerSteps, fetchSteps } from './found-steps.ts'
import type { Fetched } from './found-steps.ts'
import { partSteps } from './part-steps.ts'
import { instantOfTurn, policySteps, watchRuling } from './policy-steps.ts'
import type { WatchedRuling } from './policy-steps.ts'
import { incomingCredentialStep, routeSteps, trustStep } from './way-steps.ts'

/** Explains one lookup by making it; it costs the partner's budget nothing, and is no look of the person it is asked as. */
export type Explain = (order: ExplainOrder, requestId: string) => Promise<Explanation>

const INTERVAL_MINUTES = 30

const questionOf = ({ about, window, view }: ExplainOrder): AvailabilityQuestion => ({
  mailboxes: [about],
  ...{ window, view, interval: INTERVAL_MINUTES },
})

/** What was seen of a lookup that was made. */
interface Seen {
  readonly trace: LookupTrace
  readonly watched: WatchedRuling
  readonly fetched: Fetched
}

/** A real lookup by the broker's own code, looked over the shoulder. @throws FederationError `ERR_BUSY` */
async function lookUp(broker: Broker, requester: Requester, order: ExplainOrder, requestId: string): Promise<Seen> {
  const { about, view } = order
  const check: Broker['budget']['check'] = (lookup) => broker.budget.check(lookup)
  const now = instantOfTurn(() => broker.clock.now())
  let seen: { readonly trace: LookupTrace; readonly watched: WatchedRuling; readonly end: Instant } | undefined
  let answer: SourceAnswer | null = null
  const watching: Broker = {
    ...broker,
    clock: { now },
    directory: {
      ...broker.directory,
      connectorOf: (trust) => {
        const connector = broker.directory.connectorOf(trust)
        return { lookUp: async (question, context) => (answer = await connector.lookUp(question, context)) }
      },
    },
    budget: { check, spend: check },
    // In the same turn as the decision it ends with, so that nothing can have changed between both.
    finished: (trace) => {
      const end = now()
      seen = { trace, end, watched: watchRuling(broker.directory, requester, { about, view, at: end }) }
    },
  }
  const signal = AbortSignal.timeout(2 * broker.partnerDeadlineMs)
  await answerAvailability(watching, requester, questionOf(order), { requestId, signal: () => signal })
  if (seen === undefined) throw new FederationError('ERR_INTERNAL', 'a lookup that left no trace')
  const { trace, watched, end } = seen
  broker.issued(requestId, requester, trace.tokens)
  return { trace, watched, fetched: { answer, elapsedMs: end - trace.at, tokens: trace.tokens } }
}

/** Who asks, up to where our server would turn to the question. */
function doorSteps({ trust }: Asker, at: Instant): readonly ExplanationStep[] {
  if (trust === null) return []
  const step = trustStep(trust, at)
  return step.outcome === 'deny' ? [step] : [step, incomingCredentialStep(trust, at)]
}

/** From where the mailbox is to what both sides' policies say. */
function ruledSteps(broker: Broker, { requester }: Asker, watched: WatchedRuling): readonly ExplanationStep[] {
  const { ruling, ask } = watched
  return [...routeSteps(broker.directory, requester, ask.about, ruling, ask.at), ...policySteps(watched)]
}

type DecidedCourse = Course & Required<Pick<Course, 'decision'>>

function dryCourse(broker: Broker, asker: Asker, order: ExplainOrder, at: Instant): DecidedCourse {
  const { about, view, window } = order
  const watched = watchRuling(broker.directory, asker.requester, { about, view, at })
  const { decision } = watched.ruling
  const budget = budgetSteps(broker, asker.requester, questionOf(order), at)
  const shown = decision.outcome === 'answer' ? partSteps(watched.ruling, decision, about, window) : []
  const members = memberSteps(broker.directory, asker.requester, watched, null)
  return { steps: [...ruledSteps(broker, asker, watched), ...members, ...budget, ...shown], decision, place: null }
}

function foundSteps(place: Place, fetched: Fetched, window: TimeWindow): readonly ExplanationStep[] {
  const { decision } = place.ruling
  if (decision.outcome === 'refuse') return []
  // Of a group its members are fetched, and they are told by a step of their own.
  const found = decision.group === undefined ? fetchSteps(place, decision, fetched) : []
  const shown = place.answer.kind === 'view' ? partSteps(place.ruling, decision, place.about, window) : []
  return [...found, ...shown, ...answerSteps(place.answer)]
}

async function realCourse(broker: Broker, asker: Asker, order: ExplainOrder, requestId: string): Promise<Course> {
  try {
    const { trace, watched, fetched } = await lookUp(broker, asker.requester, order, requestId)
    const [place] = trace.places
    if (place === undefined) throw new FederationError('ERR_INTERNAL', 'a lookup without its mailbox')
    const found = [
      ...memberSteps(broker.directory, asker.requester, watched, place),
      ...blockSteps(trace.blockMinutes),
      ...foundSteps(place, fetched, order.window),
    ]
    return { steps: [...ruledSteps(broker, asker, watched), ...found], decision: place.ruling.decision, place }
  } catch (error) {
    const busy = busyStep(error)
    const { steps, decision } = dryCourse(broker, asker, order, broker.clock.now())
    return { steps: [...steps.filter(({ step }) => step !== 'limits'), busy], decision, place: null }
  }
}

/** Goes the way of a lookup, through the same code, and tells every step of it. */
export function explainer(broker: Broker): Explain {
  return async (order, requestId) => {
    const at = order.at ?? broker.clock.now()
    const asker = askerOf(broker.directory, order.from, order.about, at)
    if (asker === null) {
      const detail = `nobody may ask here for ${domainOf(order.from)}`
      return conclude(order, requestId, at, { steps: [stepOf('trust', 'deny', { code: 'TRUST_NONE', detail })] })
    }
    const door = doorSteps(asker, at)
    // Its requests are refused before they are read: there is nothing behind that to explain.
    if (door.some(({ step, outcome }) => step === 'credential' && outcome === 'deny')) {
      return conclude(order, requestId, at, { steps: door })
    }
    const course = order.dry ? dryCourse(broker, asker, order, at) : await realCourse(broker, asker, order, requestId)
    return conclude(order, requestId, at, { ...course, steps: [...door, ...course.steps] })
  }
}
