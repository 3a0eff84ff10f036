import { expect } from 'chai'
import { parsePolicyDocument } from '../../../trust/policies/policy-document.ts'
import { problemsIn } from './policy-vocabulary.ts'

const ORGANIZATION = { id: 'northwind', domains: ['northwind.example'] }
const MAILBOX = { address: 'ivy@northwind.example' }
const OFFICE = { days: ['Monday'], start: '09:00', end: '17:00' }
const RELATIONSHIP = { name: 'carrier', domains: ['carrier.example'] }

const withMailbox = (mailbox: object): object => ({
  organization: ORGANIZATION,
  mailboxes: [{ ...MAILBOX, ...mailbox }],
})
const withRelationship = (relationship: object): object => ({
  organization: ORGANIZATION,
  relationships: [{ ...RELATIONSHIP, ...relationship }],
})
const withSharingRule = (rule: unknown): object => ({
  organization: ORGANIZATION,
  sharingPolicies: [{ name: 's', domains: [rule] }],
})

describe('a policy document', () => {
  it('fills in what it leaves out: nothing is given, nothing is asked', () => {
    const reading = parsePolicyDocument({
      organization: ORGANIZATION,
      mailboxes: [MAILBOX],
      relationships: [RELATIONSHIP],
      sharingPolicies: [{ name: 'standard' }],
    })
    expect(reading).to.deep.equal({
      accepted: true,
      document: {
        organization: {
          ...ORGANIZATION,
          ...{ federationEnabled: true, personalGrants: 'honour', defaultPermission: 'None', smallestGroup: 3 },
        },
        groups: {},
        mailboxes: [{ ...MAILBOX, kind: 'user', inside: 'LimitedDetails', grants: [] }],
        relationships: [
          {
            ...RELATIONSHIP,
            enabled: true,
            freeBusyAccessEnabled: false,
            freeBusyAccessLevel: 'None',
            freeBusyAccessScope: null,
            exclude: [],
            validUntil: null,
            requests: { enabled: false, level: 'None', scope: null },
            joinBlocks: true,
            giveWorkingHours: false,
          },
        ],
        sharingPolicies: [{ name: 'standard', default: false, enabled: true, domains: [] }],
      },
    })
  })

  it('says what of a calendar is shared in the form in which it is compared', () => {
    const grant = { to: 'joe@carrier.example', level: 'Reviewer', hours: [OFFICE], hiddenCategories: [' Doctor '] }
    const privatePeriods = [{ from: '2026-12-24T00:00:00+01:00', until: '2026-12-27T00:00:00Z' }]
    const reading = parsePolicyDocument(withMailbox({ timeZone: 'Europe/Oslo', grants: [grant], privatePeriods }))
    expect(reading.accepted && reading.document.mailboxes[0]).to.deep.include({
      grants: [{ ...grant, hours: [{ ...OFFICE, start: 540, end: 1020 }], hiddenCategories: ['doctor'] }],
      privatePeriods: [{ start: Date.parse('2026-12-23T23:00:00Z'), end: Date.parse('2026-12-27T00:00:00Z') }],
    })
  })

  const refused: readonly (readonly [what: string, document: unknown, ...problems: string[]])[] = [
    ['nothing', undefined, '(top): found nothing; expected a group of fields'],
    ['a list', [], '(top): found an empty list; expected a group of fields'],
    ['no organization', {}, 'organization: found nothing; expected a group of fields'],
    [
      'an organization without a domain',
      { organization: { id: 'x', domains: [] } },
      'organization.domains: found an empty list; expected at least 1',
    ],
    [
      'a field of no name we know',
      { organization: { ...ORGANIZATION, federationEnable: true } },
      'organization.federationEnable: found true; expected no field of this name',
    ],
    [
      'a level in another spelling',
      withRelationship({ freeBusyAccessLevel: 'limiteddetails' }),
      'relationships.0.freeBusyAccessLevel: found "limiteddetails"; expected one of None, AvailabilityOnly, LimitedDetails, Reviewer',
    ],
    [
      'a text for a truth',
      withRelationship({ enabled: 'yes' }),
      'relationships.0.enabled: found "yes"; expected true or false',
    ],
    [
      'a domain with a star',
      withRelationship({ domains: ['*.carrier.example'] }),
      'relationships.0.domains.0: found "*.carrier.example"; expected a domain',
    ],
    ['no address', withMailbox({ address: 'ivy' }), 'mailboxes.0.address: found "ivy"; expected a mailbox address'],
    [
      'a date without a time',
      withRelationship({ validUntil: '2026-12-31' }),
      'relationships.0.validUntil: found "2026-12-31"; expected an instant such as 2026-12-31T23:00:00Z',
    ],
    [
      'a time of no zone',
      withRelationship({ validUntil: '2026-12-31T10:00:00' }),
      'relationships.0.validUntil: found "2026-12-31T10:00:00"; expected an instant such as 2026-12-31T23:00:00Z',
    ],
    [
      'the thirtieth of February',
      withRelationship({ validUntil: '2026-02-30T10:00:00Z' }),
      'relationships.0.validUntil: found "2026-02-30T10:00:00Z"; expected an instant such as 2026-12-31T23:00:00Z',
    ],
    [
      'a grant to a bare domain',
      withMailbox({ grants: [{ to: 'carrier.example', level: 'Reviewer' }] }),
      'mailboxes.0.grants.0.to: found "carrier.example"; expected an address or @domain',
    ],
    [
      'a grant that ends before it begins',
      withMailbox({
        grants: [{ to: '@a.example', level: 'None', from: '2026-12-02T00:00:00Z', until: '2026-12-02T00:00:00Z' }],
      }),
      'mailboxes.0.grants.0: found a group of fields; expected an end after the beginning',
    ],
    [
      'a zone of no place',
      withMailbox({ timeZone: 'Europe/Atlantis' }),
      'mailboxes.0.timeZone: found "Europe/Atlantis"; expected an IANA time zone such as Europe/Stockholm',
    ],
    [
      'an offset for a zone',
      withMailbox({ timeZone: '+01:00' }),
      'mailboxes.0.timeZone: found "+01:00"; expected an IANA time zone such as Europe/Stockholm',
    ],
    [
      'working hours of no zone',
      withMailbox({ workingHours: [{ days: ['Monday'], start: '08:00', end: '17:00' }] }),
      'mailboxes.0.timeZone: found nothing; expected an IANA time zone, since there are working hours',
    ],
    [
      'a grant for some hours in no time zone',
      withMailbox({ grants: [{ to: '@carrier.example', level: 'Reviewer', hours: [OFFICE] }] }),
      'mailboxes.0.timeZone: found nothing; expected an IANA time zone, since a grant holds for some hours only',
    ],
    [
      'a grant for no hours',
      withMailbox({ timeZone: 'UTC', grants: [{ to: '@carrier.example', level: 'Reviewer', hours: [] }] }),
      'mailboxes.0.grants.0.hours: found an empty list; expected at least one period',
    ],
    [
      'a grant for hours that end before they begin',
      withMailbox({
        timeZone: 'UTC',
        grants: [{ to: '@carrier.example', level: 'Reviewer', hours: [{ ...OFFICE, start: '17:00', end: '09:00' }] }],
      }),
      'mailboxes.0.grants.0.hours.0: found a group of fields; expected an end after the start',
    ],
    [
      'hidden categories without names',
      withMailbox({
        grants: [{ to: '@carrier.example', level: 'Reviewer', hiddenCategories: [' ', 'x'.repeat(300)] }],
      }),
      'mailboxes.0.grants.0.hiddenCategories.0: found " "; expected the name of a category',
      `mailboxes.0.grants.0.hiddenCategories.1: found "${'x'.repeat(59)}…; expected the name of a category`,
    ],
    [
      'a private period without an end, and one that ends before it begins',
      withMailbox({
        privatePeriods: [
          { from: '2026-12-24T00:00:00Z' },
          { from: '2026-12-27T00:00:00Z', until: '2026-12-24T00:00:00Z' },
        ],
      }),
      'mailboxes.0.privatePeriods.0.until: found nothing; expected an instant such as 2026-12-31T23:00:00Z',
      'mailboxes.0.privatePeriods.1: found a group of fields; expected an end after the beginning',
    ],
    [
      'a night shift',
      withMailbox({ timeZone: 'UTC', workingHours: [{ days: ['Monday'], start: '22:00', end: '06:00' }] }),
      'mailboxes.0.workingHours.0: found a group of fields; expected an end after the start',
    ],
    [
      'an hour of no clock',
      withMailbox({ timeZone: 'UTC', workingHours: [{ days: ['Monday'], start: '8', end: '24:01' }] }),
      'mailboxes.0.workingHours.0.start: found "8"; expected a time of day such as 08:30',
      'mailboxes.0.workingHours.0.end: found "24:01"; expected a time of day such as 08:30',
    ],
    [
      'a broker that is no organization',
      withRelationship({ broker: 'gateway' }),
      'relationships.0.broker: found "gateway"; expected an organization id: urn:ledig:<uuid>, or an https address',
    ],
    [
      'an address for a scope',
      withRelationship({ freeBusyAccessScope: 'ivy@northwind.example' }),
      'relationships.0.freeBusyAccessScope: found "ivy@northwind.example"; expected the name of a group',
    ],
    ...[
      'carrier.example',
      'carrier.example: All',
      '*.example: CalendarSharingFreeBusySimple',
      ': CalendarSharingFreeBusySimple',
      7,
    ].map(
      (rule) =>
        [
          `the sharing rule ${rule}`,
          withSharingRule(rule),
          `sharingPolicies.0.domains.0: found ${JSON.stringify(rule)}; expected a rule such as "fabrikam.example: CalendarSharingFreeBusySimple"`,
        ] as const,
    ),
  ]
  for (const [what, document, ...problems] of refused) {
    it(`refuses ${what}, and says where`, () => expect(problemsIn(document)).to.have.members(problems))
  }

  it('refuses whole, with everything that is wrong', () => {
    const document = {
      organization: { ...ORGANIZATION, personalGrants: 'maybe' },
      mailboxes: [{ ...MAILBOX, default: 'Some' }],
      groups: { 'a@b': [] },
      extra: {},
    }
    expect(problemsIn(document)).to.have.length(4)
  })

  it('knows a member named like the prototype for what it is', () => {
    const document: unknown = JSON.parse(
      '{"organization":{"id":"x","domains":["x.example"],"__proto__":{"federationEnabled":false}}}',
    )
    expect(problemsIn(document)).to.deep.equal([
      'organization.__proto__: found a group of fields; expected no field of this name',
    ])
  })

  it('is told what two fields say together, whatever is wrong with the others', () => {
    const grant = { to: '@', level: 'Some', from: '2027-01-01T00:00:00Z', until: '2026-01-01T00:00:00Z', hours: [] }
    const hours = { days: ['Payday'], start: '09:00', end: '08:00', colour: 1 }
    const period = { from: '2027-01-01T00:00:00Z', until: '2026-01-01T00:00:00Z', why: 'holiday' }
    const ivy = { address: 'ivy', workingHours: [hours], grants: [grant], privatePeriods: [period] }
    const [place, end] = ['mailboxes.0', 'expected an end after the']
    expect(problemsIn({ organization: ORGANIZATION, mailboxes: [ivy] })).to.include.members([
      `${place}.address: found "ivy"; expected a mailbox address`,
      `${place}.workingHours.0.colour: found 1; expected no field of this name`,
      `${place}.workingHours.0: found a group of fields; ${end} start`,
      `${place}.grants.0.to: found "@"; expected an address or @domain`,
      `${place}.grants.0: found a group of fields; ${end} beginning`,
      `${place}.privatePeriods.0: found a group of fields; ${end} beginning`,
      `${place}.timeZone: found nothing; expected an IANA time zone, since there are working hours`,
    ])
    const without = problemsIn({ organization: ORGANIZATION, mailboxes: [{ address: 'ivy', grants: [grant] }] })
    expect(without).to.include(
      `${place}.timeZone: found nothing; expected an IANA time zone, since a grant holds for some hours only`,
    )
    const noTimes = { to: '@', level: 'None', from: 'then', until: 'now' }
    const unread = problemsIn({
      organization: ORGANIZATION,
      mailboxes: [{ ...ivy, timeZone: '', grants: [noTimes, 7] }],
    })
    expect(unread.filter((problem) => /grants.0: |since there are/.test(problem))).to.deep.equal([])
  })

  it('reads a sharing rule with any space around its colon', () => {
    for (const rule of [
      'carrier.example:CalendarSharingFreeBusyDetail',
      ' Carrier.EXAMPLE :  CalendarSharingFreeBusyDetail ',
    ]) {
      const reading = parsePolicyDocument(withSharingRule(rule))
      expect(reading.accepted && reading.document.sharingPolicies[0]?.domains).to.deep.equal([
        { for: 'carrier.example', level: 'LimitedDetails' },
      ])
    }
  })

  it('knows a time zone the second time as the first, however it is spelled, and no other', () => {
    const zones = ['Europe/Stockholm', 'EUROPE/stockholm', '+01:00', 'Europe/Stockholms', 'Etc/GMT+5', '']
    const read = (timeZone: string): boolean =>
      parsePolicyDocument({ organization: ORGANIZATION, mailboxes: [{ ...MAILBOX, timeZone }] }).accepted
    for (let i = 0; i < 2; i++) expect(zones.map(read)).to.deep.equal([true, true, false, false, true, false])
  })

  it('refuses a document of nothing but zones that are none, and takes a rare one in the next', async () => {
    const mailboxes = Array.from({ length: 2_500 }, (_, i) => ({
      ...MAILBOX,
      address: `m${i}@contoso.example`,
      timeZone: `Asia/K${i}`,
    }))
    const reading = parsePolicyDocument({ organization: ORGANIZATION, mailboxes })
    expect(reading.accepted).to.equal(false)
    await Promise.resolve()
    const rare = { organization: ORGANIZATION, mailboxes: [{ ...MAILBOX, timeZone: 'Asia/Saigon' }] }
    expect(parsePolicyDocument(rare).accepted).to.equal(true)
  })
})
