import { expect } from 'chai'
import { shown, startsOf, wall, zoneNamed } from './expand-rule.ts'
import { expectedTimes, RFC_5545_EXAMPLES } from './rfc5545-examples.ts'

const NEW_YORK = zoneNamed('America/New_York')

describe('A recurrence rule', () => {
  for (const example of RFC_5545_EXAMPLES) {
    it(`gives what RFC 5545 3.8.5.3 lists: ${example.says}`, () => {
      const expected = expectedTimes(example)
      const last = expected[expected.length - 1] as string
      const end = example.open ? shown(wall(last) + 1000) : shown(wall(last) + 3 * 366 * 86_400_000)
      const { from = '1997-09-02T09:00', rule } = example
      expect(startsOf({ from, rule, zone: NEW_YORK, window: ['1996-01-01', end] })).to.deep.equal(expected)
    })
  }
  it('gives every Friday the 13th, and DTSTART before it, as RFC 5545 has it without its EXDATE', () => {
    const rule = 'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13'
    const expected = ['1997-09-02', '1998-02-13', '1998-03-13', '1998-11-13', '1999-08-13', '2000-10-13']
    const found = startsOf({ from: '1997-09-02T09:00', rule, zone: NEW_YORK, window: ['1997-01-01', '2000-10-14'] })
    expect(found).to.deep.equal(expected.map((day) => `${day}T09:00:00`))
  })
})
