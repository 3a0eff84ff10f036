import { expect } from 'chai'
import { decideAccess } from '../../../trust/policies/decide-access.ts'
import { decideAnonymous } from '../../../trust/policies/decide-anonymous.ts'
import { LivePolicy } from '../../../trust/policies/live-policy.ts'
import { IVY, ask, policyOf } from './policy-vocabulary.ts'

const JOE = 'joe@carrier.example'
const LIST = 'list@northwind.example'
const PEOPLE = ['ivy', 'max', 'kim'].map((name) => `${name}@northwind.example`)
const everybody = (): object[] => PEOPLE.map((address) => ({ address, default: 'LimitedDetails' }))

interface Named {
  readonly relationship?: object
  readonly mailboxes?: readonly object[]
  readonly groups?: Readonly<Record<string, readonly string[]>>
  readonly about?: string
}

/** A sound policy under which Joe, a stranger, is told, or is not, as `answers` says. */
function policyNaming({ relationship = {}, mailboxes = everybody(), groups = {} }: Named): LivePolicy {
  const policy = policyOf({
    organization: { id: 'northwind', domains: ['northwind.example'] },
    groups,
    mailboxes,
    relationships: [
      {
        ...{ name: 'carrier', domains: ['carrier.example'], freeBusyAccessEnabled: true },
        ...{ freeBusyAccessLevel: 'LimitedDetails', ...relationship },
      },
    ],
    sharingPolicies: [
      { name: 'open', domains: ['*: CalendarSharingFreeBusyDetail', 'Anonymous: CalendarSharingFreeBusyDetail'] },
    ],
  })
  if (!(policy instanceof LivePolicy)) throw new Error('another kind of policy')
  return policy
}

const outcome = (policy: LivePolicy, about: string): string => {
  const decision = decideAccess(policy, ask(JOE, about), 'answering')
  return decision.outcome === 'answer' ? decision.level : decision.decidedBy
}

/** What is damaged here no document has and no store takes; were it there all the same, it must not open anything. */
describe('A policy that names what is not there', () => {
  const SCOPED = { freeBusyAccessScope: 'staff' }
  const groups: readonly (readonly [what: string, named: Named, gone: string, before: string, after: string])[] = [
    [
      'a scope gives to nobody',
      { relationship: SCOPED, groups: { staff: PEOPLE } },
      'staff',
      'LimitedDetails',
      'OUT_OF_SCOPE',
    ],
    [
      'a group in a scope gives to none of those who are in it',
      { relationship: SCOPED, groups: { staff: ['inner'], inner: PEOPLE } },
      'inner',
      'LimitedDetails',
      'OUT_OF_SCOPE',
    ],
    [
      'an exclusion leaves everybody out',
      { relationship: { exclude: ['board'] }, groups: { board: ['max@northwind.example'] } },
      'board',
      'LimitedDetails',
      'EXCLUDED',
    ],
    [
      'a group in an exclusion leaves everybody out',
      { relationship: { exclude: ['board'] }, groups: { board: ['inner'], inner: ['max@northwind.example'] } },
      'inner',
      'LimitedDetails',
      'EXCLUDED',
    ],
    [
      'an address stands for nobody',
      {
        about: LIST,
        mailboxes: [...everybody(), { address: LIST, kind: 'group', group: 'all', default: 'AvailabilityOnly' }],
        groups: { all: PEOPLE },
      },
      'all',
      'AvailabilityOnly',
      'GROUP_TOO_SMALL',
    ],
    [
      'a group in that of an address makes it stand for nobody, since the others would look like all of it',
      {
        about: LIST,
        mailboxes: [...everybody(), { address: LIST, kind: 'group', group: 'all', default: 'AvailabilityOnly' }],
        groups: { all: [...PEOPLE, 'inner'], inner: [] },
      },
      'inner',
      'AvailabilityOnly',
      'GROUP_TOO_SMALL',
    ],
  ]
  for (const [what, named, gone, before, after] of groups) {
    it(`as ${what}`, () => {
      const policy = policyNaming(named)
      const about = named.about ?? IVY
      expect(outcome(policy, about)).to.equal(before)
      policy.setGroup(gone, null)
      expect(outcome(policy, about)).to.equal(after)
    })
  }

  it('as the scope of what we ask lets nobody of ours ask', () => {
    const requests = { enabled: true, level: 'LimitedDetails', scope: 'staff' }
    const policy = policyNaming({ relationship: { requests }, groups: { staff: PEOPLE } })
    const asked = () => decideAccess(policy, ask(IVY, JOE), 'asking')
    expect(asked()).to.include({ outcome: 'answer', level: 'LimitedDetails' })
    policy.setGroup('staff', null)
    expect(asked()).to.include({ outcome: 'refuse', decidedBy: 'REQUESTER_OUT_OF_SCOPE' })
  })

  it('as the sharing policy of a mailbox lets its owner give nothing', () => {
    const ivy = { address: IVY, default: 'None', sharingPolicy: 'open', grants: [{ to: JOE, level: 'LimitedDetails' }] }
    const policy = policyNaming({ mailboxes: [ivy] })
    const published = () => decideAnonymous(policy, { about: IVY, level: 'LimitedDetails', part: null }).outcome
    expect([outcome(policy, IVY), published()]).to.deep.equal(['LimitedDetails', 'answer'])
    policy.setSharingPolicy('open', null)
    expect([outcome(policy, IVY), published()]).to.deep.equal(['SHARING_POLICY', 'refuse'])
  })
})
