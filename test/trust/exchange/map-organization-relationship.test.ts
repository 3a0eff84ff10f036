import { expect } from 'chai'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { chooseDomains } from '../../../trust/exchange/choose-domains.ts'
import type { ImportChoice, PresentPolicy } from '../../../trust/exchange/import-plan.ts'
import { mapOrganizationRelationship } from '../../../trust/exchange/map-organization-relationship.ts'
import type { ExportedRelationship } from '../../../protocols/exchange-shell/organization-relationship.ts'
import { CHOICE, EMPTY, NOTHING_ELSE, relationship } from './exchange-settings.ts'

function map(from: ExportedRelationship, present: PresentPolicy = EMPTY, choice: ImportChoice = CHOICE) {
  const { parts, notes } = mapOrganizationRelationship(from, chooseDomains([from], present), present, choice)
  return { parts, codes: notes.map(({ code }) => code), notes }
}

const COMPLETE = {
  name: 'Fabrikam',
  domains: ['fabrikam.example'],
  enabled: true,
  freeBusyAccessEnabled: true,
  freeBusyAccessLevel: 'LimitedDetails',
  freeBusyAccessScope: null,
}

describe('an organization relationship of Exchange', () => {
  it('becomes one of ours that gives the same, and says that asking is a switch of its own', () => {
    const { parts, codes } = map(relationship())
    expect(parts).to.deep.equal([{ kind: 'relationship', name: 'Fabrikam', value: COMPLETE }])
    expect(codes).to.deep.equal(['asking-off'])
  })

  it('lets our people ask at the level that was chosen, while it is enabled', () => {
    const asks = { ...CHOICE, asks: 'AvailabilityOnly' as const }
    const [on, off] = [true, false].map((enabled) => map(relationship({ enabled }), EMPTY, asks).parts[0]?.value)
    expect(on).to.deep.equal({ ...COMPLETE, requests: { enabled: true, level: 'AvailabilityOnly' } })
    expect(off).to.deep.include({ enabled: false, requests: { enabled: false, level: 'AvailabilityOnly' } })
  })

  for (const [what, changes, value, code] of [
    ['disabled', { enabled: false }, { enabled: false }, null],
    ['without free/busy', { freeBusyAccessEnabled: false }, { freeBusyAccessEnabled: false }, 'asking-off'],
    ['of an unknown level', { freeBusyAccessLevel: null }, { freeBusyAccessLevel: 'None' }, 'level-unknown'],
    ['that may be enabled or not', { enabled: null }, { enabled: false }, 'enabled-unknown'],
    ['that may give or not', { freeBusyAccessEnabled: null }, { freeBusyAccessEnabled: false }, 'free-busy-unknown'],
    [
      'for people nobody can tell',
      { scope: { kind: 'unreadable', found: 'x' } },
      { freeBusyAccessLevel: 'None', freeBusyAccessScope: null },
      'scope-unreadable',
    ],
    [
      'for a group whose name is unusable',
      { scope: { kind: 'group', name: 'a\nb' } },
      { freeBusyAccessLevel: 'None', freeBusyAccessScope: null },
      'scope-unreadable',
    ],
    ['with MailTips', { other: { ...NOTHING_ELSE, mailTips: true } }, {}, 'other-sharing'],
  ] as const) {
    it(`that is ${what} gives no more, and is noted`, () => {
      const { parts, codes } = map(relationship(changes))
      expect(parts).to.deep.equal([{ kind: 'relationship', name: 'Fabrikam', value: { ...COMPLETE, ...value } }])
      if (code === null) expect(codes).to.deep.equal([])
      else expect(codes).to.include(code)
    })
  }

  it('for a group comes with the group, empty, so that nobody is open until it is filled', () => {
    const from = relationship({ scope: { kind: 'group', name: 'contoso.example/Board' } })
    const { parts, codes } = map(from)
    expect(parts[0]).to.deep.equal({ kind: 'group', name: 'contoso.example/Board', value: [] })
    expect(parts[1]?.value).to.deep.equal({ ...COMPLETE, freeBusyAccessScope: 'contoso.example/Board' })
    expect(codes).to.include('scope-group-empty')
  })

  it('for a group that is here leaves the group as it is', () => {
    const from = relationship({ scope: { kind: 'group', name: 'Board' } })
    const { parts, codes } = map(from, { ...EMPTY, groups: new Set(['Board']) })
    expect(parts.map(({ kind }) => kind)).to.deep.equal(['relationship'])
    expect(codes).to.include('scope-group-present')
  })

  for (const [what, changes, present, code] of [
    ['without a name', { name: '' }, {}, 'name-unusable'],
    ['with a name of 65 characters', { name: 'x'.repeat(65) }, {}, 'name-unusable'],
    ['with a name that an address would take for a step up', { name: '..' }, {}, 'name-unusable'],
    ['with a line end in its name', { name: 'a\u000ab' }, {}, 'name-unusable'],
    ['with half a character in its name', { name: 'a\ud800' }, {}, 'name-unusable'],
    ['of the hybrid wizard', { name: 'On-premises to O365 - 0fbd5031-9d75-482c-90d9-4d6501e88168' }, {}, 'hybrid'],
    ['without domains', { domains: [] }, {}, 'no-domain'],
    ['with no domain but our own', { domains: [parseDomain('contoso.example')] }, {}, 'domain-own'],
    [
      'whose domain another one here has',
      {},
      { relationships: [{ name: 'Old', domains: ['fabrikam.example'] }] },
      'domain-elsewhere',
    ],
  ] as const) {
    it(`is left out and noted: one ${what}`, () => {
      const { parts, codes } = map(relationship(changes), { ...EMPTY, ...present })
      expect(parts).to.deep.equal([])
      expect(codes).to.include(code)
    })
  }

  it('keeps the domains that can be read, and notes each that cannot', () => {
    const { parts, notes } = map(relationship({ unreadable: ['*.fabrikam.example', '\u001b[2J'] }))
    expect(parts).to.have.length(1)
    expect(notes.filter(({ code }) => code === 'domain-unreadable')).to.have.length(2)
    expect(notes.map(({ because }) => because).join('')).to.not.include('\u001b')
  })

  it('says of each note what it is about, why and what to do', () => {
    const { notes } = map(
      relationship({ enabled: null, freeBusyAccessLevel: null, scope: { kind: 'unreadable', found: '' } }),
    )
    for (const { about, because, todo } of notes) {
      expect(about).to.equal('organization relationship "Fabrikam"')
      expect([because, todo].every((text) => /\.$/.test(text))).to.equal(true)
    }
  })
})
