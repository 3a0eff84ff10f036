import { expect } from 'chai'
import { AS_GIVEN, BY_DEFAULT, INSIDE, Walk } from '../../../trust/policies/decision-walk.ts'
import type { Step } from '../../../trust/policies/decision-walk.ts'

const answered = { outcome: 'answer', ...BY_DEFAULT, part: null } as const

describe('the walk through the steps of a decision', () => {
  it('starts from everything: where nothing lowers it, the question alone decides', () => {
    const told = new Walk(null).conclude(() => 'Detailed', BY_DEFAULT, null)
    expect(told).to.deep.equal({ ...answered, level: 'Reviewer', view: 'Detailed', decidedBy: 'REQUESTED_VIEW' })
  })

  it('is decided by the first of the lowest ceilings', () => {
    const walk = new Walk(null)
    walk.ceiling('RELATIONSHIP_LEVEL', 'Reviewer')
    walk.ceiling('MAILBOX_DEFAULT', 'AvailabilityOnly')
    walk.ceiling('GRANT', 'AvailabilityOnly')
    walk.ceiling('SHARING_POLICY', 'LimitedDetails')
    expect(walk.decision({ view: 'DetailedMerged' }, BY_DEFAULT, null)).to.deep.equal({
      ...{ ...answered, level: 'AvailabilityOnly', view: 'FreeBusyMerged', decidedBy: 'MAILBOX_DEFAULT' },
    })
  })

  it('is decided by the first ceiling where none is below everything', () => {
    const walk = new Walk(null)
    walk.ceiling('LINK_LEVEL', 'Reviewer')
    walk.ceiling('SHARING_POLICY', 'Reviewer')
    expect(walk.conclude(() => 'Detailed', BY_DEFAULT, null)).to.include({ decidedBy: 'LINK_LEVEL' })
  })

  it('refuses at a ceiling of None', () => {
    const walk = new Walk(null)
    walk.ceiling('MAILBOX_DEFAULT', 'None')
    const refused = { outcome: 'refuse', decidedBy: 'MAILBOX_DEFAULT' }
    expect(walk.decision({ view: 'FreeBusy' }, BY_DEFAULT, null)).to.deep.equal(refused)
  })

  it('refuses at a shut gate, whatever the ceilings say, and asks for no view then', () => {
    const steps: Step[] = []
    const walk = new Walk(steps)
    expect([walk.gate('NO_RELATIONSHIP', true), walk.gate('EXCLUDED', false)]).to.deep.equal([true, false])
    const refused = { outcome: 'refuse', decidedBy: 'EXCLUDED' }
    expect(walk.decision({ view: 'FreeBusy' }, BY_DEFAULT, null)).to.deep.equal(refused)
    expect(steps).to.deep.equal([
      { code: 'NO_RELATIONSHIP', kind: 'gate', passed: true },
      { code: 'EXCLUDED', kind: 'gate', passed: false },
    ])
  })

  it('knows that it refuses, from the shut gate or the ceiling of None on', () => {
    const [gated, lowered] = [new Walk(null), new Walk(null)]
    lowered.ceiling('MAILBOX_DEFAULT', 'AvailabilityOnly')
    expect([gated.refuses, lowered.refuses]).to.deep.equal([false, false])
    gated.gate('EXCLUDED', false)
    lowered.ceiling('GRANT', 'None')
    expect([gated.refuses, lowered.refuses]).to.deep.equal([true, true])
  })

  it('gives of a group its stream, made of these members, and nothing where it refuses', () => {
    const group = { members: [], people: new Set<never>(), fewest: 3 }
    const walk = new Walk(null)
    walk.ceiling('GROUP_MERGED', 'AvailabilityOnly')
    expect(walk.decision({ view: 'Detailed' }, BY_DEFAULT, null, group)).to.deep.equal({
      ...{ ...answered, level: 'AvailabilityOnly', view: 'MergedOnly', decidedBy: 'GROUP_MERGED', group },
    })
    walk.gate('GROUP_TOO_SMALL', false)
    const refused = { outcome: 'refuse', decidedBy: 'GROUP_TOO_SMALL' }
    expect(walk.decision({ view: 'Detailed' }, BY_DEFAULT, null, group)).to.deep.equal(refused)
  })

  it('is shut where there is no such thing', () => {
    const steps: Step[] = []
    const walk = new Walk(steps)
    expect([walk.finds('NO_RELATIONSHIP', {}), walk.finds('MAILBOX_UNKNOWN', undefined)]).to.deep.equal([true, false])
    expect(steps.map((step) => step.kind === 'gate' && step.passed)).to.deep.equal([true, false])
  })

  it('tells of a grant that does not count, which changes nothing, only where the steps are kept', () => {
    const steps: Step[] = []
    new Walk(steps).voidGrant(() => 'over')
    new Walk(steps).voidGrant(() => null)
    expect(steps).to.deep.equal([{ code: 'GRANT', kind: 'void', because: 'over' }])
    let looked = 0
    new Walk(null).voidGrant(() => {
      looked++
      return 'over'
    })
    expect(looked).to.equal(0)
  })

  it('ends in one of three manners: inside all as it is, taken in as it is given, and given with the defaults', () => {
    // The defaults of `relationships[]`: blocks joined, no working hours.
    expect(INSIDE).to.deep.equal({ outsider: false, joinBlocks: false, giveWorkingHours: true })
    expect(AS_GIVEN).to.deep.equal({ outsider: true, joinBlocks: false, giveWorkingHours: true })
    expect(BY_DEFAULT).to.deep.equal({ outsider: true, joinBlocks: true, giveWorkingHours: false })
  })
})
