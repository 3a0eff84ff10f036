import { expect } from 'chai'
import { asTold, knownTimes } from '../../../gateway/broker/known-times.ts'
import type { MailboxAnswer } from '../../../protocols/availability/availability-question.ts'
import { BUSY_STATUSES } from '../../../protocols/availability/busy-status.ts'
import { packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { BusyTime } from '../../../protocols/availability/busy-times.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { SharedView } from '../../../protocols/availability/shared-view.ts'
import { HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'

const MORNING = Date.UTC(2026, 10, 26, 8)
const WINDOW = { start: MORNING, end: MORNING + 6 * HOUR }
const at = (hours: number, long: number) => ({ start: MORNING + hours * HOUR, end: MORNING + (hours + long) * HOUR })

const view = (times: readonly BusyTime[], grantedView: SharedView['grantedView'] = 'Detailed'): SharedView => {
  const found = { mailbox: parseMailboxAddress('vera@contoso.example'), window: WINDOW, times: packBusyTimes(times) }
  const nothing = { details: null, categories: null, workingHours: null, slotMinutes: null, asOf: MORNING }
  // What `shareView` makes is tested where it is made; here is only what is read of it.
  return { ...found, ...nothing, grantedView } as unknown as SharedView
}
const answer = (...of: Parameters<typeof view>): MailboxAnswer => ({ kind: 'view', view: view(...of) })

const each = BUSY_STATUSES.map((status, i): BusyTime => {
  return status === 'NoData' ? { ...at(i, 1), status, reason: 'DATA_WITHHELD' } : { ...at(i, 1), status }
})

describe('What is known of somebody for finding a time', () => {
  it('is taken where she may become busy, is busy or away; who works elsewhere is at work', () => {
    const { covered, taken, unknown } = knownTimes(answer(each), 15)
    expect(covered).to.deep.equal(WINDOW)
    expect(taken).to.deep.equal([at(1, 1), at(2, 1), at(3, 1)])
    expect(unknown).to.deep.equal([at(5, 1)])
  })

  it('is nothing where she is not there, refused, or could not be read', () => {
    const nothing = { covered: null, taken: [], unknown: [] }
    expect(knownTimes({ kind: 'not-found' }, 15)).to.deep.equal(nothing)
    expect(knownTimes({ kind: 'refused', decidedBy: 'INSIDE_LEVEL' }, 15)).to.deep.equal(nothing)
    expect(knownTimes({ kind: 'no-data', reason: 'REACH_TIMEOUT' }, 15)).to.deep.equal(nothing)
  })

  it('is of a stream no finer than its slots, and its unknown is busy, as a client reads it', () => {
    const fine: readonly BusyTime[] = [
      { start: MORNING + 7 * MINUTE, end: MORNING + 8 * MINUTE, status: 'Busy' },
      { ...at(2, 1), status: 'NoData', reason: 'REACH_TIMEOUT' },
    ]
    const told = asTold(view(fine, 'MergedOnly'), 30)
    expect([...told.times.starts]).to.deep.equal([MORNING, MORNING + 2 * HOUR])
    expect([...told.times.ends]).to.deep.equal([MORNING + 30 * MINUTE, MORNING + 3 * HOUR])
    const { taken, unknown } = knownTimes(answer(fine, 'MergedOnly'), 30)
    expect(taken).to.deep.equal([{ start: MORNING, end: MORNING + 30 * MINUTE }, at(2, 1)])
    expect(unknown).to.deep.equal([])
    const events = view(fine, 'FreeBusy')
    expect(asTold(events, 30)).to.equal(events)
  })
})
