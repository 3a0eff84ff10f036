import { expect } from 'chai'
import { configSchema } from '../../config/config-schema.ts'
import type { Requester } from '../../gateway/broker/requester.ts'
import { LookupBudgets } from '../../gateway/limits/lookup-budgets.ts'
import type { AvailabilityQuestion, View } from '../../protocols/availability/availability-question.ts'
import { DAY, HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { address, colleague, outsider, smallWorld } from '../gateway/broker/small-world.ts'
import type { SmallWorld } from '../gateway/broker/small-world.ts'

const MONDAY = Date.UTC(2026, 10, 23)
const { limits } = configSchema.shape
const DEFAULTS = limits.parse(undefined)

/** How somebody works: when, of the minutes of a day, which of them asks about how many people, and what. */
interface Habit {
  readonly client: string
  readonly people: number
  /** Minutes between two questions of one of them, from eight to six. */
  readonly every: number
  readonly about: number
  /** Out of so many that are asked about in the course of the week. */
  readonly outOf: number
  readonly view: View
  readonly interval: number
  readonly days: number
  readonly inside?: true
}

/** Views, intervals and zones as `reference/clients` saw them; windows as wide as may be, or as these programs show them. */
const HABITS: readonly Habit[] = [
  // A scheduling assistant that is opened every quarter of an hour for a meeting of twenty.
  { client: 'assistant', people: 30, every: 15, about: 20, outOf: 60, view: 'DetailedMerged', interval: 30, days: 62 },
  { client: 'managed api', people: 40, every: 30, about: 8, outOf: 40, view: 'DetailedMerged', interval: 30, days: 42 },
  // One mailbox a request, and as often as it polls.
  { client: 'davmail', people: 20, every: 5, about: 1, outOf: 10, view: 'MergedOnly', interval: 15, days: 42 },
  { client: 'evolution', people: 20, every: 10, about: 5, outOf: 20, view: 'DetailedMerged', interval: 60, days: 7 },
  // A panel before each of twenty rooms.
  { client: 'rooms', people: 1, every: 5, about: 20, outOf: 20, view: 'FreeBusyMerged', interval: 5, days: 1 },
  {
    client: 'large meeting',
    people: 3,
    every: 60,
    about: 100,
    outOf: 100,
    view: 'DetailedMerged',
    interval: 30,
    days: 62,
  },
  {
    client: 'colleague',
    people: 30,
    every: 10,
    about: 40,
    outOf: 200,
    view: 'DetailedMerged',
    interval: 30,
    days: 62,
    inside: true,
  },
]

describe('Ordinary clients, with the budgets that hold where nothing is said', function () {
  this.timeout(60_000)
  let world: SmallWorld
  before(async () => {
    world = await smallWorld()
  })

  function requesterOf({ client, inside }: Habit, n: number): Requester {
    const person = `${client.replaceAll(' ', '-')}${String(n)}`
    return inside ? colleague(world, `${person}@contoso.example`) : outsider(world, `${person}@fabrikam.example`)
  }

  function questionOf(habit: Habit, turn: number, now: Instant): AvailabilityQuestion {
    const { about, outOf, view, interval, days } = habit
    const person = (i: number) => address(`p${String((turn * 7 + i) % outOf)}@contoso.example`)
    const start = Math.floor(now / DAY) * DAY
    const mailboxes = Array.from({ length: about }, (_, i) => person(i))
    return { mailboxes, view, interval, window: { start, end: start + days * DAY } }
  }

  for (const instances of [1, 2, 3]) {
    it(`are told what they ask for, always, a working week long; of ${instances} gateways each sees one only`, () => {
      const budgets = new LookupBudgets(DEFAULTS, () => instances)
      let asked = 0
      for (let minute = 0; minute < 5 * 1_440; minute++) {
        const now = MONDAY + minute * MINUTE
        const hour = (now % DAY) / HOUR
        if (hour < 8 || hour >= 18) continue
        for (const habit of HABITS) {
          for (let n = minute % habit.every; n < habit.people; n += habit.every) {
            const question = questionOf(habit, Math.floor(minute / habit.every) + n, now)
            const [requester, about] = [
              requesterOf(habit, n),
              question.mailboxes.filter((one) => typeof one === 'string'),
            ]
            const lookup = { directory: world.directory, requester, question, about, passedOn: 0, at: now }
            expect(budgets.spend(lookup).blockMinutes, `${habit.client} on ${new Date(now).toISOString()}`).to.equal(
              null,
            )
            asked++
          }
        }
      }
      expect(asked).to.be.greaterThan(10_000)
    })
  }
})
