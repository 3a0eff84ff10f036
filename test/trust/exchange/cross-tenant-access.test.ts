import { expect } from 'chai'
import { parseEntraId } from '../../../protocols/graph/cross-tenant-access.ts'
import { crossTenantAccessOf } from '../../../trust/exchange/cross-tenant-access.ts'
import { parsePolicyDocument } from '../../../trust/policies/policy-document.ts'
import { NOW } from './exchange-settings.ts'

const tenant = parseEntraId('af7b70b0-d161-4628-82b4-16190344c029')
const group = parseEntraId('ad4fc698-74dc-4f62-9e71-ba9b591e8e74')
const GIVES = { freeBusyAccessEnabled: true, freeBusyAccessLevel: 'LimitedDetails' }

function accessOf(changes: object, document: object = {}, choice: object = {}) {
  const reading = parsePolicyDocument({
    organization: { id: 'contoso', domains: ['contoso.example'] },
    groups: { board: [] },
    relationships: [{ name: 'fabrikam', domains: ['fabrikam.example', 'b.example'], ...GIVES, ...changes }],
    ...document,
  })
  if (!reading.accepted) throw new Error(JSON.stringify(reading.problems))
  const found = reading.document.relationships[0]!
  return crossTenantAccessOf(reading.document, found, { tenant, group: null, now: NOW, ...choice })
}

const policy = (name: string, domains: string[], more: object = {}) => ({ name, domains, ...more })
const SIMPLE = 'CalendarSharingFreeBusySimple'
const DETAIL = 'CalendarSharingFreeBusyDetail'

describe('a relationship of ours as a cross-tenant access policy', () => {
  for (const [what, changes, choice, lookup] of [
    ['what it gives', {}, {}, 'LimitedDetails'],
    ['time only', { freeBusyAccessLevel: 'AvailabilityOnly' }, {}, 'AvailabilityOnly'],
    ['no more than subject and place', { freeBusyAccessLevel: 'Reviewer' }, {}, 'LimitedDetails'],
    ['nothing while it is off', { enabled: false }, {}, 'None'],
    ['nothing without free/busy', { freeBusyAccessEnabled: false }, {}, 'None'],
    ['nothing once it is over', { validUntil: new Date(NOW).toISOString() }, {}, 'None'],
    ['what it gives until it is over', { validUntil: new Date(NOW + 1).toISOString() }, {}, 'LimitedDetails'],
    ['nothing for a group that Entra does not know', { freeBusyAccessScope: 'board' }, {}, 'None'],
    ['what it gives, for a group that was named', { freeBusyAccessScope: 'board' }, { group }, 'LimitedDetails'],
    ['nothing where some are left out', { exclude: ['ceo@contoso.example'] }, {}, 'None'],
  ] as const) {
    it(`allows ${what}`, () => expect(accessOf(changes, {}, choice).access.lookup).to.equal(lookup))
  }

  it('allows nothing while federation is off', () => {
    const off = { organization: { id: 'c', domains: ['contoso.example'], federationEnabled: false } }
    const { access } = accessOf({}, { ...off, sharingPolicies: [policy('a', [`*: ${SIMPLE}`])] })
    expect([access.lookup, access.sharing]).to.deep.equal(['None', 'None'])
  })

  for (const [what, sharingPolicies, sharing] of [
    ['nothing without a policy', [], 'None'],
    ['what the rule for all says', [policy('a', [`*: ${DETAIL}`])], 'LimitedDetails'],
    ['the lowest of its domains', [policy('a', [`*: ${DETAIL}`, `b.example: ${SIMPLE}`])], 'AvailabilityOnly'],
    [
      'the lowest of several policies',
      [policy('a', [`*: ${DETAIL}`]), policy('b', [`*: ${SIMPLE}`])],
      'AvailabilityOnly',
    ],
    [
      'nothing where one is off',
      [policy('a', [`*: ${DETAIL}`]), policy('b', [`*: ${SIMPLE}`], { enabled: false })],
      'None',
    ],
    ['nothing where a domain has no rule', [policy('a', [`fabrikam.example: ${DETAIL}`])], 'None'],
    ['nothing by a rule for everybody', [policy('a', [`Anonymous: ${DETAIL}`])], 'None'],
  ] as const) {
    it(`lets owners share ${what}`, () => {
      expect(accessOf({}, { sharingPolicies }).access.sharing).to.equal(sharing)
    })
  }
})
