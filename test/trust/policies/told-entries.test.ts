import { expect } from 'chai'
import fc from 'fast-check'
import type { FreeBusyView } from '../../../protocols/availability/free-busy-view.ts'
import { HOUR } from '../../../protocols/availability/time-window.ts'
import type { VisiblePart } from '../../../trust/policies/visible-part.ts'
import { toldEntries } from '../../../trust/policies/told-entries.ts'
import { timeOf } from '../../protocols/availability/arbitrary-times.ts'
import { sceneWith } from './arbitrary-parts.ts'
import { eventsIn, viewOf } from './arbitrary-views.ts'
import type { Event } from './arbitrary-views.ts'
import { hiddenlyDifferent, isHidden } from './hidden-differences.ts'

const CATEGORIES = ['doctor', 'family']
const WINDOW = { start: 0, end: 24 * HOUR }
const ALL: VisiblePart = { hours: [], hiddenCategories: [], privatePeriods: [] }
const event = (start: number, end: number, categories: readonly string[] = []): Event => ({
  time: timeOf(start * HOUR, end * HOUR, 'Busy'),
  ...{ flags: 0, subject: 'plan', location: null, description: null, organizer: null, categories },
})
const from = (events: readonly Event[], changes: Partial<FreeBusyView> = {}): FreeBusyView =>
  viewOf(events, WINDOW, changes)

describe('the entries of which something is told', () => {
  const events = [event(-2, 0), event(-1, 3), event(5, 9, ['doctor']), event(6, 10), event(23, 30), event(24, 25)]

  it('are those in the window, where all of it is', () => {
    expect(toldEntries(from(events), { part: null })).to.deep.equal([1, 2, 3, 4])
  })

  it('are none that are hidden, and each as often as it is told in pieces', () => {
    const privatePeriods = [
      { start: 7 * HOUR, end: 8 * HOUR },
      { start: 22 * HOUR, end: 26 * HOUR },
    ]
    const part = { ...ALL, hiddenCategories: ['doctor'], privatePeriods }
    expect(toldEntries(from(events), { part })).to.deep.equal([1, 3, 3])
  })

  it('are none where more would be told than one answer takes, and all of them where it takes that many', () => {
    for (const part of [null, ALL]) {
      expect(toldEntries(from(events, { mostEntries: 4 }), { part })).to.have.length(4)
      expect(toldEntries(from(events, { mostEntries: 3 }), { part })).to.deep.equal([])
    }
  })

  it('are none where a part would leave more pieces than are worth telling, whatever an answer takes', () => {
    const crowd = (count: number) => from(Array.from({ length: count }, () => event(6, 10)))
    expect(toldEntries(crowd(20_000), { part: ALL })).to.have.length(20_000)
    expect(toldEntries(crowd(20_001), { part: ALL })).to.deep.equal([])
    expect(toldEntries(crowd(20_001), { part: null })).to.have.length(20_001)
  })

  it('are told alike in two calendars that differ only in what is withheld', () => {
    const pair = sceneWith(CATEGORIES).chain(({ window, part }) =>
      fc.record({
        scene: fc.record({
          window: fc.constant(window),
          part: fc.constant(part),
          events: eventsIn(window, CATEGORIES),
        }),
        noise: eventsIn(window, CATEGORIES),
        shift: fc.integer({ min: 0, max: 99 }),
        seed: fc.integer({ min: 0, max: 50 }),
      }),
    )
    const seen = { told: 0, apart: 0 }
    fc.assert(
      fc.property(pair, ({ scene, noise, shift, seed }) => {
        const { window, part, events: one } = scene
        const other = hiddenlyDifferent(scene, [noise, shift, seed])
        const texts = [one, other].map((events) => {
          const view = viewOf(events, window)
          const told = toldEntries(view, { part })
          if (events.length !== told.length) seen.apart++
          const subjects = told.map((entry) => view.details?.subjects[entry] ?? 'none')
          const open = events.filter((event) => !isHidden(event, part)).map(({ subject }) => subject ?? 'none')
          expect(open).to.include.members(subjects)
          return [...subjects].sort()
        })
        seen.told += texts[0]?.length ?? 0
        expect(texts[1]).to.deep.equal(texts[0])
      }),
      { numRuns: 600 },
    )
    expect(Math.min(seen.told, seen.apart)).to.be.greaterThan(300)
  })
})
