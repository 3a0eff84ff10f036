import { expect } from 'chai'
import fc from 'fast-check'
import { parseMailboxAddress } from '../../../../protocols/availability/mailbox-address.ts'
import { membersOf } from '../../../../trust/policies/group-members.ts'
import { groupsHolding } from '../../../../trust/policies/lints/held-groups.ts'
import type { Member } from '../../../../trust/policies/policy-document.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e']
const [ivy, joe] = [parseMailboxAddress('ivy@northwind.example'), parseMailboxAddress('joe@carrier.example')]
const member: fc.Arbitrary<Member> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NAMES).map((group) => ({ group })) },
  fc.constantFrom(ivy, joe).map((address) => ({ address })),
)
const groups = fc
  .tuple(...NAMES.map(() => fc.array(member, { maxLength: 2 })))
  .map((lists) => Object.fromEntries(NAMES.map((name, i) => [name, lists[i] ?? []])))

describe('the groups that hold somebody', () => {
  it('are those among whose members, however deep and in whatever circles, one matters', () => {
    fc.assert(
      fc.property(groups, (all) => {
        const byName = new Map(Object.entries(all))
        const expected = NAMES.filter((name) => membersOf(byName, [name]).has(ivy))
        expect([...groupsHolding(all, (address) => address === ivy)].sort()).to.deep.equal(expected)
      }),
      { numRuns: 2_000 },
    )
  })
})
