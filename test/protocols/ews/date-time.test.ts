import { expect } from 'chai'
import fc from 'fast-check'
import { instantOf, parseDateTime, putWallTime, readDateTime } from '../../../protocols/ews/date-time.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { UTC } from '../../../protocols/time-zone/zone.ts'
import { codeOf, readerOn } from './ews-requests.ts'

const parsed = (text: string): ReturnType<typeof parseDateTime> => {
  const bytes = Buffer.from(`<${text}>`)
  return parseDateTime(bytes, 1, bytes.length - 1)
}
const wall = Date.UTC(2026, 11, 1, 9, 30, 15)

describe('a time of EWS', () => {
  for (const [text, at, offset] of [
    ['2026-12-01T09:30:15', wall, null],
    ['2026-12-01T09:30:15Z', wall, 0],
    ['2026-12-01T09:30:15+01:00', wall, 60],
    ['2026-12-01T09:30:15-03:30', wall, -210],
    ['2026-12-01T09:30:15.25', wall + 250, null],
    ['2026-12-01T09:30:15.1234567Z', wall + 123, 0],
    ['2026-11-30T24:00:00', Date.UTC(2026, 11, 1), null],
    ['2024-02-29T00:00:00', Date.UTC(2024, 1, 29), null],
  ] as const) {
    it(`is ${text}`, () => expect(parsed(text)).to.deep.equal({ wall: at, offset }))
  }
  for (const text of [
    '',
    '2026-12-01',
    '2026-12-01 09:30:15',
    '2026-13-01T00:00:00',
    '2026-02-29T00:00:00',
    '2026-12-00T00:00:00',
    '2026-12-01T24:00:01',
    '2026-12-01T09:60:00',
    '2026-12-01T09:30:60',
    '2026-12-01T09:30:15z',
    '2026-12-01T09:30:15+1:00',
    '2026-12-01T09:30:15+15:00',
    '2026-12-01T09:30:15+01:60',
    '2026-12-01T09:30:15.',
    '12026-12-01T09:30:15',
    '0000-12-01T09:30:15',
    '2026-12-01T09:30:15Zx',
    '-2026-12-01T09:30:15',
    '2026-12-01T09:30:15+01:00Z',
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => expect(parsed(text)).to.equal(null))
  }

  it('may stand in white space', () => {
    expect(readDateTime(readerOn('<t:StartTime>\n2026-12-01T09:30:15 </t:StartTime>'))).to.deep.equal({
      wall,
      offset: null,
    })
    expect(codeOf(() => readDateTime(readerOn('<t:StartTime>now</t:StartTime>')))).to.equal('ERR_MESSAGE_MALFORMED')
  })

  it('means the zone of the request without an offset, and that instant with one', () => {
    const berlin = ianaZone('Europe/Berlin') ?? UTC
    expect(instantOf({ wall, offset: null }, berlin)).to.equal(Date.UTC(2026, 11, 1, 8, 30, 15))
    expect(instantOf({ wall, offset: 0 }, berlin)).to.equal(wall)
    expect(instantOf({ wall, offset: -60 }, berlin)).to.equal(Date.UTC(2026, 11, 1, 10, 30, 15))
  })

  it('is written as the language itself writes it, without an offset', () => {
    const into = Buffer.alloc(25)
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(9999, 11, 31) }), (ms) => {
        expect(putWallTime(into, 3, ms)).to.equal(22)
        expect(into.toString('latin1', 3, 22)).to.equal(new Date(ms).toISOString().slice(0, 19))
      }),
    )
  })
})
