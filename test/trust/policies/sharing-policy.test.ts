import { expect } from 'chai'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { CAPPED_AT_NONE, compileSharingPolicy, readSharingRule } from '../../../trust/policies/sharing-policy.ts'

const carrier = parseDomain('carrier.example')

describe('a rule of a sharing policy', () => {
  // The actions of `New-SharingPolicy -Domains`, as the levels of the vectors.
  for (const [action, level] of [
    ['CalendarSharingFreeBusySimple', 'AvailabilityOnly'],
    ['CalendarSharingFreeBusyDetail', 'LimitedDetails'],
    ['CalendarSharingFreeBusyReviewer', 'Reviewer'],
  ] as const) {
    it(`says ${level} by ${action}, to a domain, to every one, and to whoever has an address`, () => {
      expect(readSharingRule(`carrier.example: ${action}`)).to.deep.equal({ for: carrier, level })
      expect(readSharingRule(`*: ${action}`)).to.deep.equal({ for: '*', level })
      expect(readSharingRule(`Anonymous: ${action}`)).to.deep.equal({ for: 'Anonymous', level })
    })
  }

  it('has any space around its colon, and its domain in any case', () => {
    for (const rule of [
      'carrier.example:CalendarSharingFreeBusyDetail',
      ' Carrier.EXAMPLE :  CalendarSharingFreeBusyDetail ',
    ]) {
      expect(readSharingRule(rule)).to.deep.equal({ for: carrier, level: 'LimitedDetails' })
    }
  })

  for (const [what, rule] of [
    ['nothing', ''],
    ['an action to nobody', 'CalendarSharingFreeBusySimple'],
    ['an empty domain', ': CalendarSharingFreeBusySimple'],
    ['an action with one letter more, and no colon', 'CalendarSharingFreeBusySimplex'],
    ['a domain without an action', 'carrier.example:'],
    ['what is no domain', '*.example: CalendarSharingFreeBusySimple'],
    ['an action of contacts', 'carrier.example: ContactsSharing'],
    ['two actions', 'carrier.example: CalendarSharingFreeBusySimple, ContactsSharing'],
    ['an action in other letters', 'carrier.example: calendarsharingfreebusysimple'],
    ['a name that every object has', 'carrier.example: constructor'],
    ['Anonymous in other letters, which is no domain', 'anonymous : CalendarSharingFreeBusySimple'],
  ] as const) {
    it(`is not ${what}`, () => {
      expect(readSharingRule(rule)).to.equal(null)
    })
  }
})

describe('a sharing policy', () => {
  const domains = [
    { for: '*', level: 'LimitedDetails' },
    { for: 'Anonymous', level: 'AvailabilityOnly' },
    { for: carrier, level: 'Reviewer' },
  ] as const

  it('caps each domain by its own rule, the others by the star, and published calendars by neither', () => {
    for (const written of [domains, domains.toReversed()]) {
      expect(compileSharingPolicy({ enabled: true, domains: written })).to.deep.equal({
        caps: new Map([[carrier, 'Reviewer']]),
        otherwise: 'LimitedDetails',
        anonymous: 'AvailabilityOnly',
      })
    }
  })

  it('caps at None whatever it does not speak of', () => {
    const nothing = { caps: new Map(), otherwise: 'None', anonymous: 'None' }
    expect(compileSharingPolicy({ enabled: true, domains: [] })).to.deep.equal(nothing)
    expect(CAPPED_AT_NONE).to.deep.equal(nothing)
  })

  it('caps at None while it is switched off', () => {
    expect(compileSharingPolicy({ enabled: false, domains })).to.equal(CAPPED_AT_NONE)
  })
})
