import { expect } from 'chai'
import { bothParts, partOf, partWithout } from '../../../trust/policies/visible-part.ts'

const MORNINGS = [{ days: ['Monday' as const], start: 480, end: 720 }]
const OFFICE = [{ days: ['Monday' as const], start: 540, end: 1020 }]

describe('the part of her calendar that an owner shows', () => {
  it('is all of it where she hides nothing', () => {
    expect(partOf({ hours: null, hiddenCategories: [] }, 'Europe/Oslo')).to.equal(null)
    expect(partWithout([])).to.equal(null)
  })

  it('has her hours in her zone and her categories as they are compared', () => {
    expect(partOf({ hours: OFFICE, hiddenCategories: ['Doctor', 'DOCTOR ', ''] }, 'Europe/Oslo')).to.deep.equal({
      hours: [{ timeZone: 'Europe/Oslo', periods: OFFICE }],
      hiddenCategories: ['doctor'],
      privatePeriods: [],
    })
  })

  it('is at all hours where she hides categories only, told in one order', () => {
    expect(partOf({ hours: null, hiddenCategories: ['private', 'Doctor'] }, null)).to.deep.equal({
      hours: [],
      hiddenCategories: ['doctor', 'private'],
      privatePeriods: [],
    })
  })

  it('is nothing where her hours cannot be placed for want of a zone', () => {
    expect(partOf({ hours: OFFICE, hiddenCategories: [] }, null)?.hours).to.deep.equal([
      { timeZone: 'UTC', periods: [] },
    ])
  })

  it('leaves out private periods, joined where they touch', () => {
    const periods = [
      { start: 50, end: 60 },
      { start: 10, end: 20 },
      { start: 20, end: 30 },
      { start: 12, end: 15 },
    ]
    expect(partWithout(periods)?.privatePeriods).to.deep.equal([
      { start: 10, end: 30 },
      { start: 50, end: 60 },
    ])
  })
})

describe('two parts together', () => {
  const one = partOf({ hours: OFFICE, hiddenCategories: ['a'] }, 'Europe/Oslo')
  const other = partOf({ hours: MORNINGS, hiddenCategories: ['b', 'a'] }, 'Asia/Tokyo')

  it('are the one where the other is everything', () => {
    expect(bothParts(one, null)).to.equal(one)
    expect(bothParts(null, one)).to.equal(one)
    expect(bothParts(null, null)).to.equal(null)
    expect(bothParts(one, one)).to.equal(one)
  })

  it('have the same hours once, and their categories in one order', () => {
    const hours = one?.hours ?? []
    const [late, early] = ['z', 'b'].map((hidden) => ({ hours, hiddenCategories: [hidden], privatePeriods: [] }))
    expect(bothParts(late ?? null, early ?? null)).to.deep.equal({
      hours: [{ timeZone: 'Europe/Oslo', periods: OFFICE }],
      hiddenCategories: ['b', 'z'],
      privatePeriods: [],
    })
  })

  it('show only what both show, each in its own zone', () => {
    expect(bothParts(one, bothParts(other, partWithout([{ start: 1, end: 2 }])))).to.deep.equal({
      hours: [
        { timeZone: 'Europe/Oslo', periods: OFFICE },
        { timeZone: 'Asia/Tokyo', periods: MORNINGS },
      ],
      hiddenCategories: ['a', 'b'],
      privatePeriods: [{ start: 1, end: 2 }],
    })
  })
})
