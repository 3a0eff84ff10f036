import { expect } from 'chai'
import type { Directory } from '../../../gateway/broker/directory.ts'
import type { Requester } from '../../../gateway/broker/requester.ts'
import { rule } from '../../../gateway/broker/rule.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { FederationTrust, TrustState } from '../../../trust/organization/federation-trust.ts'
import { acceptedOf } from '../../../trust/organization/federation-trust.ts'
import { trustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import { NOW, colleague, outsider, smallWorld } from './small-world.ts'
import type { SmallWorld } from './small-world.ts'

const LEVEL = 'LimitedDetails' as const
const OFFER = {
  gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: LEVEL },
  asks: { enabled: true, level: LEVEL },
}

/** Every state, with whether the trust may serve in it. */
function statesOf(trust: FederationTrust): readonly (readonly [string, FederationTrust, boolean])[] {
  const accepted = acceptedOf(trust) ?? expect.fail('not accepted')
  const since = NOW - 1_000
  const pending = { state: 'pending', challenge: 'c', since, until: NOW + 1_000 } as const
  const unshown = { ...accepted, domains: accepted.domains.map(({ domain }) => ({ domain, proof: pending })) }
  const lost = { state: 'lost', challenge: 'c', since } as const
  const gone = { ...accepted, domains: accepted.domains.map(({ domain }) => ({ domain, proof: lost })) }
  const at = (is: TrustState): FederationTrust => ({ ...trust, is })
  const ending = { ...trust, ours: { ...trust.ours, validUntil: NOW } }
  return [
    ['active', at({ state: 'active', activeSince: since, ...accepted }), true],
    ['attention', at({ state: 'attention', since, because: 'metadata-stale', ...accepted }), true],
    ['proposed', at({ state: 'proposed', proposedAt: since }), false],
    ['proving', at({ state: 'proving', since, ...accepted }), false],
    ['offered', at({ state: 'offered', since, ...accepted }), false],
    ['suspended by us', at({ state: 'suspended', suspendedAt: since, reason: 'x', by: 'us', ...accepted }), false],
    [
      'suspended by partner',
      at({ state: 'suspended', suspendedAt: since, reason: 'x', by: 'partner', ...accepted }),
      false,
    ],
    ['expired', at({ state: 'expired', since, because: 'end-date', ...accepted }), false],
    ['revoked', at({ state: 'revoked', revokedAt: since, reason: 'x', by: 'us' }), false],
    ['active, its end passed this instant', ending, false],
    ['active, its domain not proven', at({ state: 'active', activeSince: since, ...unshown }), false],
    ['active, its domain lost', at({ state: 'active', activeSince: since, ...gone }), false],
  ]
}

describe('A trust that may not serve (TH11)', () => {
  let world: SmallWorld

  beforeEach(async () => {
    world = await smallWorld()
  })

  /** The directory in which one trust is another; everybody offers everything. */
  function withTrust(instead: FederationTrust): Directory {
    const others = Object.values(world.trusts).filter(
      (one) => one.local !== instead.local || one.partner !== instead.partner,
    )
    const snapshot = trustSnapshot([...others, instead], 9)
    return {
      ...world.directory,
      get transit() {
        return true
      },
      trusts: () => snapshot,
      offerOf: () => OFFER,
    }
  }

  const anna = 'anna@fabrikam.example'
  /** By name: which trust it rests on, who asks, and about whom. Each is what one path to a decision begins with. */
  const paths: Readonly<Record<string, readonly [keyof SmallWorld['trusts'], (w: SmallWorld) => Requester, string]>> = {
    'our people ask the partner': ['fabrikam', (w) => colleague(w, 'vera@contoso.example'), anna],
    'a partner asks through the gateway (the asker)': [
      'fabrikamTransit',
      (w) => outsider(w, anna, 'gateway'),
      'x@adatum.example',
    ],
    'a partner asks through the gateway (the one asked)': [
      'adatumTransit',
      (w) => outsider(w, anna, 'gateway'),
      'x@adatum.example',
    ],
  }

  for (const [path, [which, from, about]] of Object.entries(paths)) {
    it(`is no way for a question, in any state: ${path}`, () => {
      for (const [state, trust, serves] of statesOf(world.trusts[which])) {
        // An asker's domain is not asked by the ruling: the verifier of its token did, below.
        if (path.includes('(the asker)') && state.includes('domain')) continue
        const { decision } = rule(withTrust(trust), from(world), parseMailboxAddress(about), 'FreeBusy', NOW)
        expect(decision.outcome !== 'refuse', `${state}: ${JSON.stringify(decision)}`).to.equal(serves)
      }
    })
  }

  it('lets its partner ask nothing, in any state: a token and the decision after it', () => {
    const domain = world.trusts.fabrikam.metadata.endpoints.ews
    expect(domain).to.include('fabrikam.example')
    for (const [state, trust, serves] of statesOf(world.trusts.fabrikam)) {
      const directory = withTrust(trust)
      const issuer = directory.trusts().issuer(trust.local, trust.partner)
      const bound = acceptedOf(world.trusts.fabrikam)?.domains[0]?.domain ?? expect.fail('no domain')
      const verified = issuer !== undefined && issuer.usable(NOW) && issuer.speaksFor(bound)
      expect(verified, `${state}: token`).to.equal(serves)
      if (state.includes('domain')) continue
      const asked = rule(directory, outsider(world, anna), parseMailboxAddress('vera@contoso.example'), 'FreeBusy', NOW)
      expect(asked.decision.outcome !== 'refuse', `${state}: ruling`).to.equal(serves)
    }
  })
})
