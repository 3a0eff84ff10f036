import { expect } from 'chai'
import fc from 'fast-check'
import type { CalendarDay, DayEntry } from '../../../../gateway/console/calendar-days.ts'
import { overlaidDay, overlayOf } from '../../../../gateway/console/schedule/overlay.ts'
import { BUSY_STATUSES } from '../../../../protocols/availability/busy-status.ts'
import type { BusyStatus } from '../../../../protocols/availability/busy-status.ts'
import { MINUTE } from '../../../../protocols/availability/time-window.ts'

const START = Date.UTC(2026, 10, 26)
const MINUTES = 60
const TEXTLESS = { subject: null, location: null, description: null, organizer: null, isPrivate: false }

const dayOf = (times: readonly (readonly [number, number, BusyStatus])[]): CalendarDay => ({
  ...{ day: 0, start: START, end: START + MINUTES * MINUTE, free: [] },
  entries: times.map(([from, until, status]): DayEntry => {
    const [start, end] = [START + from * MINUTE, START + until * MINUTE]
    return { start, end, entry: { ...TEXTLESS, start, end, status } }
  }),
})

/** What weighs most in a meeting comes last. */
const WEIGHT: readonly BusyStatus[] = ['Free', 'WorkingElsewhere', 'NoData', 'Tentative', 'Busy', 'OOF']

const time = fc
  .tuple(fc.nat(MINUTES), fc.nat(MINUTES), fc.constantFrom(...BUSY_STATUSES))
  .map(([a, b, status]) => [Math.min(a, b), Math.max(a, b), status] as const)
const people = fc.array(fc.array(time, { maxLength: 5 }), { minLength: 1, maxLength: 4 })

describe('Days laid over each other', () => {
  it('say of every minute who is not known to be free, and what weighs most of what she has', () => {
    fc.assert(
      fc.property(people, (all) => {
        const stretches = overlayOf(all.map(dayOf))
        for (let minute = 0; minute < MINUTES; minute++) {
          const at = START + minute * MINUTE
          const [stretch, ...more] = stretches.filter(({ start, end }) => start <= at && at < end)
          expect(more).to.have.length(0)
          const wanted = all.flatMap((times, who) => {
            const has = times.filter(([from, until]) => from <= minute && minute < until).map(([, , status]) => status)
            const status = WEIGHT.findLast((one) => has.includes(one))
            return status === undefined || status === 'Free' ? [] : [{ who, status }]
          })
          expect(stretch?.held).to.deep.equal(wanted)
        }
      }),
    )
  })

  it('are stretches without gaps, each another than the one before', () => {
    fc.assert(
      fc.property(people, (all) => {
        const stretches = overlayOf(all.map(dayOf))
        expect(stretches.at(0)?.start).to.equal(START)
        expect(stretches.at(-1)?.end).to.equal(START + MINUTES * MINUTE)
        stretches.slice(1).forEach((one, i) => {
          expect(one.start).to.equal(stretches[i]?.end)
          expect(one.held).to.not.deep.equal(stretches[i]?.held)
        })
      }),
    )
  })

  it('are drawn as what weighs most, and free where everybody is known to be', () => {
    const [a, b] = [dayOf([[0, 30, 'NoData']]), dayOf([[20, 40, 'Busy']])]
    const { entries, free } = overlaidDay(a, overlayOf([a, b]))
    expect(entries.map(({ entry }) => entry.status)).to.deep.equal(['NoData', 'Busy', 'Busy'])
    expect(free.map(({ start, end }) => [start - START, end - START])).to.deep.equal([[40 * MINUTE, 60 * MINUTE]])
    expect(overlayOf([])).to.deep.equal([])
  })
})
