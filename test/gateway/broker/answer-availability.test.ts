import { decode } from 'jsonwebtoken'
import { expect } from 'chai'
import type { MailboxAnswer } from '../../../protocols/availability/availability-question.ts'
import { BUSY, NO_DATA } from '../../../protocols/availability/busy-status.ts'
import { packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import type { Offer } from '../../../trust/organization/offer.ts'
import { acceptedOf } from '../../../trust/organization/federation-trust.ts'
import { withCheckedDomains } from '../../../trust/organization/prove-domains.ts'
import { revoke } from '../../../trust/organization/trust-transitions.ts'
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
} from './small-world.ts'
import { put } from '../../trust/known-organizations.ts'
import type { SmallWorld } from './small-world.ts'

const never = new AbortController().signal
const context = { requestId: 'r-1', signal: () => never }
const OFFER = {
  gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: 'AvailabilityOnly' },
  asks: { enabled: true, level: 'LimitedDetails' },
} as const

describe('the broker', () => {
  let world: SmallWorld
  beforeEach(async () => {
    world = await smallWorld()
    for (const name of ['vera', 'bo', 'nils'])
      world.sources.contoso.times.set(address(`${name}@contoso.example`), [busy(1, 2)])
    for (const name of ['anna', 'ola'])
      world.sources.fabrikam.times.set(address(`${name}@fabrikam.example`), [busy(2, 3)])
    world.sources.adatum.times.set(address('eva@adatum.example'), [busy(3, 4)])
  })

  const ask = (requester: Parameters<typeof answerAvailability>[1], mailboxes: string[]) =>
    answerAvailability(world.broker, requester, asking(mailboxes), context)
  const shown = (answer: MailboxAnswer | undefined) =>
    answer?.kind === 'view' ? [answer.view.mailbox, answer.view.grantedView] : answer?.kind

  it('answers each address once, in the order asked, whichever organization it lives in', async () => {
    const mailboxes = ['eva@adatum.example', 'vera@contoso.example', 'anna@fabrikam.example', 'vera@contoso.example']
    const answers = await ask(colleague(world, 'bo@contoso.example'), mailboxes)
    expect(answers.map((answer) => (answer.kind === 'view' ? answer.view.mailbox : answer.kind))).to.deep.equal(
      mailboxes,
    )
  })

  it('asks about a mailbox that stands twice only once', async () => {
    await ask(colleague(world, 'bo@contoso.example'), ['anna@fabrikam.example', 'anna@fabrikam.example'])
    expect(world.sources.fabrikam.asked[0]?.question.mailboxes).to.deep.equal(['anna@fabrikam.example'])
  })

  it('gives an address that is none its own place and the same answer as an unknown one', async () => {
    const question = {
      ...asking(['vera@contoso.example']),
      mailboxes: [{ unusable: 'x' }, address('no@contoso.example')],
    }
    const answers = await answerAvailability(world.broker, outsider(world, 'anna@fabrikam.example'), question, context)
    expect(answers).to.deep.equal([{ kind: 'not-found' }, { kind: 'not-found' }])
  })

  it('does not fetch what may not be given, and answers an outsider alike for hidden and unknown', async () => {
    const answers = await ask(outsider(world, 'anna@fabrikam.example'), [
      'nils@contoso.example',
      'nobody@contoso.example',
    ])
    expect(answers[0]).to.deep.equal(answers[1])
    expect(answers[0]).to.deep.equal({ kind: 'not-found' })
    expect(world.sources.contoso.asked).to.have.lengthOf(0)
  })

  it('answers alike about hidden and unknown people of a neighbour on the same gateway, whichever side refuses', async () => {
    const mailboxes = ['hidden@tailspin.example', 'nobody@tailspin.example']
    const bo = colleague(world, 'bo@contoso.example')
    expect(await ask(bo, mailboxes)).to.deep.equal([{ kind: 'not-found' }, { kind: 'not-found' }])
    const relationships = [{ ...CONTOSO_POLICY.relationships[2], requests: { enabled: false } }]
    world.hosted.policy = policyOf({ ...CONTOSO_POLICY, relationships })
    const refused = await ask(colleague(world, 'bo@contoso.example'), mailboxes)
    expect(refused).to.deep.equal([{ kind: 'not-found' }, { kind: 'not-found' }])
  })

  it('asks a neighbour on the same gateway for no more than both sides allow', async () => {
    const mailbox = 'tea@tailspin.example'
    world.sources.tailspin.times.set(address(mailbox), [busy(1, 2)])
    const asked = async (requests: object) => {
      const relationships = [{ ...CONTOSO_POLICY.relationships[2], requests }]
      world.hosted.policy = policyOf({ ...CONTOSO_POLICY, relationships })
      return shown((await ask(colleague(world, 'bo@contoso.example'), [mailbox]))[0])
    }
    expect(await asked({ enabled: true, level: 'LimitedDetails' })).to.deep.equal([mailbox, 'Detailed'])
    expect(await asked({ enabled: true, level: 'AvailabilityOnly' })).to.deep.equal([mailbox, 'FreeBusy'])
    expect(await asked({ enabled: false })).to.equal('not-found')
    expect(world.sources.tailspin.asked).to.have.lengthOf(2)
  })

  it('tells a colleague which step refused', async () => {
    const answers = await ask(colleague(world, 'bo@contoso.example'), ['x@northwind.example'])
    expect(answers).to.deep.equal([{ kind: 'refused', decidedBy: 'NO_RELATIONSHIP' }])
  })

  it('answers a colleague alike about a mailbox that is not there and one without a calendar', async () => {
    const mailboxes = [...CONTOSO_POLICY.mailboxes, { address: 'tor@contoso.example', default: 'LimitedDetails' }]
    world.hosted.policy = policyOf({ ...CONTOSO_POLICY, mailboxes })
    const answers = await ask(colleague(world, 'bo@contoso.example'), ['nobody@contoso.example', 'tor@contoso.example'])
    expect(world.sources.contoso.asked[0]?.question.mailboxes).to.deep.equal(['tor@contoso.example'])
    expect(answers).to.deep.equal([{ kind: 'not-found' }, { kind: 'not-found' }])
  })

  it('asks a source for no more than may be given', async () => {
    await ask(outsider(world, 'anna@fabrikam.example'), ['bo@contoso.example', 'vera@contoso.example'])
    const asked = world.sources.contoso.asked.map(({ question }) => [question.view, ...question.mailboxes])
    expect(asked).to.deep.equal([
      ['FreeBusy', 'bo@contoso.example'],
      ['Detailed', 'vera@contoso.example'],
    ])
  })

  it('asks once for categories where some are hidden from anybody asked about, and hides only whose they are', async () => {
    const grants = [{ to: 'anna@fabrikam.example', level: 'AvailabilityOnly', hiddenCategories: ['Doctor'] }]
    const mailboxes = [
      { address: 'bo@contoso.example', default: 'AvailabilityOnly', grants },
      { address: 'vera@contoso.example', default: 'AvailabilityOnly' },
    ]
    world.hosted.policy = policyOf({ ...CONTOSO_POLICY, mailboxes })
    const [bo, vera] = ['bo@contoso.example', 'vera@contoso.example']
    const told = { [bo]: [NO_DATA], [vera]: [BUSY] }
    for (const asked of [
      [bo, vera],
      [vera, bo],
    ] as const) {
      world.sources.contoso.asked.length = 0
      const answers = await ask(outsider(world, 'anna@fabrikam.example'), [...asked])
      const categories = world.sources.contoso.asked.map(({ question }) => [...question.mailboxes, question.categories])
      expect(categories).to.deep.equal([[...asked, true]])
      const statuses = answers.map((answer) => answer.kind === 'view' && [...answer.view.times.statuses])
      expect(statuses).to.deep.equal(asked.map((about) => told[about]))
    }
  })

  it('has no texts read but those of events that are told', async () => {
    const grants = [{ to: 'anna@fabrikam.example', level: 'LimitedDetails', hiddenCategories: ['Doctor'] }]
    const mailboxes = [{ address: 'vera@contoso.example', default: 'LimitedDetails', grants }]
    world.hosted.policy = policyOf({ ...CONTOSO_POLICY, mailboxes })
    await ask(outsider(world, 'anna@fabrikam.example'), ['vera@contoso.example'])
    const [question] = world.sources.contoso.asked.map((one) => one.question)
    const found = {
      ...{ mailbox: address('vera@contoso.example'), details: null, workingHours: null, slotMinutes: null, asOf: NOW },
      times: packBusyTimes([busy(1, 2), busy(3, 4)]),
      categories: [['doctor'], []],
      window: asking([]).window,
    }
    expect(question?.told?.(found)).to.deep.equal([1])
    const other = { ...found, mailbox: address('bo@contoso.example'), categories: [[], []] }
    expect(question?.told?.(other)).to.deep.equal([])
  })

  it("reduces what a partner's server gave by our own side's policy", async () => {
    const relationships = [
      { ...CONTOSO_POLICY.relationships[0], requests: { enabled: true, level: 'AvailabilityOnly' } },
    ]
    world.hosted.policy = policyOf({ ...CONTOSO_POLICY, relationships })
    const [answer] = await ask(colleague(world, 'bo@contoso.example'), ['anna@fabrikam.example'])
    expect(shown(answer)).to.deep.equal(['anna@fabrikam.example', 'FreeBusy'])
    expect(answer).to.have.nested.property('view.details', null)
    expect(JSON.stringify(answer)).to.not.include('about anna')
  })

  it("reduces what a partner's server gave by what the partner offered", async () => {
    world.offers.set(world.trusts.fabrikam, OFFER)
    const [answer] = await ask(colleague(world, 'bo@contoso.example'), ['anna@fabrikam.example'])
    expect(shown(answer)).to.deep.equal(['anna@fabrikam.example', 'FreeBusy'])
    expect(world.finished[0]?.places[0]?.ruling.decision).to.include({
      decidedBy: 'RELATIONSHIP_LEVEL',
      side: 'answering',
    })
  })

  it('gives a partner no more than it said its people ask for', async () => {
    const asked = async (asks: Offer['asks']) => {
      world.offers.set(world.trusts.fabrikam, { ...OFFER, asks })
      return shown((await ask(outsider(world, 'anna@fabrikam.example'), ['vera@contoso.example']))[0])
    }
    expect(await asked({ enabled: true, level: 'LimitedDetails' })).to.deep.equal(['vera@contoso.example', 'Detailed'])
    expect(await asked({ enabled: true, level: 'AvailabilityOnly' })).to.deep.equal([
      'vera@contoso.example',
      'FreeBusy',
    ])
    expect(await asked({ enabled: false, level: 'LimitedDetails' })).to.equal('not-found')
  })

  it('asks for a partner with a token of our organization for exactly that partner (BF10)', async () => {
    await ask(colleague(world, 'bo@contoso.example'), ['anna@fabrikam.example'])
    const url = 'https://fabrikam.example/EWS/Exchange.asmx'
    const shownOf = await world.sources.fabrikam.asked[0]?.context.authorize?.({
      method: 'POST',
      url,
      body: Buffer.from('x'),
    })
    const claims = decode((shownOf?.['authorization'] ?? '').slice('Bearer '.length))
    expect(claims).to.include({ iss: world.contoso.id, aud: world.fabrikam.id, sub: 'bo@contoso.example', htu: url })
    expect(claims).to.not.have.any.keys('act', 'hop')
  })

  it('passes a partner on to another with a token of its own that names for whom, one hop', async () => {
    world.offers.set(world.trusts.fabrikamTransit, OFFER).set(world.trusts.adatumTransit, OFFER)
    const [answer] = await ask(outsider(world, 'anna@fabrikam.example', 'gateway'), ['eva@adatum.example'])
    expect(shown(answer)).to.deep.equal(['eva@adatum.example', 'FreeBusy'])
    const url = 'https://adatum.example/EWS/Exchange.asmx'
    const shownOf = await world.sources.adatum.asked[0]?.context.authorize?.({
      method: 'POST',
      url,
      body: Buffer.from('x'),
    })
    const claims = decode((shownOf?.['authorization'] ?? '').slice('Bearer '.length))
    expect(claims).to.deep.include({ iss: world.gateway.id, aud: world.adatum.id, sub: 'anna@fabrikam.example' })
    expect(claims).to.deep.include({ act: { sub: world.fabrikam.id }, hop: 1 })
  })

  for (const silent of ['fabrikamTransit', 'adatumTransit'] as const) {
    it(`passes nothing on while there is no offer of ${silent === 'fabrikamTransit' ? 'who asks' : 'who is asked'}`, async () => {
      for (const name of ['fabrikamTransit', 'adatumTransit'] as const)
        if (name !== silent) world.offers.set(world.trusts[name], OFFER)
      const answers = await ask(outsider(world, 'anna@fabrikam.example', 'gateway'), ['eva@adatum.example'])
      expect(answers).to.deep.equal([{ kind: 'not-found' }])
      expect(world.sources.adatum.asked).to.have.lengthOf(0)
    })
  }

  it('gives nothing when the trust is revoked while the question is under way', async () => {
    world.sources.contoso.meanwhile = async () => {
      const revoked = revoke(world.trusts.fabrikam, 'key lost', clock)
      if ('refused' in revoked) throw new Error(revoked.refused)
      await put(world.store, revoked, world.trusts.fabrikam)
    }
    expect(await ask(outsider(world, 'anna@fabrikam.example'), ['vera@contoso.example'])).to.deep.equal([
      { kind: 'not-found' },
    ])
  })

  it("gives nothing when the asker's domain is lost to her organization while the question is under way", async () => {
    const { fabrikam } = world.trusts
    const lost = (acceptedOf(fabrikam)?.domains ?? []).map(({ domain }) => ({
      domain,
      proof: { state: 'lost', challenge: 'a challenge', since: NOW } as const,
    }))
    const anna = outsider(world, 'anna@fabrikam.example')
    const ask = () => answerAvailability(world.broker, anna, asking(['vera@contoso.example']), context)
    expect((await ask())[0]?.kind).to.equal('view')
    world.sources.contoso.meanwhile = async () => {
      const after = withCheckedDomains(fabrikam, lost, clock)
      if ('refused' in after) throw new Error(after.refused)
      await put(world.store, after, fabrikam)
    }
    expect(await ask()).to.deep.equal([{ kind: 'not-found' }])
    expect(world.finished.at(-1)?.places[0]?.ruling.decision.decidedBy).to.equal('TRUST_ENDED')
  })

  it('gives only what a policy lowered meanwhile still allows', async () => {
    world.sources.contoso.meanwhile = () => {
      world.hosted.policy = policyOf({
        ...CONTOSO_POLICY,
        mailboxes: [{ address: 'vera@contoso.example', default: 'AvailabilityOnly' }],
      })
    }
    const [answer] = await ask(outsider(world, 'anna@fabrikam.example'), ['vera@contoso.example'])
    expect(shown(answer)).to.deep.equal(['vera@contoso.example', 'FreeBusy'])
    expect(JSON.stringify(answer)).to.not.include('about vera')
  })

  it('gives nothing when the relationship ends while the question is under way', async () => {
    let at = NOW
    const ending = { ...CONTOSO_POLICY.relationships[0], validUntil: new Date(NOW + 1).toISOString() }
    world.hosted.policy = policyOf({ ...CONTOSO_POLICY, relationships: [ending] })
    world.sources.contoso.meanwhile = () => void (at = NOW + 1)
    const broker = { ...world.broker, clock: { now: () => at } }
    const question = asking(['vera@contoso.example'])
    const answers = await answerAvailability(broker, outsider(world, 'anna@fabrikam.example'), question, context)
    expect(world.sources.contoso.asked, 'while it lasts').to.have.lengthOf(1)
    expect(answers).to.deep.equal([{ kind: 'not-found' }])
  })

  for (const [fault, reason, spoil] of [
    [
      'throws',
      'REACH_UPSTREAM',
      () => {
        throw new Error('broken')
      },
    ],
    ['answers one too few', 'DATA_MALFORMED', () => []],
  ] as const) {
    it(`loses only the mailboxes of a partner that ${fault}`, async () => {
      world.sources.fabrikam.spoil = spoil
      const answers = await ask(colleague(world, 'bo@contoso.example'), [
        'anna@fabrikam.example',
        'vera@contoso.example',
      ])
      expect(answers[0]).to.deep.equal({ kind: 'no-data', reason })
      expect(shown(answers[1])).to.deep.equal(['vera@contoso.example', 'Detailed'])
    })
  }

  it('waits for a hung partner until its deadline and no longer, and loses only its mailboxes', async () => {
    world.sources.fabrikam.meanwhile = () => new Promise(() => {})
    const answers = await ask(colleague(world, 'bo@contoso.example'), ['anna@fabrikam.example', 'vera@contoso.example'])
    expect(answers[0]).to.deep.equal({ kind: 'no-data', reason: 'REACH_TIMEOUT' })
    expect(shown(answers[1])).to.deep.equal(['vera@contoso.example', 'Detailed'])
  })

  it('tells the source to stop when the asker goes away', async () => {
    const asker = new AbortController()
    world.sources.fabrikam.meanwhile = () => asker.abort()
    const question = asking(['anna@fabrikam.example'])
    await answerAvailability(world.broker, colleague(world, 'bo@contoso.example'), question, {
      ...context,
      signal: () => asker.signal,
    })
    expect(world.sources.fabrikam.asked[0]?.context.signal.aborted).to.equal(true)
  })
})

