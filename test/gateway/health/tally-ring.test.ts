import { expect } from 'chai'
import { TallyRing } from '../../../gateway/health/tally-ring.ts'
import { HOUR } from '../../../protocols/availability/time-window.ts'

describe('the last hours of a partner', () => {
  const START = Date.UTC(2026, 10, 27, 0)

  it('are counted each by itself, the present one last', () => {
    const ring = new TallyRing(HOUR, 3)
    for (const [hour, times] of [0, 1, 2].map((hour) => [hour, hour + 1] as const)) {
      for (let i = 0; i < times; i++) ring.at(START + hour * HOUR + i).questions++
    }
    const read = ring.read(START + 2 * HOUR)
    expect(read.map(({ start, questions }) => [(start - START) / HOUR, questions])).to.deep.equal([
      ...[
        [0, 1],
        [1, 2],
        [2, 3],
      ],
    ])
  })

  it('forget what is older, and show hours in which nothing was asked as such', () => {
    const ring = new TallyRing(HOUR, 3)
    ring.at(START).questions = 7
    const counts = (hour: number) => ring.read(START + hour * HOUR).map(({ questions }) => questions)
    expect([counts(0), counts(1), counts(2), counts(3)]).to.deep.equal([
      ...[
        [0, 0, 7],
        [0, 7, 0],
        [7, 0, 0],
        [0, 0, 0],
      ],
    ])
    ring.at(START + 3 * HOUR).questions++
    expect(counts(3), 'in the place of the oldest').to.deep.equal([0, 0, 1])
    expect(ring.read(START + 100 * HOUR).map(({ questions }) => questions)).to.deep.equal([0, 0, 0])
  })

  it('begin at the full hour, to the millisecond', () => {
    const ring = new TallyRing(HOUR, 2)
    ring.at(START + HOUR - 1).answered++
    ring.at(START + HOUR).answered++
    expect(ring.read(START + HOUR).map(({ start, answered }) => [start, answered])).to.deep.equal([
      ...[
        [START, 1],
        [START + HOUR, 1],
      ],
    ])
  })
})
