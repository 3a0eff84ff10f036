import { createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { Identities } from '../../gateway/identities.ts'
import { openLog } from '../../gateway/log.ts'
import { DAY, HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { openIdentity, sealIdentity } from '../../trust/keys/sealed-identity.ts'
import { announceNext, switchToNext } from '../../trust/organization/certificate-slots.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import { BY_ITSELF } from '../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../trust/stores/state-store.ts'
import { keyed, printOf } from '../trust/keyed-certificates.ts'
import { NOW, smallWorld } from './broker/small-world.ts'

/** What the releases before certificates rolled wrote, and read strictly. */
const OLDER_FORM = ['certificate', 'certificateKey', 'id', 'name', 'sequence', 'tokenKeys']

describe('our own identities', () => {
  const clock = { time: NOW, now: () => clock.time }
  const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
  const sealingKey = randomBytes(32)
  let world: MemoryWorld
  let contoso: Organization
  let identities: Identities

  async function instance(key = sealingKey): Promise<Identities> {
    const state = new StateStore(new MemoryEngine(world), { clock, random, checksumKey: null })
    await state.open()
    const opened = new Identities(state, { clock, random, log: openLog('silent'), sealingKey: key })
    await state.follow(opened)
    return opened
  }

  beforeEach(async () => {
    clock.time = NOW
    world = new MemoryWorld()
    contoso = (await smallWorld()).contoso
    identities = await instance()
    await identities.open(contoso.id, 'Contoso', () => Promise.resolve(contoso))
  })

  const kids = (from: Identities): string[] => from.current(contoso.id).organization.tokenKeys.map(({ kid }) => kid)

  it('keep their token key for a day', async () => {
    const before = kids(identities)
    await identities.roll()
    expect(kids(identities)).to.deep.equal(before)
  })

  it('say something new under a higher sequence, and the same under the same, also after a restart', async () => {
    const sequence = (from: Identities) => from.current(contoso.id).sequence
    await identities.announce(contoso.id, 'https://old.example')
    const before = sequence(identities)
    await identities.announce(contoso.id, 'https://old.example')
    const restarted = await instance()
    await restarted.open(contoso.id, 'Contoso')
    await restarted.announce(contoso.id, 'https://old.example')
    expect([sequence(identities), sequence(restarted)]).to.deep.equal([before, before])
    await restarted.announce(contoso.id, 'https://new.example')
    expect(sequence(restarted)).to.be.above(before)
  })

  it('are raised by one of two instances that begin to say the same', async () => {
    const other = await instance()
    await other.open(contoso.id, 'Contoso')
    const before = identities.current(contoso.id).sequence
    await Promise.all([identities, other].map((one) => one.announce(contoso.id, 'https://new.example')))
    const third = await instance()
    expect(third.current(contoso.id).sequence).to.equal(Math.max(before + 1, Math.floor(NOW / 1_000)))
  })

  it('get the next key after a day, announce it under a higher sequence, and keep it', async () => {
    const before = identities.current(contoso.id).sequence
    clock.time += DAY
    await identities.roll()
    const { organization, sequence } = identities.current(contoso.id)
    expect(organization.tokenKeys).to.have.lengthOf(2)
    expect(sequence).to.be.above(before)
    const restarted = await instance()
    expect(kids(restarted)).to.deep.equal(kids(identities))
    expect(restarted.current(contoso.id).sequence).to.equal(sequence)
  })

  it('sign with the old key until partners had an hour to read the new one', async () => {
    const old = identities.signer(contoso.id).kid
    clock.time += DAY
    await identities.roll()
    clock.time += HOUR - 1
    expect(identities.signer(contoso.id).kid).to.equal(old)
    clock.time += 1
    expect(identities.signer(contoso.id).kid).to.not.equal(old)
  })

  it('can sign on every day of a year, with never more keys than a partner takes', async () => {
    for (let day = 0; day < 365; day++) {
      await identities.roll()
      expect(() => identities.signer(contoso.id)).to.not.throw()
      expect(identities.current(contoso.id).organization.tokenKeys.length).to.be.at.most(32)
      clock.time += DAY
    }
  })

  it('can sign at once after a stop of months', async () => {
    clock.time += 100 * DAY
    await identities.roll()
    expect(identities.signer(contoso.id).issuer).to.equal(contoso.id)
  })

  it('are the same for every instance, also where both make or roll one at once', async () => {
    const other = await instance()
    const id = contoso.id.replace(/.$/, 'f') as typeof contoso.id
    const [one, two] = await Promise.all([identities.open(id, 'New'), other.open(id, 'New')])
    expect(one.certificate.fingerprint256).to.equal(two.certificate.fingerprint256)
    await other.open(contoso.id, 'Contoso')
    clock.time += DAY
    await Promise.all([identities.roll(), other.roll()])
    expect(kids(identities)).to.have.lengthOf(2)
    expect(kids(other)).to.deep.equal(kids(identities))
  })

  const ROLL = { cause: BY_ITSELF, event: 'certificate.announced' }

  it('are seen as they are now by whoever looks, on every instance, through a roll of the certificate', async () => {
    const here = await identities.open(contoso.id, 'Contoso')
    const other = await instance()
    const there = await other.open(contoso.id, 'Contoso')
    const next = keyed('next of Contoso')
    await identities.change(contoso.id, (now, sequence) => announceNext(now, next, sequence), ROLL)
    for (const live of [here, there]) {
      expect(live.next?.certificate.fingerprint256).to.equal(next.certificate.fingerprint256)
      expect(live.next?.announced).to.equal(identities.current(contoso.id).sequence)
    }
    await other.change(contoso.id, (now) => switchToNext(now, NOW), ROLL)
    for (const live of [here, there]) {
      expect(live.certificate.fingerprint256).to.equal(next.certificate.fingerprint256)
      expect(live.retired).to.deep.equal([printOf(contoso)])
    }
    const restarted = await instance()
    expect(restarted.current(contoso.id).organization.previous?.until).to.equal(here.previous?.until)
  })

  it('show the previous certificate until all it signed is over, and then take it away by themselves', async () => {
    await identities.change(contoso.id, (now) => announceNext(now, keyed('next of Contoso'), 1), ROLL)
    await identities.change(contoso.id, (now) => switchToNext(now, NOW), ROLL)
    clock.time += 7 * DAY
    await identities.roll()
    expect(identities.current(contoso.id).organization.previous).to.not.equal(null)
    const { sequence } = identities.current(contoso.id)
    clock.time += MINUTE
    await Promise.all([identities.roll(), (await instance()).roll()])
    expect(identities.current(contoso.id).organization.previous).to.equal(null)
    expect(identities.current(contoso.id).sequence).to.be.above(sequence)
  })

  it('are changed by one of two that change them at once; the other is told', async () => {
    const other = await instance()
    await other.open(contoso.id, 'Contoso')
    const announce = (from: Identities, name: string) =>
      from.change(contoso.id, (now, sequence) => announceNext(now, keyed(name), sequence), ROLL)
    const outcomes = await Promise.allSettled([announce(identities, 'one'), announce(other, 'other')])
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
    expect(refused).to.have.length(1)
    expect(refused[0]).to.be.instanceOf(FederationError).with.property('code', 'ERR_CONFLICT')
  })

  it('are kept in the older form while nothing rolls, and read from it', () => {
    const identity = { organization: contoso, sequence: 5 }
    const plain = openSealed(sealIdentity(identity, sealingKey, randomBytes(12)))
    expect(Object.keys(plain).sort()).to.deep.equal(OLDER_FORM)
    const rolling = { ...contoso, next: { ...keyed('next'), announced: 5 }, requested: keyed('asked').key }
    const sealed = sealIdentity({ organization: rolling, sequence: 6 }, sealingKey, randomBytes(12))
    expect(Object.keys(openSealed(sealed))).to.include.members(['next', 'requested'])
    const opened = openIdentity(contoso.id, sealed, sealingKey).organization
    expect(opened.requested?.equals(keyed('asked').key)).to.equal(true)
    expect(opened.next?.certificate.checkPrivateKey(opened.next.key)).to.equal(true)
  })

  function openSealed(value: unknown): object {
    const sealed = Buffer.from((value as { sealed: string }).sealed, 'base64')
    const cipher = createDecipheriv('aes-256-gcm', sealingKey, sealed.subarray(0, 12))
    cipher.setAAD(Buffer.from(contoso.id)).setAuthTag(sealed.subarray(-16))
    return JSON.parse(cipher.update(sealed.subarray(12, -16)).toString() + cipher.final().toString()) as object
  }

  it('are kept sealed, and not opened with another key', async () => {
    const kept = [...world.of('identity').values()].join()
    const { certificateKey } = contoso
    const secret = certificateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')
    expect(kept).to.not.include(secret.slice(100, 140))
    const outcome = await instance(randomBytes(32)).catch((error: unknown) => error)
    expect(outcome).to.be.instanceOf(FederationError).with.property('code', 'ERR_CONFIG_INVALID')
  })
})
