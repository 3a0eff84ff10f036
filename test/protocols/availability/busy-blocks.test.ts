import { expect } from 'chai'
import fc from 'fast-check'
import { BUSY_STATUSES } from '../../../protocols/availability/busy-status.ts'
import { busyBlocks, pickBusyTimes } from '../../../protocols/availability/busy-blocks.ts'
import { busyTimeAt, packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { BusyTime, BusyTimes } from '../../../protocols/availability/busy-times.ts'
import { busyTime, timeOf } from './arbitrary-times.ts'

const listed = (times: BusyTimes): readonly BusyTime[] =>
  Array.from({ length: times.length }, (_, i) => busyTimeAt(times, i))
const window = { start: 20, end: 80 }
const blocks = (times: readonly BusyTime[], join = true): readonly BusyTime[] =>
  listed(busyBlocks(packBusyTimes(times), window, join))

/** Which statuses hold at each instant of the window, found one instant at a time. */
function statusesByInstant(times: readonly BusyTime[]): readonly string[] {
  return Array.from({ length: window.end - window.start }, (_, i) => {
    const at = window.start + i
    const holding = times.filter((time) => time.start <= at && at < time.end && time.status !== 'Free')
    return BUSY_STATUSES.filter((status) => holding.some((time) => time.status === status)).join()
  })
}

const someTimes = fc.array(busyTime(100), { maxLength: 12 })

describe('the blocks of a calendar', () => {
  const table: readonly (readonly [what: string, times: readonly BusyTime[], blocks: readonly BusyTime[]])[] = [
    ['joins what touches', [timeOf(30, 40, 'Busy'), timeOf(40, 50, 'Busy')], [timeOf(30, 50, 'Busy')]],
    ['joins what overlaps', [timeOf(30, 45, 'OOF'), timeOf(40, 50, 'OOF')], [timeOf(30, 50, 'OOF')]],
    ['joins what lies within', [timeOf(30, 60, 'Busy'), timeOf(40, 50, 'Busy')], [timeOf(30, 60, 'Busy')]],
    [
      'joins across what lies between',
      [timeOf(30, 40, 'Busy'), timeOf(35, 60, 'OOF'), timeOf(40, 50, 'Busy')],
      [timeOf(30, 50, 'Busy'), timeOf(35, 60, 'OOF')],
    ],
    [
      'keeps a gap of one millisecond',
      [timeOf(30, 40, 'Busy'), timeOf(41, 50, 'Busy')],
      [timeOf(30, 40, 'Busy'), timeOf(41, 50, 'Busy')],
    ],
    [
      'keeps statuses apart',
      [timeOf(30, 40, 'Busy'), timeOf(40, 50, 'Tentative')],
      [timeOf(30, 40, 'Busy'), timeOf(40, 50, 'Tentative')],
    ],
    ['clips to the window', [timeOf(0, 100, 'Busy')], [timeOf(20, 80, 'Busy')]],
    ['does not list what only touches the window', [timeOf(0, 20, 'Busy'), timeOf(80, 90, 'Busy')], []],
    ['does not list free time', [timeOf(30, 40, 'Free')], []],
    ['lists work elsewhere', [timeOf(30, 40, 'WorkingElsewhere')], [timeOf(30, 40, 'WorkingElsewhere')]],
    ['does not list an event of no length', [timeOf(30, 30, 'Busy')], []],
    [
      'sorts by end what begins before the window',
      [timeOf(5, 60, 'OOF'), timeOf(10, 50, 'Busy')],
      [timeOf(20, 50, 'Busy'), timeOf(20, 60, 'OOF')],
    ],
  ]
  for (const [what, times, expected] of table) it(what, () => expect(blocks(times)).to.deep.equal(expected))

  it('keeps events apart where nobody asked to join them', () => {
    const events = [timeOf(30, 40, 'Busy'), timeOf(40, 50, 'Busy')]
    expect(blocks(events, false)).to.deep.equal(events)
  })

  it('keeps the first reason of unknown times it joins', () => {
    const first: BusyTime = { start: 30, end: 40, status: 'NoData', reason: 'REACH_DNS' }
    const second: BusyTime = { start: 40, end: 50, status: 'NoData', reason: 'DATA_WITHHELD' }
    expect(blocks([first, second])).to.deep.equal([{ ...first, end: 50 }])
  })

  for (const join of [true, false]) {
    it(`says of each instant what the events say, unknown included (${join ? 'joined' : 'apart'})`, () => {
      fc.assert(
        fc.property(someTimes, (times) => {
          expect(statusesByInstant(blocks(times, join))).to.deep.equal(statusesByInstant(times))
        }),
        { numRuns: 300 },
      )
    })

    it(`is a sorted table within the window (${join ? 'joined' : 'apart'})`, () => {
      fc.assert(
        fc.property(someTimes, (times) => {
          const found = blocks(times, join)
          expect(listed(packBusyTimes(found))).to.deep.equal(found)
          for (const { start, end } of found)
            expect([window.start <= start, start < end, end <= window.end]).not.include(false)
        }),
      )
    })
  }

  it('depends on nothing but which instants have which status', () => {
    const cut = fc.tuple(someTimes, fc.array(fc.integer({ min: 0, max: 130 }), { maxLength: 6 }))
    fc.assert(
      fc.property(cut, ([times, cuts]) => {
        const pieces = times.flatMap((time) => {
          const edges = [time.start, ...cuts.filter((at) => time.start < at && at < time.end), time.end]
          edges.sort((a, b) => a - b)
          return edges.slice(1).map((end, i) => timeOf(edges[i] as number, end, time.status))
        })
        expect(blocks([...pieces, ...times.slice(0, 3)])).to.deep.equal(blocks(times))
      }),
      { numRuns: 300 },
    )
  })

  it('are as many as the seams of the calendar need: two of one status never touch', () => {
    fc.assert(
      fc.property(someTimes, (times) => {
        const found = blocks(times)
        for (const a of found) {
          for (const b of found) {
            if (a !== b && a.status === b.status) expect(a.end < b.start || b.end < a.start).to.equal(true)
          }
        }
      }),
    )
  })
})

describe('entries picked out of a table', () => {
  it('keep their times, their status and the reason they are unknown for', () => {
    fc.assert(
      fc.property(someTimes, fc.infiniteStream(fc.boolean()), (times, choose) => {
        const packed = packBusyTimes(times)
        const indices = listed(packed).flatMap((_, i) => (choose.next().value === true ? [i] : []))
        const picked = pickBusyTimes(packed, indices)
        expect(listed(picked)).to.deep.equal(indices.map((i) => busyTimeAt(packed, i)))
        expect(picked.reasons.size).to.equal(listed(picked).filter((time) => time.status === 'NoData').length)
      }),
    )
  })
})
