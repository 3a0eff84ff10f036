import { expect } from 'chai'
import { explainer } from '../../../gateway/explain/explain-lookup.ts'
import type { Explanation, ExplainOrder } from '../../../gateway/explain/explanation.ts'
import { LookupBudgets } from '../../../gateway/limits/lookup-budgets.ts'
import { spendOnce, UNBOUNDED } from '../limits/budget-limits.ts'
import { guardPartner, nothingFound } from '../../../gateway/broker/partner-guard.ts'
import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import type { Connector, SourceQuestion } from '../../../protocols/availability/availability-question.ts'
import { PRIVATE } from '../../../protocols/availability/free-busy-view.ts'
import type { NoDataReason } from '../../../protocols/availability/busy-status.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { KeptTokenKey } from '../../../trust/organization/kept-token-key.ts'
import type { PartnerTokenKey } from '../../../trust/organization/federation-metadata.ts'
import { raiseAttention, suspend } from '../../../trust/organization/trust-transitions.ts'
import { put } from '../../trust/known-organizations.ts'
import {
  address,
  asking,
  busy,
  clock,
  colleague,
  CONTOSO_POLICY,
  NOW,
  outsider,
  policyOf,
  smallWorld,
} from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'

const ANNA = 'anna@fabrikam.example'
const BO = 'bo@contoso.example'
const VERA = 'vera@contoso.example'
const HOUR = 3_600_000
const [FABRIKAM] = CONTOSO_POLICY.relationships

const relationship = (changes: object) => ({ relationships: [{ ...FABRIKAM, ...changes }] })
const vera = (fields: object) => ({ mailboxes: [{ address: VERA, default: 'LimitedDetails', ...fields }] })
const policy = (changes: object) => (world: SmallWorld) => {
  world.hosted.policy = policyOf({ ...CONTOSO_POLICY, ...changes })
}

/** A key of an hour ago. */
function over({ kid, key }: PartnerTokenKey): PartnerTokenKey {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return new KeptTokenKey({ kid, x, y, from: NOW - 2 * HOUR, until: NOW - HOUR })
}

/** Puts a trust of Contoso with Fabrikam into another state. */
const trustIs =
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

function losesProof(trust: FederationTrust): FederationTrust {
  if (trust.is.state !== 'active') throw new Error('not active')
  const proof = { state: 'lost', challenge: 'c'.repeat(43), since: NOW } as const
  return { ...trust, is: { ...trust.is, domains: trust.is.domains.map(({ domain }) => ({ domain, proof })) } }
}

type Arrange = (world: SmallWorld) => void | Promise<void>

/** What is done to a sound world, who asks about whom, at which step it ends, and what else was in the way. */
type Fault = readonly [name: string, arrange: Arrange, from: string, about: string, ended: string, also?: string]

