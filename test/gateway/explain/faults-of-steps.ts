import { LookupBudgets } from '../../../gateway/limits/lookup-budgets.ts'
import { spendOnce, UNBOUNDED } from '../limits/budget-limits.ts'
import { guardPartner, nothingFound } from '../../../gateway/broker/partner-guard.ts'
import type { NoDataReason } from '../../../protocols/availability/busy-status.ts'
import type { Connector, SourceQuestion } from '../../../protocols/availability/availability-question.ts'
import { PRIVATE } from '../../../protocols/availability/free-busy-view.ts'
import type { PartnerTokenKey } from '../../../trust/organization/federation-metadata.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { KeptTokenKey } from '../../../trust/organization/kept-token-key.ts'
import { suspend } from '../../../trust/organization/trust-transitions.ts'
import { put } from '../../trust/known-organizations.ts'
import { address, busy, clock, CONTOSO_POLICY, NOW, outsider, policyOf, smallWorld } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'

export const ANNA = 'anna@fabrikam.example'
export const BO = 'bo@contoso.example'
export const VERA = 'vera@contoso.example'
export const HOUR = 3_600_000
const [FABRIKAM] = CONTOSO_POLICY.relationships

export const relationship = (changes: object) => ({ relationships: [{ ...FABRIKAM, ...changes }] })
export const vera = (fields: object) => ({ mailboxes: [{ address: VERA, default: 'LimitedDetails', ...fields }] })
export const policy = (changes: object) => (world: SmallWorld) => {
  world.hosted.policy = policyOf({ ...CONTOSO_POLICY, ...changes })
}

/** A key of an hour ago. */
function over({ kid, key }: PartnerTokenKey): PartnerTokenKey {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return new KeptTokenKey({ kid, x, y, from: NOW - 2 * HOUR, until: NOW - HOUR })
}

/** Puts a trust of Contoso with Fabrikam into another state. */
export const trustIs =
  (next: (trust: FederationTrust) => FederationTrust | { readonly refused: string }) => async (world: SmallWorld) => {
    const { fabrikam } = world.trusts
    const after = next(fabrikam)
    if ('refused' in after) throw new Error(after.refused)
    await put(world.store, after, fabrikam)
  }

const fetchFinds = (reason: NoDataReason) => (world: SmallWorld) => {
  world.sources.fabrikam.spoil = (findings) => findings.map(() => ({ kind: 'no-data', reason }))
}

/** In the place of the way to Fabrikam. */
const connector = (made: Connector) => (world: SmallWorld) => {
  world.directory.connectorOf = () => made
}

const openBreaker = async (world: SmallWorld): Promise<void> => {
  const dead = guardPartner({ lookUp: (question: SourceQuestion) => nothingFound(question, 'REACH_TCP') })
  const question = {
    mailboxes: [address(ANNA)],
    window: { start: NOW, end: NOW + HOUR },
    view: 'FreeBusy',
    interval: 30,
  } as const
  for (let i = 0; i < 5; i++) await dead.lookUp(question, { requestId: 'r', signal: new AbortController().signal })
  connector(dead)(world)
}

/** Sixteen questions that are never answered, and thirty-two that wait. */
function fillBulkhead(world: SmallWorld): void {
  const full = guardPartner({ lookUp: () => new Promise(() => {}) })
  const window = { start: NOW, end: NOW + HOUR }
  const question = { mailboxes: [address(ANNA)], window, view: 'FreeBusy', interval: 30 } as const
  for (let i = 0; i < 48; i++) void full.lookUp(question, { requestId: 'r', signal: new AbortController().signal })
  connector(full)(world)
}

export function losesProof(trust: FederationTrust): FederationTrust {
  if (trust.is.state !== 'active') throw new Error('not active')
  const proof = { state: 'lost', challenge: 'c'.repeat(43), since: NOW } as const
  return { ...trust, is: { ...trust.is, domains: trust.is.domains.map(({ domain }) => ({ domain, proof })) } }
}

export type Arrange = (world: SmallWorld) => void | Promise<void>

