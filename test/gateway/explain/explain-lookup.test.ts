import { expect } from 'chai'
import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import { LookupBudgets } from '../../../gateway/limits/lookup-budgets.ts'
import { spendOnce, UNBOUNDED } from '../limits/budget-limits.ts'
import { explainer } from '../../../gateway/explain/explain-lookup.ts'
import type { Explanation, ExplainOrder } from '../../../gateway/explain/explanation.ts'
import { raiseAttention, suspend } from '../../../trust/organization/trust-transitions.ts'
import { address, asking, clock, colleague, NOW, outsider } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'
import {
  ANNA,
  BO,
  CAPS,
  FAULTS,
  HOUR,
  policy,
  relationship,
  soundWorld,
  trustIs,
  VERA,
  vera,
} from './faults-of-steps.ts'
import { said, inEnglish } from './said-step.ts'

describe('an explanation of a lookup', () => {
  let world: SmallWorld
  beforeEach(async () => {
    world = await soundWorld()
  })

  const explain = (from: string, about: string, more: Partial<ExplainOrder> = {}): Promise<Explanation> =>
    inEnglish(explainer(world.broker))(
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

  const outcomes = ({ steps }: Explanation): string[] => steps.map(({ step, outcome }) => `${step} ${outcome}`)

  it('says for whose domain nobody may ask', async () => {
    const { steps, decidedBy } = await explain('eve@evil.example', VERA)
    expect(steps).to.deep.equal([
      said('trust', 'deny', { code: 'TRUST_NONE', detail: 'nobody may ask here for evil.example' }),
    ])
    expect(decidedBy).to.equal('TRUST_NONE')
  })

  it('tells nothing behind a trust that does not serve, and decides as a lookup by it does', async () => {
    await trustIs((trust) => suspend(trust, 'key lost', clock))(world)
    for (const dry of [false, true]) {
      const explanation = await explain(ANNA, VERA, { dry })
      expect(outcomes(explanation).filter((one) => !one.startsWith('limits'))).to.deep.equal(['trust deny'])
      expect(explanation).to.include({ outcome: 'refuse', decidedBy: 'TRUST_ENDED', side: 'answering' })
      expect(ended(explanation)).to.equal('trust TRUST_SUSPENDED')
    }
  })

  it('tells nothing of what an owner keeps back where she is not told of', async () => {
    const at = NOW + HOUR
    const privatePeriods = [{ from: new Date(at).toISOString(), until: new Date(at + HOUR).toISOString() }]
    policy(vera({ privatePeriods }))(world)
    const kept = (explanation: Explanation) => outcomes(explanation).filter((one) => one.startsWith('time'))
    expect(kept(await explain(ANNA, VERA, { dry: true }))).to.deep.equal(['time cap'])
    world.sources.contoso.spoil = (found) => found.map(() => ({ kind: 'no-data', reason: 'DATA_UNREADABLE' }))
    expect(kept(await explain(ANNA, VERA))).to.deep.equal([])
    policy(vera({ privatePeriods, default: 'None' }))(world)
    const refused = outcomes(await explain(ANNA, VERA, { dry: true }))
    expect(refused.slice(-3)).to.deep.equal(['mailbox deny', 'policy pass', 'limits pass'])
  })

  it('says how many milliseconds the source took', async () => {
    let now = NOW
    const ticking = { ...world.broker, clock: { now: () => (now += 7) } }
    world.sources.contoso.meanwhile = () => void (now = NOW + HOUR)
    const order = { from: address(ANNA), about: address(VERA), view: 'Detailed', at: null, dry: false } as const
    const window = { start: NOW, end: NOW + 8 * HOUR }
    const { steps } = await inEnglish(explainer(ticking))({ ...order, window }, 'r-1')
    const [, ms] = /^(\d+) ms$/.exec(steps.find(({ step }) => step === 'fetch')?.detail ?? '') ?? []
    expect(Number(ms))
      .to.be.greaterThan(HOUR - 1000)
      .and.at.most(HOUR + 1000)
  })

  it('has every step of a lookup that has to wait but those after it, and the budget once', async () => {
    const limits = { ...UNBOUNDED, partnerMailboxesPerMinute: 1, partnerMailboxesPerHour: 1 }
    const budget = new LookupBudgets(limits, () => 1)
    const dry = outcomes(await explain(ANNA, VERA, { dry: true }))
    spendOnce(budget, world.directory, outsider(world, ANNA), NOW)
    Object.assign(world.broker, { budget })
    expect(outcomes(await explain(ANNA, VERA))).to.deep.equal(dry.with(dry.indexOf('limits pass'), 'limits deny'))
  })
})