describe('a mailbox without a calendar', () => {
  it('looks outside like one that is hidden', async () => {
    const world = await smallWorld()
    const people = ['vera@contoso.example', 'nils@contoso.example']
    const [known, hidden] = await answerAvailability(
      world.broker,
      outsider(world, 'anna@fabrikam.example'),
      asking(people),
      { requestId: 'r', signal: () => new AbortController().signal },
    )
    expect(world.sources.contoso.asked).to.have.length(1)
    expect([known, hidden]).to.deep.equal([{ kind: 'not-found' }, { kind: 'not-found' }])
  })
})

describe('a mailbox that may be asked about only since the question was under way', () => {
  it('is unknown, neither free nor hidden: nothing was fetched of it', async () => {
    const world = await smallWorld()
    world.sources.contoso.meanwhile = () => {
      const mailboxes = CONTOSO_POLICY.mailboxes.map((mailbox) => ({ ...mailbox, default: 'LimitedDetails' }))
      world.hosted.policy = policyOf({ ...CONTOSO_POLICY, mailboxes })
    }
    const people = asking(['vera@contoso.example', 'nils@contoso.example'])
    const context = { requestId: 'r', signal: () => new AbortController().signal }
    const answers = await answerAvailability(world.broker, outsider(world, 'anna@fabrikam.example'), people, context)
    expect(answers[1]).to.deep.equal({ kind: 'no-data', reason: 'REACH_BUSY' })
  })
})
