import { expect } from 'chai'
import { zoneOfEras } from '../../../protocols/ews/yearly-zone.ts'
import type { Era } from '../../../protocols/ews/yearly-zone.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { UTC } from '../../../protocols/time-zone/zone.ts'

const TWO = 2 * 3_600_000
/** The United States before and after the Energy Policy Act of 2005. */
const PACIFIC: readonly Era[] = [
  {
    from: -Infinity,
    offset: -480,
    changes: [
      { moment: { month: 4, week: 1, weekday: 0, time: TWO }, offset: -420 },
      { moment: { month: 10, week: -1, weekday: 0, time: TWO }, offset: -480 },
    ],
  },
  {
    from: Date.UTC(2007, 0, 1, 8),
    offset: -480,
    changes: [
      { moment: { month: 3, week: 2, weekday: 0, time: TWO }, offset: -420 },
      { moment: { month: 11, week: 1, weekday: 0, time: TWO }, offset: -480 },
    ],
  },
]

describe('a zone by yearly rules', () => {
  it('is Los Angeles from 1990 to 2037, across a change of the rules', () => {
    const [ours, theirs] = [zoneOfEras(PACIFIC), ianaZone('America/Los_Angeles') ?? UTC]
    for (let at = Date.UTC(1990, 0, 1); at < Date.UTC(2037, 0, 1); at += 31 * 3_600_000) {
      expect(ours.offsetAt(at), new Date(at).toISOString()).to.equal(theirs.offsetAt(at))
      expect(ours.instantOf(at), new Date(at).toISOString()).to.equal(theirs.instantOf(at))
    }
  })
  it('takes a fixed date each year, and none where there is no change', () => {
    const fixed = zoneOfEras([
      {
        from: -Infinity,
        offset: 0,
        changes: [
          { moment: { month: 4, day: 1, time: 0 }, offset: 60 },
          { moment: { month: 9, day: 31, time: 0 }, offset: 0 },
        ],
      },
    ])
    expect(
      [Date.UTC(2026, 2, 31, 23, 59), Date.UTC(2026, 3, 1), Date.UTC(2027, 8, 29), Date.UTC(2027, 8, 30)].map((at) =>
        fixed.offsetAt(at),
      ),
    ).to.deep.equal([0, 60, 60, 0])
    expect(zoneOfEras([{ from: -Infinity, offset: 330, changes: [] }]).offsetAt(0)).to.equal(330)
  })
  it('is kept for who asks again', () => expect(zoneOfEras(PACIFIC)).to.equal(zoneOfEras([...PACIFIC].reverse())))
})
