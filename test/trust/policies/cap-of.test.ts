import { expect } from 'chai'
import { capOf } from '../../../trust/policies/cap-of.ts'
import { IVY, policyWithIvy } from './policy-vocabulary.ts'

const NOW = Date.UTC(2026, 10, 26, 9)
const ORGANIZATION = { id: 'northwind', domains: ['northwind.example'] }
const fabrikam = (changes: object = {}): object => ({
  name: 'fabrikam',
  domains: ['fabrikam.example'],
  freeBusyAccessEnabled: true,
  freeBusyAccessLevel: 'LimitedDetails',
  ...changes,
})
const rules = (...domains: string[]): object[] => [{ name: 'standard', default: true, domains }]

type Row = readonly [
  what: string,
  ivy: object,
  fields: object,
  grantee: string,
  level: string,
  decidedBy: string | null,
]

const ROWS: readonly Row[] = [
  [
    'all of a link',
    {},
    { sharingPolicies: rules('Anonymous: CalendarSharingFreeBusyReviewer') },
    'Anonymous',
    'Reviewer',
    null,
  ],
  [
    'a link by the Anonymous entry',
    {},
    { sharingPolicies: rules('Anonymous: CalendarSharingFreeBusySimple') },
    'Anonymous',
    'AvailabilityOnly',
    'SHARING_POLICY',
  ],
  [
    'no link at all',
    {},
    { sharingPolicies: rules('*: CalendarSharingFreeBusyReviewer') },
    'Anonymous',
    'None',
    'ANONYMOUS_OFF',
  ],
  ['a colleague by what a lookup shows', {}, {}, 'nils@northwind.example', 'LimitedDetails', 'REQUESTED_VIEW'],
  [
    'a person by the relationship',
    {},
    {
      relationships: [fabrikam({ freeBusyAccessLevel: 'AvailabilityOnly' })],
      sharingPolicies: rules('*: CalendarSharingFreeBusyReviewer'),
    },
    'anna@fabrikam.example',
    'AvailabilityOnly',
    'RELATIONSHIP_LEVEL',
  ],
  [
    'a person by the sharing policy',
    {},
    { relationships: [fabrikam()], sharingPolicies: rules('*: CalendarSharingFreeBusySimple') },
    'anna@fabrikam.example',
    'AvailabilityOnly',
    'SHARING_POLICY',
  ],
  [
    'a domain by the sharing policy',
    {},
    { relationships: [fabrikam()], sharingPolicies: rules('*: CalendarSharingFreeBusySimple') },
    '@Fabrikam.example',
    'AvailabilityOnly',
    'SHARING_POLICY',
  ],
  [
    'a person by no sharing policy',
    {},
    { relationships: [fabrikam()] },
    'anna@fabrikam.example',
    'None',
    'SHARING_POLICY',
  ],
  [
    'never below the default',
    { default: 'AvailabilityOnly' },
    { relationships: [fabrikam()] },
    'anna@fabrikam.example',
    'AvailabilityOnly',
    'SHARING_POLICY',
  ],
  [
    'a person where grants are ignored',
    { default: 'AvailabilityOnly' },
    { organization: { ...ORGANIZATION, personalGrants: 'ignore' }, relationships: [fabrikam()] },
    'anna@fabrikam.example',
    'AvailabilityOnly',
    'MAILBOX_DEFAULT',
  ],
  ['a stranger', {}, {}, 'anna@fabrikam.example', 'None', 'NO_RELATIONSHIP'],
  ['what is no address', {}, {}, 'anna', 'None', 'NO_RELATIONSHIP'],
  [
    'what is no address where all is shut',
    {},
    { organization: { ...ORGANIZATION, federationEnabled: false } },
    'anna',
    'None',
    'NO_RELATIONSHIP',
  ],
  [
    'a colleague whatever all others inside see',
    { inside: 'None' },
    {},
    'nils@northwind.example',
    'LimitedDetails',
    'REQUESTED_VIEW',
  ],
  [
    'a person where nothing but her grant decides',
    {},
    {
      relationships: [fabrikam({ freeBusyAccessLevel: 'Reviewer' })],
      sharingPolicies: rules('*: CalendarSharingFreeBusyReviewer'),
    },
    'anna@fabrikam.example',
    'LimitedDetails',
    'REQUESTED_VIEW',
  ],
  [
    'a person where all is shut',
    {},
    { organization: { ...ORGANIZATION, federationEnabled: false }, relationships: [fabrikam()] },
    'anna@fabrikam.example',
    'None',
    'FEDERATION_OFF',
  ],
  [
    'a person when the relationship is over',
    {},
    { relationships: [fabrikam({ validUntil: '2026-11-26T09:00:00Z' })] },
    'anna@fabrikam.example',
    'None',
    'RELATIONSHIP_EXPIRED',
  ],
]

describe('how far an owner can share', () => {
  for (const [what, ivy, fields, grantee, level, decidedBy] of ROWS) {
    it(`is told of ${what}`, () => {
      expect(capOf(policyWithIvy(ivy, fields), IVY, grantee, NOW)).to.deep.equal({ level, decidedBy })
    })
  }

  it('does not depend on what she shares already', () => {
    const grants = [{ to: 'anna@fabrikam.example', level: 'None' }]
    const fields = { relationships: [fabrikam()], sharingPolicies: rules('*: CalendarSharingFreeBusyReviewer') }
    const [with_, without] = [policyWithIvy({ grants }, fields), policyWithIvy({}, fields)]
    expect(capOf(with_, IVY, 'anna@fabrikam.example', NOW)).to.deep.equal(
      capOf(without, IVY, 'anna@fabrikam.example', NOW),
    )
  })
})
