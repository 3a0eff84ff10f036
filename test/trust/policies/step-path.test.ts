import { expect } from 'chai'
import fc from 'fast-check'
import { ACCESS_LEVELS } from '../../../trust/policies/access-level.ts'
import { decideAccess, explainAccess } from '../../../trust/policies/decide-access.ts'
import { DECISION_CODES } from '../../../trust/policies/decision.ts'
import type { Step } from '../../../trust/policies/decision-walk.ts'
import type { StepPath } from '../../../trust/policies/step-path.ts'
import { PathKeeper } from '../../../trust/policies/step-path.ts'
import { readStepWords, stepWords } from '../../../trust/policies/step-words.ts'
import { ask, IVY, policyWithIvy } from './policy-vocabulary.ts'

const anyCode = fc.constantFrom(...DECISION_CODES)
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ code: anyCode, kind: fc.constant('gate' as const), passed: fc.boolean() }),
  fc.record({ code: anyCode, kind: fc.constant('ceiling' as const), level: fc.constantFrom(...ACCESS_LEVELS) }),
  fc.record({
    code: fc.constant('GRANT' as const),
    kind: fc.constant('void' as const),
    because: fc.constantFrom('ignored' as const, 'not begun' as const, 'over' as const),
  }),
)
const follow = (steps: readonly Step[]): StepPath => {
  const keeper = new PathKeeper()
  for (const step of steps) keeper.push(step)
  return keeper.path
}

const OPEN = { freeBusyAccessEnabled: true, freeBusyAccessLevel: 'LimitedDetails' }

describe('the path of a decision', () => {
  it('has the steps it was led through, and is one and the same for the same steps', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 8 }), fc.array(anyStep, { maxLength: 8 }), (a, b) => {
        expect(follow(a).steps).to.deep.equal(a)
        expect(follow(a)).to.equal(follow([...a]))
        expect(follow(a) === follow(b)).to.equal(JSON.stringify(a) === JSON.stringify(b))
        for (const code of DECISION_CODES) expect(follow(a).has(code)).to.equal(a.some((step) => step.code === code))
      }),
    )
  })

  it('is what an explanation of the same decision tells', () => {
    const grants = [{ to: 'joe@carrier.example', level: 'LimitedDetails', until: '2026-11-23T08:00:00Z' }]
    const policy = policyWithIvy(
      { default: 'AvailabilityOnly', grants },
      { relationships: [{ name: 'carrier', domains: ['carrier.example'], ...OPEN }] },
    )
    const question = ask('joe@carrier.example', IVY)
    const keeper = new PathKeeper()
    decideAccess(policy, question, 'answering', keeper)
    expect(keeper.path.steps).to.deep.equal(explainAccess(policy, question, 'answering'))
    expect(keeper.path.steps).to.have.length.greaterThan(9)
  })
})

describe('steps in words', () => {
  it('are read as what they were written for', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 12 }), (steps) => {
        expect(readStepWords(stepWords(follow(steps)))).to.deep.equal(steps)
      }),
    )
  })

  it('mean what they meant when they were written, whatever the release', () => {
    expect(readStepWords('fo+nr-').map(({ code }) => code)).to.deep.equal(['FEDERATION_OFF', 'NO_RELATIONSHIP'])
    expect(readStepWords('fo+nr+rd+re+fd+ln+mu+os+ex+rlLgromdArvL').slice(-4)).to.deep.equal([
      { code: 'RELATIONSHIP_LEVEL', kind: 'ceiling', level: 'LimitedDetails' },
      { code: 'GRANT', kind: 'void', because: 'over' },
      { code: 'MAILBOX_DEFAULT', kind: 'ceiling', level: 'AvailabilityOnly' },
      { code: 'REQUESTED_VIEW', kind: 'ceiling', level: 'LimitedDetails' },
    ])
  })

  it('are left out where a later release wrote what this one does not know', () => {
    expect(readStepWords('fo+zz+mu?gri').map(({ code }) => code)).to.deep.equal(['FEDERATION_OFF', 'GRANT'])
    expect(readStepWords('fo+nr')).to.have.length(1)
  })
})
