import { expect } from 'chai'
import { readSince } from '../../../gateway/admin/policy-diff-operation.ts'
import { DAY, HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'

const NOW = Date.parse('2026-11-26T12:00:00Z')

describe('since when lookups are looked at', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['7d', NOW - 7 * DAY],
    ['24h', NOW - 24 * HOUR],
    ['90m', NOW - 90 * MINUTE],
    ['2w', NOW - 14 * DAY],
    ['2026-11-20', Date.parse('2026-11-20T00:00:00Z')],
    ['2026-11-20T08:00:00Z', Date.parse('2026-11-20T08:00:00Z')],
    ['2026-11-20T08:00:00+01:00', Date.parse('2026-11-20T07:00:00Z')],
  ]
  for (const [text, since] of cases) it(`is read from ${text}`, () => expect(readSince(text, NOW)).to.equal(since))

  const wrong = [
    '',
    '7',
    'd',
    '7 d',
    '-7d',
    '7y',
    '0d',
    '1.5h',
    '999999d',
    'yesterday',
    '2026-13-01',
    '2026-11-27',
    '2026-11-26T12:00:00Z',
  ]
  for (const text of wrong) {
    it(`is not read from ${JSON.stringify(text)}`, () => {
      expect(() => readSince(text, NOW)).to.throw(
        `since: found ${JSON.stringify(text)}; expected a time such as 7d, 24h or 90m, a day such as 2026-11-20 (UTC), or an instant, in the past.`,
      )
    })
  }
})
