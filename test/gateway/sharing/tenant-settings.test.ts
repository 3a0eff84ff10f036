import { expect } from 'chai'
import fc from 'fast-check'
import { chosen, opensMore, settingsOf, withSettings } from '../../../gateway/sharing/tenant-settings.ts'
import type { TenantSettings, WantedSettings, WrittenPolicy } from '../../../gateway/sharing/tenant-settings.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { capOf } from '../../../trust/policies/cap-of.ts'
import { policyOf } from '../../trust/policies/policy-vocabulary.ts'

const ACTIONS = {
  AvailabilityOnly: 'CalendarSharingFreeBusySimple',
  LimitedDetails: 'CalendarSharingFreeBusyDetail',
  Reviewer: 'CalendarSharingFreeBusyReviewer',
} as const
const LEVELS = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]
const VERA = parseMailboxAddress('vera@contoso.example')

const entry = fc
  .tuple(
    fc.constantFrom('*', 'Anonymous', 'fabrikam.example', 'ADATUM.example', 'wingtip.example'),
    fc.constantFrom(': ', ':', ' :  '),
    fc.constantFrom(...LEVELS),
  )
  .map(([who, colon, level]) => ({ who, text: `${who}${colon}${ACTIONS[level]}`, level }))
const entries = fc.uniqueArray(entry, { selector: ({ who }) => who })
const written = fc.record(
  {
    ...{ name: fc.constant('everyday'), default: fc.constant(true), enabled: fc.boolean() },
    domains: entries.map((all) => all.map(({ text }) => text)),
  },
  { requiredKeys: ['name', 'default', 'domains'] },
) as fc.Arbitrary<WrittenPolicy>
const wanted: fc.Arbitrary<WantedSettings> = fc.record(
  { externalUsers: fc.boolean(), anonymous: fc.boolean(), anonymousLevel: fc.constantFrom(...LEVELS) },
  { requiredKeys: [] },
)

/** What decisions make of it: nobody has a default, so whatever comes through is the sharing policy's. */
function decided(policy: WrittenPolicy): TenantSettings {
  const compiled = policyOf({
    organization: { id: 'contoso', domains: ['contoso.example'] },
    mailboxes: [{ address: VERA }],
    relationships: [
      {
        ...{ name: 'other', domains: ['tailspin.example'], freeBusyAccessEnabled: true },
        freeBusyAccessLevel: 'Reviewer',
      },
    ],
    sharingPolicies: [policy],
  })
  const level = (to: string) => capOf(compiled, VERA, to, 0).level
  const anonymous = level('Anonymous')
  return {
    externalUsers: level('@tailspin.example') !== 'None',
    anonymous: anonymous !== 'None',
    anonymousLevel: anonymous === 'None' ? null : anonymous,
  }
}

describe('The choices of an organization', () => {
  it('are what decisions make of the policy, whatever the policy is', () => {
    fc.assert(
      fc.property(written, (policy) => {
        expect(settingsOf(policy)).to.deep.equal(decided(policy))
      }),
    )
  })

  it('written into an enabled policy are what is shown of it and what decisions make of it', () => {
    fc.assert(
      fc.property(written, wanted, (policy, want) => {
        const enabled: WrittenPolicy = { ...policy, enabled: true }
        const choice = chosen(settingsOf(enabled), want)
        const after = withSettings(enabled, choice)
        expect(settingsOf(after)).to.deep.equal(choice)
        expect(decided(after)).to.deep.equal(choice)
        if (want.externalUsers !== undefined) expect(choice.externalUsers).to.equal(want.externalUsers)
        if (want.anonymous !== undefined) expect(choice.anonymous).to.equal(want.anonymous)
        else if (want.anonymousLevel !== undefined) expect(choice.anonymousLevel).to.equal(want.anonymousLevel)
      }),
    )
  })

  it('leave every other entry as it is written, and the `*` entry where it is on already', () => {
    fc.assert(
      fc.property(written, wanted, (policy, want) => {
        const enabled: WrittenPolicy = { ...policy, enabled: true }
        const choice = chosen(settingsOf(enabled), want)
        const [before, after] = [enabled, withSettings(enabled, choice)].map((one) => one['domains'] as string[])
        const others = (texts: string[] = []) => texts.filter((text) => !/^(\*|Anonymous)/.test(text))
        expect(others(after)).to.deep.equal(others(before))
        const star = before?.find((text) => text.startsWith('*'))
        if (star !== undefined && choice.externalUsers) expect(after).to.include(star)
        expect(withSettings(withSettings(enabled, choice), choice)).to.deep.equal(withSettings(enabled, choice))
      }),
    )
  })

  it('are off where there is no policy, or a disabled one', () => {
    const off = { externalUsers: false, anonymous: false, anonymousLevel: null }
    expect(settingsOf(null)).to.deep.equal(off)
    expect(settingsOf({ name: 'x', enabled: false, domains: ['*: CalendarSharingFreeBusySimple'] })).to.deep.equal(off)
  })

  it('begin at the lowest where no level is said', () => {
    const on = withSettings({ name: 'x', default: true, domains: [] }, chosen(settingsOf(null), { anonymous: true }))
    expect(on['domains']).to.deep.equal(['Anonymous: CalendarSharingFreeBusySimple'])
    const users = withSettings({ name: 'x', default: true }, chosen(settingsOf(null), { externalUsers: true }))
    expect(users['domains']).to.deep.equal(['*: CalendarSharingFreeBusySimple'])
  })

  it('open more only where something is on that was off', () => {
    const off = settingsOf(null)
    expect(opensMore(off, { ...off, externalUsers: true })).to.equal(true)
    expect(opensMore(off, { externalUsers: false, anonymous: true, anonymousLevel: 'Reviewer' })).to.equal(true)
    expect(opensMore({ ...off, externalUsers: true }, off)).to.equal(false)
  })
})
