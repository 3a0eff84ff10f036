import { expect } from 'chai'
import { decideAccess } from '../../../trust/policies/decide-access.ts'
import type { Step } from '../../../trust/policies/decide-access.ts'
import { explainSteps } from '../../../trust/policies/explain-steps.ts'
import { ask, IVY, policyWithIvy } from './policy-vocabulary.ts'

describe('the steps of a decision as they are told', () => {
  const told = (steps: readonly Step[]): readonly string[] =>
    explainSteps(steps).map(({ outcome, before, after, because }) => [outcome, before, after, because].join(' ').trim())

  it('say whether a gate let it pass, and the level before and after each ceiling', () => {
    expect(
      told([
        { code: 'FEDERATION_OFF', kind: 'gate', passed: true },
        { code: 'RELATIONSHIP_LEVEL', kind: 'ceiling', level: 'LimitedDetails' },
        { code: 'MAILBOX_DEFAULT', kind: 'ceiling', level: 'Reviewer' },
        { code: 'REQUESTED_VIEW', kind: 'ceiling', level: 'AvailabilityOnly' },
      ]),
    ).to.deep.equal([
      'pass Reviewer Reviewer',
      'cap Reviewer LimitedDetails',
      'pass LimitedDetails LimitedDetails',
      'cap LimitedDetails AvailabilityOnly',
    ])
    expect(told([{ code: 'FEDERATION_OFF', kind: 'gate', passed: false }])).to.deep.equal(['deny Reviewer Reviewer'])
  })

  it('say that a ceiling of None refuses, and that what comes after it changes nothing', () => {
    expect(
      told([
        { code: 'GRANT', kind: 'ceiling', level: 'None' },
        { code: 'REQUESTED_VIEW', kind: 'ceiling', level: 'AvailabilityOnly' },
      ]),
    ).to.deep.equal(['deny Reviewer None', 'pass None None'])
  })

  for (const [because, grant, fields] of [
    ['over', { until: '2026-11-23T12:00:00Z' }, {}],
    ['not begun', { from: '2026-11-23T12:00:01Z' }, {}],
    ['ignored', {}, { organization: { id: 'n', domains: ['northwind.example'], personalGrants: 'ignore' } }],
  ] as const) {
    it(`name a grant that does not count, and why: ${because}`, () => {
      const relationships = [
        { name: 'c', domains: ['carrier.example'], freeBusyAccessEnabled: true, freeBusyAccessLevel: 'LimitedDetails' },
      ]
      const grants = [{ to: '@carrier.example', level: 'LimitedDetails', ...grant }]
      const policy = policyWithIvy({ default: 'AvailabilityOnly', grants }, { relationships, ...fields })
      const steps: Step[] = []
      const question = ask('joe@carrier.example', IVY)
      const decision = decideAccess(policy, question, 'answering', steps)
      expect(decision).to.deep.equal(decideAccess(policy, question, 'answering'))
      expect(explainSteps(steps).find(({ code }) => code === 'GRANT')).to.include({ outcome: 'deny', because })
    })
  }
})
