import { expect } from 'chai'
import { policySteps as theirPolicySteps, toldWalk } from '../../../gateway/explain/policy-steps.ts'
import type { ToldWalk } from '../../../gateway/explain/policy-steps.ts'
import type { Walked } from '../../../gateway/broker/rule.ts'
import { NO_NAMES } from '../../../trust/policies/rule-place.ts'
import type { RuleNames } from '../../../trust/policies/rule-place.ts'
import { StepPath } from '../../../trust/policies/step-path.ts'
import { said, inEnglish } from './said-step.ts'

const policySteps = inEnglish(theirPolicySteps)

const ANNA = 'anna@fabrikam.example'
const VERA = 'vera@contoso.example'
const PEOPLE = { from: ANNA, about: VERA }
const NAMES: RuleNames = {
  ...{ relationship: 'fabrikam', takesDefault: false, sharingPolicy: 'staff', grantee: 'domain', group: 'board' },
}
const walk = (steps: ToldWalk['steps'], rest: Partial<ToldWalk> = {}): ToldWalk => ({
  ...{ side: 'answering', kind: 'policy', of: 'contoso', names: NAMES },
  ...{ steps, ...rest },
})
const FULL = { before: 'Reviewer', after: 'Reviewer' } as const

describe('the steps of both sides’ rules', () => {
  for (const [code, step, path] of [
    ['FEDERATION_OFF', 'policy', 'organization.federationEnabled'],
    ['NO_RELATIONSHIP', 'policy', 'relationships.fabrikam'],
    ['RELATIONSHIP_LEVEL', 'policy', 'relationships.fabrikam.freeBusyAccessLevel'],
    ['MAILBOX_UNKNOWN', 'mailbox', 'mailboxes'],
    ['INSIDE_LEVEL', 'mailbox', `mailboxes.${VERA}.inside`],
    ['MAILBOX_DEFAULT', 'mailbox', `mailboxes.${VERA}.default`],
    ['ROOM_OUTSIDE', 'mailbox', `mailboxes.${VERA}.kind`],
    ['GRANT', 'grant', `mailboxes.${VERA}.grants.@fabrikam.example`],
    ['SHARING_POLICY', 'grant', 'sharingPolicies.staff'],
    ['GROUP_MERGED', 'group', `mailboxes.${VERA}.kind`],
    ['GROUP_LIMIT', 'group', 'groups.board'],
    ['GROUP_TOO_SMALL', 'group', 'organization.smallestGroup'],
  ] as const) {
    it(`tell ${code} as a step of ${step}, with where it is written`, () => {
      const steps = policySteps([walk([{ code, kind: 'gate', passed: false }])], PEOPLE)
      expect(steps).to.deep.equal([
        said(step, 'deny', { code, side: 'answering', ...FULL, rule: { of: 'contoso', path } }),
      ])
    })
  }

  it('tell what was asked for as a step of policy that is written nowhere', () => {
    const steps = policySteps([walk([{ code: 'REQUESTED_VIEW', kind: 'ceiling', level: 'AvailabilityOnly' }])], PEOPLE)
    const after = { before: 'Reviewer', after: 'AvailabilityOnly' } as const
    expect(steps).to.deep.equal([said('policy', 'cap', { code: 'REQUESTED_VIEW', side: 'answering', ...after })])
  })

  for (const [because, code] of [
    ['ignored', 'GRANTS_IGNORED'],
    ['not begun', 'GRANT_NOT_BEGUN'],
    ['over', 'GRANT_OVER'],
  ] as const) {
    it(`tell of a grant that does not count why: ${code}`, () => {
      const steps = policySteps([walk([{ code: 'GRANT', kind: 'void', because }], { names: NO_NAMES })], PEOPLE)
      const rule = { of: 'contoso', path: `mailboxes.${VERA}.grants` }
      expect(steps).to.deep.equal([said('grant', 'deny', { code, side: 'answering', ...FULL, rule })])
    })
  }

  it('tell of an offer that it is theirs, and its own fields', () => {
    const offer = { side: 'asking', kind: 'offer', of: 'Fabrikam', names: NO_NAMES } as const
    const steps = policySteps([walk([{ code: 'REQUESTS_DISABLED', kind: 'gate', passed: true }], offer)], PEOPLE)
    const rule = { of: 'Fabrikam', path: 'offer.asks.enabled' }
    const detail = 'their offer'
    expect(steps).to.deep.equal([
      said('policy', 'pass', { code: 'REQUESTS_DISABLED', side: 'asking', ...FULL, rule, detail }),
    ])
  })

  it('begin each set of rules at the top, in the order in which they were gone through', () => {
    const lowered = { code: 'RELATIONSHIP_LEVEL', kind: 'ceiling', level: 'LimitedDetails' } as const
    const steps = policySteps([walk([lowered], { side: 'asking' }), walk([lowered, lowered])], PEOPLE)
    expect(steps.map(({ side, outcome, before, after }) => [side, outcome, before, after])).to.deep.equal([
      ['asking', 'cap', 'Reviewer', 'LimitedDetails'],
      ['answering', 'cap', 'Reviewer', 'LimitedDetails'],
      ['answering', 'pass', 'LimitedDetails', 'LimitedDetails'],
    ])
  })
})

describe('rules that were gone through', () => {
  const step = { code: 'FEDERATION_OFF', kind: 'gate', passed: true } as const
  const gone = { side: 'asking', path: StepPath.START.then(step), names: NAMES } as const

  for (const [kind, rules, of] of [
    ['policy', { kind: 'policy', organization: { name: 'contoso' } }, 'contoso'],
    ['offer', { kind: 'offer', trust: { metadata: { name: 'Fabrikam' } } }, 'Fabrikam'],
  ] as const) {
    it(`are told by whose they are: ${kind} of ${of}`, () => {
      const walked = { ...gone, rules } as unknown as Walked
      expect(toldWalk(walked)).to.deep.equal({ side: 'asking', kind, of, steps: [step], names: NAMES })
    })
  }
})
