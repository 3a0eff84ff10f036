import { expect } from 'chai'
import { readCmdletJson } from '../../../protocols/exchange-shell/read-cmdlet-json.ts'
import { readSharingPolicy } from '../../../protocols/exchange-shell/sharing-policy.ts'

const fromJson = (value: object) => readSharingPolicy(readCmdletJson(JSON.stringify(value))[0]!)
const rules = (domains: unknown) => fromJson({ Name: 'p', Enabled: true, Default: false, Domains: domains })

const rule = (who: string, actions: string[], contacts = false, unknown: string[] = []) => ({
  for: who,
  actions,
  contacts,
  unknown,
})

describe('what Get-SharingPolicy prints', () => {
  for (const [what, domains, read] of [
    [
      'a domain',
      'Fabrikam.example:CalendarSharingFreeBusySimple',
      [rule('fabrikam.example', ['CalendarSharingFreeBusySimple'])],
    ],
    ['every federated domain', '*:CalendarSharingFreeBusyDetail', [rule('*', ['CalendarSharingFreeBusyDetail'])]],
    [
      'everybody',
      'Anonymous: CalendarSharingFreeBusyReviewer',
      [rule('Anonymous', ['CalendarSharingFreeBusyReviewer'])],
    ],
    [
      'contacts beside',
      ['fabrikam.example:CalendarSharingFreeBusySimple, ContactsSharing'],
      [rule('fabrikam.example', ['CalendarSharingFreeBusySimple'], true)],
    ],
    ['contacts alone', ['fabrikam.example:ContactsSharing'], [rule('fabrikam.example', [], true)]],
    [
      'objects of the local shell',
      [{ Domain: 'fabrikam.example', Actions: 'CalendarSharingFreeBusySimple' }],
      [rule('fabrikam.example', ['CalendarSharingFreeBusySimple'])],
    ],
    [
      'an action no page has',
      ['fabrikam.example:CalendarSharingFreeBusySimple, CalendarSharingAll'],
      [rule('fabrikam.example', ['CalendarSharingFreeBusySimple'], false, ['CalendarSharingAll'])],
    ],
    ['nothing', null, []],
  ] as const) {
    it(`has a rule for ${what}`, () => {
      const found = rules(domains)
      expect([found.rules, found.unreadable]).to.deep.equal([read, []])
    })
  }

  for (const [what, domains] of [
    ['an action that is a number', [{ Domain: 'fabrikam.example', Actions: 1 }]],
    [
      'rules that -Depth ran together',
      'a.example:CalendarSharingFreeBusySimple b.example:CalendarSharingFreeBusyDetail',
    ],
    ['no action', 'fabrikam.example:'],
    ['no domain', ':CalendarSharingFreeBusySimple'],
    ['no colon', 'fabrikam.example'],
    ['a pattern', '*.example:CalendarSharingFreeBusySimple'],
    ['the name of a type', 'Microsoft.Exchange.Data.SharingPolicyDomain'],
  ] as const) {
    it(`cannot be read where it is ${what}`, () => {
      const found = rules(domains)
      expect([found.rules, found.unreadable.length]).to.deep.equal([[], 1])
    })
  }

  it('says whether it is on and the default, or that it does not say', () => {
    expect(fromJson({ Name: 'p', Domains: [], Enabled: false, Default: true })).to.deep.include({
      enabled: false,
      isDefault: true,
    })
    expect(fromJson({ Name: 'p', Domains: [] })).to.deep.include({ enabled: null, isDefault: null })
  })
})
