import { expect } from 'chai'
import { shownInstant } from '../../../gateway/cli/show-instant.ts'

describe('an instant on the command line', () => {
  for (const [instant, shown] of [
    ['2026-11-26T16:00:05.903Z', '2026-11-26 16:00:05 UTC'],
    ['2027-06-01T00:00:00Z', '2027-06-01 00:00:00 UTC'],
    ['', ''],
    ['2026-11-26', '2026-11-26'],
    ['yesterday', 'yesterday'],
  ] as const) {
    it(`reads ${JSON.stringify(shown)}`, () => {
      expect(shownInstant(instant)).to.equal(shown)
    })
  }
})
