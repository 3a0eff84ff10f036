import { expect } from 'chai'
import { Identities } from '../../gateway/identities.ts'
import { openLog } from '../../gateway/log.ts'
import { DAY, HOUR } from '../../protocols/availability/time-window.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import { NOW, smallWorld } from './broker/small-world.ts'

describe('our own identities', () => {
  const clock = { time: NOW, now: () => clock.time }
  const saved: Organization[] = []
  let contoso: Organization
  let identities: Identities

  beforeEach(async () => {
    clock.time = NOW
    saved.length = 0
    contoso = (await smallWorld()).contoso
    const save = (organization: Organization): Promise<void> => {
      saved.push(organization)
      return Promise.resolve()
    }
    identities = new Identities([contoso], { clock, log: openLog('silent'), save })
  })

  it('keep their token key for a day', async () => {
    await identities.roll()
    expect(identities.current(contoso.id).organization).to.equal(contoso)
    expect(saved).to.deep.equal([])
  })

  it('get the next key after a day, announce it under a higher sequence, and keep it', async () => {
    const before = identities.current(contoso.id).sequence
    clock.time += DAY
    await identities.roll()
    const { organization, sequence } = identities.current(contoso.id)
    expect(organization.tokenKeys).to.have.lengthOf(2)
    expect(sequence).to.be.above(before)
    expect(saved).to.deep.equal([organization])
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
})
