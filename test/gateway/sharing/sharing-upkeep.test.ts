import { expect } from 'chai'
import { OwnerSessions } from '../../../gateway/sharing/owner-session.ts'
import { sharingUpkeep } from '../../../gateway/sharing/sharing-upkeep.ts'
import { DAY, MINUTE } from '../../../protocols/availability/time-window.ts'
import { byOwner, random, sharingWorld, VERA, VERAS } from './sharing-world.ts'

describe('The upkeep of shares', () => {
  it('keeps a revoked link for four hundred days, and its last look no longer', async () => {
    const world = await sharingWorld()
    const { state, clock, links, looks, policies, sharing } = world
    const ownerSessions = new OwnerSessions(state, random, true)
    const upkeep = sharingUpkeep({ state, links, lastLooks: looks, ownerSessions, policies })
    const opened = await sharing.openLink(VERAS, { to: null, until: null }, byOwner)
    if (!opened.done) throw new Error(opened.because)
    looks.note({ ...VERAS, share: opened.share.id }, clock.now())
    await sharing.revoke(VERAS, opened.share.id, byOwner)
    clock.pass(400 * DAY)
    await upkeep()
    expect(links.linksOf('contoso', VERA)).to.have.length(1)
    expect(looks.of({ ...VERAS, share: opened.share.id })).to.not.equal(null)
    clock.pass(61 * MINUTE)
    await upkeep()
    expect(links.linksOf('contoso', VERA)).to.deep.equal([])
    expect(looks.of({ ...VERAS, share: opened.share.id })).to.equal(null)
    expect([...(world.world.records.get('published-link') ?? [])]).to.deep.equal([])
  })

  it('keeps the last look of a grant as long as the grant', async () => {
    const { state, clock, links, looks, policies, sharing } = await sharingWorld()
    const upkeep = sharingUpkeep({
      state,
      links,
      lastLooks: looks,
      policies,
      ownerSessions: new OwnerSessions(state, random, true),
    })
    const to = 'anna@fabrikam.example'
    await sharing.offerGrant(VERAS, { to }, byOwner)
    looks.note({ ...VERAS, share: `grant:${to}` }, clock.now())
    await upkeep()
    expect(looks.of({ ...VERAS, share: `grant:${to}` })).to.not.equal(null)
    await sharing.revoke(VERAS, `grant:${to}`, byOwner)
    clock.pass(61 * MINUTE)
    await upkeep()
    expect(looks.of({ ...VERAS, share: `grant:${to}` })).to.equal(null)
  })
})
