import { expect } from 'chai'
import type { Requester } from '../../../gateway/broker/requester.ts'
import { LookupBudgets } from '../../../gateway/limits/lookup-budgets.ts'
import type { BudgetLimits } from '../../../gateway/limits/lookup-budgets.ts'
import { parseOrganizationId } from '../../../trust/organization/organization-id.ts'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import { address, colleague, NOW, outsider, smallWorld } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'
import { UNBOUNDED } from './budget-limits.ts'

const VERA = 'vera@contoso.example'
const ANNA = 'anna@fabrikam.example'
const ALL = { from: null, most: 1_000 }

describe('What has been used up', () => {
  let world: SmallWorld
  before(async () => {
    world = await smallWorld()
  })

  const budgets = (limits: Partial<BudgetLimits>, instances = 1) =>
    new LookupBudgets({ ...UNBOUNDED, ...limits }, () => instances)

  /** A day in half hours about each: 48 slots. */
  function ask(of: LookupBudgets, requester: Requester, about: readonly string[], at = NOW, day = 0): void {
    const window = { start: NOW + day * DAY, end: NOW + (day + 1) * DAY }
    const mailboxes = about.map(address)
    const question = { mailboxes, window, view: 'MergedOnly', interval: 30 } as const
    of.spend({ directory: world.directory, requester, question, about: mailboxes, passedOn: 0, at })
  }
  const idOf = (requester: Requester): string =>
    requester.kind === 'partner' ? requester.organization : requester.organization.identity.id

  it('is told of each organization: its minute, its hour, and what it may learn in a day', () => {
    const limits = { partnerMailboxesPerMinute: 60, partnerMailboxesPerHour: 100, partnerPeoplePerDay: 10 }
    const of = budgets({ ...limits, partnerSlotsPerDay: 480 })
    const anna = outsider(world, ANNA)
    ask(of, anna, [VERA, 'bo@contoso.example'])
    const [account, ...others] = of.accounts(NOW)
    expect(others).to.deep.equal([])
    expect(account?.holder).to.deep.equal({ organization: idOf(anna), kind: 'partner', through: null })
    expect(account?.budgets).to.deep.equal([
      { unit: 'mailboxes a minute', used: 2, of: 60, enoughAt: null, wholeAt: NOW + 2_000 },
      { unit: 'mailboxes an hour', used: 2, of: 100, enoughAt: null, wholeAt: NOW + 72_000 },
      { unit: 'people', used: 2, of: 10, enoughAt: null, wholeAt: NOW + DAY / 5 },
      { unit: 'slots', used: 96, of: 480, enoughAt: null, wholeAt: NOW + DAY / 5 },
    ])
    expect(JSON.stringify(of.accounts(NOW))).to.not.include('@')
  })

  it('is told of who asks through another gateway apart, and of our own people and neighbours, who are no partners', () => {
    const of = budgets({})
    const gateway = outsider(world, 'kim@adatum.example')
    const organization = parseOrganizationId('urn:ledig:9b1f4c5e-6a0d-4c1b-8a57-2f0e4d3c6b5a')
    const kim = { ...gateway, organization } as Requester & { kind: 'partner' }
    const vera = colleague(world, VERA)
    ask(of, kim, [VERA])
    ask(of, vera, ['bo@contoso.example'])
    const [through, inside] = of.accounts(NOW)
    expect(through?.holder).to.deep.equal({ organization, kind: 'partner', through: kim.issuer })
    expect(of.people([kim.issuer], ALL, NOW)).to.deep.equal(of.people([idOf(kim)], ALL, NOW))
    expect(inside?.holder).to.deep.equal({ organization: idOf(vera), kind: 'inside', through: null })
    expect(inside?.budgets).to.deep.equal([])
    expect(of.people([idOf(vera)], ALL, NOW).map(({ from, about }) => `${from} ${about}`)).to.include(
      `${VERA} bo@contoso.example`,
    )
  })

  it('is told of people by the fullest of their budgets, the fullest first', () => {
    const of = budgets({ requesterPeoplePerDay: 4, targetSlotsPerDay: 480, pairMailboxesPerHour: 3 })
    const anna = outsider(world, ANNA)
    ask(of, anna, [VERA])
    ask(of, anna, [VERA], NOW, 1)
    const told = of.people([idOf(anna)], ALL, NOW)
    expect(
      told.map(({ scope, from, about, unit, used, of: whole }) => [scope, from, about, unit, used, whole]),
    ).to.deep.equal([
      ['pair', ANNA, VERA, 'mailboxes', 2, 3],
      ['requester', ANNA, null, 'people', 1, 4],
      ['target', null, VERA, 'slots', 96, 480],
    ])
    expect(of.accounts(NOW)[0]?.short).to.deep.equal({ requester: 0, target: 0, pair: 0 })
  })

  it('is told of so many people as are wanted, the fullest of all, and of one who asks by herself', () => {
    const of = budgets({ requesterMailboxesPerHour: 100 })
    const asked = [3, 7, 1, 5, 7].map((times, i) => [`p${i}@fabrikam.example`, times] as const)
    for (const [name, times] of asked) {
      for (let i = 0; i < times; i++) ask(of, outsider(world, name), [VERA])
    }
    const organization = idOf(outsider(world, ANNA))
    const told = (from: string | null, most: number) =>
      of.people([organization], { from, most }, NOW).map((use) => [use.organization, use.from, use.used])
    expect(told(null, 2)).to.have.deep.members([
      [organization, 'p1@fabrikam.example', 7],
      [organization, 'p4@fabrikam.example', 7],
    ])
    expect(told(null, 4).map(([, , used]) => used)).to.deep.equal([7, 7, 5, 3])
    expect(told('p2@fabrikam.example', 1)).to.deep.equal([[organization, 'p2@fabrikam.example', 1]])
    expect(told(ANNA, 2)).to.deep.equal([])
  })

  it('is enough again at the very moment that is told, and whole at the other', () => {
    const of = budgets({ pairMailboxesPerHour: 3 })
    const anna = outsider(world, ANNA)
    for (let i = 0; i < 3; i++) ask(of, anna, [VERA])
    const [use] = of.people([idOf(anna)], ALL, NOW)
    expect(of.accounts(NOW)[0]?.short).to.deep.equal({ requester: 0, target: 0, pair: 1 })
    expect(use).to.include({ enoughAt: NOW + HOUR / 3, wholeAt: NOW + HOUR })
    expect(() => ask(of, anna, [VERA], Number(use?.enoughAt) - 1)).to.throw('the pair in mailboxes')
    ask(of, anna, [VERA], Number(use?.enoughAt))
    // Of slots a quarter is kept for telling less: exact again from there on, whatever the next question costs.
    const slots = budgets({ pairSlotsPerDay: 120 })
    for (const day of [0, 1]) ask(slots, anna, [VERA], NOW, day)
    const [pair] = slots.people([idOf(anna)], ALL, NOW)
    expect(pair).to.include({ unit: 'slots', used: 72, enoughAt: null, wholeAt: NOW + 0.6 * DAY })
    ask(slots, anna, [VERA], NOW, 2)
    expect(slots.people([idOf(anna)], ALL, NOW)[0]).to.include({ used: 96, enoughAt: NOW + 0.05 * DAY })
  })

  it('is told with the factors of partners, and of several gateways as what each counts for the whole', () => {
    const anna = outsider(world, ANNA)
    const of = budgets(
      { partnerPeoplePerDay: 10, partnerMailboxesPerHour: 100, partnerFactors: { [idOf(anna)]: 2 } },
      3,
    )
    ask(of, anna, [VERA])
    const uses = of.accounts(NOW)[0]?.budgets.map(({ unit, used, of: whole }) => [unit, used, whole])
    expect(uses).to.deep.include.members([
      ['mailboxes an hour', 3, 200],
      ['people', 3, 20],
    ])
  })

  it('is told of no budget that there is not, however little a partner has', () => {
    const anna = outsider(world, ANNA)
    const of = budgets({ partnerFactors: { [idOf(anna)]: 0.01 } })
    ask(of, anna, [VERA])
    const units = of.accounts(NOW)[0]?.budgets.map(({ unit }) => unit)
    expect(units).to.deep.equal(['mailboxes a minute', 'mailboxes an hour', 'people', 'slots'])
  })

  it('gives nothing back by being looked at, and by being erased what is of that person alone', () => {
    const of = budgets({ pairMailboxesPerHour: 1, requesterPeoplePerDay: 2 })
    const [anna, otto] = [outsider(world, ANNA), outsider(world, 'otto@fabrikam.example')]
    for (const one of [anna, otto]) ask(of, one, [VERA])
    for (let i = 0; i < 10; i++) of.people([idOf(anna)], ALL, NOW)
    expect(() => ask(of, anna, [VERA])).to.throw('the pair in mailboxes')
    of.erase(address(ANNA))
    const left = of.people([idOf(anna)], ALL, NOW).map(({ from }) => from ?? 'everybody')
    expect(left.sort()).to.deep.equal(['everybody', 'otto@fabrikam.example', 'otto@fabrikam.example'])
    expect(() => ask(of, otto, [VERA])).to.throw('the pair in mailboxes')
    of.erase(address(VERA))
    expect(JSON.stringify(of.people([idOf(anna)], ALL, NOW))).to.not.include(VERA)
    expect(of.accounts(NOW)[0]?.budgets.find(({ unit }) => unit === 'people')?.used).to.equal(1)
  })
})
