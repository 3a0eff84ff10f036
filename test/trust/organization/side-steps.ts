import { expect } from 'chai'
import fc from 'fast-check'
import type { KeyedCertificate } from '../../../trust/keys/certificate.ts'
import { announceNext, finishRoll, switchToNext, withdrawNext } from '../../../trust/organization/certificate-slots.ts'
import type { RollRefused } from '../../../trust/organization/certificate-slots.ts'
import { UNPROVEN } from '../../../trust/organization/domain-proof.ts'
import { acceptedOf, isRefused, pinnedOf } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust, TransitionRefused } from '../../../trust/organization/federation-trust.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { confirmCertificate } from '../../../trust/organization/refresh-trust.ts'
import { readinessOf } from '../../../trust/organization/roll-readiness.ts'
import {
  accept,
  atTime,
  clearAttention,
  propose,
  raiseAttention,
  resume,
  revoke,
  suspend,
  withDomains,
} from '../../../trust/organization/trust-transitions.ts'
import { keyed, printOf, under } from '../keyed-certificates.ts'
import type { VirtualClock } from '../known-organizations.ts'
import { otherOf } from './both-sides.ts'
import type { BothSides, Message, Side, Which } from './both-sides.ts'
import type { CertificateModel, ModelCertificate, Published, Standing } from './certificate-model.ts'
import { FABRIKAM, pending, yesTo } from './trust-states.ts'

const SECOND = 1_000
export const BOTH = [0, 1] as const

/** How often what came about, over all runs: a world in which nothing ever happens would agree too. */
export const happened = new Map<string, number>()
export const count = (what: string): void => void happened.set(what, (happened.get(what) ?? 0) + 1)

/** One command of one side, or of the wire between them; what certificates each side believes in must be the model's. */
export class Step implements fc.Command<CertificateModel, BothSides> {
  readonly #name: string
  readonly #run: (world: BothSides, model: CertificateModel) => void

  constructor(name: string, run: (world: BothSides, model: CertificateModel) => void) {
    this.#name = name
    this.#run = run
  }

  check(): boolean {
    return true
  }

  run(model: CertificateModel, world: BothSides): void {
    this.#run(world, model)
    world.check()
    for (const at of BOTH) expect(believedBy(world.sides[at])).to.deep.equal(model.believed[at])
  }

  toString(): string {
    return this.#name
  }
}

function believedBy({ trust }: Side): CertificateModel['believed'][0] {
  if (trust === undefined) return null
  const { sequence, vouched } = trust.metadata
  return { sequence, pinned: pinnedOf(trust), vouched: vouched[0] ?? null }
}

function standingOf({ trust }: Side): Standing {
  if (trust === undefined) return 'none'
  return trust.is.state === 'revoked' || trust.is.state === 'proposed' ? trust.is.state : 'accepted'
}

export function publishedBy({ organization: { certificate, next }, sequence }: Keys): Published {
  const told = (of: Pick<Organization, 'certificate'>): ModelCertificate => {
    return { print: printOf(of), until: Date.parse(of.certificate.validTo) }
  }
  return { sequence, current: told({ certificate }), next: next === null ? null : told(next) }
}

type Keys = Pick<Side, 'organization' | 'sequence'>

type SideStep = (side: Side, clock: VirtualClock) => FederationTrust | TransitionRefused | null

const onTrust =
  (step: (trust: FederationTrust, clock: VirtualClock, side: Side) => FederationTrust | TransitionRefused): SideStep =>
  (side, clock) =>
    side.trust === undefined ? null : step(side.trust, clock, side)

/** What changes the record of one side, and no certificate in it. */
const SIDE_STEPS: Readonly<Record<string, SideStep>> = {
  accept: onTrust((trust, clock) => accept(trust, yesTo(trust, { validUntil: null }), clock)),
  'accept to prove': onTrust((trust, clock) => accept(trust, yesTo(trust, { prove: () => pending(clock) }), clock)),
  'accept until': onTrust((trust, clock) =>
    accept(trust, yesTo(trust, { validUntil: clock.now() + 3 * SECOND }), clock),
  ),
  prove: onTrust((trust, clock) => withDomains(trust, [{ domain: FABRIKAM, proof: UNPROVEN }], clock)),
  'lose the domain': onTrust((trust, clock) =>
    withDomains(trust, [{ domain: FABRIKAM, proof: { state: 'lost', challenge: 'c', since: clock.now() } }], clock),
  ),
  suspend: onTrust((trust, clock) => suspend(trust, 'x', clock)),
  resume: onTrust((trust, clock) => resume(trust, clock)),
  revoke: onTrust((trust, clock) => revoke(trust, 'x', clock)),
  notice: onTrust((trust, clock) => raiseAttention(trust, 'domain-missing', clock)),
  settle: onTrust((trust, clock) => clearAttention(trust, 'domain-missing', clock)),
  minute: onTrust((trust, clock, { ownUntil }) => atTime(trust, ownUntil, clock)),
}

