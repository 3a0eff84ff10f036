import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { AvailabilityQuestion } from '../../protocols/availability/availability-question.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { answerAvailability } from '../broker/answer-availability.ts'
import type { Broker } from '../broker/answer-availability.ts'
import type { LookupTrace, Place } from '../broker/lookup-trace.ts'
import type { Requester } from '../broker/requester.ts'
import type { Route } from '../broker/route.ts'
import { rule } from '../broker/rule.ts'
import type { Ruling } from '../broker/rule.ts'
import type { VisiblePart } from '../../trust/policies/visible-part.ts'
import { askerOf } from './asker-of.ts'
import type { Asker } from './asker-of.ts'
import { conclude } from './conclude.ts'
import type { Course } from './conclude.ts'
import { blockSteps, budgetSteps, busyStep } from './budget-steps.ts'
import { stepOf } from './explanation.ts'
import type { Explanation, ExplanationStep, ExplainOrder } from './explanation.ts'
import { memberSteps } from './member-steps.ts'
import { answerSteps, fetchSteps, foundAt } from './found-steps.ts'
import { keptBackOf, partSteps } from './part-steps.ts'
import { policySteps, toldWalk } from './policy-steps.ts'
import { says } from './step-finding.ts'
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
  readonly place: Place
  /** As it was before the members of a group were looked at. */
  readonly ruled: Ruling
}

/** A real lookup by the broker's own code, whose trace we get instead of its record. @throws FederationError `ERR_BUSY` */
async function lookUp(broker: Broker, requester: Requester, order: ExplainOrder, requestId: string): Promise<Seen> {
  const { about, view } = order
  const check: Broker['budget']['check'] = (lookup) => broker.budget.check(lookup)
  const seen: Seen[] = []
  const watching: Broker = {
    ...broker,
    budget: { check, spend: check, instances: broker.budget.instances },
    // In the same turn as the decision it ends with, so that nothing can have changed between both.
    finished: (trace) => {
      const [place] = trace.places as [Place]
      seen.push({ trace, place, ruled: rule(broker.directory, requester, about, view, trace.decidedAt) })
    },
  }
  const signal = AbortSignal.timeout(2 * broker.partnerDeadlineMs)
  await answerAvailability(watching, requester, questionOf(order), { requestId, signal: () => signal })
  // A lookup that is answered has left its trace.
  const [only] = seen as [Seen]
  broker.issued(requestId, requester, only.trace.tokens)
  return only
}

/** Who asks, up to where our server would turn to the question. */
export function doorSteps({ trust }: Asker, at: Instant): readonly ExplanationStep[] {
  if (trust === null) return []
  const step = trustStep(trust, at)
  return step.outcome === 'deny' ? [step] : [step, incomingCredentialStep(trust, at)]
}

/** From where the mailbox is to what both sides' policies say. */
function ruledSteps(ruling: Ruling, { from, about }: ExplainOrder, at: Instant): readonly ExplanationStep[] {
  return [...routeSteps(ruling, about, at), ...policySteps(ruling.walks.map(toldWalk), { from, about })]
}

/** What the owner keeps back besides the level. */
function keptBackSteps(route: Route, part: VisiblePart | null, { about, window }: ExplainOrder) {
  return partSteps(route.kind === 'hosted' ? route.organization.name : null, about, keptBackOf(part, window))
}

function dryCourse(broker: Broker, asker: Asker, order: ExplainOrder, at: Instant): Course {
  const { from, about, view } = order
  const ruling = rule(broker.directory, asker.requester, about, view, at)
  const { route, decision } = ruling
  const members = memberSteps(broker.directory, asker.requester, { ruling, ask: { from, about, view, at } }, null)
  const budget = budgetSteps(broker, asker.requester, questionOf(order))
  const steps = [...ruledSteps(ruling, order, at), ...members, ...budget]
  if (decision.outcome === 'refuse') return { steps, decision, given: null }
  return { steps: [...steps, ...keptBackSteps(route, decision.part, order)], decision, given: decision.view }
}

function foundSteps(place: Place, trace: LookupTrace, order: ExplainOrder): readonly ExplanationStep[] {
  const { route, decision } = place.ruling
  if (decision.outcome === 'refuse') return []
  const { tokens, at, decidedAt } = trace
  // Of a group its members are fetched, and they are told by a step of their own.
  const found =
    decision.group === undefined ? fetchSteps(foundAt(place, decision, { tokens, elapsedMs: decidedAt - at })) : []
  const shown = place.answer.kind === 'view' ? keptBackSteps(route, decision.part, order) : []
  return [...found, ...shown, ...answerSteps(place.answer)]
}

async function realCourse(broker: Broker, asker: Asker, order: ExplainOrder, requestId: string) {
  try {
    const { trace, place, ruled } = await lookUp(broker, asker.requester, order, requestId)
    const { ruling, answer, upstreamRequestId } = place
    const { from, about, view } = order
    const ask = { from, about, view, at: trace.decidedAt }
    const steps = [
      ...ruledSteps(ruling, order, trace.decidedAt),
      ...memberSteps(broker.directory, asker.requester, { ruling: ruled, ask }, place),
      ...blockSteps(trace, broker.budget.instances),
      ...foundSteps(place, trace, order),
    ]
    const given = answer.kind === 'view' ? answer.view.grantedView : null
    return { steps, decision: ruling.decision, given, upstreamRequestId }
  } catch (error) {
    const busy = busyStep(error, broker.budget.instances)
    const { steps, decision } = dryCourse(broker, asker, order, broker.clock.now())
    return { steps: [...steps.filter(({ step }) => step !== 'limits'), busy], decision, given: null }
  }
}

/** Before anything was decided. */
const ENDED = { decision: null, given: null }

/** Goes the way of a lookup, through the same code, and tells every step of it. */
export function explainer(broker: Broker): Explain {
  return async (order, requestId) => {
    const at = order.at ?? broker.clock.now()
    const asker = askerOf(broker.directory, order.from, order.about, at)
    if (asker === null) {
      const found = says('nobodyMayAsk', { domain: domainOf(order.from) })
      return conclude(order, requestId, at, {
        ...ENDED,
        steps: [stepOf('trust', 'deny', { code: 'TRUST_NONE', found })],
      })
    }
    const door = doorSteps(asker, at)
    // Its requests are refused before they are read: there is nothing behind that to explain.
    if (door.some(({ step, outcome }) => step === 'credential' && outcome === 'deny')) {
      return conclude(order, requestId, at, { ...ENDED, steps: door })
    }
    const course = order.dry ? dryCourse(broker, asker, order, at) : await realCourse(broker, asker, order, requestId)
    return conclude(order, requestId, at, { ...course, steps: [...door, ...course.steps] })
  }
}
