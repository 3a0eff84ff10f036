import { expect } from 'chai'
import { parseDomain, parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { AddressNumbers } from '../../../trust/policies/address-numbers.ts'
import type { Members } from '../../../trust/policies/compile-parts.ts'
import { GroupMembers } from '../../../trust/policies/group-members.ts'
import { policyOf } from './policy-vocabulary.ts'

const [ivy, max, joe] = ['ivy', 'max', 'joe'].map((name) => parseMailboxAddress(`${name}@northwind.example`)) as [
  ReturnType<typeof parseMailboxAddress>,
  ReturnType<typeof parseMailboxAddress>,
  ReturnType<typeof parseMailboxAddress>,
]
const member = (of: string): Members[number] =>
  of.includes('@') ? { address: parseMailboxAddress(of) } : { group: of }

function groupsOf(groups: Readonly<Record<string, readonly string[]>>): Map<string, Members> {
  return new Map(Object.entries(groups).map(([name, members]) => [name, members.map(member)]))
}

describe('the members of groups', () => {
  it('are those of all groups named, however deep', () => {
    const members = new GroupMembers(groupsOf({ a: ['b'], b: [ivy], c: [max] }), new AddressNumbers())
    const whoIsIn = (...names: string[]) => [ivy, max, joe].map((who) => members.everyoneOf([], names).has(who))
    expect(whoIsIn('a', 'c')).to.deep.equal([true, true, false])
    expect(whoIsIn('a')).to.deep.equal([true, false, false])
    expect(whoIsIn('nothing')).to.deep.equal([false, false, false])
    expect(whoIsIn()).to.deep.equal([false, false, false])
  })

  it('are others once a group was changed, for whoever was told before too', () => {
    const groups = groupsOf({ a: ['b'], b: [ivy] })
    const members = new GroupMembers(groups, new AddressNumbers())
    const [one, all] = [members.everyoneOf([], ['a']), members.everyoneOf([], ['a', 'b'])]
    expect([one.has(ivy), all.has(max)]).to.deep.equal([true, false])
    groups.set('b', [member(max)])
    members.changed()
    expect([one.has(ivy), one.has(max), all.has(max)]).to.deep.equal([false, true, true])
  })

  it('are joined by whoever is named beside the groups', () => {
    const members = new GroupMembers(groupsOf({ a: [ivy] }), new AddressNumbers())
    expect([ivy, max, joe].map((who) => members.everyoneOf([max], ['a']).has(who))).to.deep.equal([true, true, false])
    expect([ivy, max, joe].map((who) => members.everyoneOf([max], []).has(who))).to.deep.equal([false, true, false])
  })

  it('are found again where they had to be forgotten, for want of room', () => {
    const groups = groupsOf({ a: [ivy, max], b: [max, joe], c: [ivy, max, joe] })
    const members = new GroupMembers(groups, new AddressNumbers(), 4)
    const all = ['a', 'b', 'c', 'a'].map((name) => members.everyoneOf([], [name]))
    for (let round = 0; round < 2; round++) {
      expect(all.map((one) => [ivy, max, joe].map((who) => one.has(who)))).to.deep.equal([
        [true, true, false],
        [false, true, true],
        [true, true, true],
        [true, true, false],
      ])
    }
  })

  it('are not multiplied by the relationships that name them', () => {
    // Laid out for each relationship these would be a hundred million addresses.
    const big = Array.from({ length: 20_000 }, (_, i) => `m${i}@northwind.example`)
    const policy = policyOf({
      organization: { id: 'northwind', domains: ['northwind.example'] },
      groups: { big, all: ['big', ivy] },
      relationships: Array.from({ length: 5_000 }, (_, i) => ({
        ...{ name: `r${i}`, domains: [`r${i}.example`], exclude: ['all', joe] },
      })),
    })
    const excluded = policy.relationship(parseDomain('r4999.example'))?.exclude
    const asked = [ivy, joe, max, parseMailboxAddress('m19999@northwind.example')]
    expect(asked.map((who) => excluded?.has(who))).to.deep.equal([true, true, false, true])
  })
})
