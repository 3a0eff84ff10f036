import { expect } from 'chai'
import { LookupBudgets } from '../../gateway/limits/lookup-budgets.ts'
import type { BudgetLimits } from '../../gateway/limits/lookup-budgets.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import { address, NOW, outsider, policyOf, smallWorld } from '../gateway/broker/small-world.ts'
import { UNBOUNDED } from '../gateway/limits/budget-limits.ts'
import { Dice } from '../soaks/dice.ts'
import { HiddenWorld } from './scraping/hidden-world.ts'
import { Scraper } from './scraping/scraper.ts'

const START = Date.UTC(2026, 10, 23)
/** Told about, and simulated. */
const [WINDOW_DAYS, DAYS] = [8, 3]
const [PEOPLE, ASKERS, INSTANCES] = [8, 4, 3]

/** Small, so that all can be used up; divided as the defaults are. */
const LIMITS: BudgetLimits = {
  ...UNBOUNDED,
  partnerSlotsPerDay: 1_800,
  requesterSlotsPerDay: 750,
  requesterMailboxesPerHour: 240,
  targetSlotsPerDay: 500,
  pairSlotsPerDay: 300,
  pairMailboxesPerHour: 60,
}

/** @param crowd how many ask, about how many */
async function scrape(limits: BudgetLimits, days: number, seed: number, frugal: boolean, crowd = [ASKERS, PEOPLE]) {
  const [askers = 0, asked = 0] = crowd
  const world = await smallWorld()
  const dice = new Dice(seed)
  const below = (n: number): number => dice.throw(Math.ceil(n))
  const people = Array.from({ length: asked }, (_, i) => address(`p${String(i)}@contoso.example`))
  const window = { start: START, end: START + WINDOW_DAYS * DAY }
  const hidden = new HiddenWorld(people, window, below)
  const policy = policyOf({
    organization: { id: 'contoso', domains: ['contoso.example'] },
    mailboxes: people.map((person) => ({ address: person, default: 'LimitedDetails' })),
    relationships: [
      {
        name: 'fabrikam',
        domains: ['fabrikam.example'],
        freeBusyAccessEnabled: true,
        freeBusyAccessLevel: 'LimitedDetails',
      },
    ],
  })
  Object.assign(world.hosted, { policy, calendars: hidden })
  let blocks: number | null = null
  const brokers = Array.from({ length: INSTANCES }, () => ({
    ...world.broker,
    budget: new LookupBudgets(limits, () => INSTANCES),
    finished: (trace: { readonly blockMinutes: number | null }) => void (blocks = trace.blockMinutes),
  }))
  const requesters = Array.from({ length: askers }, (_, i) => outsider(world, `a${String(i)}@fabrikam.example`))
  const scraper = new Scraper({ brokers, requesters, people, window, below, frugal, lastBlocks: () => blocks })
  for (let now = NOW; now < NOW + days * DAY;) now += await scraper.step(now)
  return { scraper, hidden, people, requesters }
}

const sum = (people: readonly MailboxAddress[], of: (person: MailboxAddress) => number): number =>
  people.reduce((total, person) => total + of(person), 0)

describe('A scraper with all the tricks (PL6)', function () {
  this.timeout(120_000)

  /** What is there at first, and what runs in. */
  const budget = (perDay: number): number => perDay * (1 + DAYS)

  for (const [how, frugal] of [
    ['tries everything', false],
    ['asks only for what it does not know, as cheaply as it can', true],
  ] as const) {
    it(`knows no more than the budgets of its partner, each asker, each person and each pair where it ${how}`, async () => {
      const { scraper, hidden, people, requesters } = await scrape(LIMITS, DAYS, 20_261_126, frugal)
      const { together, alone, counts } = scraper
      const facts = sum(people, (person) => together.known(person).size)
      const bits = sum(people, (person) => together.bits(person))
      expect(facts).to.be.at.most(budget(LIMITS.partnerSlotsPerDay))
      expect(bits).to.be.at.most(2 * budget(LIMITS.partnerSlotsPerDay))
      for (const person of people) {
        expect(together.known(person).size, person).to.be.at.most(budget(LIMITS.targetSlotsPerDay))
        for (const own of alone.values()) expect(own.known(person).size).to.be.at.most(budget(LIMITS.pairSlotsPerDay))
      }
      for (const requester of requesters) {
        const own = sum(people, (person) => alone.get(requester)?.known(person).size ?? 0)
        expect(own).to.be.at.most(budget(LIMITS.requesterSlotsPerDay))
      }
      // What it believes to know is true, and it met what stands in its way.
      for (const person of people) {
        for (const [i, digit] of together.known(person)) expect(hidden.facts.get(person)?.[i]).to.equal(digit)
      }
      expect(counts.coarse).to.be.greaterThan(100)
      // It is a scraper worth the name: it gets most of what it may.
      if (frugal) expect(facts).to.be.greaterThan(budget(LIMITS.partnerSlotsPerDay) / 2)
      else expect(counts.refused).to.be.greaterThan(100)
    })
  }

  for (const [who, askers, most] of [
    ['by one person', 1, LIMITS.pairSlotsPerDay],
    ['by several people', ASKERS, LIMITS.targetSlotsPerDay],
  ] as const) {
    it(`is told no more about one mailbox ${who} who ask about nobody else`, async () => {
      const { scraper, people } = await scrape(LIMITS, DAYS, 5, true, [askers, 1])
      const [facts] = people.map((person) => scraper.together.known(person).size)
      expect(facts).to.be.within(budget(most) / 2, budget(most))
    })
  }

  it('would know everything without the budgets', async () => {
    const { scraper, people, hidden } = await scrape(UNBOUNDED, 0.3, 7, false)
    for (const person of people) {
      expect(scraper.together.known(person).size).to.be.greaterThan(0.95 * (hidden.facts.get(person)?.length ?? 0))
    }
    expect(scraper.counts.coarse + scraper.counts.refused).to.equal(0)
  })
})
