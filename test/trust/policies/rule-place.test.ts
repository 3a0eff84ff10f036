import { expect } from 'chai'
import { NO_NAMES, placeByNames, placeInDocument, placeInOffer, ruleNames } from '../../../trust/policies/rule-place.ts'
import type { NamedPeople, RuleNames } from '../../../trust/policies/rule-place.ts'
import { DECISION_CODES } from '../../../trust/policies/decision.ts'
import type { DecisionCode, Side } from '../../../trust/policies/decision.ts'
import type { Policy } from '../../../trust/policies/policy.ts'
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

  it('names the field of an offer by the step that asks it, and the offer where none is', () => {
    const fields: Partial<Record<DecisionCode, string>> = {
      FREEBUSY_DISABLED: 'offer.gives.freeBusyAccessEnabled',
      LEVEL_NONE: 'offer.gives.freeBusyAccessLevel',
      RELATIONSHIP_LEVEL: 'offer.gives.freeBusyAccessLevel',
      REQUESTS_DISABLED: 'offer.asks.enabled',
      REQUESTS_LEVEL: 'offer.asks.level',
    }
    for (const code of DECISION_CODES.filter((one) => one !== 'REQUESTED_VIEW')) {
      expect([code, placeInOffer(code)]).to.deep.equal([code, fields[code] ?? 'offer'])
    }
  })

  it('names nothing of an offer for what was asked', () => {
    expect(placeInOffer('REQUESTED_VIEW')).to.equal(null)
  })
})

/** Where everything has a name. */
const NAMES: RuleNames = {
  ...{ relationship: 'carrier', takesDefault: false, sharingPolicy: 'staff', grantee: 'person', group: 'board' },
}
const PEOPLE: NamedPeople = { from: JOE, about: IVY }

describe('the place of a rule by the names there were', () => {
  for (const [code, path] of [
    ['FEDERATION_OFF', 'organization.federationEnabled'],
    ['NO_RELATIONSHIP', 'relationships.carrier'],
    ['RELATIONSHIP_DISABLED', 'relationships.carrier.enabled'],
    ['RELATIONSHIP_EXPIRED', 'relationships.carrier.validUntil'],
    ['FREEBUSY_DISABLED', 'relationships.carrier.freeBusyAccessEnabled'],
    ['LEVEL_NONE', 'relationships.carrier.freeBusyAccessLevel'],
    ['MAILBOX_UNKNOWN', 'mailboxes'],
    ['INSIDE_LEVEL', 'mailboxes.ivy@northwind.example.inside'],
    ['OUT_OF_SCOPE', 'relationships.carrier.freeBusyAccessScope'],
    ['EXCLUDED', 'relationships.carrier.exclude'],
    ['REQUESTS_DISABLED', 'relationships.carrier.requests.enabled'],
    ['REQUESTER_OUT_OF_SCOPE', 'relationships.carrier.requests.scope'],
    ['RELATIONSHIP_LEVEL', 'relationships.carrier.freeBusyAccessLevel'],
    ['REQUESTS_LEVEL', 'relationships.carrier.requests.level'],
    ['MAILBOX_DEFAULT', 'mailboxes.ivy@northwind.example.default'],
    ['GRANT', 'mailboxes.ivy@northwind.example.grants.joe@carrier.example'],
    ['SHARING_POLICY', 'sharingPolicies.staff'],
    ['ROOM_OUTSIDE', 'mailboxes.ivy@northwind.example.kind'],
    ['GROUP_MERGED', 'mailboxes.ivy@northwind.example.kind'],
    ['GROUP_LIMIT', 'groups.board'],
    ['GROUP_TOO_SMALL', 'organization.smallestGroup'],
    ['REQUESTED_VIEW', null],
  ] as const) {
    it(`of ${code} is ${String(path)}`, () => {
      expect(placeByNames(NAMES, PEOPLE, code)).to.equal(path)
    })
  }

  for (const [code, path] of [
    ['NO_RELATIONSHIP', 'relationships'],
    ['GRANT', 'mailboxes.ivy@northwind.example.grants'],
    ['SHARING_POLICY', 'sharingPolicies'],
    ['GROUP_LIMIT', 'mailboxes.ivy@northwind.example.group'],
  ] as const) {
    it(`is the list, or the field of its own, where it has no name: ${code}`, () => {
      expect(placeByNames(NO_NAMES, PEOPLE, code)).to.equal(path)
    })
  }

  it('is the default of the organization where the mailbox takes that', () => {
    expect(placeByNames({ ...NO_NAMES, takesDefault: true }, PEOPLE, 'MAILBOX_DEFAULT')).to.equal(
      'organization.defaultPermission',
    )
  })

  for (const [grantee, from, to] of [
    ['person', JOE, JOE],
    ['domain', JOE, '@carrier.example'],
    ['person', null, '(erased)'],
    ['domain', null, '(erased)'],
  ] as const) {
    it(`of a grant to a ${grantee} ends in ${to}${from === null ? ', once that is all that is left' : ''}`, () => {
      const place = placeByNames({ ...NAMES, grantee }, { from, about: IVY }, 'GRANT')
      expect(place).to.equal(`mailboxes.ivy@northwind.example.grants.${to}`)
    })
  }

  it('keeps the name of nobody who was erased', () => {
    expect(placeByNames(NAMES, { from: JOE, about: null }, 'MAILBOX_DEFAULT')).to.equal('mailboxes.(erased).default')
  })
})

