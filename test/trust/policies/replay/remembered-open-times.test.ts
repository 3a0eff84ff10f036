import { expect } from 'chai'
import fc from 'fast-check'
import { openTimes } from '../../../../trust/policies/open-times.ts'
import { RememberedOpenTimes } from '../../../../trust/policies/replay/remembered-open-times.ts'
import type { VisiblePart } from '../../../../trust/policies/visible-part.ts'
import { sceneWith } from '../arbitrary-parts.ts'

const copy = (part: VisiblePart): VisiblePart => structuredClone(part)

describe('open times that are remembered', () => {
  it('are those that are worked out, for every part and window, in whatever order they are asked for', () => {
    const few = new RememberedOpenTimes(20)
    const many = new RememberedOpenTimes()
    fc.assert(
      fc.property(fc.array(sceneWith([]), { minLength: 1, maxLength: 4 }), (scenes) => {
        for (const { part, window } of [...scenes, ...scenes]) {
          const expected = openTimes(part, window)
          expect(many.of(part, window)).to.deep.equal(expected)
          expect(many.of(copy(part), window)).to.deep.equal(expected)
          expect(few.of(part, window)).to.deep.equal(expected)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('are worked out once for hours that say the same, and again for other hours and windows', () => {
    const remembered = new RememberedOpenTimes()
    const window = { start: Date.parse('2026-11-23T00:00:00Z'), end: Date.parse('2026-11-24T00:00:00Z') }
    const hours = (timeZone: string, start: number): VisiblePart => ({
      ...{ hiddenCategories: [], privatePeriods: [] },
      hours: [{ timeZone, periods: [{ days: ['Monday'], start, end: 1_020 }] }],
    })
    for (let i = 0; i < 3; i++) remembered.of(hours('UTC', 480), window)
    expect(remembered.workedOut).to.equal(1)
    remembered.of(hours('UTC', 540), window)
    remembered.of(hours('Europe/Oslo', 480), window)
    remembered.of(hours('UTC', 480), { ...window, end: window.end + 1 })
    expect(remembered.workedOut).to.equal(4)
  })
})
