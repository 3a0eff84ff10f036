import type {
  Connector,
  Finding,
  SourceContext,
  SourceQuestion,
} from '../../../protocols/availability/availability-question.ts'
import { packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { BusyTime } from '../../../protocols/availability/busy-times.ts'
import { domainOf, parseDomain, parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { readMetadata, signMetadata } from '../../../trust/organization/federation-metadata.ts'
import { UNPROVEN } from '../../../trust/organization/domain-proof.ts'
import { accept, propose } from '../../../trust/organization/trust-transitions.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import type { Offer } from '../../../trust/organization/offer.ts'
import { createOrganization, tokenSigner } from '../../../trust/organization/organization.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { outboundHttp } from '../../../protocols/http/outbound-http.ts'
import { OutgoingCredentials } from '../../../gateway/credentials/outgoing-credentials.ts'
import { parseOrganizationId } from '../../../trust/organization/organization-id.ts'
import type { OrganizationId } from '../../../trust/organization/organization-id.ts'
import { compilePolicy } from '../../../trust/policies/compile-policy.ts'
import type { Policy } from '../../../trust/policies/policy.ts'
import { parsePolicyDocument } from '../../../trust/policies/policy-document.ts'
import type { StateTrustStore } from '../../../trust/stores/trust-store.ts'
import { emptyTrustStore, put } from '../../trust/known-organizations.ts'
import type { Broker } from '../../../gateway/broker/answer-availability.ts'
import type { Directory, HostedOrganization } from '../../../gateway/broker/directory.ts'
import type { LookupTrace } from '../../../gateway/broker/lookup-trace.ts'
import { LookupBudgets } from '../../../gateway/limits/lookup-budgets.ts'
import { UNBOUNDED } from '../limits/budget-limits.ts'
import type { Requester } from '../../../gateway/broker/requester.ts'

export const NOW = Date.parse('2026-11-23T09:00:00Z')
export const clock = { now: () => NOW }
export const address = parseMailboxAddress

const idOf = (n: number) => parseOrganizationId(`urn:ledig:00000000-0000-4000-8000-00000000000${n}`)
const made = new Map<number, Promise<Organization>>()

/** Making an RSA key is slow: each organization is made once for all tests. */
function organization(n: number, name: string): Promise<Organization> {
  const kept = made.get(n) ?? createOrganization({ id: idOf(n), name, clock })
  made.set(n, kept)
  return kept
}

/** A source with calendars in it that behaves: it knows its own mailboxes, and can be made late, broken or strange. */
export class Calendars implements Connector {
  readonly asked: { question: SourceQuestion; context: SourceContext }[] = []
  readonly times = new Map<MailboxAddress, BusyTime[]>()
  /** Runs before the answer, as a wait on the way would. */
  meanwhile: () => Promise<void> | void = () => {}
  /** Turns the right findings into wrong ones. */
  spoil: (findings: Finding[]) => Finding[] = (findings) => findings

  async lookUp(question: SourceQuestion, context: SourceContext) {
    this.asked.push({ question, context })
    await this.meanwhile()
    return { findings: this.spoil(question.mailboxes.map((mailbox) => this.#find(mailbox, question))) }
  }

  #find(mailbox: MailboxAddress, { window }: SourceQuestion): Finding {
    const known = this.times.get(mailbox)
    if (known === undefined) return { kind: 'no-data', reason: 'DATA_NOT_FOUND' }
    const details = {
      flags: new Uint8Array(known.length),
      subjects: known.map(() => `about ${mailbox}`),
      locations: known.map(() => 'a room'),
      notes: null,
    }
    const times = packBusyTimes(known)
    return {
      kind: 'view',
      view: { mailbox, window, times, details, categories: null, workingHours: null, slotMinutes: null, asOf: NOW },
    }
  }
}

function kept(store: StateTrustStore, { local, partner }: FederationTrust): FederationTrust {
  const trust = store.snapshot().trust(local, partner)
  if (trust === undefined) throw new Error('not kept')
  return trust
}

async function befriend(store: StateTrustStore, local: Organization, partner: Organization, domain: string) {
  const endpoints = { ews: `https://${domain}/EWS/Exchange.asmx`, trust: `https://${domain}/metadata` }
  const jwt = signMetadata(partner, { endpoints, sequence: 1, clock, software: { name: 'test', version: '1' } })
  const reading = readMetadata(jwt, { clock })
  if (!reading.accepted) throw new Error(reading.because)
  const proposed = propose(local.id, reading.metadata, clock)
  if ('refused' in proposed) throw new Error(proposed.refused)
  const { fingerprint } = reading.metadata.certificate
  const yes = { fingerprint, domains: [parseDomain(domain)], prove: () => UNPROVEN }
  const trust = accept(proposed, yes, clock)
  if ('refused' in trust) throw new Error(trust.refused)
  await put(store, trust, undefined)
  return kept(store, trust)
}

export function policyOf(document: object): Policy {
  const reading = parsePolicyDocument(document)
  if (!reading.accepted) throw new Error(JSON.stringify(reading.problems))
  return compilePolicy(reading.document)
}

const gives = (partner: string, level: string) => ({
  name: partner,
  domains: [`${partner}.example`],
  freeBusyAccessEnabled: true,
  freeBusyAccessLevel: level,
  requests: { enabled: true, level: 'LimitedDetails' },
})

export const CONTOSO_POLICY = {
  organization: { id: 'contoso', domains: ['contoso.example'] },
  mailboxes: [
    { address: 'vera@contoso.example', default: 'LimitedDetails' },
    { address: 'bo@contoso.example', default: 'AvailabilityOnly' },
    { address: 'nils@contoso.example', default: 'None' },
  ],
  relationships: [
    gives('fabrikam', 'LimitedDetails'),
    gives('adatum', 'AvailabilityOnly'),
    gives('tailspin', 'LimitedDetails'),
  ],
}

/** A neighbour of Contoso on the same gateway, with somebody hidden and somebody open. */
const TAILSPIN_POLICY = {
  organization: { id: 'tailspin', domains: ['tailspin.example'] },
  mailboxes: [
    { address: 'hidden@tailspin.example', default: 'None' },
    { address: 'tea@tailspin.example', default: 'LimitedDetails' },
  ],
  relationships: [gives('contoso', 'LimitedDetails')],
}

/** Contoso hosted here; Fabrikam and Adatum partners of Contoso and, for transit, of the gateway itself. */
export async function smallWorld() {
  const [gateway, contoso, fabrikam, adatum] = await Promise.all([
    organization(1, 'Gateway'),
    organization(2, 'Contoso'),
    organization(3, 'Fabrikam'),
    organization(4, 'Adatum'),
  ])
  const store = await emptyTrustStore(clock)
  const trusts = {
    fabrikam: await befriend(store, contoso, fabrikam, 'fabrikam.example'),
    adatum: await befriend(store, contoso, adatum, 'adatum.example'),
    fabrikamTransit: await befriend(store, gateway, fabrikam, 'fabrikam.example'),
    adatumTransit: await befriend(store, gateway, adatum, 'adatum.example'),
  }
  const sources = {
    contoso: new Calendars(),
    tailspin: new Calendars(),
    fabrikam: new Calendars(),
    adatum: new Calendars(),
  }
  const hosted: { -readonly [K in keyof HostedOrganization]: HostedOrganization[K] } = {
    identity: contoso,
    name: 'contoso',
    domains: [parseDomain('contoso.example')],
    policy: policyOf(CONTOSO_POLICY),
    calendars: sources.contoso,
  }
  const neighbour: HostedOrganization = {
    identity: adatum,
    name: 'tailspin',
    domains: [parseDomain('tailspin.example')],
    policy: policyOf(TAILSPIN_POLICY),
    calendars: sources.tailspin,
  }
  const offers = new Map<FederationTrust, Offer>()
  const settings = { transit: true }
  const directory: Directory = {
    gateway,
    get transit() {
      return settings.transit
    },
    hostedDomain: (domain) =>
      new Map<string, HostedOrganization>([
        ['contoso.example', hosted],
        ['tailspin.example', neighbour],
      ]).get(domain),
    hostedByName: (name) => (name === 'contoso' ? hosted : undefined),
    trusts: () => store.snapshot(),
    offerOf: (trust) => offers.get(trust) ?? null,
    connectorOf: (trust) => (trust.partner === fabrikam.id ? sources.fabrikam : sources.adatum),
  }
  const finished: LookupTrace[] = []
  let ids = 0
  const ofId = (id: OrganizationId): Organization => (id === gateway.id ? gateway : contoso)
  const credentials = new OutgoingCredentials({
    identities: {
      signer: (id) => tokenSigner(ofId(id), NOW),
      current: (id) => ({ organization: ofId(id), sequence: 1 }),
    },
    ...{ http: outboundHttp({ allow: {} }), clock: { now: () => NOW }, sealingKey: Buffer.alloc(32) },
    newTokenId: () => `a-token-id-of-tests-${++ids}`,
    realmOf: () => undefined,
  })
  const broker: Broker = {
    directory,
    clock,
    credentials,
    partnerDeadlineMs: 200,
    budget: new LookupBudgets(UNBOUNDED, () => 1),
    issued: () => {},
    unexpected: () => {},
    finished: (trace) => finished.push(trace),
  }
  return {
    gateway,
    contoso,
    fabrikam,
    adatum,
    store,
    trusts,
    sources,
    hosted,
    offers,
    settings,
    directory,
    broker,
    finished,
  }
}

export type SmallWorld = Awaited<ReturnType<typeof smallWorld>>

export const colleague = (world: SmallWorld, person: string): Requester => ({
  kind: 'inside',
  organization: world.hosted,
  person: address(person),
})

/** Somebody of Fabrikam or Adatum, with a token for Contoso or, `through` it, for the gateway. */
export function outsider(world: SmallWorld, person: string, through: 'contoso' | 'gateway' = 'contoso'): Requester {
  const from = address(person)
  const issuer = domainOf(from) === 'fabrikam.example' ? world.fabrikam.id : world.adatum.id
  const base = { issuer, organization: issuer, person: from, hop: 0, tokenId: 'a-token-id-of-tests' }
  return { kind: 'partner', ...base, audience: world[through].id }
}

export const asking = (mailboxes: string[], view: 'Detailed' | 'FreeBusyMerged' = 'Detailed') => ({
  mailboxes: mailboxes.map(address),
  window: { start: NOW, end: NOW + 8 * 3_600_000 },
  view,
  interval: 30,
})

export const busy = (from: number, to: number): BusyTime => ({
  start: NOW + from * 3_600_000,
  end: NOW + to * 3_600_000,
  status: 'Busy',
})
