import { expect } from 'chai'
import { sharedEntries, sharedWindow } from '../../../protocols/availability/shared-entries.ts'
import { sharedView } from './shared-calendar.ts'
import type { Told } from './shared-calendar.ts'

const [A, B, C] = ['2026-11-26T00:00:00Z', '2026-11-27T00:00:00Z', '2026-11-28T00:00:00Z']
const told = (first: readonly Told[], second: readonly Told[], details: boolean): readonly string[] =>
  sharedEntries([sharedView(A, B, first, details), sharedView(B, C, second, details)]).map(({ start, end, status }) =>
    [new Date(start).toISOString().slice(5, 16), new Date(end).toISOString().slice(5, 16), status].join(' '),
  )

describe('the entries of a calendar read in parts', () => {
  it('cover the parts together', () => {
    expect(sharedWindow([sharedView(A, B, []), sharedView(B, C, [])])).to.deep.equal({
      start: Date.parse(A),
      end: Date.parse(C),
    })
  })

  it('are told once where they reach from one into the next', () => {
    const over = { start: '2026-11-26T22:00:00Z', end: '2026-11-27T02:00:00Z', subject: 'night' }
    const other = { start: '2026-11-26T23:00:00Z', end: '2026-11-27T02:00:00Z', subject: 'read only now' }
    expect(told([over], [over, other], true)).to.deep.equal([
      '11-26T22:00 11-27T02:00 Busy',
      '11-26T23:00 11-27T02:00 Busy',
    ])
  })

  it('are whole again where a block was cut', () => {
    const [before, after] = [
      { start: '2026-11-26T22:00:00Z', end: B },
      { start: B, end: '2026-11-27T02:00:00Z' },
    ]
    expect(told([before], [after], false)).to.deep.equal(['11-26T22:00 11-27T02:00 Busy'])
    expect(told([before], [{ ...after, status: 'OOF' }], false)).to.have.length(2)
    expect(told([before], [after], true)).to.have.length(2)
  })
})
