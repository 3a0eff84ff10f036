import { expect } from 'chai'
import fc from 'fast-check'
import { BUSY_STATUSES } from '../../../protocols/availability/busy-status.ts'
import type { BusyStatus } from '../../../protocols/availability/busy-status.ts'
import { busyTimeAt, packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { BusyTime, BusyTimes } from '../../../protocols/availability/busy-times.ts'
import { HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import { blocksAround, spreadOverBlocks } from '../../../trust/policies/spread-over-blocks.ts'

const NOON = Date.UTC(2026, 10, 23, 12)
const at = (minutes: number): number => NOON + minutes * MINUTE
const BLOCKS = { start: at(0), end: at(240) }

const entry = (from: number, to: number, status: BusyStatus): BusyTime => {
  const time = { start: at(from), end: at(to) }
  return status === 'NoData' ? { ...time, status, reason: 'DATA_UNREADABLE' } : { ...time, status }
}
const told = (times: BusyTimes): string[] =>
  Array.from({ length: times.length }, (_, i) => {
    const { start, end, status } = busyTimeAt(times, i)
    return `${(start - NOON) / MINUTE}-${(end - NOON) / MINUTE} ${status}`
  })
const spread = (entries: readonly BusyTime[]): string[] =>
  told(spreadOverBlocks(packBusyTimes([...entries]), BLOCKS, 60))

const entries = fc.array(
  fc
    .tuple(fc.integer({ min: -90, max: 330 }), fc.nat(200), fc.constantFrom(...BUSY_STATUSES))
    .map(([from, length, status]) => entry(from, from + length, status)),
  { maxLength: 12 },
)

describe('Statuses spread over blocks', () => {
  const cases: [string, BusyTime[], string[]][] = [
    ['nothing stays nothing', [], []],
    ['five busy minutes are a busy hour', [entry(65, 70, 'Busy')], ['60-120 Busy']],
    ['an edge on a block touches no other', [entry(60, 120, 'OOF')], ['60-120 OOF']],
    ['neighbours of one status are one', [entry(10, 20, 'Busy'), entry(70, 80, 'Busy')], ['0-120 Busy']],
    ['the one that leaves less hope wins', [entry(0, 60, 'Tentative'), entry(59, 61, 'OOF')], ['0-120 OOF']],
    ['unknown is neither free nor tentative', [entry(0, 9, 'NoData'), entry(0, 50, 'Tentative')], ['0-60 NoData']],
    ['busy is told where the rest is unknown', [entry(0, 9, 'NoData'), entry(9, 10, 'Busy')], ['0-60 Busy']],
    ['elsewhere is more than free', [entry(0, 9, 'WorkingElsewhere'), entry(0, 60, 'Free')], ['0-60 WorkingElsewhere']],
    ['what has no length touches nothing', [entry(30, 30, 'Busy')], []],
    [
      'beyond the blocks nothing is told',
      [entry(-30, 10, 'Busy'), entry(230, 400, 'Busy')],
      ['0-60 Busy', '180-240 Busy'],
    ],
  ]
  for (const [what, given, expected] of cases) it(what, () => expect(spread(given)).to.deep.equal(expected))

  it('are of whole blocks counted from 1970, however the window is moved', () => {
    for (let minute = 1; minute < 60; minute++) {
      expect(blocksAround({ start: at(minute), end: at(60 + minute) }, 60)).to.deep.equal({
        start: at(0),
        end: at(120),
      })
    }
    expect(blocksAround(BLOCKS, 60)).to.deep.equal(BLOCKS)
    expect(blocksAround({ start: NOON, end: NOON + 1 }, 1440)).to.deep.equal({ start: at(-720), end: at(720) })
  })

  it('never make free what was not (property)', () => {
    fc.assert(
      fc.property(entries, (given) => {
        const after = spreadOverBlocks(packBusyTimes([...given]), BLOCKS, 60)
        for (const { start, end, status } of given) {
          if (status === 'Free' || end <= start) continue
          for (let minute = Math.max(start, BLOCKS.start); minute < Math.min(end, BLOCKS.end); minute += MINUTE) {
            const covered = after.starts.some((from, i) => from <= minute && minute < (after.ends[i] as number))
            expect(covered, `${status} at ${minute}`).to.equal(true)
          }
        }
      }),
    )
  })

  it('tell nothing but the highest status of each block (property)', () => {
    fc.assert(
      fc.property(entries, (given) => {
        const after = spreadOverBlocks(packBusyTimes([...given]), BLOCKS, 60)
        expect(told(spreadOverBlocks(after, BLOCKS, 60))).to.deep.equal(told(after))
        expect(
          after.starts.every((start) => start % HOUR === 0) && after.ends.every((end) => end % HOUR === 0),
        ).to.equal(true)
      }),
    )
  })
})
