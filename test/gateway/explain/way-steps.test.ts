import { expect } from 'chai'
import * as way from '../../../gateway/explain/way-steps.ts'
import { rule } from '../../../gateway/broker/rule.ts'
import type { Requester } from '../../../gateway/broker/requester.ts'
import type { FederationTrust, TrustState } from '../../../trust/organization/federation-trust.ts'
import type { PartnerTokenKey } from '../../../trust/organization/federation-metadata.ts'
import { suspend } from '../../../trust/organization/trust-transitions.ts'
import { address, clock, colleague, CONTOSO_POLICY, NOW, outsider, smallWorld } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'
import { ANNA, BO, HOUR, losesProof, policy, trustIs, VERA } from './faults-of-steps.ts'
import { inEnglish, said } from './said-step.ts'

const endedStep = inEnglish(way.endedStep)
const incomingCredentialStep = inEnglish(way.incomingCredentialStep)
const missingSteps = inEnglish(way.missingSteps)
const nowhereStep = inEnglish(way.nowhereStep)
const routeSteps = inEnglish(way.routeSteps)
const trustStep = inEnglish(way.trustStep)

const NINE = '2026-11-23T09:00:00.000Z'

/** A trust with Fabrikam, its certificate good for an hour before nine o'clock and an hour after. */
const trustOf = (rest: Partial<FederationTrust> = {}, state: object = { state: 'active' }): FederationTrust =>
  ({
    is: state as TrustState,
    metadata: { name: 'Fabrikam', certificate: { notBefore: NOW - HOUR, notAfter: NOW + HOUR } },
    ...{ ours: { validUntil: null }, theirs: null, tokenKeys: [], credential: { kind: 'single-use' } },
    ...rest,
  }) as unknown as FederationTrust

describe('the step of a trust', () => {
  it('passes where it serves', () => {
    expect(trustStep(trustOf(), NOW)).to.deep.equal(said('trust', 'pass', { detail: 'with Fabrikam: active' }))
  })

  it('passes with a word where it serves and needs a person, and why', () => {
    const trust = trustOf({}, { state: 'attention', because: 'metadata-stale' })
    expect(trustStep(trust, NOW)).to.deep.equal(
      said('trust', 'pass', { code: 'TRUST_ATTENTION', detail: 'with Fabrikam: attention, metadata-stale' }),
    )
  })

  for (const [state, code] of [
    ['proposed', 'TRUST_PROPOSED'],
    ['proving', 'TRUST_PROVING'],
    ['offered', 'TRUST_OFFERED'],
    ['suspended', 'TRUST_SUSPENDED'],
    ['expired', 'TRUST_EXPIRED'],
    ['revoked', 'TRUST_REVOKED'],
  ] as const) {
    it(`refuses by the state that does not serve: ${state}`, () => {
      expect(trustStep(trustOf({}, { state }), NOW)).to.deep.equal(
        said('trust', 'deny', { code, detail: `with Fabrikam: ${state}` }),
      )
    })
  }

  it('refuses once the agreed end has passed, at that very instant', () => {
    const trust = trustOf({ ours: { validUntil: NOW } as FederationTrust['ours'] })
    const detail = `with Fabrikam: the agreed end, ${NINE}, has passed`
    expect(trustStep(trust, NOW)).to.deep.equal(said('trust', 'deny', { code: 'TRUST_EXPIRED', detail }))
    expect(trustStep(trust, NOW - 1).outcome).to.equal('pass')
  })

  it('refuses outside the time of its certificate, though the agreed end is far', () => {
    const detail = 'with Fabrikam: its certificate is good from 2026-11-23T08:00:00.000Z to 2026-11-23T10:00:00.000Z'
    for (const validUntil of [null, NOW + 48 * HOUR]) {
      const trust = trustOf({ ours: { validUntil } as FederationTrust['ours'] })
      const expected = said('trust', 'deny', { code: 'TRUST_EXPIRED', detail })
      expect(trustStep(trust, NOW + 2 * HOUR)).to.deep.equal(expected)
      expect(trustStep(trust, NOW - 2 * HOUR)).to.deep.equal(expected)
    }
  })

  it('refuses where it is no longer for the domain of who asks', () => {
    expect(endedStep(trustOf())).to.deep.equal(
      said('trust', 'deny', { code: 'TRUST_ENDED', detail: 'with Fabrikam: not for the domain of who asks' }),
    )
  })
})

describe('the step of a partner’s credential', () => {
  const key = (from: number, until: number) => ({ from: NOW + from, until: NOW + until }) as PartnerTokenKey
  const step = (kind: string, ...tokenKeys: readonly PartnerTokenKey[]) =>
    incomingCredentialStep(trustOf({ tokenKeys, credential: { kind } as FederationTrust['credential'] }), NOW)

  for (const kind of ['single-use', 'access-token'] as const) {
    it(`counts the keys in use that a token could be signed with: ${kind}`, () => {
      const over = key(-HOUR, 0)
      expect(step(kind, over, key(0, HOUR), key(-HOUR, 1), key(1, HOUR))).to.deep.equal(
        said('credential', 'pass', { detail: `theirs, ${kind}: 2 of their token keys in use` }),
      )
    })

    it(`refuses where there is no key, and where none is in use: ${kind}`, () => {
      const detail = `theirs, ${kind}`
      expect(step(kind)).to.deep.equal(said('credential', 'deny', { code: 'TRUST_KEY_UNKNOWN', detail }))
      expect(step(kind, key(-HOUR, 0))).to.deep.equal(said('credential', 'deny', { code: 'TRUST_KEY_EXPIRED', detail }))
    })
  }

  for (const kind of ['exchange', 'basic'] as const) {
    it(`asks for no key where none is used: ${kind}`, () => {
      expect(step(kind)).to.deep.equal(said('credential', 'pass', { detail: `theirs, ${kind}` }))
    })
  }
})

