import { expect } from 'chai'
import fc from 'fast-check'
import { explainer } from '../../../../gateway/explain/explain-lookup.ts'
import { seenOf, shownTo, unnamedOf } from '../../../../gateway/staff/access/effective-levels.ts'
import type { Effective, Pair } from '../../../../gateway/staff/access/effective-levels.ts'
import { parseDomain } from '../../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../../protocols/availability/mailbox-address.ts'
import { suspend } from '../../../../trust/organization/trust-transitions.ts'
import { compilePolicy } from '../../../../trust/policies/compile-policy.ts'
import { decideAccess, decideByOffer, tighter } from '../../../../trust/policies/decide-access.ts'
import { sided } from '../../../../trust/policies/decision.ts'
import { decideAnonymous } from '../../../../trust/policies/decide-anonymous.ts'
import { address, clock, NOW } from '../../broker/small-world.ts'
import type { SmallWorld } from '../../broker/small-world.ts'
import { ANNA, relationship, policy, soundWorld, trustIs, VERA, vera } from '../../explain/faults-of-steps.ts'
import { OUR_MAILBOXES, OUTSIDERS, read, writtenDocument } from '../../../trust/policies/arbitrary-documents.ts'

const FABRIKAM = parseDomain('fabrikam.example')

describe('what one of ours shows somebody else', () => {
  let world: SmallWorld
  beforeEach(async () => (world = await soundWorld()))

  const pair = (domain = FABRIKAM): Pair => ({
    organization: world.hosted,
    other: { kind: 'people', domain, person: null },
  })
  const explained = async (from: string, about: string) =>
    explainer(world.broker)(
      {
        ...{ from: address(from), about: address(about), view: 'Detailed', at: NOW, dry: true },
        window: { start: NOW, end: NOW + 3_600_000 },
      },
      'r-1',
    )
  const told = ({ level, decidedBy, side }: Effective) => ({ level, decidedBy, side })

  it('is for each mailbox, and for whoever asks, what the decision and an explanation of the lookup say', async () => {
    const asking = fc.constantFrom(...OUTSIDERS, 'bo@contoso.example', 'nobody@nowhere.example')
    await fc.assert(
      fc.asyncProperty(writtenDocument, asking, async (document, from) => {
        world.hosted.policy = compilePolicy(read(document))
        const person = address(from)
        const shownOf = shownTo(world.directory, pair(), person, NOW)
        for (const about of [...OUR_MAILBOXES, 'list@contoso.example'].map(address)) {
          const effective = shownOf(about)
          const { level, outcome, decidedBy, side, endedAt, steps } = await explained(from, about)
          expect(effective.level).to.equal(outcome === 'refuse' ? 'None' : level)
          const finer = endedAt?.step === 'trust' ? endedAt.code : decidedBy
          expect(effective.decidedBy, about).to.equal(finer)
          expect(effective.side).to.equal(side)
          const rules = steps.flatMap(({ code, side: of, rule }) => (code === decidedBy && of === side ? [rule] : []))
          if (finer === decidedBy) expect(rules.length === 0 ? [null] : rules).to.deep.include(effective.written())
          if (!from.endsWith('fabrikam.example')) continue
          const ask = { from: person, about, view: 'Detailed', at: NOW } as const
          const ours = sided(decideAccess(world.hosted.policy, ask, 'answering'), 'answering')
          const offer = world.directory.offerOf(world.trusts.fabrikam)
          const both = offer === null ? ours : tighter(ours, sided(decideByOffer(offer, 'asking', ask), 'asking'))
          expect(effective.level).to.equal(both.outcome === 'refuse' ? 'None' : both.level)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('names the rule that decides, and where it is written', () => {
    policy(vera({ default: 'AvailabilityOnly' }))(world)
    const effective = shownTo(world.directory, pair(), address(ANNA), NOW)(address(VERA))
    expect(told(effective)).to.deep.equal({
      level: 'AvailabilityOnly',
      decidedBy: 'MAILBOX_DEFAULT',
      side: 'answering',
    })
    expect(effective.written()).to.deep.equal({ of: 'contoso', path: `mailboxes.${VERA}.default` })
  })

  it('is nothing under a trust that does not serve, which is said in its own words', async () => {
    await trustIs((trust) => suspend(trust, 'a drill', clock))(world)
    const effective = shownTo(world.directory, pair(), address(ANNA), NOW)(address(VERA))
    expect(told(effective)).to.deep.equal({ level: 'None', decidedBy: 'TRUST_SUSPENDED', side: 'answering' })
  })

  it('says where some of the events are kept back besides, and only there', () => {
    for (const [hiddenCategories, keptBack] of [
      [undefined, false],
      [['Doctor'], true],
    ] as const) {
      policy(vera({ grants: [{ to: ANNA, level: 'LimitedDetails', hiddenCategories }] }))(world)
      const effective = shownTo(world.directory, pair(), address(ANNA), NOW)(address(VERA))
      expect([effective.level, effective.keptBack]).to.deep.equal(['LimitedDetails', keptBack])
    }
  })

  it('is nothing for a domain nobody may ask for', () => {
    const nowhere = pair(parseDomain('nowhere.example'))
    const effective = shownTo(world.directory, nowhere, address('x@nowhere.example'), NOW)(address(VERA))
    expect(told(effective)).to.deep.equal({ level: 'None', decidedBy: 'TRUST_NONE', side: 'answering' })
  })

  it('is by link what the decision about links says, of any mailbox', () => {
    fc.assert(
      fc.property(writtenDocument, (document) => {
        world.hosted.policy = compilePolicy(read(document))
        const shownOf = shownTo(world.directory, { ...pair(), other: { kind: 'links' } }, null, NOW)
        for (const about of OUR_MAILBOXES.map(address)) {
          const decision = decideAnonymous(world.hosted.policy, { about, level: 'Reviewer', part: null })
          const { level, decidedBy } = shownOf(about)
          expect(level).to.equal(decision.outcome === 'refuse' ? 'None' : decision.level)
          expect(decidedBy).to.equal(decision.decidedBy)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('says of our people what they may see of a partner: both sides of the question, but its own server', () => {
    const about = address('somebody@fabrikam.example')
    const seen = () => told(seenOf(world.directory, world.hosted, about, NOW)(address(VERA)))
    expect(seen().side).to.equal('asking')
    policy(relationship({ requests: { enabled: true, level: 'AvailabilityOnly' } }))(world)
    expect(seen()).to.deep.equal({ level: 'AvailabilityOnly', decidedBy: 'REQUESTS_LEVEL', side: 'asking' })
    policy(relationship({ requests: { enabled: false, level: 'LimitedDetails' } }))(world)
    expect(seen()).to.deep.equal({ level: 'None', decidedBy: 'REQUESTS_DISABLED', side: 'asking' })
  })

  it('is no more than the partner asks for by its own offer', () => {
    policy(vera({ default: 'LimitedDetails' }))(world)
    const gives = { freeBusyAccessEnabled: true, freeBusyAccessLevel: 'LimitedDetails' } as const
    world.offers.set(world.trusts.fabrikam, { gives, asks: { enabled: true, level: 'AvailabilityOnly' } })
    const effective = shownTo(world.directory, pair(), address(ANNA), NOW)(address(VERA))
    expect(told(effective)).to.deep.equal({ level: 'AvailabilityOnly', decidedBy: 'REQUESTS_LEVEL', side: 'asking' })
  })

  it('is of each of our people what she herself may ask', () => {
    const requests = { enabled: true, level: 'LimitedDetails', scope: 'board' }
    policy({ groups: { board: [VERA] }, ...relationship({ requests }) })(world)
    const seen = seenOf(world.directory, world.hosted, address('somebody@fabrikam.example'), NOW)
    expect(seen(address(VERA)).level).to.equal('LimitedDetails')
    expect(told(seen(address('bo@contoso.example')))).to.deep.equal({
      ...{ level: 'None', decidedBy: 'REQUESTER_OUT_OF_SCOPE', side: 'asking' },
    })
  })

  it('is asked for by somebody whom no grant names, however many are named', () => {
    const grants = ['somebody', 'somebody2'].map((name) => ({
      to: `${name}@fabrikam.example`,
      level: 'LimitedDetails',
    }))
    policy(vera({ default: 'None', grants }))(world)
    const mailboxes: MailboxAddress[] = [address(VERA)]
    expect(unnamedOf(world.directory, world.hosted, FABRIKAM, mailboxes)).to.equal('somebody3@fabrikam.example')
  })
})