/** What is done to a sound world, who asks about whom, at which step it ends, and what else was in the way. */
type Fault = readonly [name: string, arrange: Arrange, from: string, about: string, ended: string, also?: string]

export const FAULTS: readonly Fault[] = [
  ['nobody may ask for that domain', () => {}, 'eve@evil.example', VERA, 'trust TRUST_NONE'],
  [
    'the trust they ask by is suspended',
    trustIs((trust) => suspend(trust, 'key lost', clock)),
    ANNA,
    VERA,
    'trust TRUST_SUSPENDED',
  ],
  [
    'we hold no key of theirs',
    trustIs((trust) => ({ ...trust, tokenKeys: [] })),
    ANNA,
    VERA,
    'credential TRUST_KEY_UNKNOWN',
  ],
  [
    'their keys are over',
    trustIs((trust) => {
      const tokenKeys = trust.tokenKeys.map(over)
      return { ...trust, tokenKeys, metadata: { ...trust.metadata, tokenKeys } }
    }),
    ANNA,
    VERA,
    'credential TRUST_KEY_EXPIRED',
  ],
  [
    'it is at no organization they may ask',
    (world) => void (world.settings.transit = false),
    ANNA,
    'eva@adatum.example',
    'route ROUTE_NO_TRANSIT',
  ],
  [
    'there is no way and no relationship',
    () => {},
    BO,
    'x@northwind.example',
    'policy NO_RELATIONSHIP',
    'route ROUTE_NONE',
  ],
  [
    'there is a relationship, and no trust',
    policy({ relationships: [{ ...FABRIKAM, domains: ['northwind.example'] }] }),
    BO,
    'x@northwind.example',
    'trust TRUST_NONE',
  ],
  [
    'the trust we ask by is suspended',
    trustIs((trust) => suspend(trust, 'key lost', clock)),
    BO,
    ANNA,
    'trust TRUST_SUSPENDED',
  ],
  ['their domain lost its proof', trustIs(losesProof), BO, ANNA, 'trust DOMAIN_UNPROVEN'],
  [
    'federation is off',
    policy({ organization: { ...CONTOSO_POLICY.organization, federationEnabled: false } }),
    ANNA,
    VERA,
    'policy FEDERATION_OFF',
  ],
  ['there is no relationship', policy({ relationships: [] }), ANNA, VERA, 'policy NO_RELATIONSHIP'],
  ['the relationship is off', policy(relationship({ enabled: false })), ANNA, VERA, 'policy RELATIONSHIP_DISABLED'],
  [
    'the relationship is over',
    policy(relationship({ validUntil: '2026-11-23T09:00:00Z' })),
    ANNA,
    VERA,
    'policy RELATIONSHIP_EXPIRED',
  ],
  [
    'free/busy is not given',
    policy(relationship({ freeBusyAccessEnabled: false })),
    ANNA,
    VERA,
    'policy FREEBUSY_DISABLED',
  ],
  ['nothing is given', policy(relationship({ freeBusyAccessLevel: 'None' })), ANNA, VERA, 'policy LEVEL_NONE'],
  ['no such mailbox', () => {}, ANNA, 'nobody@contoso.example', 'mailbox MAILBOX_UNKNOWN'],
  [
    'she is in no group of the scope',
    policy({ groups: { board: [BO] }, ...relationship({ freeBusyAccessScope: 'board' }) }),
    ANNA,
    VERA,
    'policy OUT_OF_SCOPE',
  ],
  ['she is excluded', policy(relationship({ exclude: [VERA] })), ANNA, VERA, 'policy EXCLUDED'],
  [
    'our people may not ask',
    policy(relationship({ requests: { enabled: false, level: 'LimitedDetails' } })),
    BO,
    ANNA,
    'policy REQUESTS_DISABLED',
  ],
  [
    'this one of our people may not ask',
    policy({
      groups: { board: [VERA] },
      ...relationship({ requests: { enabled: true, level: 'LimitedDetails', scope: 'board' } }),
    }),
    BO,
    ANNA,
    'policy REQUESTER_OUT_OF_SCOPE',
  ],
  [
    'our people may ask for nothing',
    policy(relationship({ requests: { enabled: true, level: 'None' } })),
    BO,
    ANNA,
    'policy REQUESTS_LEVEL',
  ],
  [
    'they offer nothing',
    (world) =>
      void world.offers.set(world.trusts.fabrikam, {
        gives: { freeBusyAccessEnabled: false, freeBusyAccessLevel: 'None' },
        asks: { enabled: true, level: 'LimitedDetails' },
      }),
    BO,
    ANNA,
    'policy FREEBUSY_DISABLED',
  ],
  ['she shows outsiders nothing', () => {}, ANNA, 'nils@contoso.example', 'mailbox MAILBOX_DEFAULT'],
  ['she shows colleagues nothing', policy(vera({ inside: 'None' })), BO, VERA, 'mailbox INSIDE_LEVEL'],
  ['she grants nothing', policy(vera({ grants: [{ to: ANNA, level: 'None' }] })), ANNA, VERA, 'grant GRANT'],
  [
    'her grant is over',
    policy(vera({ default: 'None', grants: [{ to: ANNA, level: 'LimitedDetails', until: '2026-11-23T09:00:00Z' }] })),
    ANNA,
    VERA,
    'grant GRANT_OVER',
    'mailbox MAILBOX_DEFAULT',
  ],
  [
    'her grant has not begun',
    policy(
      vera({
        default: 'None',
        grants: [{ to: '@fabrikam.example', level: 'LimitedDetails', from: '2026-11-23T09:00:01Z' }],
      }),
    ),
    ANNA,
    VERA,
    'grant GRANT_NOT_BEGUN',
    'mailbox MAILBOX_DEFAULT',
  ],
  [
    'grants are ignored',
    policy({
      organization: { ...CONTOSO_POLICY.organization, personalGrants: 'ignore' },
      ...vera({ default: 'None', grants: [{ to: ANNA, level: 'LimitedDetails' }] }),
    }),
    ANNA,
    VERA,
    'grant GRANTS_IGNORED',
    'mailbox MAILBOX_DEFAULT',
  ],
  [
    'the sharing policy makes her grant void',
    policy(vera({ default: 'None', grants: [{ to: ANNA, level: 'LimitedDetails' }] })),
    ANNA,
    VERA,
    'grant SHARING_POLICY',
  ],
  [
    'her grant is for other hours',
    policy(
      vera({
        timeZone: 'Etc/UTC',
        grants: [{ to: ANNA, level: 'LimitedDetails', hours: [{ days: ['Monday'], start: '20:00', end: '21:00' }] }],
      }),
    ),
    ANNA,
    VERA,
    'time OUTSIDE_HOURS',
  ],
  [
    'it is a private period',
    policy(vera({ privatePeriods: [{ from: '2026-11-23T00:00:00Z', until: '2026-11-24T00:00:00Z' }] })),
    ANNA,
    VERA,
    'time PRIVATE_PERIOD',
  ],
  [
    'they asked about too many mailboxes',
    (world) => {
      const budget = new LookupBudgets(
        { ...UNBOUNDED, partnerMailboxesPerMinute: 1, partnerMailboxesPerHour: 1 },
        () => 1,
      )
      spendOnce(budget, world.directory, outsider(world, ANNA), NOW)
      Object.assign(world.broker, { budget })
    },
    ANNA,
    VERA,
    'limits ERR_BUSY',
  ],
  ['as many questions as may be are under way to them', fillBulkhead, BO, ANNA, 'limits BULKHEAD_FULL'],
  ['the breaker before them is open', openBreaker, BO, ANNA, 'limits BREAKER_OPEN'],
  ['they have more than may be', fetchFinds('DATA_TOO_MANY'), BO, ANNA, 'limits DATA_TOO_MANY'],
  [
    'more would be told than one answer takes',
    ({ sources: { contoso } }) => {
      const mostEntries = 1
      contoso.times.set(address(VERA), [busy(1, 2), busy(4, 5)])
      contoso.spoil = (found) =>
        found.map((one) => (one.kind === 'view' ? { ...one, view: { ...one.view, mostEntries } } : one))
    },
    ANNA,
    VERA,
    'limits DATA_TOO_MANY',
  ],
  ['they do not take our credential', fetchFinds('TRUST_REFUSED'), BO, ANNA, 'credential TRUST_REFUSED'],
  ['they cannot be reached', fetchFinds('REACH_TCP'), BO, ANNA, 'fetch REACH_TCP'],
  ['they answer garbage', fetchFinds('DATA_MALFORMED'), BO, ANNA, 'fetch DATA_MALFORMED'],
  [
    'they answer late',
    (world) => void (world.sources.fabrikam.meanwhile = () => new Promise(() => {})),
    BO,
    ANNA,
    'fetch REACH_TIMEOUT',
  ],
  [
    'they break',
    (world) => void (world.sources.fabrikam.meanwhile = () => Promise.reject(new Error('broken'))),
    BO,
    ANNA,
    'fetch REACH_UPSTREAM',
  ],
  [
    'our calendar cannot be read',
    (world) =>
      void (world.sources.contoso.spoil = (found) => found.map(() => ({ kind: 'no-data', reason: 'DATA_UNREADABLE' }))),
    ANNA,
    VERA,
    'fetch DATA_UNREADABLE',
  ],
  [
    'they answer for another number of mailboxes',
    (world) => void (world.sources.fabrikam.spoil = () => []),
    BO,
    ANNA,
    'merge DATA_MALFORMED',
  ],
]

