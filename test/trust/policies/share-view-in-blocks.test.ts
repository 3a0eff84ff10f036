import { expect } from 'chai'
import fc from 'fast-check'
import { NO_DATA } from '../../../protocols/availability/busy-status.ts'
import { busyTimeAt } from '../../../protocols/availability/busy-times.ts'
import type { BusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { SharedView } from '../../../protocols/availability/shared-view.ts'
import { HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import { hasDetails } from '../../../protocols/availability/view.ts'
import type { Granted } from '../../../trust/policies/decision.ts'
import { shareView } from '../../../trust/policies/share-view.ts'
import { blocksAround, spreadOverBlocks } from '../../../trust/policies/spread-over-blocks.ts'
import { timeOf } from '../../protocols/availability/arbitrary-times.ts'
import { sceneWith } from './arbitrary-parts.ts'
import { decisionWith, eventsIn, viewOf } from './arbitrary-views.ts'
import type { Event } from './arbitrary-views.ts'
import { hiddenlyDifferent } from './hidden-differences.ts'

const CATEGORIES = ['doctor', 'family']
const DETAILED: Granted = {
  ...{ outcome: 'answer', level: 'LimitedDetails', view: 'DetailedMerged', decidedBy: 'GRANT', outsider: true },
  ...{ joinBlocks: false, giveWorkingHours: true, part: null },
}
const event = (start: number, end: number, categories: readonly string[] = []): Event => ({
  time: timeOf(start * MINUTE, end * MINUTE, 'Busy'),
  ...{ flags: 0, subject: 'plan', location: 'here', description: null, organizer: null, categories },
})
const told = ({ times }: SharedView): string[] =>
  Array.from({ length: times.length }, (_, i) => {
    const { start, end, status } = busyTimeAt(times, i)
    return `${start / MINUTE}-${end / MINUTE} ${status}`
  })

const blockMinutes = fc.constantFrom(60, 240, 1440)
const scene = sceneWith(CATEGORIES).chain(({ window, part }) =>
  fc.record({
    ...{ window: fc.constant(window), part: fc.constant(part), blockMinutes },
    ...{ events: eventsIn(window, CATEGORIES), noise: eventsIn(window, CATEGORIES), decision: decisionWith(part) },
    ...{ shift: fc.integer({ min: 0, max: 99 }), seed: fc.nat(50) },
  }),
)

describe('A view that is told in blocks', () => {
  const window = { start: 30 * MINUTE, end: 210 * MINUTE }
  const whole = blocksAround(window, 60)

  it('has when and how busy, and nothing besides, at every level; clipped to the window that was asked for', () => {
    const found = viewOf([event(35, 40), event(130, 140), event(215, 230)], whole)
    const view = shareView(found, DETAILED, { blockMinutes: 60, window })
    expect(told(view)).to.deep.equal(['30-60 Busy', '120-210 Busy'])
    expect(view).to.deep.include({ details: null, workingHours: null, window, grantedView: 'FreeBusyMerged' })
  })

  it('spreads nothing that is hidden: its own time is unknown, and so is the block', () => {
    const part = { hours: [], privatePeriods: [], hiddenCategories: ['doctor'] }
    const found = viewOf([event(65, 70, ['doctor'])], whole)
    const view = shareView(found, { ...DETAILED, part }, { blockMinutes: 60, window })
    expect(told(view)).to.deep.equal(['60-120 NoData'])
  })

  it('is of times, however many events they are of', () => {
    const part = { hours: [], privatePeriods: [], hiddenCategories: ['doctor'] }
    const found = viewOf(
      Array.from({ length: 20_001 }, () => event(65, 70)),
      whole,
    )
    const view = shareView(found, { ...DETAILED, part }, { blockMinutes: 60, window })
    expect(told(view)).to.deep.equal(['60-120 Busy'])
  })

  it('is the same for calendars that differ in what is hidden (property)', () => {
    let differed = 0
    fc.assert(
      fc.property(scene, ({ decision, noise, shift, seed, blockMinutes, ...rest }) => {
        const blocks = blocksAround(rest.window, blockMinutes)
        const one = viewOf(rest.events, blocks)
        const events = hiddenlyDifferent({ ...rest, window: blocks }, [noise, shift, seed])
        const other = viewOf(events, blocks)
        if (events.length !== rest.events.length) differed++
        const coarse = { blockMinutes, window: rest.window }
        expect(shareView(other, decision, coarse)).to.deep.equal(shareView(one, decision, coarse))
      }),
      { numRuns: 500 },
    )
    expect(differed).to.be.greaterThan(100)
  })

  it('tells nothing but the highest status of each block, whatever the window and the view (property)', () => {
    const asEvents = (times: BusyTimes): readonly Event[] =>
      Array.from({ length: times.length }, (_, i) => ({ ...event(0, 1), time: busyTimeAt(times, i) }))
    fc.assert(
      fc.property(scene, ({ window: asked, events, decision, blockMinutes }) => {
        const blocks = blocksAround(asked, blockMinutes)
        const one = viewOf(events, blocks)
        const other = viewOf(asEvents(spreadOverBlocks(one.times, blocks, blockMinutes)), blocks)
        const [a, b] = [one, other].map((found) =>
          shareView(found, { ...decision, part: null }, { blockMinutes, window: asked }),
        ) as [SharedView, SharedView]
        expect(told(a)).to.deep.equal(told(b))
        expect(hasDetails(a.grantedView)).to.equal(false)
        expect(a.grantedView).to.equal(b.grantedView)
        expect(a.times.statuses.every((status, i) => status !== NO_DATA || a.times.reasons.has(i))).to.equal(true)
      }),
      { numRuns: 500 },
    )
  })

  it('never tells more than was granted', () => {
    const stream = shareView(
      viewOf([event(35, HOUR / MINUTE)], whole),
      { ...DETAILED, view: 'MergedOnly' },
      { blockMinutes: 60, window },
    )
    expect(stream.grantedView).to.equal('MergedOnly')
  })
})
