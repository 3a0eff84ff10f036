import { expect } from 'chai'
import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import type { Requester } from '../../../gateway/broker/requester.ts'
import { AS_ASKED } from '../../../gateway/limits/allowance.ts'
import { LookupBudgets } from '../../../gateway/limits/lookup-budgets.ts'
import type { BudgetLimits } from '../../../gateway/limits/lookup-budgets.ts'
import type { View } from '../../../protocols/availability/availability-question.ts'
import { DAY, HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import type { TrustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import type { TrustedIssuer } from '../../../trust/tokens/verify-token.ts'
import { address, asking, colleague, NOW, outsider, smallWorld } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'
import { UNBOUNDED } from './budget-limits.ts'

const MIDNIGHT = Date.UTC(2026, 10, 23)

interface Asked {
  readonly about: readonly string[]
  readonly view?: View
  readonly interval?: number
  readonly from?: number
  readonly length?: number
  readonly at?: number
}

describe('The budgets of lookups', () => {
  let world: SmallWorld
  let anna: Requester
  before(async () => {
    world = await smallWorld()
    anna = outsider(world, 'anna@fabrikam.example')
  })

  const budgets = (limits: Partial<BudgetLimits>, instances = 1, most?: number) =>
    new LookupBudgets({ ...UNBOUNDED, ...limits }, () => instances, most)

  function ask(of: LookupBudgets, requester: Requester, asked: Asked): number | string {
    const { about, view = 'MergedOnly', interval = 30, from = MIDNIGHT, length = DAY, at = NOW } = asked
    const mailboxes = about.map(address)
    const question = { mailboxes, view, interval, window: { start: from, end: from + length } }
    const { directory } = world
    try {
      const distinct = [...new Set(mailboxes)]
      const lookup = { directory, requester, question, about: distinct, passedOn: 0, at }
      return of.spend(lookup).blockMinutes ?? 'as asked'
    } catch (error) {
      expect(error).to.be.instanceOf(FederationError).with.property('code', 'ERR_BUSY')
      return `${(error as Error).message}: ${String((error as FederationError).context['backOffMs'])}`
    }
  }

  const VERA = ['vera@contoso.example']
  const people = (count: number): string[] => Array.from({ length: count }, (_, i) => `p${String(i)}@contoso.example`)

  it('tell less and less, by whole blocks, before they refuse, and then say for how long', () => {
    const of = budgets({ pairSlotsPerDay: 240 })
    const told = Array.from({ length: 40 }, (_, n) => ask(of, anna, { about: VERA, from: MIDNIGHT + n * DAY }))
    const runs = [...new Set(told)].map((way) => [way, told.filter((other) => other === way).length])
    // A day costs 48, 24, 6 and 1, while no more than 180, 210, 225 and 240 are used up.
    expect(runs).to.deep.equal([
      ['as asked', 3],
      [60, 2],
      [240, 5],
      [1440, 18],
      ['the budget of the pair in slots is used up: 360000', 12],
    ])
  })

  it('count alike what is there, what is hidden and what is not there', () => {
    const of = () => budgets({ pairSlotsPerDay: 100, requesterPeoplePerDay: 3 })
    const course = (name: string): unknown[] => {
      const fresh = of()
      return Array.from({ length: 6 }, (_, n) => ask(fresh, anna, { about: [name], from: MIDNIGHT + n * DAY }))
    }
    const known = course('vera@contoso.example')
    expect(course('nils@contoso.example')).to.deep.equal(known)
    expect(course('nobody@contoso.example')).to.deep.equal(known)
    expect(new Set(known).size).to.be.greaterThan(2)
  })

  it('tell nobody what another organization asked', () => {
    const of = budgets({ targetSlotsPerDay: 65, targetMailboxesPerHour: 1 })
    const eva = outsider(world, 'eva@adatum.example')
    expect(ask(of, anna, { about: VERA })).to.equal('as asked')
    expect(ask(of, outsider(world, 'otto@fabrikam.example'), { about: VERA })).to.include('target in mailboxes')
    expect(ask(of, eva, { about: VERA })).to.equal('as asked')
  })

  const scopes: [string, Partial<BudgetLimits>, (n: number) => Asked & { person: string }, string][] = [
    [
      'everybody of a partner',
      { partnerSlotsPerDay: 130 },
      (n) => ({ about: [`p${n}@contoso.example`], person: `a${n}` }),
      'partner in slots',
    ],
    [
      'how many people a partner asks about',
      { partnerPeoplePerDay: 2 },
      (n) => ({ about: [`p${n}@contoso.example`], person: `a${n}` }),
      'partner in people',
    ],
    [
      'one who asks',
      { requesterSlotsPerDay: 130 },
      (n) => ({ about: [`p${n}@contoso.example`], person: 'anna' }),
      'requester in slots',
    ],
    [
      'how many people one asks about',
      { requesterPeoplePerDay: 2 },
      (n) => ({ about: [`p${n}@contoso.example`], person: 'anna' }),
      'requester in people',
    ],
    [
      'how often one asks',
      { requesterMailboxesPerHour: 2 },
      (n) => ({ about: [`p${n}@contoso.example`], person: 'anna' }),
      'requester in mailboxes',
    ],
    [
      'how much is told about one',
      { targetSlotsPerDay: 130 },
      (n) => ({ about: VERA, person: `a${n}` }),
      'target in slots',
    ],
    [
      'how often one is asked about',
      { targetMailboxesPerHour: 2 },
      (n) => ({ about: VERA, person: `a${n}` }),
      'target in mailboxes',
    ],
    [
      'how much one learns of one',
      { pairSlotsPerDay: 130 },
      (n) => ({ about: VERA, person: 'anna', from: MIDNIGHT + n * DAY }),
      'pair in slots',
    ],
    [
      'how often one asks about one',
      { pairMailboxesPerHour: 2 },
      () => ({ about: VERA, person: 'anna' }),
      'pair in mailboxes',
    ],
  ]
  for (const [what, limits, nth, expected] of scopes) {
    it(`bound ${what}, and nobody else`, () => {
      const of = budgets(limits)
      const told = Array.from({ length: 40 }, (_, n) => {
        const { person, ...asked } = nth(n)
        return ask(of, outsider(world, `${person}@fabrikam.example`), asked)
      })
      expect(told.slice(0, 2)).to.deep.equal(['as asked', 'as asked'])
      expect(told.at(-1)).to.include(expected)
      expect(ask(of, outsider(world, 'eva@adatum.example'), { about: VERA })).to.equal('as asked')
    })
  }

  it('let nobody wait for more than is missing, and take nothing from who waits', () => {
    const of = budgets({ pairMailboxesPerHour: 2 })
    ask(of, anna, { about: VERA })
    ask(of, anna, { about: VERA })
    for (let i = 0; i < 5; i++) expect(ask(of, anna, { about: VERA })).to.match(/: 1800000$/)
    expect(ask(of, anna, { about: VERA, at: NOW + HOUR / 2 })).to.equal('as asked')
  })

  it('count nothing of who looks at herself, and ten times as much for colleagues', () => {
    const of = budgets({ pairMailboxesPerHour: 1, colleagueFactor: 10 })
    const vera = colleague(world, 'vera@contoso.example')
    for (let i = 0; i < 50; i++) expect(ask(of, vera, { about: VERA })).to.equal('as asked')
    const bo = colleague(world, 'bo@contoso.example')
    const told = Array.from({ length: 11 }, () => ask(of, bo, { about: VERA }))
    expect(told.filter((way) => way === 'as asked')).to.have.length(10)
  })

  it('are those of outsiders for neighbours on one gateway', () => {
    const of = budgets({ pairMailboxesPerHour: 1, colleagueFactor: 10 })
    const bo = colleague(world, 'bo@contoso.example')
    expect(ask(of, bo, { about: ['tea@tailspin.example', ...VERA] })).to.equal('as asked')
    expect(ask(of, bo, { about: ['tea@tailspin.example'] })).to.include('pair in mailboxes')
    expect(ask(of, bo, { about: VERA })).to.equal('as asked')
  })

  it('are not the same for who asks by itself and who asks through another', () => {
    const of = budgets({ pairMailboxesPerHour: 1 })
    const through = { ...anna, issuer: world.adatum.id, hop: 1 } as Requester
    expect(ask(of, through, { about: VERA })).to.equal('as asked')
    expect(ask(of, through, { about: VERA })).to.include('pair in mailboxes')
    expect(ask(of, anna, { about: VERA })).to.equal('as asked')
  })

  /** Slots that are told to who asks every ten minutes for two days, of gateways that each start so often in that time. */
  function toldOver(starts: number, gateways: number): number {
    const SLOTS: Readonly<Record<string, number>> = { 'as asked': 48, 60: 24, 240: 6, 1440: 1 }
    const open = () => budgets({ pairSlotsPerDay: 960 }, gateways)
    const running = Array.from({ length: gateways }, open)
    let told = 0
    const [length, step] = [2 * DAY, 10 * MINUTE]
    for (let passed = 0, n = 0; passed < length; passed += step) {
      // The first alone is started anew.
      if (starts > 0 && passed > 0 && passed % (length / (starts + 1)) < step) running[0] = open()
      for (const of of running) {
        for (let more = true; more; n++) {
          const way = ask(of, anna, { about: VERA, from: MIDNIGHT + n * DAY, at: NOW + passed })
          told += SLOTS[way] ?? 0
          more = way in SLOTS
        }
      }
    }
    return told
  }

  it('give a whole one back at each start, and of several gateways a part: n + 1 + r days in n, and no more', () => {
    const day = 960
    for (const [starts, gateways] of [
      [0, 1],
      [3, 1],
      [0, 4],
      [3, 4],
    ] as const) {
      const most = day * (2 + 1 + starts / gateways)
      expect(toldOver(starts, gateways), `${starts} starts of one of ${gateways}`).to.be.within(most - day / 2, most)
    }
  })

  it('lose nothing by what is only explained', () => {
    const { directory } = world
    const of = budgets({ partnerMailboxesPerMinute: 1, pairMailboxesPerHour: 1 })
    const about = VERA.map(address)
    const question = { ...asking(VERA), mailboxes: about }
    const lookup = { directory, requester: anna, question, about, passedOn: 0, at: NOW }
    for (let i = 0; i < 5; i++) expect(of.check(lookup).blockMinutes).to.equal(null)
    expect(of.spend(lookup).blockMinutes).to.equal(null)
    expect(() => of.check(lookup))
      .to.throw(FederationError)
      .with.property('code', 'ERR_BUSY')
  })

  it('are an organization’s for its role account, which is no person', async () => {
    const own = await smallWorld()
    const trusts = () => own.directory.trusts()
    const account = address('availability@fabrikam.example')
    const credential = { kind: 'exchange', account } as const
    const known = trusts().issuer(own.contoso.id, own.fabrikam.id)
    const issuer = () => Object.create(known ?? null, { credential: { value: credential } }) as TrustedIssuer
    const snapshot = Object.assign(Object.create(trusts()) as TrustSnapshot, { issuer })
    const directory = { ...own.directory, trusts: () => snapshot }
    const of = budgets({ requesterPeoplePerDay: 1, pairMailboxesPerHour: 1, targetMailboxesPerHour: 2 })
    const spend = (person: string, name: string): unknown => {
      const about = [address(name)]
      const question = { ...asking([]), mailboxes: about }
      const lookup = { directory, requester: outsider(own, person), question, about, passedOn: 0, at: NOW }
      return of.spend(lookup).blockMinutes
    }
    for (const name of people(20)) expect(spend(account, name)).to.equal(null)
    expect(spend(account, 'p0@contoso.example')).to.equal(null)
    expect(() => spend(account, 'p0@contoso.example')).to.throw('target in mailboxes')
    expect(spend('anna@fabrikam.example', 'p1@contoso.example')).to.equal(null)
    expect(() => spend('anna@fabrikam.example', 'p2@contoso.example')).to.throw('requester in people')
  })

  it('are wider for a partner that was given more', () => {
    const { fabrikam } = world
    const of = budgets({ partnerMailboxesPerMinute: 2, pairMailboxesPerHour: 2, partnerFactors: { [fabrikam.id]: 3 } })
    const told = (who: string) => Array.from({ length: 8 }, () => ask(of, outsider(world, who), { about: VERA }))
    expect(told('anna@fabrikam.example').filter((way) => way === 'as asked')).to.have.length(6)
    expect(told('eva@adatum.example').filter((way) => way === 'as asked')).to.have.length(2)
  })

  it('are divided among instances, whichever of them is asked', () => {
    const three = Array.from({ length: 3 }, () => budgets({ pairSlotsPerDay: 480, pairMailboxesPerHour: 30 }, 3))
    let slots = 0
    for (let n = 0; n < 90; n++) {
      const way = ask(three[n % 3] as LookupBudgets, anna, { about: VERA, from: MIDNIGHT + n * MINUTE })
      if (way === 'as asked') slots += 48
    }
    expect(slots).to.be.within(250, 360)
  })

  it('let a question larger than a whole budget be asked when it is whole, and told in days', () => {
    const of = budgets({ requesterMailboxesPerHour: 10, requesterSlotsPerDay: 40 })
    expect(ask(of, anna, { about: people(50) })).to.equal(1440)
    expect(ask(of, anna, { about: people(1) })).to.include('requester in mailboxes')
  })

  it('are never given back by asking about more than can be remembered', () => {
    const of = budgets({ pairMailboxesPerHour: 2 }, 1, 2_000)
    const eva = outsider(world, 'eva@adatum.example')
    ask(of, eva, { about: VERA })
    ask(of, eva, { about: VERA })
    ask(of, anna, { about: VERA })
    ask(of, anna, { about: VERA })
    for (let n = 0; n < 40; n++) {
      ask(of, anna, { about: people(100).map((name) => `${n}${name}`) })
      expect(of.size).to.be.at.most(2_100)
    }
    expect(ask(of, anna, { about: VERA })).to.include('pair in mailboxes')
    // It is hers alone to whom it happens.
    expect(ask(of, eva, { about: VERA })).to.include('pair in mailboxes is used up: 1800000')
    expect(ask(of, eva, { about: ['bo@contoso.example'] })).to.equal('as asked')
  })

  it('say what is used, and how often they told less or nothing', () => {
    const of = budgets({ partnerSlotsPerDay: 200, pairSlotsPerDay: 65 })
    for (let n = 0; n < 4; n++) ask(of, anna, { about: VERA, from: MIDNIGHT + n * MINUTE })
    const [used] = of.used(NOW)
    expect(used?.slots).to.be.within(48 / 200, 65 / 200)
    expect(of.counts.coarse).to.be.greaterThan(0)
    expect(of.counts.coarse + of.counts.refused).to.equal(3)
  })

  it('are charged for each mailbox asked about, and once more for each that is passed on', async () => {
    const own = await smallWorld()
    const offer = {
      gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: 'AvailabilityOnly' },
      asks: { enabled: true, level: 'LimitedDetails' },
    } as const
    own.offers.set(own.trusts.fabrikamTransit, offer).set(own.trusts.adatumTransit, offer)
    const charged: number[] = []
    const budget: (typeof own.broker)['budget'] = {
      instances: 1,
      check: () => AS_ASKED,
      spend: ({ question, passedOn }) => {
        charged.push(question.mailboxes.length + passedOn)
        return AS_ASKED
      },
    }
    const broker = { ...own.broker, budget }
    const context = { requestId: 'r', signal: () => new AbortController().signal }
    const mailboxes = ['vera@contoso.example', 'nobody@contoso.example', 'vera@contoso.example']
    await answerAvailability(broker, outsider(own, 'anna@fabrikam.example'), asking(mailboxes), context)
    const passing = outsider(own, 'anna@fabrikam.example', 'gateway')
    await answerAvailability(broker, passing, asking(['eva@adatum.example', 'x@nowhere.example']), context)
    expect(charged).to.deep.equal([3, 3])
  })

  it('keep a question that is over them from being looked up', async () => {
    const own = await smallWorld()
    const broker = { ...own.broker, budget: budgets({ partnerMailboxesPerMinute: 1 }) }
    const context = { requestId: 'r', signal: () => new AbortController().signal }
    const question = asking(['vera@contoso.example'])
    const once = () => answerAvailability(broker, outsider(own, 'anna@fabrikam.example'), question, context)
    await once()
    expect(await once().catch((error: unknown) => error)).to.have.property('code', 'ERR_BUSY')
    expect(own.sources.contoso.asked).to.have.length(1)
  })
})
