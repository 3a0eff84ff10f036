import { expect } from 'chai'
import fc from 'fast-check'
import { NO_TIMES, busyTimeAt, packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { BusyTime } from '../../../protocols/availability/busy-times.ts'
import { busyTime } from './arbitrary-times.ts'

const unpacked = (times: readonly BusyTime[]): readonly BusyTime[] => {
  const packed = packBusyTimes(times)
  return Array.from({ length: packed.length }, (_, i) => busyTimeAt(packed, i))
}

describe('a table of busy times', () => {
  it('holds what went in, sorted by start and then by end', () => {
    const early: BusyTime = { start: 10, end: 20, status: 'OOF' }
    const short: BusyTime = { start: 10, end: 15, status: 'Free' }
    const late: BusyTime = { start: 30, end: 40, status: 'NoData', reason: 'REACH_TIMEOUT' }
    expect(unpacked([late, early, short])).to.deep.equal([short, early, late])
  })

  it('keeps the order of entries at the same time', () => {
    const times: readonly BusyTime[] = [
      { start: 1, end: 2, status: 'OOF' },
      { start: 1, end: 2, status: 'Busy' },
    ]
    expect(unpacked(times)).to.deep.equal(times)
  })

  it('tells where each entry stood before, so that details can follow', () => {
    fc.assert(
      fc.property(fc.array(busyTime(1000), { maxLength: 20 }), (times) => {
        const order: number[] = [99]
        const packed = packBusyTimes(times, order)
        expect(order.length).to.equal(times.length)
        expect(order.map((from) => times[from])).to.deep.equal(order.map((_, i) => busyTimeAt(packed, i)))
      }),
    )
  })

  it('keeps every unknown time unknown, with its own reason and no other entry with one', () => {
    const reasons = fc.constantFrom('REACH_DNS' as const, 'DATA_UNREADABLE' as const, 'DATA_WITHHELD' as const)
    const times = fc.array(fc.tuple(busyTime(1000), reasons), { maxLength: 20 })
    fc.assert(
      fc.property(times, (drawn) => {
        const given = drawn.map(([time, reason]) => (time.status === 'NoData' ? { ...time, reason } : time))
        const packed = packBusyTimes(given)
        const unknown = (list: readonly BusyTime[]): string[] =>
          list.flatMap((time) => (time.status === 'NoData' ? [`${time.start} ${time.end} ${time.reason}`] : [])).sort()
        expect(unknown(unpacked(given))).to.deep.equal(unknown(given))
        expect(packed.reasons.size).to.equal(given.filter((time) => time.status === 'NoData').length)
      }),
    )
  })

  it('is never free where a reason got lost: it is unknown because withheld', () => {
    const table = {
      ...packBusyTimes([{ start: 1, end: 2, status: 'NoData', reason: 'REACH_DNS' }]),
      reasons: new Map(),
    }
    expect(busyTimeAt(table, 0)).to.deep.equal({ start: 1, end: 2, status: 'NoData', reason: 'DATA_WITHHELD' })
  })

  it('is the same nothing for nothing', () => {
    expect(packBusyTimes([])).to.deep.equal(NO_TIMES)
  })
})
