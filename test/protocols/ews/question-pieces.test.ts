import { expect } from 'chai'
import fc from 'fast-check'
import type { Finding, SourceQuestion } from '../../../protocols/availability/availability-question.ts'
import { BUSY_STATUSES } from '../../../protocols/availability/busy-status.ts'
import { busyTimeAt, packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { BusyTime } from '../../../protocols/availability/busy-times.ts'
import { mergedFreeBusy } from '../../../protocols/availability/merged-free-busy.ts'
import { DAY, HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import type { TimeWindow } from '../../../protocols/availability/time-window.ts'
import { joinFindings, piecesOf } from '../../../protocols/ews/question-pieces.ts'
import { questionOf } from './availability-answers.ts'

const START = Date.parse('2026-12-01T00:00:00Z')

const timeOf = (status: BusyTime['status'], start: number, end: number): BusyTime =>
  status === 'NoData' ? { start, end, status, reason: 'DATA_WITHHELD' } : { start, end, status }

const calendar = fc.array(
  fc
    .record({
      at: fc.integer({ min: -30, max: 24 * 70 }),
      hours: fc.integer({ min: 1, max: 100 }),
      status: fc.constantFrom(...BUSY_STATUSES),
    })
    .map(({ at, hours, status }) => timeOf(status, START + at * HOUR, START + (at + hours) * HOUR)),
  { maxLength: 30 },
)

/** What a source with this calendar finds in this window: whole entries, those that touch it. */
function found(times: readonly BusyTime[], window: TimeWindow, question: SourceQuestion): Finding {
  const inside = times.filter(({ start, end }) => start < window.end && end > window.start)
  const [mailbox] = question.mailboxes
  if (mailbox === undefined) throw new Error('a question about nobody')
  const packed = packBusyTimes(inside)
  const subjects = Array.from({ length: packed.length }, (_, i) => `at ${packed.starts[i]}`)
  const details = { flags: new Uint8Array(packed.length), subjects, locations: subjects, notes: null }
  return {
    kind: 'view',
    view: { mailbox, window, times: packed, details, categories: null, workingHours: null, slotMinutes: null, asOf: 0 },
  }
}

const question = (days: number, interval: number): SourceQuestion => ({
  ...questionOf(1, 'Detailed'),
  window: { start: START, end: START + days * DAY },
  interval,
})

describe('a question that is cut into pieces', () => {
  it('covers each mailbox and the whole window exactly once, within the limits, cut between slots', () => {
    const ranges = [
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 62 }),
      fc.integer({ min: 5, max: 1440 }),
    ] as const
    fc.assert(
      fc.property(
        ...ranges,
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 2, max: 62 }),
        (count, days, interval, mailboxes, windowDays) => {
          const asked = { ...questionOf(count), ...question(days, interval), mailboxes: questionOf(count).mailboxes }
          const pieces = piecesOf(asked, { mailboxes, windowDays })
          asked.mailboxes.forEach((mailbox, i) => {
            const own = pieces.filter((piece) => i >= piece.first && i < piece.first + piece.mailboxes.length)
            let at = asked.window.start
            for (const piece of own) {
              expect(piece.mailboxes[i - piece.first]).to.equal(mailbox)
              expect(piece.window.start).to.equal(at)
              expect((at - START) % (interval * MINUTE)).to.equal(0)
              expect(piece.window.end - at).to.be.within(1, windowDays * DAY)
              expect(piece.mailboxes.length).to.be.at.most(mailboxes)
              at = piece.window.end
            }
            expect(at).to.equal(asked.window.end)
          })
        },
      ),
      { numRuns: 200 },
    )
  })

  it('is joined to what the whole question would have found, with each time told once and with its own details', () => {
    fc.assert(
      fc.property(calendar, fc.integer({ min: 2, max: 40 }), (times, windowDays) => {
        // Two entries that are alike in all are told as one when they lie across a cut: no slot changes by it.
        const distinct = times.filter(
          (a, i) => times.findIndex((b) => a.start === b.start && a.end === b.end && a.status === b.status) === i,
        )
        const asked = question(62, 60)
        const whole = found(distinct, asked.window, asked)
        const parts = piecesOf(asked, { mailboxes: 100, windowDays }).map(({ window }) => ({
          window,
          finding: found(distinct, window, asked),
        }))
        const joined = joinFindings(asked.mailboxes[0] as never, asked.window, parts)
        if (joined.kind !== 'view' || whole.kind !== 'view') throw new Error('no view')
        const sorted = ({ times: t }: typeof whole.view): string[] =>
          Array.from({ length: t.length }, (_, i) => JSON.stringify(busyTimeAt(t, i))).sort()
        expect(sorted(joined.view)).to.deep.equal(sorted(whole.view))
        joined.view.details?.subjects.forEach((subject, i) =>
          expect(subject).to.equal(`at ${joined.view.times.starts[i]}`),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('is never free where a part was not had', () => {
    fc.assert(
      fc.property(calendar, fc.integer({ min: 2, max: 40 }), fc.nat(), (times, windowDays, which) => {
        const asked = question(62, 60)
        const pieces = piecesOf(asked, { mailboxes: 100, windowDays })
        const lost = pieces[which % pieces.length]
        const parts = pieces.map((piece) => ({
          window: piece.window,
          finding:
            piece === lost
              ? ({ kind: 'no-data', reason: 'REACH_TIMEOUT' } as const)
              : found(times, piece.window, asked),
        }))
        const joined = joinFindings(asked.mailboxes[0] as never, asked.window, parts)
        if (pieces.length === 1) return void expect(joined).to.deep.equal({ kind: 'no-data', reason: 'REACH_TIMEOUT' })
        if (joined.kind !== 'view' || lost === undefined) throw new Error('no view')
        const digits = mergedFreeBusy(joined.view.times, lost.window, 60)
        expect([...digits].every((digit) => digit >= 2)).to.equal(true)
      }),
      { numRuns: 200 },
    )
  })
})