describe('the steps of a way that is missing', () => {
  const NONE = { trust: null, waiting: null, related: false }
  const NORTHWIND = 'northwind.example'
  const route = said('route', 'pass', { detail: 'northwind.example is none of ours' })

  it('end at the trust it would be asked by', () => {
    const trust = said('trust', 'deny', { code: 'TRUST_SUSPENDED' })
    expect(missingSteps({ ...NONE, trust, waiting: 'Fabrikam' }, NORTHWIND)).to.deep.equal([route, trust])
  })

  it('end at the domain that waits for its proof', () => {
    const detail = 'with Fabrikam: northwind.example waits for its proof'
    expect(missingSteps({ ...NONE, waiting: 'Fabrikam', related: true }, NORTHWIND)).to.deep.equal([
      route,
      said('trust', 'deny', { code: 'DOMAIN_UNPROVEN', detail }),
    ])
  })

  it('end at the trust there is none of, where there is a relationship', () => {
    const detail = 'with nobody of northwind.example'
    expect(missingSteps({ ...NONE, related: true }, NORTHWIND)).to.deep.equal([
      route,
      said('trust', 'deny', { code: 'TRUST_NONE', detail }),
    ])
  })

  it('end at the way where nobody knows the domain', () => {
    const detail = 'nobody here knows northwind.example'
    expect(missingSteps(NONE, NORTHWIND)).to.deep.equal([said('route', 'deny', { code: 'ROUTE_NONE', detail })])
  })

  it('of a partner’s question are one, by its code', () => {
    const detail = 'not at the organization asked, and nothing is passed on from there'
    expect(nowhereStep('ROUTE_NO_TRANSIT')).to.deep.equal(said('route', 'deny', { code: 'ROUTE_NO_TRANSIT', detail }))
  })
})

describe('the steps of where a mailbox is', () => {
  let world: SmallWorld
  beforeEach(async () => {
    world = await smallWorld()
  })
  const steps = (requester: Requester, about: string) => {
    const ruling = rule(world.directory, requester, address(about), 'Detailed', NOW)
    return routeSteps(ruling, address(about), NOW)
  }
  const EVA = 'eva@adatum.example'
  const suspended = trustIs((trust) => suspend(trust, 'key lost', clock))

  it('name our own organization', () => {
    expect(steps(outsider(world, ANNA), VERA)).to.deep.equal([said('route', 'pass', { detail: 'hosted: contoso' })])
  })

  it('name the partner, and the state of the trust with it', () => {
    expect(steps(colleague(world, BO), ANNA)).to.deep.equal([
      said('route', 'pass', { detail: 'partner: Fabrikam' }),
      said('trust', 'pass', { detail: 'with Fabrikam: active' }),
    ])
  })

  it('name the partner it is passed on to', () => {
    expect(steps(outsider(world, ANNA, 'gateway'), EVA)[0]).to.deep.equal(
      said('route', 'pass', { detail: 'transit: Adatum' }),
    )
  })

  it('end where nothing is passed on', () => {
    expect(steps(outsider(world, ANNA), EVA)).to.deep.equal([nowhereStep('ROUTE_NO_TRANSIT')])
  })

  it('end at the trust of ours that does not serve', async () => {
    await suspended(world)
    expect(steps(colleague(world, BO), ANNA)).to.deep.equal([
      said('route', 'pass', { detail: 'fabrikam.example is none of ours' }),
      said('trust', 'deny', { code: 'TRUST_SUSPENDED', detail: 'with Fabrikam: suspended' }),
    ])
  })

  it('end at the domain of a partner that waits for its proof', async () => {
    await trustIs(losesProof)(world)
    expect(steps(colleague(world, BO), ANNA)).to.deep.equal([
      said('route', 'pass', { detail: 'fabrikam.example is none of ours' }),
      said('trust', 'deny', {
        code: 'DOMAIN_UNPROVEN',
        detail: 'with Fabrikam: fabrikam.example waits for its proof',
      }),
    ])
  })

  it('end where nobody leads, by whether there is a relationship', () => {
    const codes = (): readonly (string | null)[] =>
      steps(colleague(world, BO), 'x@northwind.example').map((one) => one.code)
    expect(codes()).to.deep.equal(['ROUTE_NONE'])
    const [fabrikam] = CONTOSO_POLICY.relationships
    policy({ relationships: [{ ...fabrikam, domains: ['northwind.example'] }] })(world)
    expect(codes()).to.deep.equal([null, 'TRUST_NONE'])
  })

  it('of who may not ask at all tell nothing but that', async () => {
    await trustIs(losesProof)(world)
    const lost = steps(outsider(world, ANNA), VERA)
    expect(lost).to.deep.equal([endedStep(world.trusts.fabrikam)])
  })

  it('leave the trust they ask by to the step before, where it does not serve', async () => {
    await suspended(world)
    expect(steps(outsider(world, ANNA), VERA)).to.deep.equal([])
    expect(steps({ ...outsider(world, ANNA), issuer: world.adatum.id } as Requester, EVA)).to.deep.equal([
      endedStep(world.trusts.adatum),
    ])
    expect(steps({ ...outsider(world, ANNA), issuer: world.gateway.id } as Requester, EVA)).to.deep.equal([])
  })
})
