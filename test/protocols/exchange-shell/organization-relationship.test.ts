import { expect } from 'chai'
import { readCmdletJson } from '../../../protocols/exchange-shell/read-cmdlet-json.ts'
import { readClixml } from '../../../protocols/exchange-shell/read-clixml.ts'
import { readOrganizationRelationship } from '../../../protocols/exchange-shell/organization-relationship.ts'
import { clixml, enumeration, object, RELATIONSHIP, s } from './exports.ts'

const fromJson = (value: object) => readOrganizationRelationship(readCmdletJson(JSON.stringify(value))[0]!)
const WHOLE = {
  Name: 'Fabrikam',
  DomainNames: ['fabrikam.example'],
  Enabled: true,
  FreeBusyAccessEnabled: true,
  FreeBusyAccessLevel: 'LimitedDetails',
  FreeBusyAccessScope: null,
}

describe('what Get-OrganizationRelationship prints', () => {
  it('is read from CLIXML with all that concerns free/busy', async () => {
    const [found] = await readClixml(clixml(RELATIONSHIP()))
    const { targets, ...rest } = readOrganizationRelationship(found!)
    expect(rest).to.deep.equal({
      kind: 'organization-relationship',
      name: 'Fabrikam',
      domains: ['fabrikam.example', 'mail.fabrikam.example'],
      unreadable: [],
      enabled: true,
      freeBusyAccessEnabled: true,
      freeBusyAccessLevel: 'LimitedDetails',
      foundLevel: 'LimitedDetails',
      scope: { kind: 'everyone' },
      other: { mailTips: true, deliveryReports: false, photos: false, archive: false, mailboxMove: false },
    })
    expect(targets.autodiscover?.hostname).to.equal('autodiscover.fabrikam.example')
    expect([targets.sharing, targets.applicationUri]).to.deep.equal([null, 'mail.fabrikam.example'])
  })

  for (const [what, level, read] of [
    ['a name of the page', 'AvailabilityOnly', 'AvailabilityOnly'],
    ['a name in other case', 'limiteddetails', 'LimitedDetails'],
    ['None', 'None', 'None'],
    ['a number', 2, null],
    ['both, of another session', { value: 1, Value: 'AvailabilityOnly' }, 'AvailabilityOnly'],
    ['a name no page has', 'Reviewer', null],
    ['two names', 'AvailabilityOnly, LimitedDetails', null],
    ['nothing', null, null],
    ['a list', ['LimitedDetails'], null],
  ] as const) {
    it(`has a level that is ${what}`, () => {
      expect(fromJson({ ...WHOLE, FreeBusyAccessLevel: level }).freeBusyAccessLevel).to.equal(read)
    })
  }

  for (const [what, scope, kind] of [
    ['nothing at all, for everybody', null, 'everyone'],
    ['a group', 'contoso.example/Users/Board', 'group'],
    ['a group as an object', { Name: 'Board', Rdn: 'x' }, 'group'],
    ['an empty text', '', 'unreadable'],
    ['blanks', '  ', 'unreadable'],
    ['the name of a type', 'Microsoft.Exchange.Data.Directory.ADObjectId', 'unreadable'],
    ['an object without a name', { Depth: 3 }, 'unreadable'],
    ['an address, which no group of a policy can be', 'board@contoso.example', 'unreadable'],
    ['a list', ['Board'], 'unreadable'],
    ['a truth', false, 'unreadable'],
  ] as const) {
    it(`has a scope that is ${what}`, () => {
      expect(fromJson({ ...WHOLE, FreeBusyAccessScope: scope }).scope.kind).to.equal(kind)
    })
  }

  it('does not have everybody as its scope where the property was left out', () => {
    const { FreeBusyAccessScope: _left, ...selected } = WHOLE
    expect(fromJson(selected).scope).to.deep.equal({ kind: 'unreadable', found: 'nothing' })
  })

  it('does not say what it does not have', () => {
    const found = fromJson({ Name: 'x', DomainNames: 'x.example', FreeBusyAccessLevel: 'None' })
    expect([found.enabled, found.freeBusyAccessEnabled]).to.deep.equal([null, null])
  })

  for (const [what, domains, read, unreadable] of [
    ['a list', ['Fabrikam.example', 'b.example'], ['fabrikam.example', 'b.example'], []],
    ['a list of one, which is no list any more', 'fabrikam.example', ['fabrikam.example'], []],
    ['text that -Depth made of a list', 'a.example b.example', ['a.example', 'b.example'], []],
    ['objects of the local shell', [{ Domain: 'a.example', Address: 'a.example' }], ['a.example'], []],
    ['a name in another script', ['bücher.example'], ['xn--bcher-kva.example'], []],
    ['the same one twice', ['a.example', 'A.EXAMPLE'], ['a.example'], []],
    ['the name of a type', 'System.Collections.ArrayList', [], ['System.Collections.ArrayList']],
    ['a pattern', ['*.fabrikam.example'], [], ['*.fabrikam.example']],
    ['an address', ['vera@fabrikam.example'], [], ['vera@fabrikam.example']],
    ['one that is none between others', ['a.example', 'b..example', 7], ['a.example'], ['b..example', '7']],
    ['nothing', null, [], []],
  ] as const) {
    it(`has domains that are ${what}`, () => {
      const found = fromJson({ ...WHOLE, DomainNames: domains })
      expect([found.domains, found.unreadable]).to.deep.equal([read, unreadable])
    })
  }

  it('has no target that is no address of the web', () => {
    const epr = (value: string) => fromJson({ ...WHOLE, TargetSharingEpr: value }).targets.sharing
    expect(epr('https://mail.fabrikam.example/EWS/Exchange.asmx/WSSecurity')?.hostname).to.equal(
      'mail.fabrikam.example',
    )
    for (const bad of ['file:///etc/passwd', 'javascript:alert(1)', 'https://u:p@x.example/', 'mail', '']) {
      expect(epr(bad), bad).to.equal(null)
    }
  })

  it('keeps a level apart from its number where CLIXML has both', async () => {
    const [found] = await readClixml(
      clixml(object('OrganizationRelationship', 'x', s('Name', 'x'), enumeration('FreeBusyAccessLevel', 'Unheard', 2))),
    )
    expect(readOrganizationRelationship(found!)).to.deep.include({ freeBusyAccessLevel: null, foundLevel: 'Unheard' })
  })
})
