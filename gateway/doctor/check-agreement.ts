import { HOUR } from '../../protocols/availability/time-window.ts'
import type { AvailabilityQuestion, MailboxAnswer } from '../../protocols/availability/availability-question.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { bindsDomain } from '../../trust/organization/domain-proof.ts'
import { acceptedOf, trustUsable } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { hostOf, unconfirmedHosts } from '../../trust/organization/partner-hosts.ts'
import type { Host } from '../../trust/organization/partner-hosts.ts'
import { answerAvailability, authorizers } from '../broker/answer-availability.ts'
import type { Broker } from '../broker/answer-availability.ts'
import type { HostedOrganization } from '../broker/directory.ts'
import type { Requester } from '../broker/requester.ts'
import { rule } from '../broker/rule.ts'
import type { IssuedToken } from '../credentials/outgoing-credentials.ts'
import { passed } from './examination.ts'
import type { Verdict } from './examination.ts'
import { failed, remedyCode } from './remedies.ts'

/** One of our people and one of the partner's, as the lookup will have them. */
export interface Pair {
  readonly organization: HostedOrganization
  readonly person: MailboxAddress
  readonly about: MailboxAddress
}

const VIEW = 'DetailedMerged'
const SLOT_MINUTES = 30
const DAY_HOURS = 24

const requesterOf = ({ organization, person }: Pair): Requester => ({ kind: 'inside', organization, person })

function questionAbout(about: MailboxAddress, now: Instant): AvailabilityQuestion & { mailboxes: MailboxAddress[] } {
  const start = Math.floor(now / HOUR) * HOUR
  return { mailboxes: [about], window: { start, end: start + DAY_HOURS * HOUR }, view: VIEW, interval: SLOT_MINUTES }
}

/** The host at which the partner says that it answers, and at which nobody confirmed that it may be asked; else null. */
export function unconfirmedServer(trust: FederationTrust): Host | null {
  const { ews } = trust.metadata.endpoints
  if (ews === undefined) return null
  const host = hostOf(ews)
  return unconfirmedHosts(trust, acceptedOf(trust)?.domains ?? []).includes(host) ? host : null
}

/** The trust is in force, and somebody may be asked about; with a pair, both sides' policies let its question pass. */
export function checkRelationship(broker: Broker, trust: FederationTrust, pair: Pair | null): Verdict {
  const now = broker.clock.now()
  if (!trustUsable(trust, now)) return failed('TRUST_STATE', `the trust is ${trust.is.state}`)
  const host = unconfirmedServer(trust)
  if (host !== null) {
    const { ews } = trust.asked
    const still = ews === undefined ? 'it is asked nowhere' : `it is still asked at ${hostOf(ews)}`
    return failed('HOST_UNCONFIRMED', `the partner says that it is at ${host} now; ${still}`)
  }
  const domains = acceptedOf(trust)?.domains ?? []
  if (domains.length > 0 && !domains.some(({ proof }) => bindsDomain(proof))) {
    return failed('DOMAIN_UNBOUND', `of its domains none binds: ${domains.map(({ domain }) => domain).join(', ')}`)
  }
  if (pair === null) return passed('the trust is in force; no policy was asked, since no two people were named')
  const { decision } = rule(broker.directory, requesterOf(pair), pair.about, VIEW, now)
  if (decision.outcome === 'answer') {
    return passed(`${decision.level} as ${decision.view}, by ${decision.decidedBy} of the ${decision.side} side`)
  }
  const { decidedBy, side } = decision
  const detail = `a question of ${pair.person} about ${pair.about} is refused by ${decidedBy} of the ${side} side`
  if (decidedBy === 'ROUTE_NONE' || decidedBy === 'ROUTE_NO_TRANSIT') return failed('ROUTE_NONE', detail, decidedBy)
  return failed(side === 'asking' ? 'POLICY_ASKING' : 'POLICY_ANSWERING', detail, decidedBy)
}

/** The partner takes a token of ours: it is asked about somebody nobody is, which tells nothing about anybody. */
export async function checkToken(
  broker: Broker,
  trust: FederationTrust,
  pair: Pair,
  requestId: string,
): Promise<Verdict> {
  const question = questionAbout(pair.about, broker.clock.now())
  const route = { kind: 'partner', trust, acting: trust.local, transit: false } as const
  const signal = AbortSignal.timeout(broker.partnerDeadlineMs)
  const [requester, tokens] = [requesterOf(pair), [] as IssuedToken[]]
  const credentials = authorizers(broker, { requester, issued: (token) => tokens.push(token) }, route)
  const connector = broker.directory.connectorOf(trust)
  const answering = Promise.resolve(connector.lookUp(question, { signal, requestId, ...credentials }))
  const { findings, upstreamRequestId } = await answering.finally(() => broker.issued(requestId, requester, tokens))
  const [finding] = findings
  const traced = upstreamRequestId === undefined ? '' : ` (their request id: ${upstreamRequestId})`
  if (finding?.kind !== 'no-data' || finding.reason === 'DATA_NOT_FOUND') {
    return passed(`a token of ${pair.person} is accepted${traced}`)
  }
  return failed(
    remedyCode(finding.reason),
    `asked about nobody, the partner's server came to ${finding.reason}${traced}`,
    finding.reason,
  )
}

function answerVerdict({ about }: Pair, answer: MailboxAnswer | undefined, traced: string): Verdict {
  if (answer?.kind === 'view') {
    const { grantedView, times } = answer.view
    return passed(
      `${about} is known: ${grantedView} with ${times.length} ${times.length === 1 ? 'entry' : 'entries'} in the next ${DAY_HOURS} hours${traced}`,
    )
  }
  if (answer?.kind === 'refused')
    return failed('POLICY_ASKING', `refused by ${answer.decidedBy}${traced}`, answer.decidedBy)
  const reason = answer?.kind === 'no-data' ? answer.reason : 'DATA_NOT_FOUND'
  return failed(remedyCode(reason), `${about}: ${reason}${traced}`, reason)
}

/** A real lookup, the whole way, and on record as any other. */
export async function checkLookup(broker: Broker, pair: Pair, requestId: string): Promise<Verdict> {
  const question = questionAbout(pair.about, broker.clock.now())
  const signal = AbortSignal.timeout(2 * broker.partnerDeadlineMs)
  const [answer] = await answerAvailability(broker, requesterOf(pair), question, { requestId, signal: () => signal })
  return answerVerdict(pair, answer, ` (ledig lookup show ${requestId})`)
}
