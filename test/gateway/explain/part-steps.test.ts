import { expect } from 'chai'
import { keptBackOf, partSteps as theirPartSteps } from '../../../gateway/explain/part-steps.ts'
import type { KeptBack } from '../../../gateway/explain/part-steps.ts'
import type { VisiblePart } from '../../../trust/policies/visible-part.ts'
import { said, inEnglish } from './said-step.ts'

const partSteps = inEnglish(theirPartSteps)

const VERA = 'vera@contoso.example'
const HOUR = 3_600_000
/** A Monday, 09:00 to 17:00. */
const NINE = Date.parse('2026-11-23T09:00:00Z')
const WINDOW = { start: NINE, end: NINE + 8 * HOUR }
const NOTHING: KeptBack = { hours: null, privatePeriods: null, hiddenCategories: 0 }
const SHOWN: VisiblePart = { hours: [], hiddenCategories: [], privatePeriods: [] }
const hours = (from: number, until: number): VisiblePart => ({
  ...SHOWN,
  hours: [{ timeZone: 'UTC', periods: [{ days: ['Monday'], start: from * 60, end: until * 60 }] }],
})

describe('what an owner keeps back of a window', () => {
  it('is nothing where there is no part to speak of', () => {
    expect(keptBackOf(null, WINDOW)).to.equal(null)
  })

  it('says neither of hours nor of private periods where there are none', () => {
    expect(keptBackOf(SHOWN, WINDOW)).to.deep.equal(NOTHING)
    expect(keptBackOf({ ...SHOWN, hiddenCategories: ['doctor', 'family'] }, WINDOW)).to.deep.equal({
      ...NOTHING,
      hiddenCategories: 2,
    })
  })

  for (const [part, kept] of [
    [hours(8, 18), { hours: 'nothing' }],
    [hours(8, 12), { hours: 'some' }],
    [hours(20, 21), { hours: 'all' }],
    [{ ...SHOWN, privatePeriods: [{ start: NINE - HOUR, end: NINE }] }, { privatePeriods: 'nothing' }],
    [{ ...SHOWN, privatePeriods: [{ start: NINE, end: NINE + HOUR }] }, { privatePeriods: 'some' }],
    [{ ...SHOWN, privatePeriods: [WINDOW] }, { privatePeriods: 'all' }],
  ] as const) {
    it(`tells how much of it the hours and the private periods cover: ${JSON.stringify(kept)}`, () => {
      expect(keptBackOf(part, WINDOW)).to.deep.equal({ ...NOTHING, ...kept })
    })
  }
})

describe('the steps of what an owner keeps back', () => {
  const at = (field: string) => ({ rule: { of: 'contoso', path: `mailboxes.${VERA}.${field}` } })

  it('are none where nothing is kept back', () => {
    expect(partSteps('contoso', VERA, null)).to.deep.equal([])
    expect(partSteps('contoso', VERA, NOTHING)).to.deep.equal([])
  })

  it('pass where it lies outside the time asked about', () => {
    const kept = { hours: 'nothing', privatePeriods: 'nothing', hiddenCategories: 0 } as const
    expect(partSteps('contoso', VERA, kept)).to.deep.equal([
      said('time', 'pass', at('privatePeriods')),
      said('time', 'pass', at('grants')),
    ])
  })

  it('lower what is told where it is some of the time, and end it where it is all', () => {
    const [some, all] = ['some', 'all'].map((much) => `${much} of the time asked about is told as unknown`)
    expect(partSteps('contoso', VERA, { ...NOTHING, hours: 'some', privatePeriods: 'all' })).to.deep.equal([
      said('time', 'unknown', { code: 'PRIVATE_PERIOD', detail: all as string, ...at('privatePeriods') }),
      said('time', 'cap', { code: 'OUTSIDE_HOURS', detail: some as string, ...at('grants') }),
    ])
  })

  it('count the categories whose events are hidden', () => {
    const detail = 'events of 3 categories are told as unknown'
    expect(partSteps('contoso', VERA, { ...NOTHING, hiddenCategories: 3 })).to.deep.equal([
      said('categories', 'cap', { code: 'HIDDEN_CATEGORY', detail, ...at('grants') }),
    ])
  })

  it('name no rule that is written elsewhere', () => {
    const kept = { hours: 'nothing', privatePeriods: 'nothing', hiddenCategories: 1 } as const
    expect(partSteps(null, VERA, kept).map(({ rule }) => rule)).to.deep.equal([null, null, null])
  })
})