describe('the names of the rules of a decision', () => {
  const ivy = { kind: 'group', group: 'board', grants: [{ to: '@carrier.example', level: 'LimitedDetails' }] }
  const fields = { ...FIELDS, groups: { board: ['ann@northwind.example'] } }
  const has = (...codes: readonly DecisionCode[]) => ({ has: (code: DecisionCode) => codes.includes(code) })
  const names = (...codes: readonly DecisionCode[]) =>
    ruleNames(policyWithIvy(ivy, fields), 'answering', ask(JOE, IVY), has(...codes))

  for (const [codes, expected] of [
    [[], {}],
    [['NO_RELATIONSHIP'], { relationship: 'carrier' }],
    [['SHARING_POLICY'], {}],
    [['MAILBOX_DEFAULT'], { takesDefault: true }],
    [['GRANT'], { grantee: 'domain' }],
    [['GROUP_LIMIT'], { group: 'board' }],
    [['GRANT', 'SHARING_POLICY'], { grantee: 'domain', sharingPolicy: 'standard' }],
    [
      ['NO_RELATIONSHIP', 'MAILBOX_DEFAULT', 'GROUP_LIMIT'],
      { relationship: 'carrier', takesDefault: true, group: 'board' },
    ],
  ] as const) {
    it(`are those of the steps it came to, and no others: ${codes.join(', ') || 'none'}`, () => {
      expect(names(...codes)).to.deep.equal({
        ...{ relationship: null, takesDefault: false, sharingPolicy: null, grantee: null, group: null },
        ...expected,
      })
    })
  }

  it('take no look at a mailbox where no step is about it', () => {
    const policy = policyWithIvy(ivy, fields)
    const looked: string[] = []
    const watched = Object.create(policy, {
      mailbox: {
        value: (about: Parameters<Policy['mailbox']>[0]) => {
          looked.push(about)
          return policy.mailbox(about)
        },
      },
    }) as Policy
    ruleNames(watched, 'answering', ask(JOE, IVY), has('NO_RELATIONSHIP', 'MAILBOX_UNKNOWN', 'SHARING_POLICY'))
    expect(looked).to.deep.equal([])
    ruleNames(watched, 'answering', ask(JOE, IVY), has('GRANT'))
    expect(looked).to.deep.equal([IVY])
  })

  it('have the relationship alone where the mailbox is unknown', () => {
    const nobody = ask(JOE, 'nobody@northwind.example')
    const codes = has('NO_RELATIONSHIP', 'MAILBOX_DEFAULT', 'GRANT', 'GROUP_LIMIT')
    expect(ruleNames(policyWithIvy(ivy, fields), 'answering', nobody, codes)).to.deep.equal({
      ...{ relationship: 'carrier', takesDefault: false, sharingPolicy: null, grantee: null, group: null },
    })
  })

  it('tell a grant to who asks from one to everybody of the domain', () => {
    const policy = policyWithIvy({ grants: [{ to: JOE, level: 'LimitedDetails' }] })
    expect(ruleNames(policy, 'answering', ask(JOE, IVY), has('GRANT')).grantee).to.equal('person')
    expect(ruleNames(policy, 'answering', ask('ann@carrier.example', IVY), has('GRANT')).grantee).to.equal(null)
  })
})
