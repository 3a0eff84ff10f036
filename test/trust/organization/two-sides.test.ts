import { expect } from 'chai'
import fc from 'fast-check'
import type { Organization } from '../../../trust/organization/organization.ts'
import { known, START, VirtualClock } from '../known-organizations.ts'
import { BothSides, otherOf } from './both-sides.ts'
import { CertificateModel } from './certificate-model.ts'
import { anySteps, BOTH, count, happened, keyStep, publishedBy, sideStep } from './side-steps.ts'
import { nameOf } from './trust-states.ts'

/** Printed with a failure; the same number replays it. */
const SEED = Number(process.env['LEDIG_SEED'] ?? Date.now() % 2 ** 31)
const RUNS = 80

/** Of what a run comes to; a tenth of what is usual, or less. */
const AT_LEAST = [
  ['in force', 4],
  ['read: taken', 30],
  ['read: changed', 5],
  ['switch, both ready', 5],
  ['lost', 2],
  ['confirmed', 3],
  ['blind', 1],
  ['mute', 1],
] as const

/** A life of the two: what they are, and what the model holds of them. */
class Life {
  readonly world: BothSides
  readonly model: CertificateModel

  constructor(organizations: readonly [Organization, Organization]) {
    this.world = new BothSides(...organizations)
    const [one, other] = this.world.sides
    this.model = new CertificateModel([publishedBy(one), publishedBy(other)])
  }

  /** Both administrators want it, from wherever they stand; nobody has heard of the other's wish yet. */
  begin(): void {
    const { model, world } = this
    for (const at of BOTH) keyStep('renew', at).run(model, world)
    for (const at of BOTH) {
      keyStep('propose', at).run(model, world)
      sideStep('resume', at).run(model, world)
      this.confirm(at)
      sideStep('accept', at).run(model, world)
    }
  }

  confirm(at: 0 | 1): void {
    keyStep('confirm', at).run(this.model, this.world)
  }

  /** Its administrator looks at the partner again: a proposal is made anew, another certificate is compared. */
  look(at: 0 | 1): void {
    if (this.world.sides[at].trust?.is.state === 'proposed') keyStep('propose', at).run(this.model, this.world)
    else this.confirm(at)
  }

  /** What each gateway does by itself within a minute, undisturbed: it looks at the time, reads and tells. */
  refresh(): void {
    const { model, world } = this
    world.passMinute()
    for (const at of BOTH) keyStep('refresh', at).run(model, world)
    world.exchange()
    world.noticeOwnEnds()
  }
}

/**
 * Neither serves alone. But nobody can hear a partner whose certificate is another: then it says that a person is needed,
 * or serves nobody. And a partner whose certificate is over cannot even be read: then that one serves nobody.
 */
function expectAgreement({ world, model }: Life): void {
  const usable = world.usable()
  const blind = BOTH.filter((at) => model.isBlind(at))
  if (blind.length === 0) expect(usable[0], world.states()).to.equal(usable[1])
  for (const at of blind) {
    const { trust } = world.sides[at]
    const isMute = model.published[otherOf(at)].current.until < world.clock.now()
    count(isMute ? 'mute' : 'blind')
    const asks = trust !== undefined && nameOf(trust) === 'attention'
    const isOpen = isMute ? usable[otherOf(at)] === true : usable[at] === true && !asks
    expect(isOpen, `${world.states()}: ${at} does not know its partner`).to.equal(false)
  }
}

describe('the two sides of a trust', () => {
  let organizations: readonly [Organization, Organization]

  before(async () => {
    organizations = [await known('Contoso'), await known('Fabrikam')]
  })

  it(`agree after one refresh that nobody disturbs, and serve if both want it, whatever was lost, late, said twice or rolled (seed ${SEED})`, () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(anySteps, fc.constantFrom('strangers', 'accepted', 'active'), (commands, begun) => {
        const life = new Life(organizations)
        const { world } = life
        if (begun !== 'strangers') life.begin()
        if (begun === 'active') world.exchange()
        fc.modelRun(() => ({ model: life.model, real: world }), commands)
        for (const { trust } of world.sides) if (trust !== undefined) seen.add(nameOf(trust))
        life.refresh()
        expectAgreement(life)
        const before = world.states()
        for (const at of BOTH) keyStep('renew', at).run(life.model, world)
        for (const at of BOTH) if (life.model.isBlind(at)) life.look(at)
        world.exchange()
        const [one, other] = world.usable()
        expect(one, `compared, ${world.states()} from ${before}`).to.equal(other)
        if (one === true) count('in force')
        life.begin()
        world.exchange()
        expect(world.usable(), `both want it, from ${before}`).to.deep.equal([true, true])
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: false, includeErrorInReport: true },
    )
    // Controls: a world in which nothing is ever in force, rolled or lost, or that reaches few states, would agree too.
    expect(seen.size).to.be.greaterThan(5)
    for (const [what, least] of AT_LEAST) expect(happened.get(what) ?? 0, what).to.be.at.least(least)
  }).timeout(300_000)

  it('stand at the time of the tests', () => {
    expect(new VirtualClock().now()).to.equal(START)
  })
})