/** What reads or changes certificates, with the number that chooses among several. */
type KeyStep = (world: BothSides, model: CertificateModel, at: Which, n: number) => void

/** Our own keys: whatever changes is published from now on. */
const ownStep =
  (name: string, step: (side: Side, now: number, n: number) => Organization | RollRefused | null): KeyStep =>
  ({ sides, clock }, model, at, n) => {
    const outcome = step(sides[at], clock.now(), n)
    if (outcome === null || 'refused' in outcome) return
    sides[at].change(outcome)
    model.published[at] = publishedBy(sides[at])
    count(name)
  }

const startRoll = ({ organization, sequence }: Keys, next: KeyedCertificate | undefined) =>
  next === undefined ? null : announceNext(organization, next, sequence + 1)

/** The key is lost: another certificate signs from now on that nobody was told of. */
const loseKey = (keys: Keys, another: KeyedCertificate | undefined, now: number) => {
  const announced = startRoll(keys, another)
  return announced === null || 'refused' in announced ? announced : switchToNext(announced, now, true)
}

/** What `ledig trust roll switch` allows: nobody who serves has to ask for a person afterwards. */
const switchWhenReady: KeyStep = (world, model, at, n) => {
  const side = world.sides[at]
  const { next } = side.organization
  const held = side.trust === undefined ? [] : [side.trust]
  const now = world.clock.now()
  if (next === null || readinessOf(held, next.announced, now).some(({ readiness }) => readiness !== 'ready')) return
  const partner = otherOf(at)
  if (world.usable().every((one) => one) && !model.isBlind(partner)) {
    expect(model.believed[partner]?.vouched, 'ready').to.equal(printOf(next))
    count('switch, both ready')
  }
  ownStep('switch', ({ organization }) => switchToNext(organization, now, true))(world, model, at, n)
}

/** A document reaches a side: what the model says comes of it has come of it. */
function read(world: BothSides, model: CertificateModel, at: Which, document: string, published: Published): void {
  const side = world.sides[at]
  const was = side.trust?.is.state
  const outcome = model.read(at, standingOf(side), published, world.clock.now())
  world.refresh(at, document)
  count(`read: ${outcome}`)
  if (outcome === 'changed' && was === 'active')
    expect(side.trust?.is).to.include({ state: 'attention', because: 'certificate-changed' })
}

const refreshNow: KeyStep = (world, model, at) => {
  const from = otherOf(at)
  read(world, model, at, world.metadata(from), model.published[from])
}

/** The administrators compare: another certificate than the pinned one is taken, and the yes is given again. */
const confirm: KeyStep = (world, model, at) => {
  const side = world.sides[at]
  const from = otherOf(at)
  const found = world.read(world.metadata(from))
  if (side.trust === undefined || acceptedOf(side.trust) === null || found === null) return
  const compared = printOf(world.sides[from].organization)
  if (pinnedOf(side.trust) !== compared) {
    const taken = confirmCertificate(side.trust, found, compared, world.clock)
    expect(isRefused(taken) && taken.refused, 'the newest, as its administrator read it out').to.equal(false)
    side.take(taken)
    model.compared(at, model.published[from])
    count('confirmed')
  }
  side.take(accept(side.trust, yesTo(side.trust, { validUntil: null }), world.clock))
}

/** Whoever proposes reads what the partner says now, where that is good. */
const proposeNow: KeyStep = (world, model, at) => {
  const side = world.sides[at]
  const from = otherOf(at)
  const found = world.read(world.metadata(from))
  if (found === null) return
  const outcome = propose(side.organization.id, found, world.clock, undefined, side.trust)
  if (isRefused(outcome)) return
  side.take(outcome)
  model.compared(at, model.published[from])
}

/** Somebody else under the partner's name, with the highest number there is. */
const stranger: KeyStep = (world, model, at) => {
  const from = otherOf(at)
  const impostor = under(world.sides[from].organization, keyed('a stranger'))
  const published = publishedBy({ organization: impostor, sequence: 1e9 })
  read(world, model, at, world.metadata(from, impostor, published.sequence), published)
}