export const CAPS: readonly (readonly [name: string, arrange: Arrange, from: string, about: string, capped: string])[] =
  [
    [
      'the relationship',
      policy(relationship({ freeBusyAccessLevel: 'AvailabilityOnly' })),
      ANNA,
      VERA,
      'policy RELATIONSHIP_LEVEL',
    ],
    ['a grant', policy(vera({ grants: [{ to: ANNA, level: 'AvailabilityOnly' }] })), ANNA, VERA, 'grant GRANT'],
    [
      'the sharing policy',
      policy({
        ...vera({ default: 'AvailabilityOnly', grants: [{ to: ANNA, level: 'LimitedDetails' }] }),
        sharingPolicies: [{ name: 's', default: true, domains: ['fabrikam.example: CalendarSharingFreeBusySimple'] }],
      }),
      ANNA,
      VERA,
      'grant SHARING_POLICY',
    ],
    ['the view asked for', () => {}, ANNA, VERA, 'policy REQUESTED_VIEW'],
    [
      'some private time',
      policy(vera({ privatePeriods: [{ from: '2026-11-23T10:00:00Z', until: '2026-11-23T11:00:00Z' }] })),
      ANNA,
      VERA,
      'time PRIVATE_PERIOD',
    ],
    [
      'hidden categories',
      policy(vera({ grants: [{ to: ANNA, level: 'LimitedDetails', hiddenCategories: ['Doctor'] }] })),
      ANNA,
      VERA,
      'categories HIDDEN_CATEGORY',
    ],
    [
      'an event marked private',
      (world) =>
        void (world.sources.contoso.spoil = (found) =>
          found.map((one) => {
            if (one.kind !== 'view' || one.view.details === null) return one
            return { ...one, view: { ...one.view, details: { ...one.view.details, flags: Uint8Array.of(PRIVATE, 0) } } }
          })),
      ANNA,
      VERA,
      'private PRIVATE_ITEM',
    ],
    [
      'a source that knows less',
      (world) =>
        void (world.sources.fabrikam.spoil = (found) =>
          found.map((one) => (one.kind === 'view' ? { ...one, view: { ...one.view, details: null } } : one))),
      BO,
      ANNA,
      'merge SOURCE_KNEW_LESS',
    ],
  ]

/** A world in which everybody who is asked about here has something in her calendar. */
export async function soundWorld(): Promise<SmallWorld> {
  const world = await smallWorld()
  for (const name of [VERA, BO]) world.sources.contoso.times.set(address(name), [busy(1, 2), busy(3, 4)])
  world.sources.fabrikam.times.set(address(ANNA), [busy(2, 3)])
  world.sources.adatum.times.set(address('eva@adatum.example'), [busy(2, 3)])
  return world
}
