import type {
  AvailabilityQuestion,
  MailboxAnswer,
  OutgoingRequest,
} from '../../protocols/availability/availability-question.ts'
import type { Clock } from '../../trust/clock.ts'
import type { Granted, GroupMerge } from '../../trust/policies/decision.ts'
import { shareFinding } from '../../trust/policies/share-finding.ts'
import { blocksAround } from '../../trust/policies/spread-over-blocks.ts'
import type { IssuedToken, OutgoingCredentials, OutgoingOrder } from '../credentials/outgoing-credentials.ts'
import type { LookupBudgets } from '../limits/lookup-budgets.ts'
import type { Directory } from './directory.ts'
import { fanOut } from './fan-out.ts'
import type { Errand } from './fan-out.ts'
import { groupAnswer } from './group-answer.ts'
import type { LookedUp } from './group-answer.ts'
import { placesOf, ruleAgain, toFetch } from './lookup-places.ts'
import type { LookupTrace, Place } from './lookup-trace.ts'
import type { Requester } from './requester.ts'
import type { Route } from './route.ts'

export interface Broker {
  readonly directory: Directory
  readonly clock: Clock
  /** What partners are shown of who asks. */
  readonly credentials: Pick<OutgoingCredentials, 'authorize' | 'again'>
  readonly partnerDeadlineMs: number
  /** What may be asked, and how much is told of it. */
  readonly budget: Pick<LookupBudgets, 'spend' | 'check' | 'instances'>
  /** Puts tokens on record that were made for no lookup. */
  readonly issued: (requestId: string, requester: Requester, tokens: readonly IssuedToken[]) => void
  readonly unexpected: (error: unknown, context: { requestId: string; mailboxes: number }) => void
  /** Receives every finished lookup: audit, metrics and explain live behind it. */
  readonly finished: (trace: LookupTrace) => void
}

export interface RequestContext {
  readonly requestId: string
  /** Aborted when the asker has gone away; made only when somebody wants to know. */
  readonly signal: () => AbortSignal
}

const NOT_FOUND: MailboxAnswer = { kind: 'not-found' }

/** Mailboxes that we would have to ask another partner about, which cost twice as much (threats BF12). */
function passedOn(errands: readonly Errand[]): number {
  return errands.reduce((sum, { partner, places }) => sum + (partner === null ? 0 : places.length), 0)
}

type Reachable = Exclude<Route, { kind: 'nowhere' }>

/** Who asks, and who is told of each token made for it. */
export interface Asker {
  readonly requester: Requester
  readonly issued: (token: IssuedToken) => void
}

/** Makes the credential of each request of one lookup, in the way of that relationship. */
export function authorizers({ credentials }: Broker, asker: Asker, route: Route & { kind: 'partner' }) {
  const { requester, issued } = asker
  const forward =
    route.transit && requester.kind === 'partner' ? { act: requester.organization, hop: requester.hop + 1 } : {}
  const { trust, acting } = route
  const order: OutgoingOrder = { trust, acting, person: requester.person, issued, ...forward }
  return {
    authorize: (request: OutgoingRequest) => credentials.authorize(order, request),
    authorizeAgain: (request: OutgoingRequest, challenge: string | readonly string[] | undefined) =>
      credentials.again(order, request, challenge),
  }
}

function errandFor(broker: Broker, asker: Asker, route: Reachable, { view, part }: Granted, place: Place): Errand {
  const categories = hidesCategories(part)
  if (route.kind === 'hosted') {
    return { connector: route.organization.calendars, view, categories, places: [place], partner: null }
  }
  const connector = broker.directory.connectorOf(route.trust)
  return { connector, view, categories, places: [place], partner: authorizers(broker, asker, route) }
}

const hidesCategories = (part: Granted['part']): boolean => part !== null && part.hiddenCategories.length > 0

/**
 * Sorts the allowed places by where they live and by the view that may be asked for there. Whether categories are hidden
 * makes no question of its own: how many are asked would tell what an owner hides.
 */
function errandsOf(broker: Broker, asker: Asker, places: Iterable<Place>): Errand[] {
  const errands: Errand[] = []
  const targets: object[] = []
  for (const place of places) {
    const { route, decision } = place.ruling
    if (decision.outcome === 'refuse' || route.kind === 'nowhere') continue
    const target = route.kind === 'hosted' ? route.organization : route.trust
    const known = errands.find((errand, i) => targets[i] === target && errand.view === decision.view)
    if (known !== undefined) {
      known.places.push(place)
      known.categories ||= hidesCategories(decision.part)
    } else {
      errands.push(errandFor(broker, asker, route, decision, place))
      targets.push(target)
    }
  }
  return errands
}

