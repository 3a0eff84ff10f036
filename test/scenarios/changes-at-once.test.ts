import { expect } from 'chai'
import { BO, describeOneAndTwo, SLOW } from './at-once/gateways.ts'
import type { Gateways } from './at-once/gateways.ts'
import { DETAILS, KINDS, NOTHING, REFUSED, TRUST_KINDS } from './at-once/kinds.ts'
import { whileRead } from './at-once/late-calendars.ts'
import { PUBLISHED_KINDS } from './at-once/published-kinds.ts'
import { FIELDS_NOT_ASKED_FOR, fieldsOfPolicies, NOT_ASKED_FOR } from './at-once/not-asked-for.ts'
import { RECORD_KINDS } from '../../trust/stores/state-record.ts'

/** The id of the trust with the partner. */
async function trustOf(at: Gateways): Promise<string> {
  const { url, token } = at.admin(0)
  const answer = await fetch(`${url}/admin/v1/trusts`, { headers: { authorization: `Bearer ${token}` } })
  const { trusts } = (await answer.json()) as { trusts: { id: string; organization: string }[] }
  return trusts.find(({ organization }) => organization === 'contoso')?.id ?? ''
}

const TRUSTED = 'FreeBusyMerged 020200'

/** What has to hold of any number of gateways that are one: a change is made at one, and another is asked. */
function changesAtOnce(at: Gateways, count: number): void {
  const other = count - 1
  const everywhere = async (about: string, expected: string): Promise<void> => {
    for (let i = other; i >= 0; i--) expect(await at.ask(i, about), `at ${i}`).to.deep.equal([expected])
  }

  for (const { what, about, more, less, since, until = less, lower, raise } of KINDS) {
    it(`${what} counts from the next lookup, and for one under way`, async () => {
      await raise(at, 0)
      await everywhere(about, more)
      await lower(at, 0)
      await everywhere(about, less)
      expect(await at.askDuring(other, about, async () => void (await raise(at, 0))), 'raised meanwhile').to.equal(
        since,
      )
      await everywhere(about, more)
      expect(await at.askDuring(other, about, async () => void (await lower(at, 0))), 'lowered meanwhile').to.equal(
        until,
      )
      await raise(at, 0)
      await everywhere(about, more)
    })
  }

  for (const { what, partner, heard, lower, raise } of TRUST_KINDS) {
    it(`${what} counts from the next lookup, and for one under way, to both sides`, async () => {
      const trust = `/trusts/${await trustOf(at)}`
      const raiseAgain = async (): Promise<void> => {
        await at.untilPartnerHas(heard)
        await raise(at, trust)
        await at.untilPartnerHas('active')
      }
      await everywhere(SLOW, TRUSTED)
      expect(await at.askAsPartner(BO)).to.equal(DETAILS)
      await lower(at, trust)
      await everywhere(SLOW, REFUSED)
      await at.untilPartnerHas(heard)
      expect(await at.askAsPartner(BO)).to.equal(partner)
      await raiseAgain()
      await everywhere(SLOW, TRUSTED)
      expect(await at.askAsPartner(BO)).to.equal(DETAILS)
      expect(await at.askDuring(other, SLOW, async () => void (await lower(at, trust)))).to.equal(REFUSED)
      await raiseAgain()
      const asked = whileRead(
        () => at.askAsPartner(BO),
        () => lower(at, trust),
      )
      expect(await asked).to.equal(NOTHING)
      await raiseAgain()
    })
  }

  it('a revoked trust counts for a lookup under way, and from the next one on', async () => {
    const revoke = `/trusts/${await trustOf(at)}/revoke`
    const told = await at.askDuring(
      other,
      SLOW,
      async () => void (await at.call(0, 'POST', revoke, { reason: 'lost' })),
    )
    expect(told).to.equal(REFUSED)
    await everywhere(SLOW, REFUSED)
  })
}

describeOneAndTwo(', once it is acknowledged:', changesAtOnce)

describe('Whatever a store holds', () => {
  const changed = [...KINDS, ...TRUST_KINDS, ...PUBLISHED_KINDS].map(({ of }) => of)
  const kindOf = (of: string): string => of.split('.')[0] ?? ''

  for (const kind of RECORD_KINDS) {
    it(`of the kind ${kind} is changed at once in a test here, or it is said why not`, () => {
      const [tested, why] = [changed.some((of) => kindOf(of) === kind), NOT_ASKED_FOR[kind]]
      expect(tested).to.equal(why === undefined)
    })
  }

  for (const field of fieldsOfPolicies()) {
    it(`in the field ${field} likewise`, () => {
      expect(changed.includes(field)).to.equal(FIELDS_NOT_ASKED_FOR[field] === undefined)
    })
  }

  it('is all that is named here', () => {
    const known = new Set<string>([...RECORD_KINDS, ...fieldsOfPolicies()])
    expect([...changed, ...Object.keys(FIELDS_NOT_ASKED_FOR)].filter((one) => !known.has(one))).to.deep.equal([])
  })
})
