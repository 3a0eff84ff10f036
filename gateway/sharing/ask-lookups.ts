import { domainOf, parseDomain, parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import { acceptedOf } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { HeldRecord } from '../../trust/stores/state-record.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { answerAvailability } from '../broker/answer-availability.ts'
import type { Broker } from '../broker/answer-availability.ts'
import type { LookupTrace } from '../broker/lookup-trace.ts'
import type { Requester } from '../broker/requester.ts'
import { AS_ASKED } from '../limits/allowance.ts'
import { waysIn } from './check-offer.ts'
import type { DoorAsked } from './prove-closed.ts'
import type { Sharer } from './sharing-parts.ts'

const PAGE = 1_000
/** Nobody has this domain (RFC 2606 2). */
const NOBODYS = parseDomain('stranger.invalid')
const ANYBODY = 'anybody'

export interface LookupDoors {
  readonly broker: Broker
  readonly state: StateStore
  readonly newRequestId: () => string
}

/** One kind of asker: everybody of whom a decision takes the same steps. */
interface Asker {
  readonly person: MailboxAddress
  /** As it is told: a named person, or anybody else of a domain. */
  readonly told: string
}

async function relationshipDomains({ state }: LookupDoors, organization: string): Promise<readonly Domain[]> {
  const domains: Domain[] = []
  for (let after: string | undefined; ;) {
    const rest = after === undefined ? {} : { after }
    const page: readonly HeldRecord[] = await state.list('relationship', {
      ...{ prefix: `${organization} `, limit: PAGE },
      ...rest,
    })
    for (const { value } of page) domains.push(...((value as { domains: string[] }).domains ?? []).map(parseDomain))
    if (page.length < PAGE) return domains
    after = page.at(-1)?.key
  }
}

/** For which domains people may ask by a trust, usable or not. */
const trustDomains = (trust: FederationTrust): readonly Domain[] => {
  const { domains = [], brokerFor = [] } = acceptedOf(trust) ?? {}
  return [...domains, ...brokerFor].map(({ domain }) => domain)
}

/** Somebody of a domain who is named in no grant. */
function unnamed(domain: Domain, named: ReadonlySet<string>): MailboxAddress {
  for (let n = 0; ; n++) {
    const person = parseMailboxAddress(`${ANYBODY}${n === 0 ? '' : `-${n}`}@${domain}`)
    if (!named.has(person)) return person
  }
}

/**
 * Everybody who can be told apart: a decision looks at who asks in two ways only, by the name in a grant and by the domain.
 * So each named grantee, one unnamed person of each domain of ours, of each relationship, trust and grant, and a stranger
 * are all there are.
 */
async function askersOf(doors: LookupDoors, { hosted, policy, organization }: Sharer): Promise<readonly Asker[]> {
  const names = [...(policy.grants?.keys() ?? [])]
  const people = names.filter((name) => !name.startsWith('@')).map(parseMailboxAddress)
  const named = new Set<string>(people)
  const trusts = doors.broker.directory.trusts().trusts(hosted.identity.id)
  const domains = new Set<Domain>([
    ...hosted.domains,
    ...(await relationshipDomains(doors, organization)),
    ...trusts.flatMap(trustDomains),
    ...names.map((name) => parseDomain(name.slice(name.lastIndexOf('@') + 1))),
    NOBODYS,
  ])
  return [
    ...people.map((person) => ({ person, told: person })),
    ...[...domains].map((domain) => ({ person: unnamed(domain, named), told: `@${domain}` })),
  ]
}

/** Everybody this person could come as: as one of us, of a neighbour, or by each trust that serves for the domain. */
function requestersOf({ broker }: LookupDoors, { hosted }: Sharer, person: MailboxAddress): readonly Requester[] {
  const domain = domainOf(person)
  const home = broker.directory.hostedDomain(domain)
  const inside: Requester[] = home === undefined ? [] : [{ kind: 'inside', organization: home, person }]
  const ways = waysIn(broker.directory, hosted, domain, broker.clock.now())
  const audience = hosted.identity.id
  const partners = ways.flatMap((trust): Requester[] => {
    const brokered = (acceptedOf(trust)?.brokerFor ?? []).filter((one) => one.domain === domain)
    const come = { kind: 'partner', issuer: trust.partner, person, audience, tokenId: 'a proof' } as const
    const own = broker.directory.trusts().issuer(audience, trust.partner)?.speaksFor(domain) === true
    return [
      ...(own ? [{ ...come, organization: trust.partner, hop: 0 }] : []),
      ...brokered.map(({ organization }) => ({ ...come, organization, hop: 1 })),
    ]
  })
  return [...inside, ...partners]
}

async function ask(doors: LookupDoors, { mailbox }: Sharer, requester: Requester): Promise<Omit<DoorAsked, 'asker'>> {
  const { broker, newRequestId } = doors
  let seen: LookupTrace | undefined
  // Like any lookup, but for what is left behind: it is no look of the person it is asked as, and at nobody's expense.
  const nothing = { spend: () => AS_ASKED, check: () => AS_ASKED, instances: 1 }
  const silent: Broker = { ...broker, budget: nothing, finished: (trace) => void (seen = trace) }
  const now = broker.clock.now()
  const question = {
    mailboxes: [mailbox],
    window: { start: now, end: now + DAY },
    view: 'Detailed',
    interval: 30,
  } as const
  const context = { requestId: newRequestId(), signal: () => AbortSignal.timeout(broker.partnerDeadlineMs) }
  const [answer] = await answerAvailability(silent, requester, question, context)
  const ruling = seen?.places[0]?.ruling
  const inside =
    requester.kind === 'inside' &&
    ruling?.route.kind === 'hosted' &&
    ruling.route.organization === requester.organization
  const audience = inside ? 'colleague' : 'outside'
  const open = answer?.kind !== 'not-found' && answer?.kind !== 'refused'
  const decision = ruling?.decision
  if (decision?.outcome !== 'answer')
    return { door: 'lookup', audience, open, level: null, by: decision?.decidedBy ?? 'UNKNOWN' }
  const { level, decidedBy } = decision
  return { door: 'lookup', audience, open, level: open ? level : null, by: open ? decidedBy : 'DATA_NOT_FOUND' }
}

/**
 * Asks the lookup about one mailbox as everybody there is. Which view is asked for makes no difference: none is refused
 * where another is answered.
 */
export async function askLookups(doors: LookupDoors, sharer: Sharer): Promise<readonly DoorAsked[]> {
  const asked: DoorAsked[] = []
  for (const { person, told } of await askersOf(doors, sharer)) {
    const requesters = requestersOf(doors, sharer, person)
    const closed = { door: 'lookup', audience: 'outside', open: false, level: null, by: 'NO_TRUST' } as const
    if (requesters.length === 0) asked.push({ ...closed, asker: told })
    for (const requester of requesters) asked.push({ ...(await ask(doors, sharer, requester)), asker: told })
  }
  return asked
}
