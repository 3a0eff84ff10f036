import { expect } from 'chai'
import {
  ACCESS_LEVELS,
  compareLevels,
  higherLevel,
  levelOfView,
  lowerLevel,
  viewAtLevel,
} from '../../../trust/policies/access-level.ts'
import { VIEWS } from '../../../protocols/availability/availability-question.ts'

describe('the access levels', () => {
  it('go from nothing over times and details to everything', () => {
    expect([...ACCESS_LEVELS].reverse().sort(compareLevels)).to.deep.equal([
      'None',
      'AvailabilityOnly',
      'LimitedDetails',
      'Reviewer',
    ])
  })

  it('have a lower and a higher one of every two', () => {
    const [none, times, details, all] = ACCESS_LEVELS
    const pairs = [none, times, details, all].flatMap((a) => [none, times, details, all].map((b) => [a, b] as const))
    expect(pairs.map(([a, b]) => lowerLevel(a, b))).to.deep.equal([
      ...[none, none, none, none],
      ...[none, times, times, times],
      ...[none, times, details, details],
      ...[none, times, details, all],
    ])
    expect(pairs.map(([a, b]) => higherLevel(a, b))).to.deep.equal([
      ...[none, times, details, all],
      ...[times, times, details, all],
      ...[details, details, details, all],
      ...[all, all, all, all],
    ])
  })

  it('are needed by views as Exchange maps them', () => {
    expect(VIEWS.map((view) => [view, levelOfView(view)])).to.deep.equal([
      ['MergedOnly', 'AvailabilityOnly'],
      ['FreeBusy', 'AvailabilityOnly'],
      ['FreeBusyMerged', 'AvailabilityOnly'],
      ['Detailed', 'LimitedDetails'],
      ['DetailedMerged', 'LimitedDetails'],
    ])
  })

  it('take the details out of a view and leave its stream', () => {
    expect(VIEWS.map((view) => [view, viewAtLevel(view, 'AvailabilityOnly')])).to.deep.equal([
      ['MergedOnly', 'MergedOnly'],
      ['FreeBusy', 'FreeBusy'],
      ['FreeBusyMerged', 'FreeBusyMerged'],
      ['Detailed', 'FreeBusy'],
      ['DetailedMerged', 'FreeBusyMerged'],
    ])
  })

  it('leave a view as asked where they allow it, and never make more of it', () => {
    for (const level of ['LimitedDetails', 'Reviewer'] as const) {
      for (const view of VIEWS) expect(viewAtLevel(view, level)).to.equal(view)
    }
  })
})
