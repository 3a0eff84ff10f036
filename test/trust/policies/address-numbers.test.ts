import { expect } from 'chai'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { AddressNumbers, ByAddress } from '../../../trust/policies/address-numbers.ts'

const [ivy, max, joe] = ['ivy', 'max', 'joe'].map((name) => parseMailboxAddress(`${name}@northwind.example`)) as [
  ReturnType<typeof parseMailboxAddress>,
  ReturnType<typeof parseMailboxAddress>,
  ReturnType<typeof parseMailboxAddress>,
]

describe('the numbers of addresses', () => {
  it('are counted from zero, one for each address, and stay', () => {
    const numbers = new AddressNumbers()
    expect([ivy, max, ivy].map((address) => numbers.of(address))).to.deep.equal([0, 1, 0])
    expect([...numbers]).to.deep.equal([
      [ivy, 0],
      [max, 1],
    ])
  })

  it('are given to nobody who is only looked for', () => {
    const numbers = new AddressNumbers()
    expect(numbers.find(joe)).to.equal(undefined)
    expect([...numbers]).to.deep.equal([])
    expect(numbers.of(max)).to.equal(numbers.find(max))
  })
})

describe('what is kept by address', () => {
  it('is found, said anew, taken out and listed apart from what else has the numbers', () => {
    const numbers = new AddressNumbers()
    const [one, other] = [new ByAddress<string>(numbers), new ByAddress<string>(numbers)]
    other.set(joe, 'x')
    one.set(ivy, 'a')
    one.set(max, 'b')
    one.set(ivy, 'c')
    other.delete(max)
    expect([ivy, max, joe].map((address) => one.get(address))).to.deep.equal(['c', 'b', undefined])
    one.delete(max)
    expect([...one]).to.deep.equal([[ivy, 'c']])
    expect([...one.keys(), ...other.keys()]).to.deep.equal([ivy, joe])
  })
})
