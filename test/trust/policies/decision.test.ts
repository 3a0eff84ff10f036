import { expect } from 'chai'
import fc from 'fast-check'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { DECISION_CODES, sided, tighter } from '../../../trust/policies/decision.ts'
import type { Decision, SidedDecision } from '../../../trust/policies/decision.ts'

const MANNER = { view: 'Detailed', outsider: true, joinBlocks: false, giveWorkingHours: true, part: null } as const
const limited: SidedDecision = {
  ...MANNER,
  outcome: 'answer',
  level: 'LimitedDetails',
  decidedBy: 'RELATIONSHIP_LEVEL',
  side: 'answering',
}
const times: SidedDecision = {
  ...MANNER,
  outcome: 'answer',
  level: 'AvailabilityOnly',
  view: 'FreeBusy',
  decidedBy: 'REQUESTS_LEVEL',
  side: 'asking',
}
const refused: SidedDecision = { outcome: 'refuse', decidedBy: 'EXCLUDED', side: 'answering' }

const decision: fc.Arbitrary<SidedDecision> = fc.oneof(
  fc.record({
    outcome: fc.constant('refuse' as const),
    decidedBy: fc.constantFrom(...DECISION_CODES),
    side: fc.constantFrom('asking' as const, 'answering' as const),
  }),
  fc.record({
    outcome: fc.constant('answer' as const),
    level: fc.constantFrom('AvailabilityOnly' as const, 'LimitedDetails' as const, 'Reviewer' as const),
    view: fc.constant('MergedOnly' as const),
    decidedBy: fc.constantFrom(...DECISION_CODES),
    outsider: fc.boolean(),
    joinBlocks: fc.boolean(),
    giveWorkingHours: fc.boolean(),
    part: fc.constant(null),
    side: fc.constantFrom('asking' as const, 'answering' as const),
  }),
)

describe('a decision with its side', () => {
  const { side: _, ...bare } = limited
  const group = { members: [], people: new Set(), fewest: 3 }
  for (const [name, decision] of [
    ['an answer', bare],
    ['an answer of a group', { ...bare, group }],
    ['a refusal', { outcome: 'refuse', decidedBy: 'EXCLUDED' }],
  ] as readonly (readonly [string, Decision])[]) {
    it(`is the same decision, and says whose it is: ${name}`, () => {
      expect(sided(decision, 'asking')).to.deep.equal({ ...decision, side: 'asking' })
      expect(sided(decision, 'answering')).to.deep.equal({ ...decision, side: 'answering' })
    })
  }
})

describe('the tighter of two decisions', () => {
  it('is a refusal, whichever side refuses', () => {
    expect(tighter(limited, refused)).to.equal(refused)
    expect(tighter(refused, times)).to.equal(refused)
  })

  it('is the lower level, with the side that set it', () => {
    expect(tighter(limited, times)).to.deep.equal(times)
  })

  it('is the earlier step where the levels are equal', () => {
    const taken: SidedDecision = { ...limited, decidedBy: 'REQUESTS_LEVEL', side: 'asking' }
    expect(tighter(taken, limited)).to.deep.equal(limited)
    const off: SidedDecision = { outcome: 'refuse', decidedBy: 'FEDERATION_OFF', side: 'asking' }
    expect(tighter(refused, off)).to.equal(off)
  })

  it('is the asking side where both stop at the same step', () => {
    const asking: SidedDecision = { outcome: 'refuse', decidedBy: 'NO_RELATIONSHIP', side: 'asking' }
    expect(tighter({ ...asking, side: 'answering' }, asking)).to.equal(asking)
    expect(tighter(asking, { ...asking, side: 'answering' })).to.equal(asking)
    const taken: SidedDecision = { ...limited, side: 'asking' }
    expect(tighter(limited, taken)).to.deep.equal(taken)
    expect(tighter(taken, limited)).to.deep.equal(taken)
  })

  it('is for an outsider if either side says so', () => {
    const [one, other] = [limited, times].map((decision) => ({ ...decision, outsider: false }) as SidedDecision)
    expect(tighter(one as SidedDecision, other as SidedDecision)).to.include({ outsider: false })
    expect(tighter(one as SidedDecision, times)).to.include({ outsider: true })
    expect(tighter(limited, other as SidedDecision)).to.include({ outsider: true })
  })

  it('is a refusal of two by the earlier step, and of a refusal and an answer of an earlier step the refusal', () => {
    const later: SidedDecision = { outcome: 'refuse', decidedBy: 'MAILBOX_DEFAULT', side: 'asking' }
    expect(tighter(refused, later)).to.equal(refused)
    expect(tighter(later, refused)).to.equal(refused)
    expect(tighter(later, limited)).to.equal(later)
    expect(tighter(limited, later)).to.equal(later)
  })

  it('is about the group that the answering side knows of, and merged', () => {
    const vera = parseMailboxAddress('vera@contoso.example')
    const group = { members: [vera], people: new Set([vera]), fewest: 3 }
    const merged: SidedDecision = {
      ...limited,
      level: 'AvailabilityOnly',
      view: 'MergedOnly',
      decidedBy: 'GROUP_MERGED',
      group,
    }
    const told = tighter(times, merged)
    expect(told).to.deep.equal({ ...times, view: 'MergedOnly', group })
    expect(tighter(merged, times)).to.deep.equal(told)
  })

  it('is the stream of a group if either side has it be one, whatever the tighter one has for a view', () => {
    const group = { members: [], people: new Set<never>(), fewest: 3 }
    for (const [asked, taken] of [
      [{ ...limited, group }, times],
      [limited, { ...times, group }],
      [
        { ...limited, group },
        { ...times, group },
      ],
    ] as const) {
      expect(tighter(asked, taken)).to.deep.equal({ ...times, view: 'MergedOnly', group })
    }
    expect(tighter(limited, times)).to.deep.equal(times)
  })

  it('joins blocks if either side says so, and gives working hours only if both do', () => {
    const told = tighter({ ...limited, joinBlocks: true, giveWorkingHours: false }, times)
    expect(told).to.deep.equal({ ...times, joinBlocks: true, giveWorkingHours: false })
    const other = tighter({ ...limited, outsider: false }, { ...times, joinBlocks: true })
    expect(other).to.deep.equal({ ...times, joinBlocks: true })
  })

  it('does not depend on the order in which the sides are named', () => {
    fc.assert(
      fc.property(decision, decision, (a, b) => {
        fc.pre(a.side !== b.side)
        expect(tighter(a, b)).to.deep.equal(tighter(b, a))
      }),
    )
  })
})
