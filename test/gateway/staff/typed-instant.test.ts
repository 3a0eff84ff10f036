import { expect } from 'chai'
import fc from 'fast-check'
import { readTypedInstant, typedInstant } from '../../../gateway/staff/typed-instant.ts'

describe('a day and a time that were typed', () => {
  const RIGHT: readonly (readonly [string, number])[] = [
    ['2026-11-27T08:05', Date.UTC(2026, 10, 27, 8, 5)],
    ['2026-11-27T08:05:09', Date.UTC(2026, 10, 27, 8, 5, 9)],
    ['2024-02-29T00:00', Date.UTC(2024, 1, 29)],
  ]
  for (const [text, instant] of RIGHT)
    it(`are on the clock of UTC: ${text}`, () => expect(readTypedInstant(text)).to.equal(instant))

  for (const text of [
    '',
    '2026-11-27',
    '2026-02-29T00:00',
    '2026-11-27T24:00',
    '2026-11-27T08:05Z',
    ' 2026-11-27T08:05',
    '99999-01-01T00:00',
  ]) {
    it(`are none: ${JSON.stringify(text)}`, () => expect(readTypedInstant(text)).to.equal(null))
  }

  it('come back as they were typed', () => {
    const minutes = fc.integer({ min: Date.UTC(1970, 0, 1) / 60_000, max: Date.UTC(9999, 11, 31) / 60_000 })
    const comesBack = (minute: number): boolean => readTypedInstant(typedInstant(minute * 60_000)) === minute * 60_000
    fc.assert(fc.property(minutes, comesBack))
  })
})
