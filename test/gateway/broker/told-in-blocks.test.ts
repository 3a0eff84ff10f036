import { expect } from 'chai'
import { keptOf } from '../../../gateway/broker/lookup-trace.ts'
import { lookupEvent } from '../../../gateway/audit/audit-log.ts'
import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import type { SharedView } from '../../../protocols/availability/shared-view.ts'
import { busyTimeAt } from '../../../protocols/availability/busy-times.ts'
import { HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import { address, asking, busy, CONTOSO_POLICY, NOW, outsider, policyOf, smallWorld } from './small-world.ts'
import type { SmallWorld } from './small-world.ts'

const VERA = 'vera@contoso.example'
const context = { requestId: 'r', signal: () => new AbortController().signal }

describe('A question whose asker has learned much already', () => {
  let world: SmallWorld
  beforeEach(async () => {
    world = await smallWorld()
    const allowance = { blockMinutes: 60, short: 'pair' }
    const budget = { check: () => allowance, spend: () => allowance, instances: 1 }
    Object.assign(world.broker, { budget })
  })

  async function ask(about: string, start: number, end: number): Promise<SharedView> {
    const question = { ...asking([about]), window: { start, end } }
    const [answer] = await answerAvailability(world.broker, outsider(world, 'anna@fabrikam.example'), question, context)
    if (answer?.kind !== 'view') throw new Error(JSON.stringify(answer))
    return answer.view
  }
  const hours = ({ times }: SharedView): string[] =>
    Array.from({ length: times.length }, (_, i) => {
      const { start, end, status } = busyTimeAt(times, i)
      return `${(start - NOW) / HOUR}-${(end - NOW) / HOUR} ${status}`
    })

  it('is looked up in whole blocks and answered within its window', async () => {
    world.sources.contoso.times.set(address(VERA), [busy(1.1, 1.2), busy(3, 3.05)])
    const view = await ask(VERA, NOW + HOUR / 2, NOW + 3.5 * HOUR)
    expect(world.sources.contoso.asked[0]?.question.window).to.deep.equal({ start: NOW, end: NOW + 4 * HOUR })
    expect(hours(view)).to.deep.equal(['1-2 Busy', '3-3.5 Busy'])
    expect([view.details, view.grantedView]).to.deep.equal([null, 'FreeBusy'])
  })

  it('learns nothing finer by moving its window', async () => {
    const early = [busy(1.1, 1.2)]
    const late = [busy(1.8, 1.9)]
    for (let minute = -50; minute <= 110; minute += 7) {
      const [start, end] = [NOW + minute * MINUTE, NOW + (minute + 45) * MINUTE]
      world.sources.contoso.times.set(address(VERA), early)
      const one = hours(await ask(VERA, start, end))
      world.sources.contoso.times.set(address(VERA), late)
      expect(hours(await ask(VERA, start, end))).to.deep.equal(one)
    }
  })

  it('is told of a group in the same blocks', async () => {
    const people = ['a', 'b', 'c'].map((name) => `${name}@contoso.example`)
    const mailboxes = [
      ...people.map((person) => ({ address: person, default: 'LimitedDetails' })),
      { address: 'board@contoso.example', kind: 'group', group: 'board', default: 'AvailabilityOnly' },
    ]
    world.hosted.policy = policyOf({ ...CONTOSO_POLICY, mailboxes, groups: { board: people } })
    for (const person of people) world.sources.contoso.times.set(address(person), [])
    world.sources.contoso.times.set(address('a@contoso.example'), [busy(1.1, 1.2)])
    const view = await ask('board@contoso.example', NOW + HOUR / 2, NOW + 1.5 * HOUR)
    expect(hours(view)).to.deep.equal(['1-1.5 Busy'])
  })

  it('is on record as answered so', async () => {
    world.sources.contoso.times.set(address(VERA), [])
    await ask(VERA, NOW, NOW + HOUR)
    const [trace] = world.finished
    if (trace === undefined) throw new Error('no trace')
    expect(lookupEvent(keptOf(trace)).facts).to.include({ blockMinutes: 60, short: 'pair' })
    expect(lookupEvent(keptOf({ ...trace, blockMinutes: null, short: null })).facts).to.not.have.any.keys(
      'blockMinutes',
      'short',
    )
  })
})