const KEY_STEPS: Readonly<Record<string, KeyStep>> = {
  propose: proposeNow,
  refresh: refreshNow,
  confirm,
  stranger,
  publish: (world, model, from) => {
    world.wire.push({ kind: 'metadata', from, document: world.metadata(from), published: model.published[from] })
  },
  'roll start': ownStep('start', (side, _now, n) => startRoll(side, side.spare[n % side.certificates.length])),
  'roll cancel': ownStep('cancel', ({ organization }) => withdrawNext(organization)),
  'roll switch': switchWhenReady,
  'roll switch, forced': ownStep('forced', ({ organization }, now) => switchToNext(organization, now, true)),
  'roll finish': ownStep('finish', ({ organization }, now) => finishRoll(organization, now, true)),
  /** Only where it is over: the last certificate there is. */
  renew: ownStep('renewed', (side, now) => (now > side.ownUntil ? loseKey(side, side.lastSpare, now) : null)),
  'lose the key': ownStep('lost', (side, now, n) => loseKey(side, side.spare[n % side.certificates.length], now)),
}

/** Else nearly every life ends revoked, or never begins. */
const OFTEN = ['accept', 'accept', 'accept', 'resume', 'resume', 'prove', 'minute']
const READS = ['refresh', 'refresh', 'refresh', 'publish', 'confirm', 'stranger', 'propose', 'propose']
const ROLLS = [
  'roll start',
  'roll cancel',
  'roll switch',
  'roll switch, forced',
  'roll finish',
  'lose the key',
  'lose the key',
]

const which = fc.constantFrom<Which>(0, 1)

export function sideStep(name: string, at: Which): Step {
  return new Step(`${name} on ${at}`, ({ sides, clock }) => {
    const outcome = (SIDE_STEPS[name] as SideStep)(sides[at], clock)
    if (outcome !== null) sides[at].take(outcome)
  })
}

export function keyStep(name: string, at: Which, n = 0): Step {
  return new Step(`${name} on ${at}, ${n}`, (world, model) => (KEY_STEPS[name] as KeyStep)(world, model, at, n))
}

/**
 * As it goes when nobody disturbs it, or too early; one step, since chance would hardly ever put these in this order.
 *
 * @param isRead whether the partner reads of it before the switch, as it has to
 */
const wholeRoll = (at: Which, n: number, isRead: boolean): Step =>
  new Step(`whole roll on ${at}, ${n}${isRead ? '' : ', unread'}`, (world, model) => {
    keyStep('roll start', at, n).run(model, world)
    if (isRead) keyStep('refresh', otherOf(at)).run(model, world)
    world.exchange()
    keyStep('roll switch', at).run(model, world)
  })

/** Any message on the wire: delivered out of order, delivered again and again, or lost. */
const wireStep = (how: string, n: number): Step =>
  new Step(`${how} ${n}`, (world, model) => {
    if (world.wire.length === 0) return
    const at = n % world.wire.length
    const message = world.wire[at] as Message
    if (how !== 'deliver and keep') world.wire.splice(at, 1)
    if (how === 'lose') return
    if (message.kind === 'statement') world.hear(message.from, message.document)
    else read(world, model, otherOf(message.from), message.document, message.published)
  })

export const anySteps = fc.commands(
  [
    fc.tuple(fc.constantFrom(...Object.keys(SIDE_STEPS), ...OFTEN), which).map(([name, at]) => sideStep(name, at)),
    fc.tuple(fc.constantFrom(...READS), which).map(([name, at]) => keyStep(name, at)),
    fc.tuple(fc.constantFrom(...ROLLS), which, fc.nat(9)).map(([name, at, n]) => keyStep(name, at, n)),
    fc.tuple(which, fc.nat(9), fc.boolean()).map(([at, n, isRead]) => wholeRoll(at, n, isRead)),
    which.map((from) => new Step(`say ${from}`, (world) => world.say(from))),
    fc.tuple(fc.constantFrom('deliver', 'deliver and keep', 'lose'), fc.nat()).map(([how, n]) => wireStep(how, n)),
    fc.integer({ min: 0, max: 4 }).map((s) => new Step(`pass ${s} s`, ({ clock }) => clock.pass(s * SECOND))),
    fc.constant(new Step('exchange', (world) => world.exchange())),
  ],
  { maxCommands: 50, size: 'max' },
)
