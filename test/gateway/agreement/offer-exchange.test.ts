import { expect } from 'chai'
import { DAY, MINUTE } from '../../../protocols/availability/time-window.ts'
import { trustUsable } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { accept, propose, resume, revoke, suspend } from '../../../trust/organization/trust-transitions.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { granted, VirtualClock } from '../../trust/known-organizations.ts'
import { nameOf, yesTo } from '../../trust/organization/trust-states.ts'
import { twoHalves } from './two-halves.ts'
import type { Half, TwoHalves } from './two-halves.ts'

describe('the exchange of statements', () => {
  let clock: VirtualClock
  let halves: TwoHalves
  let contoso: Half
  let fabrikam: Half

  beforeEach(async () => {
    clock = new VirtualClock()
    halves = await twoHalves(clock)
    ;({ contoso, fabrikam } = halves)
  })

  const held = (half: Half): FederationTrust => half.trust() as FederationTrust
  const names = (): string[] => [contoso, fabrikam].map((half) => (half.trust() ? nameOf(held(half)) : 'none'))

  async function sayYes(half: Half, to: Half): Promise<void> {
    const before = half.trust()
    const proposed = granted(propose(half.organization.id, to.metadata, clock, undefined, before))
    await half.put(proposed)
    await half.put(granted(accept(held(half), yesTo(held(half), { domains: [] }), clock)))
  }

  async function settled(): Promise<void> {
    await Promise.all([contoso, fabrikam].flatMap((half) => (half.trust() ? [half.exchange.tell(held(half))] : [])))
  }

  /** What both gateways do by themselves after a minute. */
  async function round(): Promise<void> {
    clock.pass(MINUTE)
    await contoso.exchange.tellDue()
    await fabrikam.exchange.tellDue()
  }

  async function active(): Promise<void> {
    await sayYes(contoso, fabrikam)
    await sayYes(fabrikam, contoso)
    await settled()
    expect(names()).to.deep.equal(['active', 'active'])
  }

  it('makes both sides active once both said yes, whoever was first', async () => {
    await sayYes(contoso, fabrikam)
    await settled()
    expect(names()).to.deep.equal(['offered', 'none'])
    expect(contoso.exchange.lastTelling(held(contoso))?.telling).to.equal('not known there')
    await sayYes(fabrikam, contoso)
    await fabrikam.exchange.tell(held(fabrikam))
    expect(names()).to.deep.equal(['active', 'active'])
    expect([contoso, fabrikam].map((half) => trustUsable(held(half), clock.now()))).to.deep.equal([true, true])
  })

  it('stops, starts and ends a trust on the other side as on the one that did', async () => {
    await active()
    await contoso.put(granted(suspend(held(contoso), 'under review', clock)))
    await settled()
    expect(names()).to.deep.equal(['suspended by us', 'suspended by partner'])
    await contoso.put(granted(resume(held(contoso), clock)))
    await settled()
    expect(names()).to.deep.equal(['active', 'active'])
    await fabrikam.put(granted(revoke(held(fabrikam), 'key lost', clock)))
    await settled()
    expect(names()).to.deep.equal(['revoked', 'revoked'])
    expect(held(contoso).is).to.deep.include({ by: 'partner', reason: 'The partner revoked it.' })
  })

  it('catches up on the next round when the wire was cut, and keeps nobody waiting meanwhile', async () => {
    await active()
    halves.cut(true)
    await contoso.put(granted(suspend(held(contoso), 'under review', clock)))
    await settled()
    expect(names()).to.deep.equal(['suspended by us', 'active'])
    expect(contoso.exchange.lastTelling(held(contoso))?.telling).to.equal('not reached')
    halves.cut(false)
    await round()
    expect(names()).to.deep.equal(['suspended by us', 'suspended by partner'])
  })

  it('tells of a revocation again until the partner knows, for a week at most', async () => {
    await active()
    halves.cut(true)
    await contoso.put(granted(revoke(held(contoso), 'key lost', clock)))
    await round()
    halves.cut(false)
    await round()
    expect(names()).to.deep.equal(['revoked', 'revoked'])
    const { length } = contoso.posts
    for (let i = 0; i < 10; i++) await round()
    expect(contoso.posts.length).to.equal(length)
  })

  it('tells after a restart what was not told before it, and a revocation until the partner said it knows', async () => {
    await active()
    halves.cut(true)
    await contoso.put(granted(revoke(held(contoso), 'key lost', clock)))
    await settled()
    expect(names()).to.deep.equal(['revoked', 'active'])
    halves.cut(false)
    clock.pass(3 * DAY)
    await contoso.restarted().tellDue()
    expect(names()).to.deep.equal(['revoked', 'revoked'])
    expect(held(contoso).theirs?.standing).to.equal('revoked')
    const { length } = contoso.posts
    await contoso.restarted().tellDue()
    expect(contoso.posts.length, 'it knows, and that is kept').to.equal(length)
  })

  it('tells everything once more after a restart, which changes nothing', async () => {
    await active()
    const before = [held(contoso), held(fabrikam)]
    const restarted = contoso.restarted()
    expect(restarted.lastTelling(held(contoso))).to.equal(null)
    await restarted.tellDue()
    expect([held(contoso), held(fabrikam)]).to.deep.equal(before)
    expect(restarted.lastTelling(held(contoso))?.telling).to.equal('told')
  })

  it('knows since when the partner has our newest word', async () => {
    await active()
    const since = clock.now()
    clock.pass(held(contoso).metadata.refreshAfter)
    await contoso.exchange.tellDue()
    expect(contoso.exchange.lastTelling(held(contoso))).to.deep.include({ since, at: clock.now(), telling: 'told' })
    halves.cut(true)
    await contoso.put(granted(suspend(held(contoso), 'x', clock)))
    await settled()
    const { sequence } = held(contoso).ours
    expect(contoso.exchange.lastTelling(held(contoso))).to.deep.include({ sequence, telling: 'not reached' })
  })

  it('says nothing to somebody who was only proposed', async () => {
    await contoso.put(granted(propose(contoso.organization.id, fabrikam.metadata, clock)))
    await round()
    await contoso.exchange.tell(held(contoso))
    expect(contoso.posts).to.deep.equal([])
  })

  it('asks again as often as the partner’s metadata says, and not more often when nothing changed', async () => {
    await active()
    await round()
    const { length } = contoso.posts
    await round()
    expect(contoso.posts.length).to.equal(length)
    clock.pass(held(contoso).metadata.refreshAfter)
    await contoso.exchange.tellDue()
    expect(contoso.posts.length).to.equal(length + 1)
  })

  it('takes a statement that comes back late as known, and one from before as too old (TH4)', async () => {
    await active()
    const before = fabrikam.exchange.statement(held(fabrikam))
    await fabrikam.put(granted(suspend(held(fabrikam), 'x', clock)))
    await settled()
    expect(nameOf(held(contoso))).to.equal('suspended by partner')
    expect(await contoso.exchange.take(held(contoso), before)).to.deep.equal({
      taken: false,
      because: 'sequence-lower',
    })
    const now = fabrikam.exchange.statement(held(fabrikam))
    expect(await contoso.exchange.take(held(contoso), now)).to.deep.equal({ taken: true, trust: held(contoso) })
    expect(nameOf(held(contoso))).to.equal('suspended by partner')
  })

  it('puts what the partner said on record with its signature', async () => {
    await active()
    const entries = [...contoso.world.entries.values()].map(({ text }) => JSON.parse(text ?? '{}') as Entry)
    const said = entries.filter(({ event }) => event === 'trust.partner-said')
    expect(said.length).to.be.greaterThan(0)
    for (const { actor, facts } of said) {
      expect(actor).to.equal(`partner:${fabrikam.organization.id}`)
      expect(facts.statement.split('.')).to.have.length(3)
    }
  })

  it('is not made for a rehearsal', async () => {
    await active()
    await settled()
    const { length } = contoso.posts
    const suspended = granted(suspend(held(contoso), 'x', clock))
    await contoso.telling.put(suspended, held(contoso), { ...BY_ITSELF, rehearsal: true }, { name: 'x' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(contoso.posts.length).to.equal(length)
  })
})

interface Entry {
  readonly event: string
  readonly actor: string
  readonly facts: { readonly statement: string }
}
