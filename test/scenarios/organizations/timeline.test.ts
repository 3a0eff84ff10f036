import { expect } from 'chai'
import fc from 'fast-check'
import { BUSY_STATUSES } from '../../../protocols/availability/busy-status.ts'
import { HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import type { LookupOutcome, LookupResult } from '../../organizations/lookup-result.ts'
import { cellMinutes, drawLookup, GLYPHS, legend } from '../../organizations/timeline.ts'

const PLAIN = { timeZone: 'Europe/Stockholm', colour: false }
// 24 November 2026, 08:00 to 18:00 in Stockholm.
const WINDOW = { start: Date.UTC(2026, 10, 24, 7), end: Date.UTC(2026, 10, 24, 17) }
const at = (hour: number, minute = 0): number => Date.UTC(2026, 10, 24, hour - 1, minute)

const answered = {
  outcome: 'answer',
  level: 'LimitedDetails',
  view: 'DetailedMerged',
  side: 'answering',
  asOf: 0,
} as const

function looked(is: LookupOutcome, window = WINDOW): LookupResult {
  return {
    from: 'anna@fabrikam.example',
    about: 'vera@contoso.example',
    asked: 'DetailedMerged',
    interval: 30,
    window,
    is,
  }
}

describe('A timeline', () => {
  it('draws every status with its own sign, the hours above and the zone named', () => {
    const events = [
      { start: at(8), end: at(9), status: 'Tentative', subject: 'Perhaps' },
      { start: at(9), end: at(10), status: 'Busy', subject: 'Budget', location: 'Vänern' },
      { start: at(10), end: at(11), status: 'OOF' },
      { start: at(11), end: at(12), status: 'WorkingElsewhere' },
      { start: at(12), end: at(13), status: 'NoData' },
    ] as const
    const is = { ...answered, decidedBy: 'RELATIONSHIP_LEVEL', mergedFreeBusy: null, events }
    expect(drawLookup([looked(is)], PLAIN)).to.deep.equal([
      '  Tue 24 Nov, Europe/Stockholm',
      '                         08  09  10  11  12  13  14  15  16  17  18',
      '  vera@contoso.example   ░░░░████▒▒▒▒○○○○????····················',
      '    LimitedDetails as DetailedMerged by RELATIONSHIP_LEVEL (answering side)',
      '    As much as contoso.example gives fabrikam.example at most.',
      '    08:00-09:00 tentative Perhaps',
      '    09:00-10:00 busy Budget (Vänern)',
      '    10:00-11:00 away',
      '    11:00-12:00 elsewhere',
      '    12:00-13:00 unknown',
    ])
  })

  it('tells all six statuses apart without colour', () => {
    expect(new Set(BUSY_STATUSES.map((status) => GLYPHS[status].sign)).size).to.equal(6)
    expect(legend(PLAIN)).to.equal('·· free   ░░ tentative   ██ busy   ▒▒ away   ○○ elsewhere   ?? unknown')
  })

  it('draws a stream by its digits, and a digit that says no status as unknown', () => {
    const stream = { ...answered, view: 'MergedOnly', decidedBy: 'REQUESTED_VIEW', events: null } as const
    const drawn = drawLookup([looked({ ...stream, mergedFreeBusy: '01234567890000000000' })], PLAIN)
    expect(drawn[2]?.trimEnd()).to.equal(`  vera@contoso.example   ··░░██▒▒${'?'.repeat(12)}${'·'.repeat(20)}`)
  })

  it('draws slots the stream has no digit for as unknown', () => {
    const stream = { ...answered, view: 'MergedOnly', decidedBy: 'REQUESTED_VIEW', events: null } as const
    const drawn = drawLookup([looked({ ...stream, mergedFreeBusy: '00' })], PLAIN)
    expect(drawn[2]).to.equal(`  vera@contoso.example   ····${'?'.repeat(36)}`)
  })

  it('draws a calendar that could not be had as unknown, and a refused one as no answer', () => {
    const unknown = drawLookup([looked({ outcome: 'unknown', decidedBy: 'REACH_TCP' })], PLAIN)
    expect(unknown[2]).to.equal(`  vera@contoso.example   ${'?'.repeat(40)}`)
    expect(unknown[3]).to.equal('    unknown: REACH_TCP')
    const refused = drawLookup([looked({ outcome: 'refuse', decidedBy: 'MAILBOX_DEFAULT', side: 'answering' })], PLAIN)
    expect(refused[2]).to.equal('  vera@contoso.example   (no answer)')
    expect(refused[3]).to.equal('    refused by MAILBOX_DEFAULT (answering side)')
  })

  it('lets unknown give way only to what is known to be busier', () => {
    const both = (status: 'Tentative' | 'Busy') => [
      { start: at(8), end: at(9), status: 'NoData' as const },
      { start: at(8), end: at(9), status },
    ]
    const drawn = (status: 'Tentative' | 'Busy') =>
      drawLookup([looked({ ...answered, decidedBy: 'X', mergedFreeBusy: null, events: both(status) })], PLAIN)[2]
    expect(drawn('Tentative')).to.contain('  ????·')
    expect(drawn('Busy')).to.contain('  ████·')
  })

  it('lets no text of a partner act on the terminal', () => {
    const events = [{ start: at(8), end: at(9), status: 'Busy', subject: 'a\u001b[2Jb\u202ec\r\nd' } as const]
    const drawn = drawLookup([looked({ ...answered, decidedBy: 'X', mergedFreeBusy: null, events })], PLAIN)
    expect(drawn.at(-1)).to.equal('    08:00-09:00 busy a[2Jbcd')
  })

  it('says the same in colour', () => {
    const is = { outcome: 'unknown', decidedBy: 'REACH_TCP' } as const
    const coloured = drawLookup([looked(is)], { ...PLAIN, colour: true }).join('\n')
    expect(coloured).to.contain('\u001b[')
    expect(coloured.replace(/\p{Cc}\[\d+m/gu, '')).to.equal(drawLookup([looked(is)], PLAIN).join('\n'))
  })

  it('fits 80 columns whatever the window and the events', () => {
    const event = fc.record({ start: fc.nat(3_000), minutes: fc.nat(3_000), status: fc.constantFrom(...BUSY_STATUSES) })
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 62 * 24 * 60 }), fc.array(event, { maxLength: 5 }), (minutes, drawn) => {
        const window = { start: WINDOW.start, end: WINDOW.start + minutes * MINUTE }
        const events = drawn.map(({ start, minutes: length, status }) => {
          const from = window.start + start * MINUTE
          return { start: from, end: from + length * MINUTE, status, subject: 'a long subject '.repeat(8).trim() }
        })
        const is = { ...answered, decidedBy: 'RELATIONSHIP_LEVEL', mergedFreeBusy: null, events }
        const lines = drawLookup([looked(is, window)], PLAIN)
        const widest = Math.max(...lines.map((line) => line.length))
        return widest <= 80
      }),
    )
  })

  it('takes the finest step that fits', () => {
    expect(cellMinutes({ start: 0, end: 10 * HOUR })).to.equal(15)
    expect(cellMinutes({ start: 0, end: 24 * HOUR })).to.equal(30)
    expect(cellMinutes({ start: 0, end: 7 * 24 * HOUR })).to.equal(240)
  })
})
