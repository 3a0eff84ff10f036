import { expect } from 'chai'
import fc from 'fast-check'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { ACCESS_LEVELS, compareLevels } from '../../../trust/policies/access-level.ts'
import { decideAnonymous, explainAnonymous } from '../../../trust/policies/decide-anonymous.ts'
import type { AnonymousAsk } from '../../../trust/policies/decide-anonymous.ts'
import { IVY, policyWithIvy } from './policy-vocabulary.ts'

const ACTION = {
  AvailabilityOnly: 'CalendarSharingFreeBusySimple',
  LimitedDetails: 'CalendarSharingFreeBusyDetail',
  Reviewer: 'CalendarSharingFreeBusyReviewer',
} as const
const LEVELS = ['AvailabilityOnly', 'LimitedDetails', 'Reviewer'] as const

const openTo = (level: keyof typeof ACTION): object => ({
  sharingPolicies: [{ name: 'open', default: true, domains: [`Anonymous: ${ACTION[level]}`] }],
})
const wish = (level: (typeof LEVELS)[number], part: Partial<AnonymousAsk['part']> = {}): AnonymousAsk => ({
  about: IVY,
  level,
  part: { hours: null, hiddenCategories: [], ...part },
})

describe('a published calendar', () => {
  it('shows what the owner chose where the organization lets her', () => {
    expect(decideAnonymous(policyWithIvy({}, openTo('Reviewer')), wish('LimitedDetails'))).to.deep.equal({
      outcome: 'answer',
      level: 'LimitedDetails',
      view: 'Detailed',
      decidedBy: 'LINK_LEVEL',
      outsider: true,
      joinBlocks: true,
      giveWorkingHours: false,
      part: null,
    })
  })

  it('shows at most what the sharing policy has for Anonymous', () => {
    const decision = decideAnonymous(policyWithIvy({}, openTo('AvailabilityOnly')), wish('Reviewer'))
    expect(decision).to.include({ level: 'AvailabilityOnly', view: 'FreeBusy', decidedBy: 'SHARING_POLICY' })
  })

  it("is shown though federation is off, owners' grants are ignored, and the mailbox shows nothing by default", () => {
    const organization = {
      id: 'northwind',
      domains: ['northwind.example'],
      federationEnabled: false,
      personalGrants: 'ignore',
    }
    const policy = policyWithIvy({ default: 'None' }, { organization, ...openTo('Reviewer') })
    expect(decideAnonymous(policy, wish('Reviewer'))).to.include({ outcome: 'answer', level: 'Reviewer' })
  })

  const shut: readonly (readonly [string, object])[] = [
    ['there is no sharing policy', {}],
    [
      'it has no entry for Anonymous',
      { sharingPolicies: [{ name: 'a', default: true, domains: [`*: ${ACTION.Reviewer}`] }] },
    ],
    [
      'it is disabled',
      { sharingPolicies: [{ name: 'a', default: true, enabled: false, domains: [`Anonymous: ${ACTION.Reviewer}`] }] },
    ],
    ['it is not the default one', { sharingPolicies: [{ name: 'a', domains: [`Anonymous: ${ACTION.Reviewer}`] }] }],
  ]
  for (const [when, fields] of shut) {
    it(`shows nothing where ${when}`, () => {
      const policy = policyWithIvy({}, fields)
      expect(decideAnonymous(policy, wish('AvailabilityOnly'))).to.deep.equal({
        outcome: 'refuse',
        decidedBy: 'ANONYMOUS_OFF',
      })
    })
  }

  it("shows what the mailbox's own sharing policy lets it", () => {
    const sharingPolicies = [
      { name: 'shut', default: true },
      { name: 'open', domains: [`Anonymous: ${ACTION.LimitedDetails}`] },
    ]
    const policy = policyWithIvy({ sharingPolicy: 'open' }, { sharingPolicies })
    expect(decideAnonymous(policy, wish('Reviewer'))).to.include({ level: 'LimitedDetails' })
  })

  it('is never that of a group, whose people have published nothing there', () => {
    const group = { kind: 'group', group: 'all' }
    const policy = policyWithIvy(group, { groups: { all: ['ada@northwind.example'] }, ...openTo('Reviewer') })
    expect(decideAnonymous(policy, wish('Reviewer'))).to.deep.equal({
      outcome: 'refuse',
      decidedBy: 'GROUP_TOO_SMALL',
    })
  })

  it('of a mailbox that is not there shows nothing', () => {
    const about = parseMailboxAddress('nobody@northwind.example')
    const decision = decideAnonymous(policyWithIvy({}, openTo('Reviewer')), { ...wish('Reviewer'), about })
    expect(decision).to.deep.equal({ outcome: 'refuse', decidedBy: 'MAILBOX_UNKNOWN' })
  })

  it("has the owner's hours in her zone, her hidden categories and her private periods", () => {
    const hours = [{ days: ['Monday' as const], start: 540, end: 1020 }]
    const privatePeriods = [{ from: '2026-12-24T00:00:00Z', until: '2026-12-27T00:00:00Z' }]
    const policy = policyWithIvy({ timeZone: 'Europe/Oslo', privatePeriods }, openTo('Reviewer'))
    const decision = decideAnonymous(policy, wish('Reviewer', { hours, hiddenCategories: ['DOCTOR'] }))
    expect(decision).to.have.deep.property('part', {
      hours: [{ timeZone: 'Europe/Oslo', periods: hours }],
      hiddenCategories: ['doctor'],
      privatePeriods: [{ start: Date.UTC(2026, 11, 24), end: Date.UTC(2026, 11, 27) }],
    })
  })

  it('never shows more than the owner, nor than the sharing policy, and says who was the lower', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LEVELS), fc.constantFrom(...LEVELS), (chosen, cap) => {
        const decision = decideAnonymous(policyWithIvy({}, openTo(cap)), wish(chosen))
        const lower = compareLevels(chosen, cap) <= 0 ? chosen : cap
        expect(decision).to.include({ level: lower, decidedBy: lower === chosen ? 'LINK_LEVEL' : 'SHARING_POLICY' })
      }),
    )
    expect(ACCESS_LEVELS).to.deep.equal(['None', ...LEVELS])
  })

  it('is explained by the same steps', () => {
    expect(explainAnonymous(policyWithIvy({}, openTo('AvailabilityOnly')), wish('Reviewer'))).to.deep.equal([
      { code: 'MAILBOX_UNKNOWN', kind: 'gate', passed: true },
      { code: 'ANONYMOUS_OFF', kind: 'gate', passed: true },
      { code: 'LINK_LEVEL', kind: 'ceiling', level: 'Reviewer' },
      { code: 'SHARING_POLICY', kind: 'ceiling', level: 'AvailabilityOnly' },
    ])
    expect(explainAnonymous(policyWithIvy({}), wish('Reviewer'))).to.deep.equal([
      { code: 'MAILBOX_UNKNOWN', kind: 'gate', passed: true },
      { code: 'ANONYMOUS_OFF', kind: 'gate', passed: false },
    ])
  })
})
