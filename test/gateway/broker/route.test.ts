import { expect } from 'chai'
import { routeTo } from '../../../gateway/broker/route.ts'
import { suspend } from '../../../trust/organization/trust-transitions.ts'
import { address, clock, colleague, NOW, outsider, policyOf, CONTOSO_POLICY, smallWorld } from './small-world.ts'
import { put } from '../../trust/known-organizations.ts'
import type { SmallWorld } from './small-world.ts'

describe('a question on its way', () => {
  let world: SmallWorld
  beforeEach(async () => {
    world = await smallWorld()
  })
  const route = (requester: Parameters<typeof routeTo>[1], about: string) =>
    routeTo(world.directory, requester, address(about), NOW)

  it('about a hosted mailbox ends here', () => {
    expect(route(colleague(world, 'bo@contoso.example'), 'vera@contoso.example')).to.have.property('kind', 'hosted')
    expect(route(outsider(world, 'anna@fabrikam.example'), 'vera@contoso.example')).to.have.property('kind', 'hosted')
  })

  it("about a partner's mailbox goes to that partner, asked by our organization", () => {
    const found = route(colleague(world, 'bo@contoso.example'), 'anna@fabrikam.example')
    expect(found).to.include({
      kind: 'partner',
      trust: world.trusts.fabrikam,
      acting: world.contoso.id,
      transit: false,
    })
  })

  it('about a domain nobody has goes nowhere', () => {
    expect(route(colleague(world, 'bo@contoso.example'), 'x@northwind.example')).to.include({ because: 'ROUTE_NONE' })
  })

  it('about a partner whose trust is suspended goes nowhere', async () => {
    const suspended = suspend(world.trusts.fabrikam, 'key lost', clock)
    if ('refused' in suspended) throw new Error(suspended.refused)
    await put(world.store, suspended, world.trusts.fabrikam)
    expect(route(colleague(world, 'bo@contoso.example'), 'anna@fabrikam.example')).to.include({ because: 'ROUTE_NONE' })
  })

  it('goes by the gateway that the relationship names as broker', async () => {
    const fabrikam = { ...CONTOSO_POLICY.relationships[0], domains: ['far.example'], broker: world.fabrikam.id }
    world.hosted.policy = policyOf({ ...CONTOSO_POLICY, relationships: [fabrikam] })
    const found = route(colleague(world, 'bo@contoso.example'), 'x@far.example')
    expect(found).to.include({ kind: 'partner', trust: world.trusts.fabrikam })
  })

  it('from a partner through the gateway to another partner is transit, asked by the gateway', () => {
    const found = route(outsider(world, 'anna@fabrikam.example', 'gateway'), 'eva@adatum.example')
    expect(found).to.include({
      kind: 'partner',
      trust: world.trusts.adatumTransit,
      acting: world.gateway.id,
      transit: true,
    })
  })

  it('is not passed on where transit is off', () => {
    world.settings.transit = false
    const found = route(outsider(world, 'anna@fabrikam.example', 'gateway'), 'eva@adatum.example')
    expect(found).to.include({ because: 'ROUTE_NO_TRANSIT' })
  })

  it('is never passed on a second time', () => {
    const passed = { ...outsider(world, 'anna@fabrikam.example', 'gateway'), hop: 1 } as Parameters<typeof routeTo>[1]
    expect(route(passed, 'eva@adatum.example')).to.include({ because: 'ROUTE_NO_TRANSIT' })
  })

  it('is not passed on by a token that is for a hosted organization', () => {
    const found = route(outsider(world, 'anna@fabrikam.example', 'contoso'), 'eva@adatum.example')
    expect(found).to.include({ because: 'ROUTE_NO_TRANSIT' })
  })

  it('does not reach a hosted organization by a token that is for the gateway', () => {
    const found = route(outsider(world, 'anna@fabrikam.example', 'gateway'), 'vera@contoso.example')
    expect(found).to.include({ because: 'ROUTE_NO_TRANSIT' })
  })
})
