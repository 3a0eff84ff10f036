import { expect } from 'chai'
import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import type { BusyStatusCode } from '../../../protocols/availability/busy-status.ts'
import { DAY, HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import { BusyIndex, packIndex } from '../../../protocols/icalendar/busy-index.ts'
import type { IndexEntry } from '../../../protocols/icalendar/busy-index.ts'
import { at } from './calendar-text.ts'

const HORIZON = { start: at('2026-01-01'), end: at('2028-01-01') }
const minute = (n: number): number => HORIZON.start + n * MINUTE

const anyEntry = record({
  from: integer({ min: -5000, max: 5000 }),
  length: constantFrom(0, 0, 30, 60, 1440, 100_000),
  status: constantFrom<BusyStatusCode>(0, 1, 2, 3, 4),
  flags: integer({ min: 0, max: 31 }),
  detail: integer({ min: -1, max: 10_000 }),
}).map(({ from, length, ...rest }): IndexEntry => ({ start: minute(from), end: minute(from + length), ...rest }))

const row = (entry: IndexEntry): string => [entry.start, entry.end, entry.status, entry.flags, entry.detail].join(' ')

function found(index: BusyIndex, start: number, end: number): readonly string[] {
  const { times, flags, details } = index.lookUp({ start, end })
  return Array.from({ length: times.length }, (_, i) =>
    [times.starts[i], times.ends[i], times.statuses[i], flags[i], details[i]].join(' '),
  )
}

describe('A busy index', () => {
  it('finds what going through every entry finds, in order', () => {
    const anyWindow = record({ from: integer({ min: -6000, max: 6000 }), length: integer({ min: 1, max: 3000 }) })
    assert(
      property(array(anyEntry, { maxLength: 60 }), anyWindow, (entries, { from, length }) => {
        const [start, end] = [minute(from), minute(from + length)]
        const expected = entries
          .filter(
            (entry) => entry.start < end && (entry.end > start || (entry.start === entry.end && entry.start >= start)),
          )
          .sort((a, b) => a.start - b.start || a.end - b.end)
        const seen = found(new BusyIndex(packIndex(entries, HORIZON)), start, end)
        expect([...seen].sort()).to.deep.equal(expected.map(row).sort())
        const ends = seen.map((text) => text.split(' ').slice(0, 2).join(' '))
        expect(ends).to.deep.equal(expected.map((entry) => `${entry.start} ${entry.end}`))
      }),
      { numRuns: 400 },
    )
  })

  it('finds a day in a full year, and the event that lasts all of it', () => {
    const entries: IndexEntry[] = [{ start: HORIZON.start, end: HORIZON.end, status: 2, flags: 0, detail: -1 }]
    for (let i = 0; i < 10_000; i++) {
      entries.push({ start: minute(i * 60), end: minute(i * 60 + 30), status: 2, flags: 0, detail: i })
    }
    const seen = found(new BusyIndex(packIndex(entries, HORIZON)), minute(5000 * 60), minute(5024 * 60))
    expect(seen).to.deep.equal([entries[0], ...entries.slice(5001, 5025)].map((entry) => row(entry as IndexEntry)))
  })

  it('finds an entry without length that begins with the window, and not one that begins with its end', () => {
    const moment: IndexEntry = { start: minute(5), end: minute(5), status: 2, flags: 0, detail: -1 }
    const index = new BusyIndex(packIndex([moment], HORIZON))
    expect(found(index, minute(5), minute(6))).to.deep.equal([row(moment)])
    expect(found(index, minute(4), minute(5))).to.deep.equal([])
  })

  it('keeps an entry whole that began before its horizon and ends after it', () => {
    const entry: IndexEntry = {
      start: HORIZON.start - 900 * DAY,
      end: HORIZON.end + 900 * DAY,
      status: 3,
      flags: 1,
      detail: 4,
    }
    const index = new BusyIndex(packIndex([entry], HORIZON))
    expect(found(index, minute(0), minute(1))).to.deep.equal([row(entry)])
  })

  it('cuts what is farther than it can count, and stays busy', () => {
    const entry: IndexEntry = { start: at('0001-01-01'), end: at('9999-01-01'), status: 2, flags: 0, detail: -1 }
    expect(found(new BusyIndex(packIndex([entry], HORIZON)), minute(0), minute(1))).to.have.length(1)
  })

  it('covers its horizon and nothing beyond', () => {
    const index = new BusyIndex(packIndex([], HORIZON))
    expect(index.covers(HORIZON)).to.equal(true)
    expect(index.covers({ start: HORIZON.start - 1, end: HORIZON.end })).to.equal(false)
    expect(index.covers({ start: HORIZON.start, end: HORIZON.end + HOUR })).to.equal(false)
  })
})
