import { expect } from 'chai'
import { packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import { HOUR } from '../../../protocols/availability/time-window.ts'
import { entriesInWindow } from '../../../trust/policies/entries-in-window.ts'
import { timeOf } from '../../protocols/availability/arbitrary-times.ts'

const WINDOW = { start: 8 * HOUR, end: 16 * HOUR }

describe('an entry of a view whose window is from 8 to 16', () => {
  const rows: readonly (readonly [start: number, end: number, inside: boolean])[] = [
    [6, 7, false],
    [6, 8, false],
    [6, 9, true],
    [6, 20, true],
    [8, 9, true],
    [10, 11, true],
    [15, 16, true],
    [15, 20, true],
    [16, 17, false],
    [18, 19, false],
    [7, 7, false],
    [8, 8, true],
    [12, 12, true],
    [16, 16, false],
  ]
  for (const [start, end, inside] of rows) {
    it(`${inside ? 'lies' : 'does not lie'} in it from ${start} to ${end}`, () => {
      const times = packBusyTimes([timeOf(start * HOUR, end * HOUR, 'Busy')])
      expect(entriesInWindow({ times, window: WINDOW })).to.deep.equal(inside ? [0] : [])
    })
  }

  it('is named by where it stands among all of them', () => {
    const times = packBusyTimes(rows.map(([start, end]) => timeOf(start * HOUR, end * HOUR, 'Busy')))
    const inside = entriesInWindow({ times, window: WINDOW })
    expect(inside).to.have.length(rows.filter((row) => row[2]).length)
    for (const i of inside) {
      expect(rows).to.deep.include([(times.starts[i] as number) / HOUR, (times.ends[i] as number) / HOUR, true])
    }
  })
})
