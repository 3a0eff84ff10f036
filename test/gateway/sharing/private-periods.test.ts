import { expect } from 'chai'
import {
  addPrivatePeriod,
  MOST_PRIVATE_PERIODS,
  privatePeriods,
  removePrivatePeriod,
} from '../../../gateway/sharing/private-periods.ts'
import { HOUR } from '../../../protocols/availability/time-window.ts'
import { BO, BOS, sharingWorld, VERA, VERAS } from './sharing-world.ts'

const CAUSE = { actor: 'owner', requestId: null }
const NOON = Date.UTC(2026, 11, 24, 12)
const LUNCH = { start: NOON, end: NOON + HOUR }
const LATER = { start: NOON + 5 * HOUR, end: NOON + 6 * HOUR }

describe('The private times of an owner', () => {
  it('are kept by their beginning, once each, beside everything else her mailbox says', async () => {
    const world = await sharingWorld()
    await world.sharing.offerGrant(VERAS, { to: 'bo@contoso.example' }, () => CAUSE)
    for (const period of [LATER, LUNCH, LUNCH])
      expect(await addPrivatePeriod(world, VERAS, period, CAUSE)).to.equal(true)
    expect(await privatePeriods(world, VERAS)).to.deep.equal([LUNCH, LATER])
    const mailbox = world.hosted.policy.mailbox(VERA)
    expect(mailbox?.part?.privatePeriods).to.deep.equal([LUNCH, LATER])
    expect(mailbox?.timeZone).to.equal('Europe/Stockholm')
    expect(mailbox?.grants?.has(BO)).to.equal(true)
    expect(world.hosted.policy.mailbox(BO)?.part).to.equal(null)
  })

  it('are each taken away by themselves; one that is not there is none', async () => {
    const world = await sharingWorld()
    await addPrivatePeriod(world, BOS, LUNCH, CAUSE)
    await addPrivatePeriod(world, BOS, LATER, CAUSE)
    await removePrivatePeriod(world, BOS, LUNCH, CAUSE)
    await removePrivatePeriod(world, BOS, LUNCH, CAUSE)
    expect(await privatePeriods(world, BOS)).to.deep.equal([LATER])
  })

  it('are all there when several are added at once', async () => {
    const world = await sharingWorld()
    const hours = Array.from({ length: 5 }, (_, i) => ({ start: NOON + i * HOUR, end: NOON + i * HOUR + 1 }))
    await Promise.all(hours.map((period) => addPrivatePeriod(world, VERAS, period, CAUSE)))
    expect(await privatePeriods(world, VERAS)).to.deep.equal(hours)
  })

  it('are no more than so many', async () => {
    const world = await sharingWorld()
    const many = Array.from({ length: MOST_PRIVATE_PERIODS }, (_, i) => ({
      from: new Date(NOON + i * HOUR).toISOString(),
      until: new Date(NOON + i * HOUR + 1).toISOString(),
    }))
    const value = { address: VERA, privatePeriods: many }
    const before = (await world.state.get({ kind: 'mailbox', key: `contoso ${VERA}` }))?.version ?? 0
    await world.policies.write({ organization: 'contoso', kind: 'mailbox', name: VERA, value, before }, CAUSE)
    expect(await addPrivatePeriod(world, VERAS, { start: 0, end: 1 }, CAUSE)).to.equal(false)
    expect(await privatePeriods(world, VERAS)).to.have.length(MOST_PRIVATE_PERIODS)
  })

  it('are on record without when they are, and hers in the part that can be erased', async () => {
    const world = await sharingWorld()
    await addPrivatePeriod(world, VERAS, LUNCH, CAUSE)
    const entries = [...world.world.entries.values()].map((entry) => JSON.stringify(entry))
    const told = entries.filter((entry) => entry.includes('private-period.added'))
    expect(told).to.have.length(1)
    expect(told[0]).to.not.include('2026-12-24')
  })
})
