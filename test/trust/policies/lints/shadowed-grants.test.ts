import { expect } from 'chai'
import fc from 'fast-check'
import { ACCESS_LEVELS } from '../../../../trust/policies/access-level.ts'
import { shadowedGrants } from '../../../../trust/policies/lints/shadowed-grants.ts'
import type { PolicyDocument } from '../../../../trust/policies/policy-document.ts'

type GrantEntry = PolicyDocument['mailboxes'][number]['grants'][number]

const instant = fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined })
const grant = fc
  .record({
    to: fc.constantFrom('@fabrikam.example', 'anna@fabrikam.example'),
    level: fc.constantFrom(...ACCESS_LEVELS),
    from: instant,
    until: instant,
    hiddenCategories: fc.option(fc.constant(['x']), { nil: undefined, freq: 4 }),
  })
  .map((one) => JSON.parse(JSON.stringify(one)) as GrantEntry)

const narrows = (one: GrantEntry): boolean => one.hiddenCategories !== undefined

/** By the definition: `other` is in force whenever `one` is, gives no more, and `one` narrows nothing. */
function shadows(other: GrantEntry, one: GrantEntry): boolean {
  const begins = (other.from ?? -Infinity) <= (one.from ?? -Infinity)
  const lasts = (other.until ?? Infinity) >= (one.until ?? Infinity)
  const lower = ACCESS_LEVELS.indexOf(other.level) <= ACCESS_LEVELS.indexOf(one.level)
  return other.to === one.to && begins && lasts && lower && !narrows(one)
}

describe('shadowed grants', () => {
  it('are just those of which another is in force whenever they are and gives no more, each named with one', () => {
    let seen = 0
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 6 }), (grants) => {
        const found = shadowedGrants(grants)
        grants.forEach((one, j) => {
          const by = grants.findIndex((other, k) => k !== j && shadows(other, one) && (k < j || !shadows(one, other)))
          expect(found.has(j), JSON.stringify(grants)).to.equal(by >= 0)
          const named = grants[found.get(j) ?? -1]
          if (named !== undefined) expect(shadows(named, one)).to.equal(true)
        })
        seen += found.size
      }),
      { numRuns: 3_000 },
    )
    expect(seen).to.be.greaterThan(200)
  })

  it('are found among a hundred thousand to one name, each but for an hour', () => {
    const grants = Array.from({ length: 100_000 }, (_, i): GrantEntry => {
      return { to: '@fabrikam.example', level: 'AvailabilityOnly', from: i, until: i + 1 }
    })
    expect(shadowedGrants(grants).size).to.equal(0)
    expect(shadowedGrants([...grants, { to: '@fabrikam.example', level: 'AvailabilityOnly' }]).size).to.equal(100_000)
  })
})