const FAULTS: readonly Fault[] = [
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

describe('an explanation of a lookup', () => {
  let world: SmallWorld
  beforeEach(async () => {
    world = await smallWorld()
    for (const name of [VERA, BO]) world.sources.contoso.times.set(address(name), [busy(1, 2), busy(3, 4)])
    world.sources.fabrikam.times.set(address(ANNA), [busy(2, 3)])
    world.sources.adatum.times.set(address('eva@adatum.example'), [busy(2, 3)])
  })

  const explain = (from: string, about: string, more: Partial<ExplainOrder> = {}): Promise<Explanation> =>
    explainer(world.broker)(
      {
        ...{ from: address(from), about: address(about), view: 'Detailed', at: null, dry: false },
        window: { start: NOW, end: NOW + 8 * HOUR },
        ...more,
      },
      'r-1',
    )
  const ended = ({ endedAt }: Explanation): string | null => endedAt && `${endedAt.step} ${endedAt.code}`
  const named = ({ steps }: Explanation, ...outcomes: string[]): string[] =>
    steps.filter(({ outcome }) => outcomes.includes(outcome)).map(({ step, code }) => `${step} ${code ?? ''}`.trim())

  for (const [name, arrange, from, about, expected, also] of FAULTS) {
    it(`names the step at which it ends, and no other: ${name}`, async () => {
      await arrange(world)
      const explanation = await explain(from, about)
      expect(ended(explanation)).to.equal(expected)
      expect(explanation.outcome).to.not.equal('answer')
      const inTheWay = also === undefined ? [expected] : [expected, also]
      expect(named(explanation, 'deny', 'unknown')).to.have.members(inTheWay)
    })
  }

  it('tells every step of a sound lookup, with the level before and after it and where the rule is written', async () => {
    const { steps, ...whole } = await explain(ANNA, BO)
    expect(whole).to.deep.equal({
      ...{ requestId: 'r-1', at: '2026-11-23T09:00:00.000Z', from: ANNA, about: BO, view: 'Detailed', dry: false },
      window: { start: '2026-11-23T09:00:00.000Z', end: '2026-11-23T17:00:00.000Z' },
      ...{ outcome: 'answer', level: 'AvailabilityOnly', given: 'FreeBusy', decidedBy: 'MAILBOX_DEFAULT' },
      ...{ side: 'answering', endedAt: null, upstreamRequestId: null },
    })
    const rows = steps.map(({ step, outcome, code, before, after, rule }) =>
      [step, outcome, code ?? '-', before === null ? '' : `${before} ${String(after)}`, rule?.path ?? '']
        .join(' ')
        .trim(),
    )
    expect(rows).to.deep.equal([
      'trust pass -',
      'credential pass -',
      'route pass -',
      'policy pass FEDERATION_OFF Reviewer Reviewer organization.federationEnabled',
      'policy pass NO_RELATIONSHIP Reviewer Reviewer relationships.fabrikam',
      'policy pass RELATIONSHIP_DISABLED Reviewer Reviewer relationships.fabrikam.enabled',
      'policy pass RELATIONSHIP_EXPIRED Reviewer Reviewer relationships.fabrikam.validUntil',
      'policy pass FREEBUSY_DISABLED Reviewer Reviewer relationships.fabrikam.freeBusyAccessEnabled',
      'policy pass LEVEL_NONE Reviewer Reviewer relationships.fabrikam.freeBusyAccessLevel',
      'mailbox pass MAILBOX_UNKNOWN Reviewer Reviewer mailboxes',
      'policy pass OUT_OF_SCOPE Reviewer Reviewer relationships.fabrikam.freeBusyAccessScope',
      'policy pass EXCLUDED Reviewer Reviewer relationships.fabrikam.exclude',
      'policy cap RELATIONSHIP_LEVEL Reviewer LimitedDetails relationships.fabrikam.freeBusyAccessLevel',
      'mailbox cap MAILBOX_DEFAULT LimitedDetails AvailabilityOnly mailboxes.bo@contoso.example.default',
      'policy pass REQUESTED_VIEW AvailabilityOnly AvailabilityOnly',
      'limits pass -',
      'fetch pass -',
      'merge pass -',
      'answer pass -',
    ])
    expect(new Set(steps.flatMap(({ rule }) => (rule === null ? [] : [rule.of])))).to.deep.equal(new Set(['contoso']))
  })

  const CAPS: readonly (readonly [name: string, arrange: Arrange, from: string, about: string, capped: string])[] = [
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
  for (const [name, arrange, from, about, capped] of CAPS) {
    it(`names what lowered an answer: ${name}`, async () => {
      const view = capped.endsWith('REQUESTED_VIEW') ? 'FreeBusy' : 'Detailed'
      const lowered = ({ steps }: Explanation): string[] =>
        steps.flatMap(({ step, code, outcome, after }) => (outcome === 'cap' ? [`${step} ${code} ${after}`] : []))
      const sound = lowered(await explain(from, about))
      await arrange(world)
      const explanation = await explain(from, about, { view })
      expect(explanation.outcome).to.equal('answer')
      expect(lowered(explanation)).to.not.deep.equal(sound)
      expect(named(explanation, 'cap').at(-1)).to.equal(capped)
      expect(named(explanation, 'deny', 'unknown')).to.deep.equal([])
    })
  }

  it('says of a trust that needs a person that it does, and goes on', async () => {
    await trustIs((trust) => raiseAttention(trust, 'metadata-stale', clock))(world)
    const { outcome, steps } = await explain(ANNA, VERA)
    expect(outcome).to.equal('answer')
    expect(steps[0]).to.include({ step: 'trust', outcome: 'pass', code: 'TRUST_ATTENTION' })
    expect(steps[0]?.detail).to.include('metadata-stale')
  })

  it('tells what holds when the answer is there, since a lookup is decided again then', async () => {
    const { policy: open } = world.hosted
    policy(relationship({ requests: { enabled: true, level: 'LimitedDetails' } }))(world)
    world.directory.connectorOf = () => {
      policy({ relationships: [] })(world)
      return world.sources.fabrikam
    }
    world.sources.fabrikam.meanwhile = () => void (world.hosted.policy = open)
    expect((await explain(BO, ANNA)).outcome).to.equal('answer')
    world.sources.fabrikam.meanwhile = () => {}
    expect(ended(await explain(BO, ANNA))).to.equal('policy NO_RELATIONSHIP')
  })

  for (const [from, about] of [
    [ANNA, VERA],
    [ANNA, 'nils@contoso.example'],
    [BO, VERA],
    [BO, ANNA],
    [BO, 'x@northwind.example'],
  ] as const) {
    it(`decides what a lookup decides: ${from} about ${about}`, async () => {
      const requester = from === BO ? colleague(world, BO) : outsider(world, from)
      const context = { requestId: 'r-2', signal: () => new AbortController().signal }
      await answerAvailability(world.broker, requester, asking([about]), context)
      const decision = world.finished[0]?.places[0]?.ruling.decision
      for (const dry of [false, true]) {
        const { decidedBy, side, level } = await explain(from, about, { dry })
        expect({ decidedBy, side, level }).to.deep.equal({
          ...{ decidedBy: decision?.decidedBy, side: decision?.side },
          level: decision?.outcome === 'answer' ? decision.level : null,
        })
      }
    })
  }

  it('asks no calendar and no partner in a dry run, and can decide for another time', async () => {
    policy(vera({ grants: [{ to: ANNA, level: 'AvailabilityOnly', from: '2026-12-01T00:00:00Z' }] }))(world)
    const december = await explain(ANNA, VERA, { dry: true, at: Date.parse('2026-11-23T09:30:00Z') })
    expect(december).to.include({ dry: true, level: 'LimitedDetails', decidedBy: 'RELATIONSHIP_LEVEL' })
    expect(ended(await explain(BO, ANNA, { dry: true }))).to.equal(null)
    expect([...world.sources.contoso.asked, ...world.sources.fabrikam.asked]).to.deep.equal([])
    expect(world.finished).to.deep.equal([])
  })

  it('costs the partner nothing, and leaves no look of the person it is asked as', async () => {
    const budget = new LookupBudgets(
      { ...UNBOUNDED, partnerMailboxesPerMinute: 1, partnerMailboxesPerHour: 1 },
      () => 1,
    )
    Object.assign(world.broker, { budget })
    for (let i = 0; i < 3; i++) expect((await explain(ANNA, VERA)).outcome).to.equal('answer')
    spendOnce(budget, world.directory, outsider(world, ANNA), NOW)
    expect(world.finished).to.deep.equal([])
  })

  it('tells nothing of what is in a calendar', async () => {
    for (const [from, about] of [
      [ANNA, VERA],
      [BO, ANNA],
    ] as const) {
      expect(JSON.stringify(await explain(from, about))).to.not.match(/about (vera|anna)|a room/)
    }
  })

  it('puts the tokens on record that it made, and names them', async () => {
    const issued: string[] = []
    world.sources.fabrikam.meanwhile = async () => {
      const request = { method: 'POST', url: 'https://fabrikam.example/ews', body: Buffer.from('x') } as const
      await world.sources.fabrikam.asked.at(-1)?.context.authorize?.(request)
    }
    Object.assign(world.broker, {
      issued: (_id: string, _who: unknown, tokens: readonly { tokenId: string }[]) =>
        issued.push(...tokens.map(({ tokenId }) => tokenId)),
    })
    const { steps } = await explain(BO, ANNA)
    expect(issued).to.have.length(1)
    expect(steps.find(({ step }) => step === 'credential')?.detail).to.equal(`ours, single-use: token ${issued[0]}`)
  })
})
