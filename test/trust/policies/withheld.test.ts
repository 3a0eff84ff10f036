import { expect } from 'chai'
import { withheldTimes } from '../../../trust/policies/withheld.ts'
import type { VisiblePart } from '../../../trust/policies/visible-part.ts'

const at = (time: string): number => Date.parse(`2026-11-23T${time}:00Z`)
const window = { start: at('09:00'), end: at('17:00') }
const NOTHING: VisiblePart = { hours: [], hiddenCategories: [], privatePeriods: [] }
const hours = (start: number, end: number): VisiblePart => ({
  ...NOTHING,
  hours: [{ timeZone: 'UTC', periods: [{ days: ['Monday'], start: start * 60, end: end * 60 }] }],
})
const period = (start: string, end: string): VisiblePart => ({
  ...NOTHING,
  privatePeriods: [{ start: at(start), end: at(end) }],
})

describe('what an owner keeps back of the time asked about', () => {
  for (const [name, part, withheld] of [
    ['nothing is kept back', NOTHING, { hours: 'nothing', privatePeriods: 'nothing' }],
    ['hours over all of it', hours(9, 17), { hours: 'nothing', privatePeriods: 'nothing' }],
    ['hours over some of it', hours(9, 16), { hours: 'some', privatePeriods: 'nothing' }],
    ['hours over the rest of it', hours(10, 17), { hours: 'some', privatePeriods: 'nothing' }],
    ['hours in the middle of it', hours(10, 16), { hours: 'some', privatePeriods: 'nothing' }],
    ['hours beside it', hours(17, 18), { hours: 'all', privatePeriods: 'nothing' }],
    ['a private period beside it', period('17:00', '18:00'), { hours: 'nothing', privatePeriods: 'nothing' }],
    ['a private period in it', period('12:00', '13:00'), { hours: 'nothing', privatePeriods: 'some' }],
    ['a private period over it', period('08:00', '18:00'), { hours: 'nothing', privatePeriods: 'all' }],
    [
      'both',
      { ...hours(9, 12), ...period('08:00', '18:00'), hours: hours(9, 12).hours },
      { hours: 'some', privatePeriods: 'all' },
    ],
  ] as const) {
    it(name, () => expect(withheldTimes(part, window)).to.deep.equal(withheld))
  }
})
