import { expect } from 'chai'
import { isRefused, offerOf } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { hear } from '../../../trust/organization/hear-partner.ts'
import { resume } from '../../../trust/organization/trust-transitions.ts'
import { granted, VirtualClock } from '../known-organizations.ts'
import { everyState, nameOf, saying } from './trust-states.ts'
import type { StateName } from './trust-states.ts'

const OFFER = {
  gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: 'AvailabilityOnly' },
  asks: { enabled: false, level: 'None' },
} as const

describe('what a partner says of a trust', () => {
  let clock: VirtualClock
  let states: Readonly<Record<StateName, FederationTrust>>

  beforeEach(async () => {
    clock = new VirtualClock()
    states = await everyState(clock)
  })

  it('ends at its highest number, in whatever order five versions of it come (TH4)', () => {
    const versions = [2, 3, 4, 5, 6].map((n) => saying(n, { standing: n % 2 === 0 ? 'suspended' : 'active' }))
    const orders = permutationsOf(versions)
    expect(orders).to.have.length(120)
    for (const order of orders) {
      let trust = states.active
      let highest = 1
      for (const version of order) {
        const outcome = hear(trust, version, clock)
        expect(isRefused(outcome) && outcome.refused).to.equal(version.sequence < highest && 'sequence-lower')
        if (!isRefused(outcome)) trust = outcome
        highest = Math.max(highest, version.sequence)
        expect(trust.theirs?.sequence).to.equal(highest)
      }
      expect([nameOf(trust), trust.heard]).to.deep.equal(['suspended by partner', 6])
    }
  })

  it('changes nothing when it is said again, and is refused when something else is said under one number', () => {
    const once = granted(hear(states.active, saying(2), clock))
    expect(hear(once, saying(2), clock)).to.equal(once)
    expect(hear(once, saying(2, { standing: 'suspended' }), clock)).to.deep.include({ refused: 'sequence-not-raised' })
  })

  it('is its offer in place of what was registered for it', () => {
    const registered = {
      ...states.active,
      offer: { ...OFFER, asks: { enabled: true, level: 'LimitedDetails' } as const },
    }
    expect(offerOf(granted(hear(registered, saying(2), clock)))).to.equal(registered.offer)
    expect(offerOf(granted(hear(registered, saying(2, { offer: OFFER }), clock)))).to.equal(OFFER)
  })

  it('waits behind a suspension of ours, and holds when that ends', () => {
    const stopped = granted(hear(states['suspended by us'], saying(2, { standing: 'suspended' }), clock))
    expect(nameOf(stopped)).to.equal('suspended by us')
    const theirs = granted(resume(stopped, clock))
    expect(nameOf(theirs)).to.equal('suspended by partner')
    expect(nameOf(granted(hear(theirs, saying(3, { standing: 'active' }), clock)))).to.equal('active')
  })

  it('keeps since when a state lasts', () => {
    const before = states['suspended by partner']
    clock.pass(5)
    const after = granted(hear(before, saying(3, { standing: 'suspended', accepts: 1 }), clock))
    expect(after.is).to.deep.equal(before.is)
    expect(granted(hear(states.active, saying(3), clock)).is).to.deep.equal(states.active.is)
  })
})

function permutationsOf<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, i) => permutationsOf(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]))
}
