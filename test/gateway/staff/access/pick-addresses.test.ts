import { expect } from 'chai'
import fc from 'fast-check'
import { pickAddresses } from '../../../../gateway/staff/access/pick-addresses.ts'
import { parseMailboxAddress } from '../../../../protocols/availability/mailbox-address.ts'

const address = fc.stringMatching(/^[a-d]{1,3}$/).map((name) => parseMailboxAddress(`${name}@contoso.example`))

describe('addresses picked for a page', () => {
  it('are, page after page, all that were looked for, in their order', () => {
    const all = fc.uniqueArray(address, { maxLength: 60 })
    fc.assert(
      fc.property(
        all,
        fc.constantFrom('', 'a', 'bc', '@contoso', 'A', 'zz'),
        fc.integer({ min: 1, max: 9 }),
        (...args) => {
          const [addresses, find, most] = args
          const expected = addresses.filter((one) => one.includes(find.toLowerCase())).sort()
          const listed: string[] = []
          for (let after: string | null = null; ;) {
            const page = pickAddresses(addresses, { find, after, most })
            expect(page.of).to.equal(expected.length)
            expect(page.addresses.length).to.be.at.most(most)
            listed.push(...page.addresses)
            if (!page.more) break
            after = page.addresses.at(-1) ?? null
          }
          expect(listed).to.deep.equal(expected)
        },
      ),
    )
  })

  it('are looked at once each, of a hundred thousand too', () => {
    let looked = 0
    function* all() {
      for (let i = 0; i < 100_000; i++, looked++) yield parseMailboxAddress(`m${(i * 7_919) % 100_000}@contoso.example`)
    }
    const page = pickAddresses(all(), { find: '', after: 'm5@contoso.example', most: 50 })
    expect([looked, page.of, page.addresses.length, page.more]).to.deep.equal([100_000, 100_000, 50, true])
    // An `@` comes after every digit, so nothing else that begins with m5 is left.
    expect(page.addresses[0]).to.equal('m60000@contoso.example')
  })
})
