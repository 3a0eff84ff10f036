import { expect } from 'chai'
import { askerOf } from '../../../gateway/explain/asker-of.ts'
import type { Asker } from '../../../gateway/explain/asker-of.ts'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { suspend } from '../../../trust/organization/trust-transitions.ts'
import { trustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import { address, clock, NOW, smallWorld } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'
import { ANNA, BO, VERA } from './faults-of-steps.ts'

const EVA = 'eva@adatum.example'

describe('as whom somebody’s question would come', () => {
  let world: SmallWorld
  beforeEach(async () => {
    world = await smallWorld()
  })

  /** Where the organizations of ours hold these trusts. */
  const asker = (trusts: readonly FederationTrust[], from: string, about: string): Asker | null => {
    const snapshot = trustSnapshot(trusts, 1)
    return askerOf({ ...world.directory, trusts: () => snapshot }, address(from), address(about), NOW)
  }
  const partner = (from: string, rest: object) => ({
    ...{ kind: 'partner', person: from, tokenId: 'an explanation', hop: 0, ...rest },
  })
  /** Adatum, that asks for people of Fabrikam too. */
  const brokering = (trust: FederationTrust): FederationTrust => {
    const brokerFor = [
      { domain: parseDomain('northwind.example'), organization: world.gateway.id },
      { domain: parseDomain('fabrikam.example'), organization: world.fabrikam.id },
    ]
    return { ...trust, is: { ...trust.is, brokerFor } as FederationTrust['is'] }
  }
  const suspended = (trust: FederationTrust): FederationTrust => {
    const after = suspend(trust, 'key lost', clock)
    if ('refused' in after) throw new Error(after.refused)
    return after
  }
  const ofFabrikam = () => {
    const { id } = world.fabrikam
    return partner(ANNA, { issuer: id, organization: id, audience: world.contoso.id })
  }
  const byAdatum = () => ({
    ...partner(ANNA, { issuer: world.adatum.id, organization: world.fabrikam.id, audience: world.contoso.id }),
    hop: 1,
  })

  it('is one of our own people, without a trust', () => {
    expect(asker([], BO, ANNA)).to.deep.equal({
      requester: { kind: 'inside', organization: world.hosted, person: BO },
      trust: null,
    })
  })

  it('is the partner whose people have the domain, towards the organization asked', () => {
    const { fabrikam, adatum } = world.trusts
    expect(asker([adatum, fabrikam], ANNA, VERA)).to.deep.equal({ requester: ofFabrikam(), trust: fabrikam })
  })

  it('is the same towards the gateway where the question is to be passed on', () => {
    const { fabrikam, fabrikamTransit } = world.trusts
    const requester = { ...ofFabrikam(), audience: world.gateway.id }
    expect(asker([fabrikam, fabrikamTransit], ANNA, EVA)).to.deep.equal({ requester, trust: fabrikamTransit })
  })

  it('is the gateway that asks on behalf of the organization', () => {
    const trust = brokering(world.trusts.adatum)
    expect(asker([trust], ANNA, VERA)).to.deep.equal({ requester: byAdatum(), trust })
  })

  it('is nobody where no trust is for the domain, and none where nobody said yes', () => {
    const { adatum, fabrikam } = world.trusts
    expect(asker([adatum], ANNA, VERA)).to.equal(null)
    const proposed = { ...fabrikam, is: { state: 'proposed', proposedAt: NOW } } as const
    expect(asker([proposed], ANNA, VERA)).to.equal(null)
  })

  for (const [name, of, expected] of [
    ['its own before that of a gateway that asks for it', (trust: FederationTrust) => trust, ofFabrikam],
    ['one that serves before its own', suspended, byAdatum],
  ] as const) {
    for (const turned of [false, true]) {
      it(`is of several ${name}${turned ? ', in whatever order they are held' : ''}`, () => {
        const trusts = [of(world.trusts.fabrikam), brokering(world.trusts.adatum)]
        const found = asker(turned ? trusts.reverse() : trusts, ANNA, VERA)
        expect(found?.requester).to.deep.equal(expected())
      })
    }
  }

  it('is of several that do not serve its own', () => {
    const trusts = [suspended(brokering(world.trusts.adatum)), suspended(world.trusts.fabrikam)]
    expect(asker(trusts, ANNA, VERA)?.requester).to.deep.equal(ofFabrikam())
    expect(asker(trusts.reverse(), ANNA, VERA)?.requester).to.deep.equal(ofFabrikam())
  })
})
