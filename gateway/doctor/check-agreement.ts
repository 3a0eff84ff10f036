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
import { finding } from './finding.ts'
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
  if (!trustUsable(trust, now)) return failed('TRUST_STATE', finding('trustState', { state: trust.is.state }))
  const host = unconfirmedServer(trust)
  if (host !== null) {
    const { ews } = trust.asked
    const still = ews === undefined ? null : hostOf(ews)
    return failed('HOST_UNCONFIRMED', finding('hostUnconfirmed', { host, still }))
  }
  const domains = acceptedOf(trust)?.domains ?? []
  if (domains.length > 0 && !domains.some(({ proof }) => bindsDomain(proof))) {
    return failed('DOMAIN_UNBOUND', finding('domainsUnbound', { domains: domains.map(({ domain }) => domain) }))
  }
  if (pair === null) return passed(finding('trustInForce', {}))
  const { decision } = rule(broker.directory, requesterOf(pair), pair.about, VIEW, now)
  if (decision.outcome === 'answer') {
    const { level, view, decidedBy, side } = decision
    return passed(finding('policyPasses', { level, view, decidedBy, side }))
  }
  const { decidedBy, side } = decision
  const found = finding('policyRefuses', { person: pair.person, about: pair.about, decidedBy, side })
  if (decidedBy === 'ROUTE_NONE' || decidedBy === 'ROUTE_NO_TRANSIT') return failed('ROUTE_NONE', found, decidedBy)
  return failed(side === 'asking' ? 'POLICY_ASKING' : 'POLICY_ANSWERING', found, decidedBy)
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
  const [told] = findings
  const traced = upstreamRequestId ?? null
  if (told?.kind !== 'no-data' || told.reason === 'DATA_NOT_FOUND') {
    return passed(finding('tokenAccepted', { person: pair.person, traced }))
  }
  return failed(remedyCode(told.reason), finding('tokenNotSeen', { reason: told.reason, traced }), told.reason)
}

function answerVerdict({ about }: Pair, answer: MailboxAnswer | undefined, requestId: string): Verdict {
  if (answer?.kind === 'view') {
    const { grantedView, times } = answer.view
    const known = { about, view: grantedView, entries: times.length, hours: DAY_HOURS, requestId }
    return passed(finding('answered', known))
  }
  if (answer?.kind === 'refused')
    return failed(
      'POLICY_ASKING',
      finding('lookupRefused', { decidedBy: answer.decidedBy, requestId }),
      answer.decidedBy,
    )
  const reason = answer?.kind === 'no-data' ? answer.reason : 'DATA_NOT_FOUND'
  return failed(remedyCode(reason), finding('lookupUnknown', { about, reason, requestId }), reason)
}

/** A real lookup, the whole way, and on record as any other. */
export async function checkLookup(broker: Broker, pair: Pair, requestId: string): Promise<Verdict> {
  const question = questionAbout(pair.about, broker.clock.now())
  const signal = AbortSignal.timeout(2 * broker.partnerDeadlineMs)
  const [answer] = await answerAvailability(broker, requesterOf(pair), question, { requestId, signal: () => signal })
  return answerVerdict(pair, answer, requestId)
}
