import { expect } from 'chai'
import fc from 'fast-check'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { Groups } from '../../../trust/policies/compile-parts.ts'
import { LivePolicy } from '../../../trust/policies/live-policy.ts'
import { POLICY_SCHEMAS } from '../../../trust/policies/policy-document.ts'
import { expandGroup, MOST_MEMBERS } from '../../../trust/policies/expand-group.ts'

const person = (n: number): MailboxAddress => parseMailboxAddress(`p${n}@contoso.example`)
const people = (count: number, from = 0) => Array.from({ length: count }, (_, i) => ({ address: person(from + i) }))
const plain = () => undefined

describe('the members of an address that is a group', () => {
  it('are fewer than a hundred, or nobody is told (MS-OXWAVLS)', () => {
    expect(MOST_MEMBERS).to.equal(99)
    expect(expandGroup(new Map([['g', people(99)]]), 'g', plain)).to.have.lengthOf(99)
    expect(expandGroup(new Map([['g', people(100)]]), 'g', plain)).to.equal(null)
  })

  it('count once, however many groups they are in', () => {
    const groups: Groups = new Map([
      ['g', [...people(60), { group: 'h' }]],
      ['h', people(60)],
    ])
    expect(expandGroup(groups, 'g', plain)).to.deep.equal(people(60).map(({ address }) => address))
  })

  it('are in the groups whose addresses stand in it, and those addresses are none of them', () => {
    const list = parseMailboxAddress('list@contoso.example')
    const groups: Groups = new Map([
      ['g', [{ address: list }, ...people(1)]],
      ['h', [...people(1, 7), { address: list }]],
    ])
    const at = (address: MailboxAddress) => (address === list ? 'h' : undefined)
    expect(expandGroup(groups, 'g', at)).to.deep.equal([person(0), person(7)])
  })

  it('are nobody where the group is not there, or one in it, or an address in it stands for none', () => {
    const silent = parseMailboxAddress('silent@contoso.example')
    const at = (address: MailboxAddress) => (address === silent ? null : undefined)
    expect(expandGroup(new Map(), 'g', plain)).to.deep.equal([])
    expect(expandGroup(new Map([['g', [...people(3), { group: 'gone' }]]]), 'g', plain)).to.deep.equal([])
    expect(expandGroup(new Map([['g', [...people(3), { address: silent }]]]), 'g', at)).to.deep.equal([])
  })

  it('are looked for in ten thousand places and no more', () => {
    let looked = 0
    const all = people(10)
    const groups: Groups = new Map(
      Array.from({ length: 5_000 }, (_, i) => [`g${i}`, [...all, { group: `g${i + 1}` }]] as const),
    )
    const found = expandGroup(groups, 'g0', () => void looked++)
    expect(found).to.equal(null)
    expect(looked).to.be.at.most(10_000)
  })

  it('are those of now, after a change of a group and of an address that stands for one', () => {
    const entry = (fields: object) => POLICY_SCHEMAS.mailbox.parse({ address: 'inner@contoso.example', ...fields })
    const inner = parseMailboxAddress('inner@contoso.example')
    const policy = new LivePolicy()
    policy.setOrganization(POLICY_SCHEMAS.organization.parse({ id: 'contoso', domains: ['contoso.example'] }))
    policy.setGroup('g', [{ address: inner }, ...people(1)])
    policy.setGroup('h', people(2, 5))
    expect(policy.groupMembers('g')).to.deep.equal([inner, person(0)])
    policy.setMailbox(inner, entry({ kind: 'group', group: 'h' }))
    expect(policy.groupMembers('g')).to.deep.equal([person(0), person(5), person(6)])
    policy.setGroup('h', people(1, 7))
    expect(policy.groupMembers('g')).to.deep.equal([person(0), person(7)])
    policy.setMailbox(inner, entry({}))
    expect(policy.groupMembers('g')).to.deep.equal([inner, person(0)])
    policy.setMailbox(inner, entry({ kind: 'group', group: 'h' }))
    policy.setMailbox(inner, null)
    expect(policy.groupMembers('g')).to.deep.equal([inner, person(0)])
  })

  it('are everybody reached, in any graph of groups', () => {
    const names = ['a', 'b', 'c', 'd']
    const member = fc.oneof(
      fc.integer({ min: 0, max: 8 }).map((n) => ({ address: person(n) })),
      fc.constantFrom(...names).map((group) => ({ group })),
    )
    const graph = fc.tuple(
      ...names.map((name) => fc.array(member, { maxLength: 5 }).map((held) => [name, held] as const)),
    )
    fc.assert(
      fc.property(graph, (entries) => {
        const groups: Groups = new Map(entries)
        const within = (name: string, above: readonly string[]): readonly MailboxAddress[] =>
          (groups.get(name) ?? []).flatMap((one) =>
            'address' in one
              ? [one.address]
              : above.includes(one.group)
                ? []
                : within(one.group, [...above, one.group]),
          )
        expect(new Set(expandGroup(groups, 'a', plain))).to.deep.equal(new Set(within('a', ['a'])))
      }),
    )
  })
})