/**
 * Whether this asker may be told why. A neighbour hosted by the same gateway is an outsider too: of its mailboxes every
 * refusal looks like an unknown one, whichever side refused.
 */
function mayKnowWhy(requester: Requester, { route, decision }: Place['ruling']): boolean {
  if (requester.kind !== 'inside' || decision.decidedBy === 'MAILBOX_UNKNOWN') return false
  return route.kind !== 'hosted' || route.organization === requester.organization
}

type GrantedGroup = Granted & { readonly group: GroupMerge }

const isGroup = (decision: Granted): decision is GrantedGroup => decision.group !== undefined

/** Of blocks the whole time is looked up, whatever part of it was asked about, so that a moved window cuts nothing finer. */
function inBlocks(question: AvailabilityQuestion, blockMinutes: number | null) {
  if (blockMinutes === null) return { coarse: null, fetched: question }
  const { window } = question
  return { coarse: { blockMinutes, window }, fetched: { ...question, window: blocksAround(window, blockMinutes) } }
}

function refusal(requester: Requester, { ruling }: Place): MailboxAnswer {
  return mayKnowWhy(requester, ruling) ? { kind: 'refused', decidedBy: ruling.decision.decidedBy } : NOT_FOUND
}

/** What a group's place comes to. Of too few people nothing is told, and what is on record is that it was refused. */
function answerForGroup(requester: Requester, place: Place, decision: GrantedGroup, now: LookedUp): MailboxAnswer {
  const answer = groupAnswer(place, decision, now)
  if (answer !== 'GROUP_TOO_SMALL') return answer
  place.ruling = { ...place.ruling, decision: { outcome: 'refuse', decidedBy: answer, side: 'answering' } }
  return refusal(requester, place)
}

/** What one mailbox's place comes to, under the ruling that holds now. */
function answerFor(requester: Requester, place: Place, now: LookedUp): MailboxAnswer {
  const { decision } = place.ruling
  if (decision.outcome === 'refuse') return refusal(requester, place)
  if (isGroup(decision)) return answerForGroup(requester, place, decision, now)
  const { finding } = place
  // Allowed only now, while the question was under way: nothing was fetched, so nothing is known.
  if (finding === null) return { kind: 'no-data', reason: 'REACH_BUSY' }
  if (finding.kind === 'view') return shareFinding(finding.view, decision, now.coarse)
  return finding.reason === 'DATA_NOT_FOUND' ? NOT_FOUND : finding
}

/**
 * Answers one question: decides, fetches what may be fetched, decides again, reduces. Exactly one answer for each
 * address asked, in the order asked.
 *
 * @throws FederationError `ERR_BUSY` where who asks has learned so much already that it has to wait; then nothing was fetched
 */
export async function answerAvailability(
  broker: Broker,
  requester: Requester,
  question: AvailabilityQuestion,
  context: RequestContext,
): Promise<readonly MailboxAnswer[]> {
  const { directory, clock, partnerDeadlineMs, budget } = broker
  const at = clock.now()
  const places = placesOf(directory, requester, question, at)
  const tokens: IssuedToken[] = []
  const errands = errandsOf(broker, { requester, issued: (token) => tokens.push(token) }, toFetch(places))
  const about = [...places.asked.keys()]
  const allowance = budget.spend({ directory, requester, question, about, passedOn: passedOn(errands), at })
  const { coarse, fetched } = inBlocks(question, allowance.blockMinutes)
  const waiting = fanOut(errands, fetched, {
    partnerDeadlineMs,
    requestId: context.requestId,
    signal: context.signal,
    unexpected: (error, mailboxes) => broker.unexpected(error, { requestId: context.requestId, mailboxes }),
  })
  if (waiting !== null) await waiting
  const now = clock.now()
  // A trust revoked or a policy changed while we waited counts: what leaves is decided by what holds now.
  if (waiting !== null) ruleAgain(directory, requester, question, places, now)
  const asked = [...places.asked.values()]
  for (const place of asked) place.answer = answerFor(requester, place, { at: now, window: fetched.window, coarse })
  const { requestId } = context
  const decidedAt = waiting === null ? at : now
  broker.finished({ requestId, at, decidedAt, requester, question, ...allowance, places: asked, tokens })
  return question.mailboxes.map(
    (about) => (typeof about === 'string' ? places.asked.get(about)?.answer : null) ?? NOT_FOUND,
  )
}
