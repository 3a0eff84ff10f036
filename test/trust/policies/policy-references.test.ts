import { expect } from 'chai'
import { problemsIn } from './policy-vocabulary.ts'

const ORGANIZATION = { id: 'northwind', domains: ['northwind.example'] }
const relationship = (changes: object): object => ({ name: 'carrier', domains: ['carrier.example'], ...changes })

describe('the parts of a policy document', () => {
  const refused: readonly (readonly [what: string, document: object, ...problems: string[]])[] = [
    [
      'a member, scopes and an exclusion that name no group',
      {
        groups: { board: ['bored'] },
        relationships: [
          relationship({ freeBusyAccessScope: 'sales', requests: { scope: 'boards' }, exclude: ['heads'] }),
        ],
      },
      'groups.board.0: found "bored"; expected the name of a group',
      'relationships.0.freeBusyAccessScope: found "sales"; expected the name of a group',
      'relationships.0.requests.scope: found "boards"; expected the name of a group',
      'relationships.0.exclude.0: found "heads"; expected the name of a group',
    ],
    [
      'a group that only the prototype of all objects has',
      { groups: {}, relationships: [relationship({ exclude: ['constructor'] })] },
      'relationships.0.exclude.0: found "constructor"; expected the name of a group',
    ],
    [
      'a mailbox with a sharing policy that is not there',
      { mailboxes: [{ address: 'ivy@northwind.example', sharingPolicy: 'strict' }] },
      'mailboxes.0.sharingPolicy: found "strict"; expected the name of a sharing policy',
    ],
    [
      'addresses that stand for no group, or for one and are something else',
      {
        groups: { board: [] },
        mailboxes: [
          { address: 'a@northwind.example', kind: 'group', group: 'bored' },
          { address: 'b@northwind.example', kind: 'group' },
          { address: 'c@northwind.example', kind: 'room', group: 'board' },
          { address: 'd@northwind.example', group: 'board' },
        ],
      },
      'mailboxes.0.group: found "bored"; expected the name of a group',
      'mailboxes.1.group: found nothing; expected the name of a group, since kind is group',
      'mailboxes.2.group: found "board"; expected nothing, since kind is room',
      'mailboxes.3.group: found "board"; expected nothing, since kind is user',
    ],
    [
      'two default sharing policies',
      {
        sharingPolicies: [
          { name: 'a', default: true },
          { name: 'b', default: true },
        ],
      },
      'sharingPolicies.1.default: found true; expected one default policy only',
    ],
    [
      'one domain twice in a sharing policy',
      {
        sharingPolicies: [
          {
            name: 'a',
            domains: ['c.example: CalendarSharingFreeBusyReviewer', 'C.example: CalendarSharingFreeBusySimple'],
          },
        ],
      },
      'sharingPolicies.0.domains.1: found "c.example"; expected a domain only once; it stands at sharingPolicies.0.domains.0 already',
    ],
    [
      'one domain in two relationships',
      { relationships: [relationship({}), relationship({ name: 'other', domains: ['x.example', 'CARRIER.example'] })] },
      'relationships.1.domains.1: found "carrier.example"; expected a domain only once; it stands at relationships.0.domains.0 already',
    ],
    [
      'a relationship with ourselves',
      { relationships: [relationship({ domains: ['northwind.example'] })] },
      'relationships.0.domains.0: found "northwind.example"; expected another organization\'s domain',
    ],
    [
      'names and mailboxes that stand there twice, in any spelling',
      {
        mailboxes: [{ address: 'ivy@northwind.example' }, { address: 'Ivy@Northwind.example' }],
        relationships: [relationship({}), relationship({ domains: ['x.example'] })],
        sharingPolicies: [{ name: 'a' }, { name: 'a' }],
      },
      'mailboxes.1.address: found "ivy@northwind.example"; expected a mailbox only once; it stands at mailboxes.0.address already',
      'relationships.1.name: found "carrier"; expected a name only once; it stands at relationships.0.name already',
      'sharingPolicies.1.name: found "a"; expected a name only once; it stands at sharingPolicies.0.name already',
    ],
  ]
  for (const [what, document, ...problems] of refused) {
    it(`refuse ${what}`, () => {
      expect(problemsIn({ organization: ORGANIZATION, ...document })).to.have.members(problems)
    })
  }

  describe('beside parts of the wrong shape', () => {
    /** Wrong in every way a reference can be. */
    const DANGLING = {
      organization: ORGANIZATION,
      groups: { board: ['bored'] },
      mailboxes: [{ address: 'ivy@northwind.example', sharingPolicy: 'strict' }, { address: 'Ivy@northwind.example' }],
      relationships: [
        relationship({ freeBusyAccessScope: 'sales', requests: { scope: 'boards' }, exclude: ['heads'] }),
        relationship({ domains: ['northwind.example', 'carrier.example'] }),
      ],
      sharingPolicies: [
        { name: 'a', default: true, domains: ['c.example: CalendarSharingFreeBusyReviewer'] },
        {
          name: 'a',
          default: true,
          domains: ['c.example: CalendarSharingFreeBusyReviewer', 'c.example: CalendarSharingFreeBusyReviewer'],
        },
      ],
    }
    const all = problemsIn(DANGLING)
    /** One thing wrong in some place, and how it is reported. */
    const WRONG: readonly (readonly [patch: object, problem: string])[] = [
      [{ extra: 1 }, 'extra: found 1; expected no field of this name'],
      [{ organization: { ...ORGANIZATION, id: 7 } }, 'organization.id: found 7; expected a string'],
      [
        { relationships: DANGLING.relationships.map((one) => ({ ...one, joinBlocks: 'no' })) },
        'relationships.0.joinBlocks: found "no"; expected true or false',
      ],
      [
        { mailboxes: DANGLING.mailboxes.map((one) => ({ ...one, inside: 'Some' })) },
        'mailboxes.1.inside: found "Some"; expected one of None, AvailabilityOnly, LimitedDetails, Reviewer',
      ],
      [
        { sharingPolicies: DANGLING.sharingPolicies.map((one) => ({ ...one, enabled: 1 })) },
        'sharingPolicies.0.enabled: found 1; expected true or false',
      ],
      [{ groups: { ...DANGLING.groups, 'a@b': [7] } }, 'groups.a@b: found "a@b"; expected the name of a group'],
    ]
    for (const [patch, problem] of WRONG) {
      it(`are all reported with ${problem.split(':')[0] ?? ''}`, () => {
        expect(all).to.have.length(12)
        expect(problemsIn({ ...DANGLING, ...patch })).to.include.members([problem, ...all])
      })
    }

    it('are not made up where what they lead to cannot be read', () => {
      const { groups: _, ...rest } = DANGLING
      const about = (document: object, words: string) => problemsIn(document).filter((one) => one.includes(words))
      expect(about({ ...rest, groups: 7 }, 'expected the name of a group')).to.deep.equal([])
      expect(about({ ...rest, groups: {} }, 'expected the name of a group')).to.have.length(3)
      expect(about({ ...DANGLING, sharingPolicies: [{ name: 7 }] }, 'the name of a sharing policy')).to.deep.equal([])
      expect(about({ ...DANGLING, sharingPolicies: [] }, 'the name of a sharing policy')).to.have.length(1)
      expect(problemsIn(7)).to.deep.equal(['(top): found 7; expected a group of fields'])
    })
  })
})
