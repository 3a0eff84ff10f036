import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { parse } from 'yaml'
import { busyTimeAt, packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { BusyTime } from '../../../protocols/availability/busy-times.ts'
import type { BusyStatus } from '../../../protocols/availability/busy-status.ts'
import {
  mergedFreeBusy,
  mergedSlotCount,
  timesFromMerged,
  writeMergedFreeBusy,
} from '../../../protocols/availability/merged-free-busy.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import type { TimeWindow } from '../../../protocols/availability/time-window.ts'
import { itShared } from '../../shared-material.ts'
import { busyTime, timeOf } from './arbitrary-times.ts'

interface MergedVector {
  readonly name: string
  readonly zone?: string
  readonly window: readonly [string, string]
  readonly interval: number
  readonly events: readonly (readonly [string, string, BusyStatus])[]
  readonly expect: string
}

const merged = (times: readonly BusyTime[], window: TimeWindow, interval: number): string =>
  mergedFreeBusy(packBusyTimes(times), window, interval).join('')

function play(vector: MergedVector): string {
  const day = vector.window[0].slice(0, 10)
  const instantOf = (text: string): number => {
    const full = text.length < 11 ? `${day}T${text}` : text
    if (full.endsWith('Z')) return Temporal.Instant.from(full).epochMilliseconds
    return Temporal.PlainDateTime.from(full).toZonedDateTime(vector.zone ?? 'UTC').epochMilliseconds
  }
  const window = { start: instantOf(vector.window[0]), end: instantOf(vector.window[1]) }
  const times = vector.events.map(([start, end, status]) => timeOf(instantOf(start), instantOf(end), status))
  return merged(times, window, vector.interval)
}

/** One slot after the other and one event after the other: too slow to serve, too plain to be wrong. */
function naive(times: readonly BusyTime[], window: TimeWindow, interval: number): string {
  const digit = { Free: 0, Tentative: 1, Busy: 2, OOF: 3, WorkingElsewhere: 0, NoData: 2 }
  let text = ''
  for (let start = window.start; start < window.end; start += interval * MINUTE) {
    const slotEnd = Math.min(start + interval * MINUTE, window.end)
    const touching = times.filter((time) => Math.max(time.start, start) < Math.min(time.end, slotEnd))
    text += String(Math.max(0, ...touching.map((time) => digit[time.status])))
  }
  return text
}

const question = fc.record({
  window: fc
    .tuple(fc.integer({ min: 0, max: 500 * MINUTE }), fc.integer({ min: 1, max: 600 * MINUTE }))
    .map(([start, length]) => ({ start, end: start + length })),
  interval: fc.integer({ min: 5, max: 240 }),
  times: fc.array(busyTime(1200 * MINUTE), { maxLength: 12 }),
})

describe('the merged stream', () => {
  const own: readonly MergedVector[] = [
    {
      name: 'a slot takes the highest digit that touches it (MS-OXWAVLS 4.3)',
      window: ['2009-09-24T11:00', '2009-09-24T16:00'],
      interval: 60,
      events: [
        ['12:00', '14:00', 'OOF'],
        ['13:30', '14:30', 'Busy'],
      ],
      expect: '03320',
    },
    {
      name: 'slots are half-open: an event that ends where a slot starts does not touch it',
      window: ['2026-11-23T08:00', '2026-11-23T11:00'],
      interval: 60,
      events: [['08:00', '09:00', 'Busy']],
      expect: '200',
    },
    {
      name: 'the last slot may be a part of one',
      window: ['2026-11-23T09:00', '2026-11-23T09:50'],
      interval: 20,
      events: [['09:49:59', '09:50', 'Tentative']],
      expect: '001',
    },
    {
      name: 'working elsewhere writes 0 and never 4',
      window: ['2026-11-23T09:00', '2026-11-23T10:00'],
      interval: 30,
      events: [['09:00', '10:00', 'WorkingElsewhere']],
      expect: '00',
    },
    {
      name: 'unknown writes 2, also where an event says free',
      window: ['2026-11-23T09:00', '2026-11-23T10:00'],
      interval: 30,
      events: [
        ['09:00', '10:00', 'Free'],
        ['09:00', '09:30', 'NoData'],
      ],
      expect: '20',
    },
    {
      name: 'unknown does not hide who is away',
      window: ['2026-11-23T09:00', '2026-11-23T10:00'],
      interval: 30,
      events: [
        ['09:00', '10:00', 'NoData'],
        ['09:30', '10:00', 'OOF'],
      ],
      expect: '23',
    },
    {
      name: 'a local day that loses an hour has 23 hourly slots',
      zone: 'Europe/Berlin',
      window: ['2027-03-28T00:00', '2027-03-29T00:00'],
      interval: 60,
      events: [['01:00', '03:00', 'Busy']],
      expect: `02${'0'.repeat(21)}`,
    },
  ]
  for (const vector of own) it(vector.name, () => expect(play(vector)).to.equal(vector.expect))

  itShared('gives the golden vectors', 'vectors/merged.yaml', (path) => {
    const vectors = parse(readFileSync(path, 'utf8')) as MergedVector[]
    expect(vectors.length).to.be.greaterThan(10)
    for (const vector of vectors) expect(play(vector), vector.name).to.equal(vector.expect)
  })

  it('is what slot by slot counting gives, however the entries overlap', () => {
    fc.assert(
      fc.property(question, ({ times, window, interval }) => {
        expect(merged(times, window, interval)).to.equal(naive(times, window, interval))
      }),
      { numRuns: 400 },
    )
  })

  it('writes the same digits into the middle of a buffer and touches nothing around them', () => {
    fc.assert(
      fc.property(question, fc.nat(20), ({ times, window, interval }, at) => {
        const count = mergedSlotCount(window, interval)
        const into = Buffer.alloc(at + count + 7, '#')
        const end = writeMergedFreeBusy(packBusyTimes(times), window, interval, into, at)
        expect(end).to.equal(at + count)
        expect(into.toString('latin1')).to.equal('#'.repeat(at) + naive(times, window, interval) + '#'.repeat(7))
      }),
    )
  })

  it('never spills over the end of a buffer that is too small', () => {
    expect(() =>
      writeMergedFreeBusy(packBusyTimes([]), { start: 0, end: 60 * MINUTE }, 5, new Uint8Array(11), 0),
    ).throw(FederationError)
  })

  it('never shows a slot as free that is unknown in part', () => {
    fc.assert(
      fc.property(question, ({ times, window, interval }) => {
        const digits = mergedFreeBusy(packBusyTimes(times), window, interval)
        for (const time of times.filter((known) => known.status === 'NoData')) {
          for (let instant = Math.max(time.start, window.start); instant < Math.min(time.end, window.end);) {
            const slot = Math.floor((instant - window.start) / (interval * MINUTE))
            expect(digits[slot]).to.be.at.least(2)
            instant = window.start + (slot + 1) * interval * MINUTE
          }
        }
      }),
    )
  })
})

describe("a partner's stream", () => {
  const window = { start: 0, end: 150 * MINUTE }

  it('is read as runs of one status, clipped to the window', () => {
    const times = timesFromMerged('02213', { start: 0, end: 140 * MINUTE }, 30)
    expect(Array.from({ length: times.length }, (_, i) => busyTimeAt(times, i))).to.deep.equal([
      { start: 30 * MINUTE, end: 90 * MINUTE, status: 'Busy' },
      { start: 90 * MINUTE, end: 120 * MINUTE, status: 'Tentative' },
      { start: 120 * MINUTE, end: 140 * MINUTE, status: 'OOF' },
    ])
  })

  for (const digit of ['4', '5', '9', 'x', ' ', '/', ':', '\u0662']) {
    it(`is unknown where it says ${JSON.stringify(digit)}`, () => {
      const times = timesFromMerged(`0${digit}000`, window, 30)
      expect(times.length).to.equal(1)
      expect(busyTimeAt(times, 0)).to.deep.equal({
        start: 30 * MINUTE,
        end: 60 * MINUTE,
        status: 'NoData',
        reason: 'DATA_WITHHELD',
      })
    })
  }

  it('is unknown where it is too short, and read no further than the window', () => {
    const short = timesFromMerged('00', window, 30)
    expect(busyTimeAt(short, 0)).to.deep.equal({
      start: 60 * MINUTE,
      end: 150 * MINUTE,
      status: 'NoData',
      reason: 'DATA_MALFORMED',
    })
    expect(timesFromMerged('0000022', window, 30).length).to.equal(0)
  })

  it('comes out again as the digits that went in, with 2 for what was unknown', () => {
    const streams = fc.tuple(fc.integer({ min: 5, max: 90 }), fc.string({ unit: fc.constantFrom(...'0123459x') }))
    fc.assert(
      fc.property(streams, ([interval, digits]) => {
        fc.pre(digits.length > 0)
        const whole = { start: 7 * MINUTE, end: (7 + interval * digits.length) * MINUTE }
        const times = timesFromMerged(digits, whole, interval)
        expect(mergedFreeBusy(times, whole, interval).join('')).to.equal(digits.replace(/[^0-3]/g, '2'))
      }),
    )
  })
})
