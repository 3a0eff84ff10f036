import { expect } from 'chai'
import { expireTrusts } from '../../../gateway/agreement/expire-trusts.ts'
import { openLog } from '../../../gateway/log.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { accept } from '../../../trust/organization/trust-transitions.ts'
import { activeTrust, emptyTrustStore, granted, known, put, VirtualClock } from '../../trust/known-organizations.ts'
import { nameOf, yesTo } from '../../trust/organization/trust-states.ts'

describe('what time ends', () => {
  let clock: VirtualClock
  let contoso: Organization

  beforeEach(async () => {
    clock = new VirtualClock()
    contoso = await known('Contoso')
  })

  async function trusting(validUntil: number | null, readableFor = 7 * DAY) {
    const trusts = await emptyTrustStore(clock)
    const fabrikam = await known('Fabrikam')
    const active = activeTrust(contoso.id, fabrikam, ['fabrikam.example'], clock)
    const trust = { ...active, metadata: { ...active.metadata, expiresAt: clock.now() + readableFor } }
    await put(trusts, granted(accept(trust, yesTo(trust, { validUntil }), clock)), undefined)
    const organizations = new Map([['contoso', contoso]])
    const identities = { current: () => ({ organization: contoso }) }
    const parts = { organizations, identities, trusts, clock, log: openLog('silent') }
    const name = () => nameOf(trusts.snapshot().trusts(contoso.id)[0] ?? expect.fail('no trust'))
    return { parts, name, sequence: () => trusts.snapshot().sequence }
  }

  it('is put on record once: the end that was agreed', async () => {
    const { parts, name, sequence } = await trusting(clock.now() + DAY)
    const before = sequence()
    await expireTrusts(parts)
    expect([name(), sequence()]).to.deep.equal(['active', before])
    clock.pass(DAY)
    await expireTrusts(parts)
    expect([name(), sequence()]).to.deep.equal(['expired by end', before + 1])
    await expireTrusts(parts)
    expect(sequence()).to.equal(before + 1)
  })

  it('is put on record: our own certificate, which a new one brings back', async () => {
    const { parts, name } = await trusting(null, 100 * 365 * DAY)
    clock.time = Date.parse(contoso.certificate.validTo) + 1
    await expireTrusts(parts)
    expect(name()).to.equal('expired by certificate')
    clock.time -= 2
    await expireTrusts(parts)
    expect(name()).to.equal('active')
  })

  it('asks for a person once the newest metadata is over, and no longer when newer was read', async () => {
    const { parts, name, sequence } = await trusting(null)
    const trust = parts.trusts.snapshot().trusts(contoso.id)[0] ?? expect.fail('no trust')
    clock.time = trust.metadata.expiresAt - 1
    await expireTrusts(parts)
    expect(name()).to.equal('active')
    clock.pass(1)
    await expireTrusts(parts)
    expect(name()).to.equal('attention')
    const before = sequence()
    await expireTrusts(parts)
    expect(sequence(), 'said once').to.equal(before)
    const stale = parts.trusts.snapshot().trusts(contoso.id)[0] ?? expect.fail('no trust')
    const metadata = { ...stale.metadata, expiresAt: clock.now() + DAY }
    await put(parts.trusts, { ...stale, metadata }, stale)
    await expireTrusts(parts)
    expect(name()).to.equal('active')
  })
})
