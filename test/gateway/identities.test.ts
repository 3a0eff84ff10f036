import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { Identities } from '../../gateway/identities.ts'
import { openLog } from '../../gateway/log.ts'
import { DAY, HOUR } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import { MemoryEngine, MemoryWorld } from '../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../trust/stores/state-store.ts'
import { NOW, smallWorld } from './broker/small-world.ts'

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

  it('are kept sealed, and not opened with another key', async () => {
    const kept = [...world.of('identity').values()].join()
    const { certificateKey } = contoso
    const secret = certificateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')
    expect(kept).to.not.include(secret.slice(100, 140))
    const outcome = await instance(randomBytes(32)).catch((error: unknown) => error)
    expect(outcome).to.be.instanceOf(FederationError).with.property('code', 'ERR_CONFIG_INVALID')
  })
})
