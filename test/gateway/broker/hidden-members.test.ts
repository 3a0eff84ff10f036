import { expect } from 'chai'
import fc from 'fast-check'
import type { BusyTime } from '../../../protocols/availability/busy-times.ts'
import type { MailboxAnswer } from '../../../protocols/availability/availability-question.ts'
import { mergedFreeBusy } from '../../../protocols/availability/merged-free-busy.ts'
import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import { address, asking, busy, NOW, outsider, policyOf, smallWorld } from './small-world.ts'
import type { SmallWorld } from './small-world.ts'

const never = new AbortController().signal
const context = { requestId: 'r-1', signal: () => never }
const HOURS = 8

const status = fc.constantFrom('Busy', 'OOF', 'Tentative', 'Free')
const hour = fc.integer({ min: 0, max: HOURS - 1 })
const event = fc
  .tuple(hour, hour, status)
  .map(([a, b, kind]) => ({ ...busy(Math.min(a, b), Math.max(a, b) + 1), status: kind }) as BusyTime)
const events = fc.array(event, { maxLength: 3 })

/** What the asker sees of a member: her times, that she keeps all of the time to herself, or nothing. */
type Seen = { readonly sees: 'times'; readonly times: readonly BusyTime[] } | { readonly sees: 'unknown' | 'nothing' }
const seen: fc.Arbitrary<Seen> = fc.oneof(
  { weight: 4, arbitrary: events.map((times) => ({ sees: 'times', times }) as const) },
  { weight: 1, arbitrary: fc.constantFrom('unknown', 'nothing').map((sees) => ({ sees })) },
)
const scene = fc.record({ members: fc.array(seen, { minLength: 1, maxLength: 6 }), smallest: fc.constantFrom(2, 3, 4) })

/** Why nothing is told of somebody, and what is in her calendar all the same. */
const REASONS = ['None', 'excluded', 'unlisted', 'nobody', 'granted None', 'elsewhere', 'room'] as const
type Clothes = { readonly why: (typeof REASONS)[number]; readonly times: readonly BusyTime[]; readonly level: string }
const clothes: fc.Arbitrary<Clothes> = fc.record({
  why: fc.constantFrom(...REASONS),
  times: events,
  level: fc.constantFrom('AvailabilityOnly', 'LimitedDetails', 'Reviewer'),
})
const wardrobe = fc.array(clothes, { minLength: 6, maxLength: 6 })

const ALWAYS = [{ from: '2026-11-22T00:00:00Z', until: '2026-11-25T00:00:00Z' }]

function entryOf(own: string, member: Seen, { why, level }: Clothes): object[] {
  if (member.sees === 'times') return [{ address: own, default: level }]
  if (member.sees === 'unknown') return [{ address: own, default: level, privatePeriods: ALWAYS }]
  if (why === 'None') return [{ address: own, default: 'None' }]
  if (why === 'excluded') return [{ address: own, default: level }]
  if (why === 'room') return [{ address: own, kind: 'room', default: 'None' }]
  if (why === 'granted None')
    return [{ address: own, default: level, grants: [{ to: 'anna@fabrikam.example', level: 'None' }] }]
  return []
}

/** Puts a world in place of which no more is seen than `members` say. */
function clothe(world: SmallWorld, members: readonly Seen[], worn: readonly Clothes[], smallest: number): void {
  const wornBy = (i: number): Clothes => worn[i] as Clothes
  const hidden = (i: number): boolean => members[i]?.sees === 'nothing'
  const own = members.map((_, i) =>
    hidden(i) && wornBy(i).why === 'elsewhere' ? `p${i}@adatum.example` : `p${i}@contoso.example`,
  )
  world.hosted.policy = policyOf({
    organization: { id: 'contoso', domains: ['contoso.example'], smallestGroup: smallest },
    groups: { list: own, left: own.filter((_, i) => hidden(i) && wornBy(i).why === 'excluded') },
    mailboxes: [
      ...members.flatMap((member, i) => entryOf(own[i] as string, member, wornBy(i))),
      { address: 'list@contoso.example', kind: 'group', group: 'list', default: 'AvailabilityOnly' },
    ],
    relationships: [
      {
        ...{ name: 'fabrikam', domains: ['fabrikam.example'], exclude: ['left'] },
        ...{ freeBusyAccessEnabled: true, freeBusyAccessLevel: 'LimitedDetails' },
      },
    ],
  })
  world.sources.contoso.times.clear()
  world.sources.contoso.asked.length = 0
  members.forEach((member, i) => {
    if (hidden(i) && wornBy(i).why === 'nobody') return
    const times = member.sees === 'times' ? member.times : wornBy(i).times
    world.sources.contoso.times.set(address(own[i] as string), [...times])
  })
}

const digits = (answer: MailboxAnswer | undefined): readonly number[] | null =>
  answer?.kind === 'view' ? [...mergedFreeBusy(answer.view.times, answer.view.window, 60)] : null

describe('a group some of whose members hide something', () => {
  let world: SmallWorld
  before(async () => {
    world = await smallWorld()
  })

  async function observe(members: readonly Seen[], worn: readonly Clothes[], smallest: number) {
    clothe(world, members, worn, smallest)
    const question = asking(['list@contoso.example'])
    const answers = await answerAvailability(world.broker, outsider(world, 'anna@fabrikam.example'), question, context)
    const work = world.sources.contoso.asked.map(({ question: { mailboxes, view } }) => [mailboxes, view])
    return { answers, work }
  }

  it('is answered with the same and by the same work, whatever they hide and why', async () => {
    let answered = 0
    await fc.assert(
      fc.asyncProperty(scene, wardrobe, wardrobe, async ({ members, smallest }, one, other) => {
        const first = await observe(members, one, smallest)
        expect(await observe(members, other, smallest)).to.deep.equal(first)
        answered += Number(first.answers[0]?.kind === 'view')
      }),
      { numRuns: 300 },
    )
    expect(answered).to.be.greaterThan(60)
  })

  it('is not answered where fewer people are known than the smallest group has, and else is below none of them', async () => {
    let refused = 0
    await fc.assert(
      fc.asyncProperty(scene, wardrobe, async ({ members, smallest }, worn) => {
        const { answers } = await observe(members, worn, smallest)
        const known = members.filter(({ sees }) => sees === 'times')
        const told = digits(answers[0])
        if (known.length < smallest) {
          refused++
          expect(answers).to.deep.equal([{ kind: 'not-found' }])
          return
        }
        for (let slot = 0; slot < HOURS; slot++) {
          const at = NOW + slot * 3_600_000
          const own = known.flatMap((member) => (member.sees === 'times' ? member.times : []))
          const there = own.filter(({ start, end }) => start <= at && at < end).map((one) => RANK[one.status])
          const unknown = known.length < members.length ? 2 : 0
          expect(told?.[slot]).to.equal(Math.max(0, unknown, ...there))
        }
      }),
      { numRuns: 300 },
    )
    expect(refused).to.be.greaterThan(30)
  })
})

/** The digits of MergedFreeBusy (MS-OXWAVLS 2.2.4). */
const RANK: Readonly<Record<BusyTime['status'], number>> = {
  ...{ Free: 0, Tentative: 1, Busy: 2, OOF: 3, WorkingElsewhere: 0, NoData: 2 },
}
