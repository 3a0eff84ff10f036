import { expect } from 'chai'
import type { ScheduleRow } from '../../../../gateway/console/schedule/schedule-row.ts'
import { ownHours, proposeTimes, worksOn } from '../../../../gateway/staff/schedule/propose-times.ts'
import { packBusyTimes } from '../../../../protocols/availability/busy-times.ts'
import { WEEKDAYS } from '../../../../protocols/availability/free-busy-view.ts'
import type { WorkingHours } from '../../../../protocols/availability/free-busy-view.ts'
import type { SharedView } from '../../../../protocols/availability/shared-view.ts'
import { DAY, HOUR } from '../../../../protocols/availability/time-window.ts'
import { ianaZone } from '../../../../protocols/time-zone/iana-zone.ts'
import { UTC } from '../../../../protocols/time-zone/zone.ts'
import { address } from '../../broker/small-world.ts'

/** A Monday. */
const FIRST = Date.UTC(2026, 10, 23) / DAY
const window = { start: FIRST * DAY, end: (FIRST + 7) * DAY }
const question = {
  ...{ people: [], view: 'days' as const, day: FIRST, range: { first: FIRST, count: 7 }, zone: UTC },
  ...{ quarters: 4, anytime: false },
}
const workingFrom = (timeZone: string, start: number, end: number): WorkingHours => ({
  timeZone,
  periods: [{ days: WEEKDAYS.slice(2, 4), start: start * 60, end: end * 60 }],
})
const row = (own: boolean, workingHours: WorkingHours | null = null): ScheduleRow => {
  const nothing = { details: null, categories: null, slotMinutes: null, asOf: 0, grantedView: 'Detailed' }
  const mailbox = address('vera@contoso.example')
  const view = { mailbox, window, times: packBusyTimes([]), workingHours, ...nothing } as unknown as SharedView
  return { about: mailbox, own, inside: true, asOf: 0, answer: { kind: 'view', view } }
}
const starts = (rows: readonly ScheduleRow[], more: Partial<typeof question> = {}, now = window.start) =>
  proposeTimes(rows, { ...question, ...more }, now).map(({ start }) => new Date(start).toISOString().slice(0, 16))

describe('Times that can be proposed', () => {
  it('begin with her working day, at 8 o’clock of the zone she looks in where nobody says when she works', () => {
    expect(starts([row(true)]).slice(0, 2)).to.deep.equal(['2026-11-23T08:00', '2026-11-23T09:00'])
    const zone = ianaZone('Asia/Kolkata') ?? UTC
    expect(starts([row(true)], { zone })[0]).to.equal('2026-11-23T02:30')
  })

  it('keep to her own hours, and to those of others who were told with theirs', () => {
    const own = workingFrom('Europe/Stockholm', 9, 17)
    expect(starts([row(true, own)])[0]).to.equal('2026-11-24T08:00')
    const other = workingFrom('America/New_York', 10, 17)
    expect(starts([row(true, own), row(false, other)])).to.deep.equal(['2026-11-24T15:00', '2026-11-25T15:00'])
    expect(starts([row(true, own), row(false, other)], { anytime: true })[0]).to.equal('2026-11-23T00:00')
    const nowhere = workingFrom('Mars/Olympus', 10, 17)
    expect(starts([row(true, own), row(false, nowhere)]), 'hours that nobody can place').to.have.length(8)
  })

  it('are never over, and are eight at most', () => {
    expect(starts([row(true)], {}, window.start + 15 * HOUR)[0]).to.equal('2026-11-23T15:00')
    expect(starts([row(true)], {}, window.end)).to.deep.equal([])
    expect(starts([row(true)])).to.have.length(8)
  })

  it('show of a week the days on which she works', () => {
    const usual = ownHours([row(true)], question)
    expect([0, 4, 5, 6].map((day) => worksOn(usual, FIRST + day))).to.deep.equal([true, true, false, false])
    expect(worksOn({ timeZone: 'UTC', periods: [] }, FIRST + 5), 'who works on no day').to.equal(true)
  })
})
