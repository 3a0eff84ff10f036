import { expect } from 'chai'
import { Budget, visitorOf } from '../../../gateway/sharing/visitor-budget.ts'

describe('a budget', () => {
  it('gives so many in a minute and adds up to no more', () => {
    const budget = new Budget(3)
    const take = (at: number): number => [1, 2, 3, 4, 5].filter(() => budget.take('a', at)).length
    expect([take(0), take(0), take(20_000), take(10 * 60_000), take(0)]).to.deep.equal([3, 0, 1, 3, 0])
    expect(budget.has('b', 0)).to.equal(true)
  })

  it('forgets who was not seen for longest, never more than it can hold', () => {
    const budget = new Budget(1)
    expect(budget.take('first', 0)).to.equal(true)
    expect(budget.take('first', 0)).to.equal(false)
    for (let i = 0; i < 50_000; i++) budget.take(`name ${i}`, 0)
    expect(budget.take('first', 0)).to.equal(true)
  })
})

describe('a visitor', () => {
  for (const [address, visitor] of [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    [undefined, ''],
  ] as const) {
    it(`at ${String(address)} is ${visitor === '' ? 'nobody in particular' : visitor}`, () => {
      expect(visitorOf(address)).to.equal(visitor)
    })
  }
})
