import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { parseDomain, parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { compilePolicy } from '../../../trust/policies/compile-policy.ts'
import { parsePolicyDocument } from '../../../trust/policies/policy-document.ts'
import type { WrittenDocument } from '../../../trust/policies/policy-parts.ts'
import type { DocumentWrite, PolicyChange, PolicyKind, PolicyWrite } from '../../../trust/policies/policy-store.ts'
import type { Everyone } from '../../../trust/policies/group-members.ts'
import type { Policy } from '../../../trust/policies/policy.ts'
import { StatePolicyStore } from '../../../trust/policies/state-policy-store.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import type { Json } from '../../../trust/stores/state-record.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { VirtualClock } from '../known-organizations.ts'

const clock = new VirtualClock()

async function open(world = new MemoryWorld()): Promise<{ state: StateStore; policies: StatePolicyStore }> {
  const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
  const state = new StateStore(new MemoryEngine(world), { clock, random, checksumKey: null })
  await state.open()
  const policies = new StatePolicyStore(state, () => ({}))
  await state.follow(policies)
  return { state, policies }
}

const FIRST: WrittenDocument = {
  organization: { id: 'contoso', domains: ['contoso.example'] },
  groups: { board: ['vera@contoso.example'], all: ['board', 'bo@contoso.example'], listed: ['board'] },
  mailboxes: [
    { address: 'list@contoso.example', kind: 'group', group: 'listed' },
    { address: 'Vera@Contoso.example', default: 'LimitedDetails' },
    { address: 'bo@contoso.example', sharingPolicy: 'open' },
  ],
  relationships: [
    {
      name: 'fabrikam',
      domains: ['fabrikam.example'],
      freeBusyAccessEnabled: true,
      freeBusyAccessLevel: 'AvailabilityOnly',
      freeBusyAccessScope: 'all',
    },
  ],
  sharingPolicies: [{ name: 'open', domains: ['*: CalendarSharingFreeBusySimple'] }],
}

async function seeded() {
  const parts = await open()
  expect(await parts.policies.seed('contoso', FIRST, BY_ITSELF)).to.equal(true)
  return parts
}

const reasonOf = (write: PolicyWrite | DocumentWrite): string => (write.stored ? 'stored' : write.because)

/** Everything a decision can ask of a policy, of these few names. */
function said(policy: Policy) {
  const domains = ['fabrikam.example', 'adatum.example', 'contoso.example'].map(parseDomain)
  const people = ['vera', 'bo', 'nils'].map((name) => parseMailboxAddress(`${name}@contoso.example`))
  return {
    federationEnabled: policy.federationEnabled,
    honourGrants: policy.honourGrants,
    smallestGroup: policy.smallestGroup,
    members: ['board', 'all', 'listed'].map((name) => policy.groupMembers(name)),
    relationships: domains.map((domain) => {
      const found = policy.relationship(domain)
      if (found === undefined) return null
      const { scope, exclude, requestsScope, ...rest } = found
      const asked = (everyone: Everyone | null) => everyone && people.map((address) => everyone.has(address))
      return { ...rest, scope: asked(scope), exclude: asked(exclude), requestsScope: asked(requestsScope) }
    }),
    mailboxes: people.map((address) => {
      const found = policy.mailbox(address)
      if (found === undefined) return null
      const { kind, group, inside, default: standard, grants, sharingPolicy, workingHours } = found
      const { otherwise, caps } = sharingPolicy
      const rest = { kind, group, inside, standard, workingHours }
      return { ...rest, grants: grants && [...grants], otherwise, caps: [...caps] }
    }),
  }
}

function compiled(document: unknown): Policy {
  const reading = parsePolicyDocument(document)
  if (!reading.accepted) throw new Error(JSON.stringify(reading.problems))
  return compilePolicy(reading.document)
}

describe('the store of policies', () => {
  it('begins with the document of the configuration, once', async () => {
    const { policies } = await seeded()
    expect(said(policies.policyOf('contoso'))).to.deep.equal(said(compiled(FIRST)))
    expect(await policies.agrees('contoso', FIRST)).to.equal(true)
    expect(
      await policies.seed('contoso', { organization: { id: 'other', domains: ['x.example'] } }, BY_ITSELF),
    ).to.equal(false)
    expect(policies.policyOf('contoso').organization).to.equal('contoso')
  })

  it('knows nothing of an organization whose seeding was interrupted', async () => {
    const { state, policies } = await open()
    const key = 'contoso vera@contoso.example'
    const value = { address: 'vera@contoso.example', default: 'LimitedDetails' }
    await state.commit({ writes: [{ kind: 'mailbox', key, value, before: 0 }], audit: [] })
    expect(() => policies.policyOf('contoso')).to.throw('no organization')
    expect(await policies.seed('contoso', FIRST, BY_ITSELF)).to.equal(true)
    expect(said(policies.policyOf('contoso'))).to.deep.equal(said(compiled(FIRST)))
  })

  it('changes one part, from the next decision on, and gives the whole as a document', async () => {
    const { state, policies } = await seeded()
    const held = await state.get({ kind: 'relationship', key: 'contoso fabrikam' })
    const change: PolicyChange = {
      organization: 'contoso',
      kind: 'relationship',
      name: 'fabrikam',
      value: { domains: ['fabrikam.example'], freeBusyAccessEnabled: false },
      before: held?.version ?? 0,
    }
    const policy = policies.policyOf('contoso')
    expect(policy.relationship(parseDomain('fabrikam.example'))?.freeBusyAccessEnabled).to.equal(true)
    expect(await policies.write(change, BY_ITSELF)).to.deep.include({
      stored: true,
      changes: [{ kind: 'relationship', name: 'fabrikam', change: 'changed' }],
    })
    expect(policy.relationship(parseDomain('fabrikam.example'))?.freeBusyAccessEnabled).to.equal(false)
    expect(said(compiled(await policies.documentOf('contoso')))).to.deep.equal(said(policy))
    expect(reasonOf(await policies.write(change, BY_ITSELF))).to.equal('conflict')
  })

  const refusals: readonly (readonly [string, PolicyKind, string, Json | null])[] = [
    ['a field nobody knows', 'mailbox', 'x@contoso.example', { levle: 'None' }],
    ['a mailbox of another domain', 'mailbox', 'x@other.example', {}],
    ['a mailbox under another name', 'mailbox', 'x@contoso.example', { address: 'y@contoso.example' }],
    ['a sharing policy that is not there', 'mailbox', 'x@contoso.example', { sharingPolicy: 'none' }],
    [
      'a group that an address stands for and that is not there',
      'mailbox',
      'x@contoso.example',
      { kind: 'group', group: 'g' },
    ],
    ['a group address that stands for no group', 'mailbox', 'x@contoso.example', { kind: 'group' }],
    ['a group at the address of a room', 'mailbox', 'x@contoso.example', { kind: 'room', group: 'board' }],
    ['the end of a group that an address stands for', 'group', 'listed', null],
    ['a domain that another relationship has', 'relationship', 'second', { domains: ['fabrikam.example'] }],
    ['a domain of our own', 'relationship', 'second', { domains: ['contoso.example'] }],
    ['a group that is not there', 'relationship', 'second', { domains: ['a.example'], exclude: ['nobody'] }],
    ['a group in a group that is not there', 'group', 'g', ['nobody']],
    [
      'a rule said twice',
      'sharing-policy',
      'p',
      {
        domains: ['a.example: CalendarSharingFreeBusySimple', 'a.example: CalendarSharingFreeBusyDetail'],
      },
    ],
    ['the end of an organization', 'organization', 'contoso', null],
    ['other domains than those of the configuration', 'organization', 'contoso', { id: 'c', domains: ['new.example'] }],
  ]
  for (const [what, kind, name, value] of refusals) {
    it(`refuses ${what}, and says where`, async () => {
      const { state, policies } = await seeded()
      const before = await state.head()
      const held = kind === 'organization' ? await state.get({ kind, key: 'contoso' }) : null
      const outcome = await policies.write(
        { organization: 'contoso', kind, name, value, before: held?.version ?? 0 },
        BY_ITSELF,
      )
      expect(reasonOf(outcome)).to.equal('invalid')
      expect(await state.head()).to.deep.equal(before)
    })
  }

  it('keeps a group and a sharing policy that are still named', async () => {
    const { state, policies } = await seeded()
    for (const [kind, name] of [
      ['group', 'board'],
      ['group', 'all'],
      ['sharing-policy', 'open'],
    ] as const) {
      const held = await state.get({ kind, key: `contoso ${name}` })
      const change = { organization: 'contoso', kind, name, value: null, before: held?.version ?? 0 }
      expect(reasonOf(await policies.write(change, BY_ITSELF)), name).to.equal('invalid')
    }
  })

  /** Two gateways of one store with a group that nothing names, and how one of them takes it away. */
  async function twoWithFreeGroup() {
    const world = new MemoryWorld()
    const [one, other] = [await open(world), await open(world)]
    const document = { ...FIRST, groups: { free: [] }, mailboxes: [], relationships: [] }
    await one.policies.seed('contoso', document, BY_ITSELF)
    const held = await one.state.get({ kind: 'group', key: 'contoso free' })
    const removal = {
      organization: 'contoso',
      kind: 'group',
      name: 'free',
      value: null,
      before: held?.version ?? 0,
    } as const
    return { one, takeAway: () => other.policies.write(removal, BY_ITSELF), other }
  }

  it('lets no two gateways together take a group away and make an address stand for it', async () => {
    for (let round = 0; round < 20; round++) {
      const { one, takeAway } = await twoWithFreeGroup()
      const value = { kind: 'group', group: 'free' }
      const removed = takeAway()
      // Before the other has heard of it, sooner or later in its course.
      for (let turn = 0; turn < round; turn++) await Promise.resolve()
      const stands = one.policies.write(
        { organization: 'contoso', kind: 'mailbox', name: 'list@contoso.example', value, before: 0 },
        BY_ITSELF,
      )
      const outcomes = await Promise.all([removed, stands])
      expect(outcomes.filter(({ stored }) => stored)).to.have.lengthOf(1)
      expect(parsePolicyDocument(await one.policies.documentOf('contoso'))).to.include({ accepted: true })
    }
  })

  it('lets no two gateways together name a group that goes, or give one domain twice', async () => {
    for (let round = 0; round < 20; round++) {
      const { one, other, takeAway } = await twoWithFreeGroup()
      const relationship = (name: string, exclude: string[]): PolicyChange => ({
        organization: 'contoso',
        kind: 'relationship',
        name,
        value: { domains: ['same.example'], exclude },
        before: 0,
      })
      const outcomes = await Promise.all([
        one.policies.write(relationship('one', ['free']), BY_ITSELF),
        takeAway(),
        other.policies.write(relationship('two', []), BY_ITSELF),
      ])
      expect(outcomes.filter(({ stored }) => stored).length).to.be.at.least(1)
      const document = await one.policies.documentOf('contoso')
      expect(parsePolicyDocument(document)).to.include({ accepted: true })
    }
  })

  it('applies a document as one change, and says what came of each part', async () => {
    const { state, policies } = await seeded()
    const { sequence } = await state.head()
    const next = {
      organization: FIRST.organization,
      groups: {},
      mailboxes: [{ address: 'vera@contoso.example', default: 'None' }],
      relationships: [{ name: 'adatum', domains: ['adatum.example'] }],
      sharingPolicies: FIRST.sharingPolicies,
    }
    const outcome = await policies.apply('contoso', { document: next }, () => BY_ITSELF)
    if (!outcome.stored) throw new Error(outcome.because)
    expect(outcome.sequence).to.equal(sequence + 1)
    expect(outcome.changes.map(({ kind, name, change }) => `${kind} ${name} ${change}`).sort()).to.deep.equal([
      'group all removed',
      'group board removed',
      'group listed removed',
      'mailbox bo@contoso.example removed',
      'mailbox list@contoso.example removed',
      'mailbox vera@contoso.example changed',
      'relationship adatum added',
      'relationship fabrikam removed',
    ])
    expect(said(policies.policyOf('contoso'))).to.deep.equal(said(compiled(next)))
    expect(await policies.apply('contoso', { document: next }, () => BY_ITSELF)).to.deep.include({
      stored: true,
      changes: [],
    })
    expect(
      reasonOf(await policies.apply('contoso', { document: { ...next, groups: { a: ['b'] } } }, () => BY_ITSELF)),
    ).to.equal('invalid')
  })

  it('lays a draft out beside what counts, and says everything that is wrong with one', async () => {
    const { policies } = await seeded()
    const before = said(policies.policyOf('contoso'))
    const version = policies.version
    const draft = policies.draftOf('contoso', { ...FIRST, relationships: [] })
    if (!draft.sound) throw new Error('not sound')
    expect(said(draft.policy).relationships).to.deep.equal([null, null, null])
    expect(said(draft.policy).mailboxes).to.deep.equal(before.mailboxes)
    const broken = policies.draftOf('contoso', {
      ...FIRST,
      groups: { board: ['nobody'] },
      mailboxes: [{ address: 'x' }],
    })
    expect(broken.sound ? [] : broken.problems.map(({ path }) => path.split('.')[0])).to.include.members(['mailboxes'])
    const elsewhere = policies.draftOf('contoso', { organization: { id: 'contoso', domains: ['elsewhere.example'] } })
    expect(elsewhere.sound ? [] : elsewhere.problems.map(({ problem }) => problem)).to.deep.equal([
      'found "elsewhere.example"; expected the domains of the configuration',
    ])
    expect(() => policies.draftOf('nobody', FIRST)).to.throw('There is no organization of this name.')
    expect(said(policies.policyOf('contoso'))).to.deep.equal(before)
    expect(policies.version).to.equal(version)
    await policies.write({ organization: 'contoso', kind: 'group', name: 'new', value: [], before: 0 }, BY_ITSELF)
    expect(policies.version).to.be.greaterThan(version)
  })

  it('takes the domains of the configuration, unless a relationship has them', async () => {
    const { policies } = await seeded()
    await policies.adoptDomains('contoso', ['contoso.example', 'second.example'].map(parseDomain), BY_ITSELF)
    expect(policies.policyOf('contoso').isOwnDomain(parseDomain('second.example'))).to.equal(true)
    const taken = policies.adoptDomains('contoso', ['fabrikam.example'].map(parseDomain), BY_ITSELF)
    expect(await taken.catch((error: Error) => error.message)).to.include('fabrikam.example')
  })

  it('says the same after any changes as a document of what is held, and as another gateway that heard of them', async () => {
    const level = fc.constantFrom('None', 'AvailabilityOnly', 'LimitedDetails')
    const change = fc.oneof(
      fc.record({
        kind: fc.constant('mailbox'),
        name: fc.constantFrom('vera@contoso.example', 'bo@contoso.example', 'nils@contoso.example'),
        value: fc.option(fc.record({ default: level, sharingPolicy: fc.constantFrom('open', 'closed') }), {
          nil: null,
        }),
      }),
      fc.record({
        kind: fc.constant('relationship'),
        name: fc.constantFrom('fabrikam', 'adatum'),
        value: fc.option(
          fc.record({
            domains: fc.constantFrom(['fabrikam.example'], ['adatum.example']),
            freeBusyAccessLevel: level,
            freeBusyAccessScope: fc.constantFrom(null, 'board', 'all'),
          }),
          { nil: null },
        ),
      }),
      fc.record({
        kind: fc.constant('group'),
        name: fc.constantFrom('board', 'all'),
        value: fc.option(fc.constantFrom(['vera@contoso.example'], ['board'], ['all'], []), { nil: null }),
      }),
      fc.record({
        kind: fc.constant('sharing-policy'),
        name: fc.constantFrom('open', 'closed'),
        value: fc.option(
          fc.record({ default: fc.boolean(), domains: fc.constantFrom([], ['*: CalendarSharingFreeBusyDetail']) }),
          { nil: null },
        ),
      }),
      fc.record({
        kind: fc.constant('organization'),
        name: fc.constant('contoso'),
        value: fc.record({
          id: fc.constant('contoso'),
          domains: fc.constant(['contoso.example']),
          federationEnabled: fc.boolean(),
          defaultPermission: level,
        }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 15 }), async (changes) => {
        const world = new MemoryWorld()
        const { state, policies } = await open(world)
        await policies.seed('contoso', FIRST, BY_ITSELF)
        const listener = await open(world)
        for (const { kind, name, value } of changes) {
          const key = kind === 'organization' ? name : `contoso ${name}`
          const held = await state.get({ kind: kind as PolicyKind, key })
          if (held === null && value === null) continue
          const before = held?.version ?? 0
          await policies.write(
            { organization: 'contoso', kind: kind as PolicyKind, name, value: value as Json, before },
            BY_ITSELF,
          )
        }
        const expected = said(compiled(await policies.documentOf('contoso')))
        expect(said(policies.policyOf('contoso'))).to.deep.equal(expected)
        expect(said(listener.policies.policyOf('contoso'))).to.deep.equal(expected)
        expect(said((await open(world)).policies.policyOf('contoso'))).to.deep.equal(expected)
      }),
      { numRuns: 150 },
    )
  })
})
