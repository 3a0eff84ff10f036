import { expect } from 'chai'
import { placeInDocument, placeInOffer } from '../../../trust/policies/rule-place.ts'
import type { DecisionCode, Side } from '../../../trust/policies/decision.ts'
import { ask, IVY, policyWithIvy } from './policy-vocabulary.ts'

const JOE = 'joe@carrier.example'
const relationships = [
  { name: 'other', domains: ['other.example'] },
  { name: 'carrier', domains: ['north.carrier.example', 'carrier.example'] },
]
const FIELDS = { relationships, sharingPolicies: [{ name: 'staff' }, { name: 'standard', default: true }] }

describe('where a rule is written', () => {
  const place = (code: DecisionCode, ivy: object = {}, side: Side = 'answering', fields: object = FIELDS) =>
    placeInDocument(policyWithIvy(ivy, fields), side, side === 'asking' ? ask(IVY, JOE) : ask(JOE, IVY), code)

  for (const [code, side, path] of [
    ['FEDERATION_OFF', 'answering', 'organization.federationEnabled'],
    ['NO_RELATIONSHIP', 'answering', 'relationships.carrier'],
    ['RELATIONSHIP_LEVEL', 'answering', 'relationships.carrier.freeBusyAccessLevel'],
    ['OUT_OF_SCOPE', 'answering', 'relationships.carrier.freeBusyAccessScope'],
    ['REQUESTS_LEVEL', 'asking', 'relationships.carrier.requests.level'],
    ['REQUESTED_VIEW', 'asking', null],
  ] as const) {
    it(`names the field of the document, by the name of its part: ${code}`, () => {
      expect(place(code, {}, side)).to.equal(path)
    })
  }

  it('names the list where there is no relationship', () => {
    expect(place('NO_RELATIONSHIP', {}, 'answering', {})).to.equal('relationships')
  })

  it("names the mailbox's own field, or the organization's where it says nothing itself", () => {
    expect(place('MAILBOX_DEFAULT', { default: 'None' })).to.equal('mailboxes.ivy@northwind.example.default')
    expect(place('MAILBOX_DEFAULT')).to.equal('organization.defaultPermission')
    expect(place('INSIDE_LEVEL')).to.equal('mailboxes.ivy@northwind.example.inside')
    expect(place('MAILBOX_UNKNOWN')).to.equal('mailboxes')
  })

  it('names the sharing policy that counts, the default one where the mailbox names none', () => {
    expect(place('SHARING_POLICY', { sharingPolicy: 'staff' })).to.equal('sharingPolicies.staff')
    expect(place('SHARING_POLICY')).to.equal('sharingPolicies.standard')
    expect(place('SHARING_POLICY', {}, 'answering', {})).to.equal('sharingPolicies')
  })

  it('names a grant by whom it is to: the one that counts', () => {
    const grants = [
      { to: '@carrier.example', level: 'LimitedDetails' },
      { to: JOE, level: 'None', until: '2026-11-23T12:00:00Z' },
    ]
    expect(place('GRANT', { grants })).to.equal('mailboxes.ivy@northwind.example.grants.@carrier.example')
    const both = [...grants, { to: JOE, level: 'AvailabilityOnly' }]
    expect(place('GRANT', { grants: both })).to.equal('mailboxes.ivy@northwind.example.grants.joe@carrier.example')
    expect(place('GRANT')).to.equal('mailboxes.ivy@northwind.example.grants')
    expect(place('GRANT', { grants: grants.slice(1) })).to.equal('mailboxes.ivy@northwind.example.grants')
  })

  it('names the field of an offer', () => {
    expect(placeInOffer('REQUESTS_LEVEL')).to.equal('offer.asks.level')
    expect(placeInOffer('FREEBUSY_DISABLED')).to.equal('offer.gives.freeBusyAccessEnabled')
    expect(placeInOffer('NO_RELATIONSHIP')).to.equal('offer')
    expect(placeInOffer('REQUESTED_VIEW')).to.equal(null)
  })
})
